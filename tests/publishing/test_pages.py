"""`wireproof pages`: what stands on the pages, and that nothing in a description can break out of them."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import markdown
import paths
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec import structs

from generator.errors import GeneratorError
from generator.model import (
    Description,
    FormBody,
    Input,
    Operation,
    Parameter,
    Request,
    Response,
    Sample,
    Scheme,
)
from generator.publishing.pages.json_layout import indented
from generator.publishing.pages.markdown import code, fenced, text
from generator.publishing.pages.pages import page_names, pages
from generator.publishing.pages.prose import details, lead, one_line_markdown, prose
from generator.publishing.pages.security_notes import security_notes
from generator.reading import read
from generator.rendering import load_languages, render

ROOT = paths.ROOT
SPEC = ROOT / "spec" / "token_endpoint.yaml"
WIREPROOF = Path(sys.executable).with_name("wireproof")
LANGUAGES = load_languages()
# What Material for MkDocs recommends to switch on, all at once (but magiclink and smartsymbols,
# which change plain text, as their users want).
MATERIAL = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.blocks.admonition", "pymdownx.blocks.html",
    "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.highlight",
    "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark",
    "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip
OPTIONS = {"pymdownx.superfences": {"preserve_tabs": True}, "pymdownx.tabbed": {"alternate_style": True}}


def wireproof(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(
        [WIREPROOF, *words], capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )


class Elements(HTMLParser):
    """The elements of a piece of HTML, with their attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.code: list[str] = []
        self._in_code = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))
        if tag == "code":
            self.code.append("")
            self._in_code = True

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._in_code:
            self.code[-1] += data

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.found]


@cache
def material_reader() -> markdown.Markdown:
    return markdown.Markdown(extensions=MATERIAL, extension_configs=OPTIONS)


def material(source: str) -> Elements:
    return Elements(material_reader().reset().convert(source))


def commonmark(source: str) -> Elements:
    return Elements(MarkdownIt("commonmark").enable("table").render(source))


READERS = pytest.mark.parametrize("reader", [material, commonmark])

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</code></pre><script>alert(1)</script>",
    "a | b || c",
    "`a` ``b`` ```",
    "[text](javascript:alert(1))",
    "![x](https://tracker.example.com/p.png)",
    "<javascript:alert(1)>",
    "*a* _b_ **c** __d__ ~~e~~ ==f== ^^g^^ ++h++",
    "{: onclick=alert(1) }",
    "{{ 7*7 }} {% raw %} {# c #}",
    "{++inserted++} {--deleted--}",
    "::: wireproof token/client_credentials",
    "/// html | script",
    "!!! warning",
    "??? note",
    '=== "Tab"',
    "# heading",
    "- item",
    "1. item",
    "2) item",
    "> quote",
    "---",
    "===",
    ": definition",
    "*[HTML]: abbreviation",
    "[^1]: footnote",
    "[x]: javascript:alert(1)",
    "$a$ \\(b\\)",
    ":smile: (c) +/- -->",
    '--8<-- "/etc/passwd"',
    "&lt;script&gt; &amp; &#60;",
    "\\` \\* \\<b>",
    "<!-- wireproof: go/token/password -->",
    "    indented",
    "trailing \\",
    "#!python print()",
    ":::python print()",
    "a\u0002klzzwxh:0\u0003b",
    "line one\n\n# line two\n\n<script>alert(1)</script>",
    "~~~\ncode\n~~~",
    "<div markdown>\n\n**x**\n\n</div>",
    "\u202eright to left",
    '" onmouseover="alert(1)',
]
HARMLESS = {"p", "code", "h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "a", "br", "em",
            "strong", "ul", "ol", "li", "hr", "pre", "div", "span", "input", "label", "blockquote", "sup"}  # fmt: skip


def plain(value: str) -> str:
    """What a reader should see of a value: its words, on one line."""
    return " ".join(re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "�", value).split())


@READERS
@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_reads_as_it_is_in_a_line_a_heading_and_a_table(reader, value: str) -> None:
    source = f"{text(value)}\n\n# {text(value)}\n\n| a |\n|---|\n| {text(value)} |\n"
    seen = reader(source)
    words = "".join(seen.texts).split("\n")
    assert [
        each for each in seen.names if each not in ("p", "h1", "table", "thead", "tbody", "tr", "th", "td")
    ] == []
    assert [each for each in words if each not in ("", "a")] == [plain(value)] * 3


