"""Lines that are too long are folded as google-java-format and rustfmt fold them; literals are left alone."""

import pytest
from msgspec import structs

from generator.rendering.languages.language import Layout
from generator.rendering.text.line_wrapping import folded_text
from generator.rendering.text.literals import BEGIN, END, JOINT

JAVA = Layout(width=40, step="    ", arguments=40, apart=False, operator=" + ")
RUST = Layout(width=40, step="    ", arguments=24, apart=True, operator="")


def folded(text: str, layout: Layout) -> list[str]:
    """`text` with its literals in angle quotes and their joints as bars."""
    marks = str.maketrans({"«": BEGIN, "»": END, "|": JOINT})
    return folded_text(text.translate(marks) + "\n", layout).splitlines()


@pytest.mark.parametrize("layout", [JAVA, RUST])
def test_a_line_that_fits_stays_as_it_is(layout: Layout) -> None:
    assert folded('  put(«"name"», «"value"»);\n  // ( never closed', layout) == [
        '  put("name", "value");',
        "  // ( never closed",
    ]


def test_arguments_go_below_together_or_each_alone() -> None:
    assert folded('  form.put(«"a name"», «"a value of length"»);', JAVA) == [
        "  form.put(",
        '      "a name", "a value of length");',
    ]
    assert folded('  form.put(«"a name"», «"a value that is longer than this"»);', JAVA) == [
        "  form.put(",
        '      "a name",',
        '      "a value that is longer than this");',
    ]
    assert folded('    («"a name"», «"a value of length"»),', RUST) == [
        "    (",
        '        "a name",',
        '        "a value of length",',
        "    ),",
    ]


def test_an_assigned_value_goes_below_and_a_sum_is_folded_before_each_operator() -> None:
    assert folded('String url = «"https://example.com/"|user|"/a?b="|token»;', JAVA) == [
        "String url =",
        '    "https://example.com/"',
        "        + user",
        '        + "/a?b="',
        "        + token;",
    ]
    assert folded('let url = «"https://example.com/a/b/c/d/e"»;', RUST) == [
        "let url =",
        '    "https://example.com/a/b/c/d/e";',
    ]


def test_a_call_in_a_call_is_folded_as_its_formatter_does() -> None:
    assert folded('    .uri(URI.create(«"https://example.com/a/b"»))', JAVA) == [
        "    .uri(",
        "        URI.create(",
        '            "https://example.com/a/b"))',
    ]
    assert folded('let json = json!(«format!("a text with {name} in it")»);', RUST) == [
        "let json = json!(format!(",
        '    "a text with {name} in it"',
        "));",
    ]


def test_a_method_of_a_literal_goes_below_it_further_in_where_the_literal_is_one_line() -> None:
    assert folded('    («"name"», «format!("a {value} in it").as_str()»),', RUST) == [
        "    (",
        '        "name",',
        '        format!("a {value} in it")',
        "            .as_str(),",
        "    ),",
    ]
    # The comma behind would not fit.
    assert folded('    («"name"», «format!("a {value} in the text").as_str()»),', RUST)[2:6] == [
        "        format!(",
        '            "a {value} in the text"',
        "        )",
        "        .as_str(),",
    ]


@pytest.mark.parametrize(
    ("text", "columns", "units"),
    [("字", 2, 1), ("e\u0301", 1, 2), ("😀", 2, 2), ("\u2714\ufe0f", 2, 2), ("\u1112\u1161\u11ab", 2, 3)],
)
def test_a_line_is_as_long_as_its_formatter_counts(text: str, columns: int, units: int) -> None:
    """Columns for rustfmt, UTF-16 code units for google-java-format: the line has 40 of them at most."""
    for layout, width in ((RUST, columns), (structs.replace(JAVA, units=True), units)):
        room = 40 - len('  put("");')
        fitting = text * (room // width) + "a" * (room % width)
        assert len(folded(f'  put(«"{fitting}"»);', layout)) == 1
        assert len(folded(f'  put(«"{fitting}a"»);', layout)) > 1


def test_what_stands_in_a_literal_is_never_taken_for_program_text() -> None:
    text = '", f(a, b) = [( + '
    for layout in (JAVA, RUST):
        assert folded(f"  put(«'{text * 3}'», «1»);", layout)[1].startswith(f"      '{text * 3}',")


def test_a_literal_of_several_lines_leaves_its_line_alone() -> None:
    line = 'call(«r#"a\nb"#», a_name_that_is_long, another_name_that_is_long);'
    assert folded(line, RUST) == line.replace("«", "").replace("»", "").splitlines()
