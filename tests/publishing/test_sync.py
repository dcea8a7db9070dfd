"""Guides in sync: what stands between two markers is the sample, and nothing else is ever touched."""

import os
import subprocess
import sys
from pathlib import Path

import paths
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.errors import GeneratorError
from generator.publishing.sync.blocks import (
    Content,
    Guide,
    filled,
    guide,
    shown_as_text,
    standing,
    with_blocks,
)

CASES = paths.CASES / "sync"
SPEC = paths.SPEC
CONTENTS = {
    "go/token/default": Content("package main\n\nfunc main() {\n\tx := a < b && c\n}\n", "go"),
    "curl/token/default": Content("curl 'https://api.example.com/'\n", "bash"),
    "ticks/in/text": Content("```` md\n<!-- wireproof: a/b/c -->\n```\n<!-- /wireproof -->\n~~~", "md"),
    "hash/in/text": Content("x = 1\n  # /wireproof\n", "python"),
}


def synced(path: Path, data: bytes) -> bytes:
    found = guide(path, data)
    return with_blocks(found, filled(found, CONTENTS))


@pytest.mark.parametrize("name", sorted(path.name for path in (CASES / "before").iterdir()))
def test_a_file_is_brought_into_sync(name: str) -> None:
    before, after = CASES / "before" / name, CASES / "after" / name
    result = synced(before, before.read_bytes())
    if os.environ.get("UPDATE_CASES"):
        after.write_bytes(result)
    assert result == after.read_bytes()
    assert synced(before, result) == result


BLOCK = b"<!-- wireproof: curl/token/default -->\n<!-- /wireproof -->"
FENCED = b"```bash\ncurl 'https://api.example.com/'\n```\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BLOCK, BLOCK.replace(b"\n", b"\n" + FENCED)),
        (b"\xef\xbb\xbf" + BLOCK, b"\xef\xbb\xbf" + BLOCK.replace(b"\n", b"\n" + FENCED)),
        (BLOCK.replace(b"\n", b"\r\n"), BLOCK.replace(b"\n", b"\n" + FENCED).replace(b"\n", b"\r\n")),
        (BLOCK.replace(b"\n", b"\r"), BLOCK.replace(b"\n", b"\n" + FENCED).replace(b"\n", b"\r")),
        (
            b"a\r\nb\rc\n\n" + BLOCK + b"\r\n\x0c\x0b\r",
            b"a\r\nb\rc\n\n" + BLOCK.replace(b"\n", b"\n" + FENCED) + b"\r\n\x0c\x0b\r",
        ),
        (
            "a\u2028b\x85c\n".encode() + BLOCK,
            "a\u2028b\x85c\n".encode() + BLOCK.replace(b"\n", b"\n" + FENCED),
        ),
        (
            b"- a\n\n\t" + BLOCK.replace(b"\n", b" \n\t"),
            b"- a\n\n\t" + BLOCK.replace(b"\n", b" \n\t" + FENCED.replace(b"\n", b"\n\t")),
        ),
    ],
    ids=[
        "no final newline",
        "BOM",
        "CRLF",
        "CR",
        "mixed endings",
        "separators of Unicode",
        "tab and trailing space",
    ],
)
def test_line_ends_and_odd_bytes_stay_as_they_are(before: bytes, after: bytes) -> None:
    assert synced(Path("a.md"), before) == after