@READERS
@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_reads_as_it_is_as_code(reader, value: str) -> None:
    seen = reader(f"See {code(value)}.\n\n| a |\n|---|\n| {code(value)} |\n")
    assert seen.code == [plain(value)] * 2
    assert set(seen.names) <= {"p", "code", "table", "thead", "tbody", "tr", "th", "td"}


@READERS
@settings(max_examples=150)
@given(value=st.text(st.sampled_from("ab1 \\`*_{}[]()<>#+-.!|:=~^$&\"'\n/?;%@"), max_size=30))
def test_no_value_makes_an_element(reader, value: str) -> None:
    seen = reader(f"{text(value)}\n\n| {code(value)} |\n|---|\n| {text(value)} |\n")
    assert set(seen.names) <= {"p", "table", "thead", "tbody", "tr", "th", "td", "code"}


@READERS
@pytest.mark.parametrize("value", HOSTILE)
def test_a_description_makes_only_harmless_elements(reader, value: str) -> None:
    for source in (value, f"- {value}", f"text\n{value}", f"> {value}", f"| a |\n|---|\n| {value} |"):
        for made in (prose(source), f"| a |\n|---|\n| {one_line_markdown(source)} |"):
            seen = reader(made)
            assert set(seen.names) <= HARMLESS | {"img"}, made
            for _, attributes in seen.found:
                assert not any(name.startswith("on") for name in attributes)
                assert (
                    not (attributes.get("href") or "")
                    .lower()
                    .startswith(("javascript:", "data:", "vbscript:"))
                )


def test_a_description_keeps_what_its_author_meant() -> None:
    source = (
        "One *em*, **strong** and `code`, [a link](https://example.com/a_(b)?c=d).\n\n"
        '1. first\n   - inner\n\n     more\n2. second\n\n```json\n{"a": 1}\n```\n\n'
        "| h |\n|---|\n| `a\\|b` |\n"
    )
    for reader in (material, commonmark):
        seen = reader(prose(source))
        assert [name for name in seen.names if name in ("em", "strong", "ol", "ul", "li", "table")] == [
            "em", "strong", "ol", "li", "ul", "li", "li", "table",
        ]  # fmt: skip
        assert ("a", {"href": "https://example.com/a_%28b%29?c=d"}) in seen.found
        assert [each.strip() for each in seen.code] == ["code", '{"a": 1}', "a|b"]


def emphasised_once(names: list[str]) -> list[str]:
    """The names of elements without emphasis in emphasis, which says no more."""
    return [name for name, before in zip(names, ["", *names], strict=False) if (name, before) != ("em", "em")]


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab_ `.(1"), min_size=1, max_size=20))
@example(".__1_.__")
def test_words_and_code_that_need_no_parsing_come_out_as_if_they_were_parsed(value: str) -> None:
    want = commonmark(f"Z{value}")
    for made in (prose(f"Z{value}"), one_line_markdown(f"Z{value}")):
        seen = commonmark(made)
        assert emphasised_once(seen.names) == emphasised_once(want.names)
        assert "".join("".join(seen.texts).split()) == "".join("".join(want.texts).split())


@READERS
@settings(max_examples=200)
@given(
    value=st.lists(
        st.sampled_from(
            [
                *"ab1 \n\t`*_[]()<>#+-.!|:=~&\\\"'/{}",
                *(
                    "<b>",
                    "<!--",
                    "-->",
                    "](",
                    "```",
                    "\n\n",
                    "| a |\n|---|\n",
                    "&lt;",
                    "&#96;",
                    "javascript:",
                ),
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_no_description_at_all_makes_a_harmful_element(reader, value: str) -> None:
    for made in (prose(value), f"| a |\n|---|\n| {one_line_markdown(value)} |"):
        seen = reader(made)
        assert set(seen.names) <= HARMLESS | {"img", "h5", "h6"}
        for _, attributes in seen.found:
            assert not any(name.startswith("on") for name in attributes)
            assert (
                not (attributes.get("href") or "").lower().startswith(("javascript:", "data:", "vbscript:"))
            )


