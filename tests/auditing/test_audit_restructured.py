"""reStructuredText: every place where code can stand, at its line, whoever defines the directives around it."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.auditing.auditor import audit_sources
from generator.auditing.extracting import page
from generator.auditing.pages.page import Heading, Page


def read(text: str) -> Page:
    found = page("page.rst", text.encode())
    assert found is not None
    return found


def blocks(text: str) -> list[tuple[int, str, str, str]]:
    return [(block.line, block.hint, block.tab, block.text) for block in read(text).blocks]


NESTED = {
    "paragraph": ("Run::\n\n  curl x\n", (3, "", "", "curl x\n")),
    "double colon alone": ("Run\n\n::\n\n  curl x\n", (5, "", "", "curl x\n")),
    "no blank line": (".. code-block:: py\n   a = 1\n", (2, "py", "", "a = 1\n")),
    "options": (".. code-block:: py\n   :linenos:\n   :my-own: x\n     y\n\n   a = 1\n", (6, "py", "", "a = 1\n")),
    "options above code": (".. code:: py\n   :number-lines:\n   a = 1\n", (3, "py", "", "a = 1\n")),
    "no language": (".. code-block::\n\n   a = 1\n\n   b = 2\n", (3, "", "", "a = 1\n\nb = 2\n")),
    "default language": (".. highlight:: go\n\nSo::\n\n  a := 1\n", (5, "go", "", "a := 1\n")),
    "quoted": ("Run::\n\n$ curl x\n$ curl y\n\nThen.\n", (3, "", "", "$ curl x\n$ curl y\n")),
    "session": ("So:\n\n>>> 1 + 1\n2\n", (3, "pycon", "", ">>> 1 + 1\n2\n")),
    "session in a directive": (".. doctest:: group\n\n   >>> 1\n   1\n", (3, "pycon", "", ">>> 1\n1\n")),
    "tested code": (".. testcode::\n\n   a = 1\n", (3, "python", "", "a = 1\n")),
    "lists": ("- a\n\n  #. b::\n\n       curl x\n", (5, "", "", "curl x\n")),
    "definition": ("term\n    Text::\n\n        curl x\n", (4, "", "", "curl x\n")),
    "field": (":param a: b\n   Text::\n\n      curl x\n", (4, "", "", "curl x\n")),
    "quote": ("  .. code:: sh\n\n     curl x\n", (3, "sh", "", "curl x\n")),
    "footnote": (".. [1] a\n   Text::\n\n     curl x\n", (4, "", "", "curl x\n")),
    "note": (".. note:: a\n   Run::\n\n      curl x\n", (4, "", "", "curl x\n")),
    "signature": (".. highlight:: go\n\n.. rst:directive:: .. highlight:: sh\n\n   So::\n\n      a := 1\n", (7, "go", "", "a := 1\n")),
    "unknown directive": (".. acme:thing:: a(b)\n   :any: 1\n\n   Text::\n\n      curl x\n", (6, "", "", "curl x\n")),
    "title in a directive": (".. only:: html\n\n   Title\n   -----\n\n   .. code:: sh\n\n      ls\n", (8, "sh", "", "ls\n")),
    "grid table": ("+---+--------+\n| a | ::     |\n|   |        |\n|   |   ls a |\n+---+--------+\n", (4, "", "", "ls a\n")),
    "simple table": ("=== =====\na   b::\n\n      ls\n=== =====\n", (4, "", "", "ls\n")),
    "list table": (".. list-table::\n\n   * - a\n     - b::\n\n         ls\n", (6, "", "", "ls\n")),
    "tab-set": (
        ".. tab-set::\n   :sync-group: a\n\n   .. tab-item:: Py 3\n      :sync: a\n\n      .. code-block:: python\n\n         a = 1\n",
        (9, "python", "Py 3", "a = 1\n"),
    ),
    "group-tab": (".. tabs::\n\n   .. group-tab:: Go\n\n      Text::\n\n         a := 1\n", (7, "", "Go", "a := 1\n")),
    "code-tab": (".. tabs::\n\n   .. code-tab:: sh My Shell\n\n      ls\n", (5, "sh", "My Shell", "ls\n")),
    "code-tab without a title": (".. tabs::\n\n   .. code-tab:: sh\n\n      ls\n", (5, "sh", "sh", "ls\n")),
    "inline tab": (".. tab:: Linux\n\n   .. prompt:: bash $\n\n      ls\n", (5, "bash", "Linux", "ls\n")),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_code_is_found_wherever_it_stands(name):
    text, expected = NESTED[name]
    assert blocks(text) == [expected]


@pytest.mark.parametrize("name", NESTED)
def test_a_page_is_read_the_same_wherever_it_is_cut_into_pieces(name):
    text, (line, *expected) = NESTED[name]
    for count in range(498 - text.count("\n"), 502):
        above = "a\n\n" * (count // 2) + "\n" * (count % 2)
        assert blocks(f"{above}{text}\n{above}") == [(line + count, *expected)]


def test_a_simple_table_longer_than_a_piece_stays_one():
    table = "=== ===\na   b\n=== ===\n" + "c   d\n\n" * 600 + "=== ===\n\nEnd::\n\n  ls\n"
    found = read(table)
    assert found.paragraphs[0].text == "End:"
    assert [block.line for block in found.blocks] == [1208]


def test_tabs_of_one_set_belong_together():
    def tab(name: str, margin: str = "") -> str:
        return f"{margin}.. tab:: {name}\n\n{margin}   .. code:: sh\n\n{margin}      ls\n\n"

    text = tab("A") + tab("B") + "Text.\n\n" + tab("C") + ".. tabs::\n\n" + tab("D", "   ") + tab("E", "   ")
    assert [(block.tab, block.group) for block in read(text).blocks] == [
        ("A", 1),
        ("B", 1),
        ("C", 2),
        ("D", 3),
        ("E", 3),
    ]


def test_what_is_no_code_is_none():
    text = (
        ".. A comment::\n\n   curl a\n\n.. math::\n\n   a::\n\n     b\n\n.. raw:: html\n\n   <pre>::</pre>\n\n"
        ".. list-table::\n\n   * - a\n     - b\n\nTerm::\n  no blank line above, so a definition\n\n"
        "+---+\n| a |\n+--\n\nEnd.\n"
    )
    assert blocks(text) == []


def test_the_text_of_code_is_that_of_the_file():
    text = ".. code-block:: sh\n\n\tcurl x \\ \n\t\t-I\n"
    assert blocks(text) == [(3, "sh", "", "curl x \\ \n\t-I\n")]
    assert (3, "WP109") in {
        (item.line, item.rule) for item in audit_sources([("a.rst", text.encode())]).findings
    }


def test_long_lines_and_odd_line_breaks_move_no_line():
    long = "x" * 5000
    text = f"{long}\x0b\x0c\x1c\x85\u2028\n{long} so::\n\n  echo {long} y\n"
    assert blocks(text) == [(4, "", "", f"echo {long} y\n")]


def test_titles_tell_the_level_by_their_punctuation():
    text = (
        "====\nPage\n====\n\nA\n====\n\nB\n----\n\nC\n====\n\nNo title:\n--\n\n.. only:: x\n\n  D\n  ----\n"
    )
    assert read(text).headings == (
        Heading(1, "Page", 2),
        Heading(2, "A", 5),
        Heading(3, "B", 8),
        Heading(2, "C", 11),
        Heading(3, "D", 19),
    )


def test_running_text_and_the_heading_above_are_kept():
    text = (
        "Items\n=====\n\nMake a *request*\nto `x`_:\n\n- one\n\n:Method: POST\n\n| line\n\nRun::\n\n  ls\n\n"
        "===== ====\nName  Type\n===== ====\n``a`` int\nb\n===== ====\n\n"
        ".. list-table::\n   :header-rows: 1\n\n   * - Name\n     - Type\n   * - c\n     - \n"
    )
    found = read(text)
    assert [(each.text, each.line) for each in found.paragraphs] == [
        ("Make a *request*\nto `x`_:", 4),
        ("one", 7),
        (":Method: POST", 9),
        ("line", 11),
        ("Run:", 13),
    ]
    assert [block.heading for block in found.blocks] == ["Items"]


def test_nothing_is_read_from_other_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text("Secret::\n\n  secret\n")
    (tmp_path / "docutils.conf").write_text("[general]\ntab_width: 1\nreport_level: none\n")
    text = "".join(
        f".. {directive} secret\n{option}\n\n"
        for directive in ("include::", "literalinclude::", "raw:: html", "csv-table::", "code::", "image::")
        for option in ("", "   :file: secret", "   :url: file:secret")
    )
    found = read(text + '.. end of inclusion from "secret"\n\nEnd::\n\n  ls\n')
    assert [block.text for block in found.blocks] == ["ls\n"]
    assert not any("Secret" in paragraph.text for paragraph in found.paragraphs)


def test_docutils_is_loaded_for_pages_that_need_it():
    program = (
        "import sys\nfrom generator.auditing.auditor import audit_sources\n"
        "audit_sources([(sys.argv[1], b'Run::\\n\\n  curl x\\n')])\nprint('docutils' in sys.modules)"
    )
    for name, loaded in (("a.md", "False\n"), ("a.rst", "True\n")):
        ran = subprocess.run(
            [sys.executable, "-c", program, name], capture_output=True, text=True, check=True
        )
        assert ran.stdout == loaded


WORDS = [
    "- a", "* b", "1. c", "(i) d", "#. e", ":f: g", "h::", "::", "i", "term : x", ">>> j", "-k l", "--m=n  o", "| p",
    ".. q::", ".. code:: py", ".. tabs::", ".. tab:: r", ".. list-table::", "* - s", "  - t", ".. u", ".. [1] v",
    ".. _w: x", ".. |y| replace:: z", "__ a", "====", "----", "=== ===", "+--+--+", "+==+==+", "|  |  |", "|", "-- b",
    "   :c: d", "\t", "\v", "\u2028", "漢", "e\u0301", "``", "\\", "9999. a", "MMXX. b", "..",
]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 6), st.lists(st.sampled_from(WORDS), max_size=2)), max_size=40))
def test_any_text_is_read_with_lines_inside_the_page(lines):
    text = "\n".join(" " * indent + "".join(words) for indent, words in lines)
    found, last = read(text), text.count("\n") + 1
    assert all(1 <= each.line <= last for each in (*found.headings, *found.paragraphs))
    assert all(1 <= block.line <= block.line_at(block.text.count("\n") - 1) <= last for block in found.blocks)