# Pieces that have confused tools of this kind; each is one line, or a whole block.
HOSTILE = [
    b"", b" ", b"\t", b"text", b"  text", b"# heading", b"- item", b"  - item", b"1. item", b"    code", b"\tcode", b"> quote",
    b">", b"> > deeper", b"- > both", b"```", b"````", b"``` go", b"~~~", b"~~~~ x", b"  ```", b"    ```", b"> ```", b"- ```",
    b"`` ` ``", b"``` `inline` ```", b"!!! note", b'=== "Tab"', b"[^1]: note", b":   definition", b"---", b"***", b"<div>", b"</pre>",
    b"<!--", b"-->", b"<!-- wireproof -->", b"wireproof: x", b"`<!-- wireproof: a/b/c -->`", b"\xff\xfe", b"\x0b\x0c", "é\u2028\U0001f600".encode(),
    b"<!-- wireproof: go/token/default -->", b"<!-- /wireproof -->", b"> <!-- wireproof: ticks/in/text -->", b"> <!-- /wireproof -->",
    b"  <!-- wireproof: curl/token/default -->", b"  <!-- /wireproof -->", b"{/* /wireproof */}", b"# wireproof: go/token/default", b"# /wireproof",
]  # fmt: skip
ENDINGS = st.sampled_from([b"\n", b"\r\n", b"\r"])
PREFIXES = st.lists(st.sampled_from([b"  ", b"    ", b"\t", b"> ", b">", b" "]), max_size=3).map(b"".join)
LINES = st.tuples(PREFIXES, st.sampled_from(HOSTILE), ENDINGS).map(b"".join)


@st.composite
def whole_blocks(draw: st.DrawFn) -> bytes:
    """A block with anything in it."""
    prefix, sample_id = draw(PREFIXES), draw(st.sampled_from(sorted(CONTENTS)))
    inside = draw(st.lists(LINES, max_size=3))
    start = prefix + b"<!-- wireproof: " + sample_id.encode() + b" -->" + draw(ENDINGS)
    return start + b"".join(inside) + prefix + b"<!-- /wireproof -->" + draw(ENDINGS)


DOCUMENTS = st.builds(
    lambda mark, pieces, last: mark + b"".join(pieces) + last,
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(st.one_of(LINES, whole_blocks()), max_size=12),
    st.sampled_from(HOSTILE),
)
NAMES = st.sampled_from([Path(name) for name in ("a.md", "a.mdx", "a.py", "a.html", "a.rst", "a.unheard-of")])


def outside(found: Guide) -> list[bytes]:
    """The lines that are in no block."""
    inside = {number for block in found.blocks for number in range(block.start, block.end)}
    return [line for number, line in enumerate(found.lines) if number not in inside]


@given(NAMES, DOCUMENTS)
def test_sync_touches_nothing_else_and_a_second_time_nothing_at_all(path: Path, data: bytes) -> None:
    try:
        before = guide(path, data)
        result = with_blocks(before, filled(before, CONTENTS))
    except GeneratorError:
        return
    assert b"".join(before.lines) == data
    after = guide(path, result)
    assert [block.sample_id for block in after.blocks] == [block.sample_id for block in before.blocks]
    assert outside(after) == outside(before)
    assert [standing(after, block) for block in after.blocks] == filled(after, CONTENTS)


@given(
    st.lists(st.sampled_from(["- ", "1. ", "> "]), max_size=4),
    st.sampled_from(sorted(CONTENTS)),
    st.booleans(),
)
def test_a_reader_of_commonmark_finds_the_very_sample(
    containers: list[str], sample_id: str, is_example: bool
) -> None:
    first = "".join(containers)
    prefix = "".join(mark if mark == "> " else " " * len(mark) for mark in containers)
    lines = [
        f"{first}text",
        prefix,
        f"{prefix}<!-- wireproof: {sample_id} -->",
        f"{prefix}<!-- /wireproof -->",
        prefix,
        f"{prefix}more",
    ]
    if is_example:
        lines[2:4] = [f"{prefix}~~~", *lines[2:4], f"{prefix}~~~"]
    source = "\n".join(lines).encode()
    result = synced(Path("a.md"), source)
    fences = [token for token in MarkdownIt("commonmark").parse(result.decode()) if token.type == "fence"]
    assert len(fences) == 1
    if is_example:
        assert result == source
    else:
        content = CONTENTS[sample_id]
        assert (fences[0].info, fences[0].content) == (content.fence, content.text.removesuffix("\n") + "\n")