@pytest.mark.parametrize(
    "value",
    [
        "a " + "`code span` or " * 5000 + "*",
        "a`" * 2001,
        "a" * 100000 + "`",
        "\n" * 50000 + "x",
    ],
)
def test_long_descriptions_are_finished(value: str) -> None:
    # A pattern that tries all ways of reading such a text would take years.
    want = "".join(commonmark(value).texts).split()
    for made in (prose(value), one_line_markdown(value)):
        assert len("".join(commonmark(made).texts).split()) == len(want)


def test_comments_are_left_out_even_those_that_do_not_end() -> None:
    assert prose("a <!-- b --> c <!-- d --> e") == "a  c  e"
    assert prose("<!--" * 20000) == ""


def test_headings_of_a_description_go_below_those_of_the_page() -> None:
    assert prose("# One\n\n## Two", 3) == "### One\n\n#### Two"
    assert prose("### One\n\n## Two", 2) == "### One\n\n## Two"


@READERS
@settings(max_examples=150)
@given(
    lines=st.lists(st.text(st.sampled_from("ab \t`~:={}<>&#-|\"'\\"), max_size=20), min_size=1, max_size=8)
)
def test_what_stands_in_a_fence_comes_out_to_the_last_character(reader, lines: list[str]) -> None:
    # Python-Markdown empties lines of white space alone, and strips the block's end.
    content = "\n".join(each if each.strip() else "" for each in ["a", *lines, "z"]) + "\n"
    # pymdownx.critic looks for its own marks in fences too, and loses those with nothing in them.
    assume(reader is commonmark or not re.search(r"\{(==|--|~~|>>)", content))
    assert reader(fenced(content)).code == [content]


def test_a_fence_in_a_tab_keeps_tabs_spaces_and_empty_lines() -> None:
    content = "func main() {\n\n\tx := `a`\n\t\ty = ```b```\n}\n"
    source = f'=== "Go"\n\n{fenced(content, "go", 4)}\n'
    assert material(source).code == [content]


def test_json_is_laid_out_with_its_digits_and_escapes() -> None:
    compact = '{"a":[1e400,12345678901234567890.10,{"b":"\\u00e9,{}"}],"c":{},"d":[]}'
    assert indented(compact) == (
        '{\n  "a": [\n    1e400,\n    12345678901234567890.10,\n    {\n      "b": "\\u00e9,{}"\n    }\n  ],\n'
        '  "c": {},\n  "d": []\n}'
    )
    assert indented("not { json") == "not { json"


def hostile_description(value: str) -> Description:
    response = Response(
        "400", value, value, "application/json", json.dumps({value: value}), ((value, value),), value
    )
    operation = Operation(
        id="op", operation_id=value, method="GET", path=f"/{value}", summary=value, description=value,
        deprecated=True, reasons=(value,), tags=(value,), responses=(response, Response("200", value)),
        authentication=((Scheme(value, value, value, (value,)),), ()),
        parameters=tuple(
            Parameter(value, place, value, False, value, (value,), (value,), (value, "x"))
            for place in ("query", "body")
        ),
    )  # fmt: skip
    return Description(
        "api.yaml", value, value, (operation, Operation("b", "", "GET", "/b", tags=("t",))), value
    )


@READERS
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("tabs", ["material", "none"])
def test_a_hostile_description_cannot_get_anything_into_its_pages(reader, value: str, tabs) -> None:
    for made in pages(hostile_description(value), {}, tabs=tabs).values():
        seen = reader(made)
        assert set(seen.names) <= HARMLESS | {"img"}
        assert "javascript:" not in {(a.get("href") or "")[:11] for _, a in seen.found}
        assert all(not name.startswith("on") for _, attributes in seen.found for name in attributes)
        outside = re.sub(r"^(`{3,}).*?^\1$", "", made, flags=re.MULTILINE | re.DOTALL)
        assert "{{" not in outside
        assert "<script" not in outside


def token_samples() -> list[Sample]:
    return list(render(read(SPEC).requests, LANGUAGES.values(), refusals=[]))


