"""Bad input is normal: whatever the bytes, an audit ends soon, without a traceback, and executes nothing."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.auditing import auditor
from generator.auditing.auditor import audit, audit_sources

REQUESTS = {
    "bash": "curl https://a.example/b -d '{}'",
    "python": "r = requests.post('https://a.example/b', data='{}')",
    "go": 'resp, err := http.Get("https://a.example/{}")',
    "csharp": 'var r = await client.GetAsync("https://a.example/{}");',
    "java": 'var q = HttpRequest.newBuilder(URI.create("https://a.example/{}")).build();',
    "javascript": 'const r = await fetch("https://a.example/{}");',
    "php": "$r = file_get_contents('https://a.example/{}');",
    "ruby": "r = Net::HTTP.get(URI('https://a.example/{}'))",
}
HOSTILE = {
    "unclosed tags.html": "<a " * 300_000,
    "open comments.html": "<!--" * 300_000,
    "open quotes.html": '<a b="' * 200_000,
    "deep divs.html": "<div>" * 200_000,
    "deep pre.html": "<pre>" * 100_000 + "</pre>" * 100_000,
    "end tags.html": "</div><div>" * 100_000,
    "entities.html": "<pre>" + "&amp;#" * 200_000,
    "attributes.html": "<a " + " ".join(f"a{number}" for number in range(200_000)) + ">",
    "scripts.html": "<script><!--" + "<script>" * 200_000,
    "breaks.html": "<pre>" + "<br>" * 300_000,
    "blank code.html": "<pre>" + "<code>\n</code>" * 100_000,
    "deep code.html": "<div>" * 1_999 + "<pre></pre>" * 100_000,
    "tab sets.html": '<p role="tablist"><i role="tab" id="a">x</i></p>' * 30_000
    + '<p role="tabpanel">' * 30_000,
    "quotes.md": ">" * 100_000,
    "lists.md": "- " * 100_000,
    "fences.md": "```\n" * 100_001,
    "brackets.md": "[" * 100_000,
    "tabs.md": '=== "a"\n    ' * 20_000,
    "dollars.md": "```bash\n" + "$(" * 20_000 + "\n```\n",
    "backticks.md": "```bash\n" + "echo `" * 20_001 + "\n```\n",
    "double.md": "```bash\n" + 'curl "$(' * 5_000 + "\n```\n",
    "parens.md": "```python\n" + "(" * 50_000 + "\n```\n",
    "braces.md": "```js\n" + "{" * 20_000 + "\n```\n",
    "go.md": "```go\n" + "func(" * 10_000 + "\n```\n",
    "csharp.md": "```csharp\n" + "a<" * 3_000 + "\n```\n",
    "placeholders.md": "```go\n" + "<A " * 20_000 + "\n```\n",
    "files in samples.md": "".join(
        f"```{language}\n{code.format(part * 10_000)}\n```\n"
        for language, code in REQUESTS.items()
        for part in ("iVBORw0", "-a_")
    ),
    "empty lines.md": "".join(
        f"```{language}\n{code.format('')}{' ' * 10_000}{chr(10) * 10_000}```\n"
        for language, code in REQUESTS.items()
    ),
    "one paragraph.md": "```bash\ncurl https://a.example/b\n```\n\n"
    + "The body of a request returns either public data. " * 10_000,
    "assignments.md": "```python\nimport os\n"
    + "".join(f"x = x + str({n})\n" for n in range(3_000))
    + "print(x)\n```\n",
    "aliases.yaml": "x-codeSamples: &a [*b]\nb: &b [*a]\n",
    "deep.json": '{"x-codeSamples":' + "[" * 5_000,
    "deep.rst": "\n\n".join("  " * n + "- a" for n in range(3_000)),
    "deep directives.rst": "\n\n".join("  " * n + ".. a::" for n in range(3_000)),
    "deep on a line.rst": "- " * 50_000 + "\n" + ".. a:: " * 50_000,
    "stairs.rst": "\n".join("|" + " " * n + "a" for n in range(1, 3_000)),
    "asterisks.rst": "*" * 300_000 + "\n" + "=" * 300_000 + " x\n" + ":" * 300_000,
    "borders.rst": "== ==\n" + ("=" * 300_000 + " x\n") * 3,
    "grid.rst": ("+-" * 200 + "+\n" + "| " * 200 + "|\n") * 100,
    "overlapping cells.rst": "+-+-+-+\n|x|x|x|\n+-+-+:+\n|x|x|x|\n+-+---+\n|x|x|x|\n+-+-+-+\n",
    "lists.rst": "- a\n* b\n" * 3_000,
    "open values.rst": ".. csv-table::\n\n" + '   "a\n' * 50_000,
    "values.rst": ".. csv-table::\n\n" + "   a, b\n" * 50_000,
    "blank.rst": "\n" * 300_000,
    "numbers.rst": "9" * 5_000 + ". a\n\n" + "M" * 5_000 + ". b\n",
    "marks.rst": '.. end of inclusion from "a"\n\n' * 3,
    "cells.ipynb": '{"cells": [{"source": 3}]}',
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_input_ends_in_a_report(name):
    report = audit_sources([(name, HOSTILE[name].encode())], jobs=1)
    assert report.pages == 1
    assert all(finding.line >= 1 for finding in report.findings)


def test_binary_files_and_broken_utf_8_are_passed_over_or_read(tmp_path):
    (tmp_path / "image.md").write_bytes(bytes(range(256)) * 100)
    (tmp_path / "broken.md").write_bytes(b"\xff\xfe\x80 caf\xe9\n\n```py\nprint 1\n```\n"[2:])
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "utf16.md").write_bytes("```py\nprint 1\n```\n".encode("utf-16"))
    report = audit([tmp_path])
    assert {(Path(item.path).name, item.line) for item in report.findings} == {
        ("broken.md", 4),
        ("utf16.md", 2),
    }


def test_an_unclosed_fence_is_reported_and_judged_to_the_end():
    report = audit_sources([("a.md", b"text\n\n```py\nprint 1\n\n## More\n")])
    assert {(item.line, item.rule) for item in report.findings} == {(4, "WP511"), (4, "WP101")}


def test_nothing_in_a_sample_is_executed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    touch = {
        "bash": "touch made; $(touch made)",
        "python": "open('made', 'w')",
        "js": "require('fs').writeFileSync('made', '')",
        "go": 'package main\n\nimport "os"\n\nfunc init() { os.Create("made") }\n\nfunc main() {}',
        "csharp": 'File.WriteAllText("made", "");',
        "php": "<?php touch('made');",
        "ruby": "File.write('made', '')",
        "java": 'new java.io.FileWriter("made");',
    }
    page = "\n\n".join(f"```{language}\n{code}\n```" for language, code in touch.items())
    report = audit_sources([("a.md", page.encode())])
    assert report.judged == len(touch)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60)
@given(
    st.sampled_from(["bash", "python", "go", "csharp", "js", "php", "ruby", "java", "json", ""]),
    st.text(st.sampled_from("'\"`$(){}[]<>&|;\\\n\t #=:/.,aZ0é“’…-"), max_size=80),
)
def test_any_text_gets_a_report_with_lines_inside_the_page(language, code):
    page = f"# T\n\n```{language}\n{code}\n```\n"
    report = audit_sources([("a.md", page.encode())])
    assert all(1 <= item.line <= page.count("\n") + 1 for item in report.findings)
    json.dumps([item.message for item in report.findings])


def test_many_pages_in_processes_give_what_one_process_gives(monkeypatch):
    monkeypatch.setattr(auditor, "_WORTH_A_POOL", 0)
    pages = [(f"{n}.md", f"```py\nprint {n}\n```\n".encode()) for n in range(120)]
    assert audit_sources(pages, jobs=2).findings == audit_sources(pages, jobs=1).findings


def test_no_pattern_for_the_start_of_a_row_takes_in_the_empty_rows_above_it():
    """From each of N empty rows it would go through all that follow: N² steps."""
    sources = [*Path(auditor.__file__).parent.rglob("*.py"), *Path(auditor.__file__).parent.rglob("*.toml")]
    assert len(sources) > 100
    assert [path.name for path in sources if re.search(r"\^\\s[*+]", path.read_text("utf-8"))] == []