def test_a_page_shows_the_very_sample() -> None:
    from html.parser import HTMLParser

    class Text(HTMLParser):
        seen = ""

        def handle_data(self, data: str) -> None:
            self.seen += data

    reader = Text()
    page = b"<pre>\n<!-- wireproof: go/token/default -->\n<!-- /wireproof -->\n</pre>"
    reader.feed(synced(Path("a.html"), page).decode())
    assert reader.seen.strip() == CONTENTS["go/token/default"].text.strip()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n<!-- wireproof: go/token/default -->\n", 2, "has no end"),
        ("<!-- wireproof: go/token/default -->\n```\n<!-- /wireproof -->\n", 1, "has no end"),
        ("<!-- wireproof: a/b/c -->\n<!-- wireproof: a/b/c -->\n<!-- /wireproof -->\n", 1, "before line 2"),
        ("text\n<!-- /wireproof -->\n", 2, "no start"),
        ("<!-- wireproof: a/b/c --> text\n<!-- /wireproof -->\n", 1, "alone"),
        ("<!-- wireproof: a/b/c\n-->\n<!-- /wireproof -->\n", 1, "alone"),
        ("- <!-- wireproof: a/b/c -->\n  <!-- /wireproof -->\n", 1, "alone"),
        ("<!-- wireproof: -->\n<!-- /wireproof -->\n", 1, "names no sample"),
    ],
)
def test_a_faulty_marker_is_an_error_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(GeneratorError, match=message) as caught:
        guide(Path("a.md"), text.encode())
    assert caught.value.line == line


def test_text_that_is_not_utf8_is_refused_where_there_is_a_block() -> None:
    assert not guide(Path("a.md"), b"wireproof \xe9").blocks
    with pytest.raises(GeneratorError, match="UTF-8") as caught:
        guide(Path("a.md"), BLOCK + b"\n\xe9")
    assert caught.value.line == 3


def test_a_sample_that_would_end_its_own_block_is_refused() -> None:
    with pytest.raises(GeneratorError, match="reads as a marker"):
        synced(Path("a.py"), b"# wireproof: hash/in/text\n# /wireproof")


def wireproof(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from generator.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "wireproof.yaml").write_text(f"spec: {SPEC}\n")
    (tmp_path / "docs").mkdir()
    return tmp_path


def marked(sample_id: str) -> str:
    return f"Text\n\n<!-- wireproof: {sample_id} -->\n<!-- /wireproof -->\n"


def test_sync_writes_the_generated_samples_then_has_nothing_to_do(project: Path) -> None:
    page = project / "docs" / "a.md"
    page.write_text(marked("go/token/client_credentials"))
    page.chmod(0o640)
    assert wireproof(project, "generate", "-l", "go").returncode == 0
    checked = wireproof(project, "sync", "docs", "--check")
    assert checked.returncode == 1
    assert "+++ docs/a.md\n" in checked.stdout
    assert "+```go\n" in checked.stdout
    assert page.read_text() == marked("go/token/client_credentials")
    assert wireproof(project, "sync", "docs").stdout.startswith("docs/a.md: go/token/client_credentials\n")
    sample = (project / "samples/go/token/client_credentials.go").read_text()
    assert f"-->\n```go\n{sample}```\n<!--" in page.read_text()
    assert page.stat().st_mode & 0o777 == 0o640
    again = wireproof(project, "sync", "docs", "--check")
    assert (again.returncode, again.stdout) == (0, "")
    assert "1 block in 1 file: all up to date" in again.stderr