def test_the_bytes_on_the_token_page_are_those_of_the_samples() -> None:
    samples = token_samples()
    for tabs, reader in (("material", material), ("none", commonmark)):
        made = pages(read(SPEC), LANGUAGES, tabs=tabs, refusals=[])
        blocks = reader(made["token.md"]).code
        assert [sample.id for sample in samples if sample.text not in blocks] == []


def test_the_token_page_says_what_a_reader_looks_for() -> None:
    page = pages(read(SPEC), LANGUAGES, refusals=[])["token.md"]
    assert "`POST` `https://dev-api.med2lab.com/o/token/`" in page
    assert "| `username` | string | for `password` | The user's name, as used to sign in. |" in page
    assert "at least 43 characters; at most 128 characters" in page
    assert "| 400 | `invalid_scope` | The scope is unknown, or wider than what was granted |" in page
    assert '| `WWW-Authenticate` | `Bearer error="invalid_client"` |' in page
    assert "[RFC 9700 §2.4](https://www.rfc-editor.org/rfc/rfc9700#section-2.4)" in page
    assert '  "access_token": "2YotnFZFEjr1zCsicMWpAA",' in page


def test_a_stamp_is_shown_for_the_very_bytes_that_were_run_and_no_others(tmp_path: Path) -> None:
    spec = tmp_path / "api.yaml"
    spec.write_bytes(SPEC.read_bytes())
    curl = {"curl": LANGUAGES["curl"]}
    samples = list(render(read(spec).requests, curl.values()))
    from datetime import date

    from generator.proving.hashes import request_hash
    from generator.proving.ledger import ledger_path, record
    from generator.proving.proof import Proof, Subject

    proofs = [
        Proof(
            s.id,
            s.language,
            True,
            True,
            True,
            True,
            1.0,
            "curl 8.14.1",
            "",
            Subject.of(s).sha256,
            request_hash(s.request),
            "p",
        )
        for s in samples[:2]
    ]
    record(ledger_path(spec), proofs, (), date(2026, 11, 24))
    page = pages(read(spec), curl)["token.md"]
    assert page.count("*Proven on 2026-11-24 with curl 8.14.1*") == 2
    assert page.count("*Not proven: this sample has not been run*") == 2
    template = curl["curl"].template.replace("--fail-with-body", "--fail")
    altered = {"curl": structs.replace(curl["curl"], template=template)}
    assert "*Proven" not in pages(read(spec), altered)["token.md"]


@pytest.mark.parametrize(
    ("url", "form", "sources"),
    [
        (("http://api.example.com/",), {}, ["RFC 9700 §2.6"]),
        (("https://api.example.com/?key=", Input("KEY", secret=True)), {}, ["RFC 9700 §4.3.2"]),
        (("https://api.example.com/?q=", Input("WORD")), {}, []),
        (("https://a.example/t",), {"grant_type": "password"}, ["RFC 9700 §2.4"]),
        (
            ("https://a.example/t",),
            {"grant_type": "authorization_code"},
            ["RFC 9700 §2.1.1", "RFC 6749 §4.1.2"],
        ),
        (
            ("https://a.example/t",),
            {"grant_type": "authorization_code", "code_verifier": "x", "client_secret": "y"},
            ["RFC 7636 §4.1", "RFC 6749 §4.1.2", "RFC 6749 §2.3.1"],
        ),
    ],
)
def test_security_notes_follow_from_the_request(url, form: dict[str, str], sources: list[str]) -> None:
    body = FormBody(tuple((name, (value,)) for name, value in form.items()))
    operation = Operation("a", "", "POST", "/", requests=(Request("a", "b", "POST", url, body=body),))
    assert [note.source for note in security_notes(operation)] == sources


def test_an_operation_called_index_does_not_replace_the_index() -> None:
    names = page_names([Operation(each, each, "GET", "/") for each in ("index", "README", "users", "index-")])
    assert names == {
        "index": "index-.md",
        "README": "README-.md",
        "users": "users.md",
        "index-": "index--.md",
    }


def test_many_operations_make_the_same_pages_in_one_process_and_in_several() -> None:
    operations = tuple(
        Operation(f"op{each}", "", "GET", f"/{each}", description="*x*") for each in range(450)
    )
    description = Description("api.yaml", "API", "1", operations)
    alone = pages(description, LANGUAGES, jobs=1)
    assert list(pages(description, LANGUAGES, jobs=4).items()) == list(alone.items())
    assert len(alone) == 451


def test_what_goes_wrong_in_a_process_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "operation.md.jinja").write_text("{{ operation.nonsense }}")
    operations = tuple(Operation(f"op{each}", "", "GET", f"/{each}") for each in range(450))
    with pytest.raises(GeneratorError, match=r"nonsense"):
        pages(Description("api.yaml", "API", "1", operations), LANGUAGES, templates=tmp_path, jobs=4)


def test_pages_are_written_once_and_checked_with_a_diff(tmp_path: Path) -> None:
    first = wireproof("pages", SPEC, "-o", "out", cwd=tmp_path)
    assert (first.returncode, first.stdout) == (0, "2 pages in out: 2 written, 0 unchanged\n")
    again = wireproof("pages", SPEC, "-o", "out", cwd=tmp_path)
    assert again.stdout == "2 pages in out: 0 written, 2 unchanged\n"
    assert wireproof("pages", SPEC, "-o", "out", "--check", cwd=tmp_path).returncode == 0
    page = tmp_path / "out/token.md"
    page.write_text(page.read_text().replace("Get an access token", "Get a cookie", 1))
    check = wireproof("pages", SPEC, "-o", "out", "--check", cwd=tmp_path)
    assert check.returncode == 1
    assert "-# Get a cookie\n+# Get an access token\n" in check.stdout


def test_own_page_templates_replace_and_extend_ours(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "stamp.md.jinja").write_text("{{ sample.id }}: {{ '<b>' }}\n")
    (own / "operation.md.jinja").write_text("Own.\n\n{% include 'wireproof/operation.md.jinja' %}\n")
    page = pages(read(SPEC), LANGUAGES, templates=own, refusals=[])["token.md"]
    assert page.startswith("Own.\n\n# Get an access token")
    assert "    go/token/password: &lt;b&gt;" in page


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ operation.nonsense }}", "has no attribute 'nonsense'"),
        ("line\n{% if %}", "stamp.md.jinja:2: the template cannot be used"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_wrong_page_template_is_one_clear_line(tmp_path: Path, template: str, message: str) -> None:
    name = "stamp.md.jinja" if "if" in template else "operation.md.jinja"
    (tmp_path / name).write_text(template)
    done = wireproof("pages", SPEC, "-o", "out", "--page-templates", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_sites_token_pages_are_up_to_date(tmp_path: Path) -> None:
    done = wireproof(
        "pages", SPEC, "-l", "all", "-o", ROOT / "site/docs/token-endpoint", "--check", cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_clients_of_one_language_share_a_tab() -> None:
    names = ("curl", "python", "python-requests", "go")
    page = pages(read(SPEC), {name: LANGUAGES[name] for name in names})["token.md"]
    first = page[: page.index("authorization_code")]
    assert re.findall(r'^( *)=== "(.*)"', first, re.MULTILINE) == [
        ("", "curl"), ("", "Python"), ("    ", "http.client"), ("    ", "requests"), ("", "Go"),
    ]  # fmt: skip


def test_samples_come_before_parameters_and_a_discouraged_request_comes_last() -> None:
    page = pages(read(SPEC), {"curl": LANGUAGES["curl"]})["token.md"]
    headings = re.findall(r"^## (.*)", page, re.MULTILINE)
    assert headings == ["Requests", "Details", "Parameters", "Responses", "Errors", "Security"]
    requests = re.findall(r'^<a id="token/(\w+)">', page, re.MULTILINE)
    assert requests == ["client_credentials", "authorization_code", "refresh_token", "password"]


@pytest.mark.parametrize(
    ("source", "first", "others"),
    [
        ("Lists pets.", "Lists pets.", ""),
        ("Lists *pets*.\n\n# Paging\n\nAsk again.", "Lists *pets*.", "### Paging\n\nAsk again."),
        ("- cats\n- dogs", "", "-   cats\n-   dogs"),
        ("", "", ""),
    ],
)
def test_only_the_first_paragraph_of_a_description_stands_before_the_samples(
    source: str, first: str, others: str
) -> None:
    assert (lead(source), details(source, 3)) == (first, others)