def test_nothing_is_written_while_any_marker_is_wrong(project: Path) -> None:
    good, wrong, far = (project / "docs" / name for name in ("a.md", "b.md", "c.py"))
    good.write_text(marked("go/token/password"))
    wrong.write_text(marked("go/token/pasword"))
    far.write_text("# wireproof: java/users/list\n# /wireproof\n")
    result = wireproof(project, "sync", "docs")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines()[0].startswith(
        "docs/b.md:3: there is no sample 'go/token/pasword'; the nearest is go/token/password"
    )
    assert result.stderr.splitlines()[1].startswith("docs/c.py:1: there is no sample 'java/users/list'")
    assert good.read_text() == marked("go/token/password")
    wrong.write_text(marked("go/token/password").rpartition("<!--")[0])
    far.write_text("# /wireproof\n")
    result = wireproof(project, "sync", "docs")
    assert result.returncode == 2
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == ["docs/b.md:3", "docs/c.py:1"]
    assert good.read_text() == marked("go/token/password")


def test_a_folder_is_walked_without_what_is_hidden_ignored_or_a_link(project: Path) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    (project / ".gitignore").write_text("built/\n*.tmp.md\n")
    outside = project.parent / f"{project.name}-outside.md"
    for name in (
        "docs/new.md",
        ".hidden/a.md",
        "node_modules/x/a.md",
        "built/a.md",
        "docs/a.tmp.md",
        "docs/.a.md",
    ):
        (project / name).parent.mkdir(exist_ok=True, parents=True)
        (project / name).write_text(marked("go/token/password"))
    outside.write_text(marked("go/token/password"))
    (project / "docs" / "link.md").symlink_to(outside)
    (project / "docs" / "picture.png").write_bytes(b"\x89PNG\0<!-- wireproof: x -->\n")
    assert wireproof(project, "sync", ".").stdout.splitlines() == [
        "docs/new.md: go/token/password",
        "1 block in 1 file: 1 updated in 1 file",
    ]
    named = wireproof(project, "sync", "docs/link.md", "built")
    assert named.stdout.splitlines()[:2] == [
        "docs/link.md: go/token/password",
        "built/a.md: go/token/password",
    ]
    assert (project / "docs" / "link.md").is_symlink()
    assert "```go" in outside.read_text()


def test_a_project_without_a_description_is_asked_for_one_only_where_a_marker_is(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("No marker.\n")
    assert wireproof(tmp_path, "sync", "a.md").returncode == 0
    page.write_text(marked("go/token/password"))
    result = wireproof(tmp_path, "sync", "a.md")
    assert result.returncode == 2
    assert "no description given" in result.stderr
    assert wireproof(tmp_path, "sync", "a.md", "--spec", str(SPEC)).returncode == 0
    missing = wireproof(tmp_path, "sync", "b.md")
    assert (missing.returncode, missing.stderr.startswith("b.md: there is no such file")) == (2, True)


def test_in_a_workflow_of_github_each_stale_block_is_annotated(project: Path) -> None:
    page = project / "docs" / "a,b.md"
    page.write_text(marked("go/token/password"))
    where = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(project)}
    result = wireproof(project / "docs", "sync", ".", "--check", **where)
    assert (
        "::error file=docs/a%2Cb.md,line=3::go/token/password is out of date; run wireproof sync"
        in result.stdout
    )
    page.write_text(marked("go/token/nothing"))
    result = wireproof(project / "docs", "sync", ".", "--check", **where)
    assert "::error file=docs/a%2Cb.md,line=3::there is no sample 'go/token/nothing'" in result.stdout


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (".. wireproof: go/token/default\n.. /wireproof\n", [1]),
        ("Text\n\n# wireproof: go/token/default\n# /wireproof\n", [3]),
        ("<!-- wireproof: go/token/default -->\n<!-- /wireproof -->\n", [1]),
        (".. code-block:: go\n\n   // wireproof: go/token/default\n   // /wireproof\n", []),
    ],
)
def test_a_marker_that_docutils_shows_as_text_is_reported(text: str, lines: list[int]) -> None:
    warnings = list(shown_as_text(guide(Path("a.rst"), text.encode())))
    assert [warning.split(": ")[0] for warning in warnings] == [f"a.rst:{line}" for line in lines]
    assert list(shown_as_text(guide(Path("a.md"), text.encode()))) == []
