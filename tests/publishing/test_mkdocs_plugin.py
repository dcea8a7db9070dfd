"""The MkDocs plugin in sites of other people: tabs where a marker is, errors with page and line."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import paths
import pytest

from generator.model import Description, Operation
from generator.publishing.mkdocs.markers import PageMarker, replaced
from generator.publishing.pages.pages import pages
from generator.reading import read
from generator.rendering import load_languages, render

ROOT = paths.ROOT
SPEC = ROOT / "spec" / "token_endpoint.yaml"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
SAMPLES = {
    sample.id: sample.text for sample in render(read(SPEC).requests, load_languages().values(), refusals=[])
}


def site(folder: Path, page: str, options: str = "", theme: str = "material") -> Path:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "api.yaml").write_bytes(SPEC.read_bytes())
    (folder / "docs/index.md").write_text(page)
    (folder / "mkdocs.yml").write_text(
        f"site_name: x\nstrict: true\ntheme: {{name: {theme}}}\n"
        f"plugins:\n  - wireproof:\n      spec: api.yaml\n{options}"
    )
    return folder


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", folder / "mkdocs.yml", "-d", folder / "out"],
        capture_output=True, text=True, check=False, env=ENVIRONMENT,
    )  # fmt: skip


def blocks(folder: Path) -> list[str]:
    """The code blocks of the built page, as a browser shows them."""
    html = (folder / "out/index.html").read_text()
    found = re.findall(r"<pre>.*?<code[^>]*>(.*?)</code></pre>", html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", each)) for each in found]


def tabs(folder: Path) -> list[str]:
    return re.findall(r'<label for="__tabbed_\d+_\d+">(.*?)</label>', (folder / "out/index.html").read_text())


def ids(example: str, *languages: str) -> list[str]:
    return [SAMPLES[f"{language}/{example}"] for language in languages or ("curl", "python", "go", "csharp")]


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_a_marker_becomes_tabs_with_the_samples_bytes(tmp_path: Path, theme: str) -> None:
    site(tmp_path, "# Page\n\nBefore.\n::: wireproof token/client_credentials\nAfter.\n", theme=theme)
    done = build(tmp_path)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False)
    assert blocks(tmp_path) == ids("token/client_credentials")
    assert tabs(tmp_path) == ["curl", "Python", "Go", "C#"]


def test_markers_stand_in_lists_and_tabs_and_fenced_blocks_and_choose_languages(tmp_path: Path) -> None:
    page = (
        "# Page\n\n1. First\n\n    ::: wireproof token/refresh_token go\n\n2. Second\n\n"
        "```wireproof\ntoken/password python curl\n```\n\n::: wireproof go/token/password\n"
    )
    site(tmp_path, page)
    done = build(tmp_path)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False)
    assert blocks(tmp_path) == [
        *ids("token/refresh_token", "go"), *ids("token/password", "python", "curl"), *ids("token/password", "go"),
    ]  # fmt: skip
    assert tabs(tmp_path) == ["Go", "Python", "curl"]


def test_a_marker_inside_a_fenced_block_is_text(tmp_path: Path) -> None:
    site(tmp_path, "# Page\n\n````markdown\n::: wireproof token/password\n\n```wireproof\nx\n```\n````\n")
    assert build(tmp_path).returncode == 0
    assert blocks(tmp_path) == ["::: wireproof token/password\n\n```wireproof\nx\n```\n"]


def test_settings_choose_languages_and_page_templates(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/stamp.md.jinja").write_text("Sample {{ sample.id }}")
    options = "      languages: [python]\n      page_templates: own\n"
    site(tmp_path, "::: wireproof token/password\n", options)
    assert build(tmp_path).returncode == 0
    assert tabs(tmp_path) == ["Python"]
    assert "Sample python/token/password" in (tmp_path / "out/index.html").read_text()


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("# Page\n\n::: wireproof token/pasword\n", "index.md:3: no example 'token/pasword'; did you mean token/password"),
        ("---\ntitle: x\ndate: 2026-01-01\n---\n\n# Page\n\n::: wireproof nonsense\n", "index.md:8: no example 'nonsense'"),
        ("::: wireproof\n", "index.md:1: the marker names no example"),
        ("text\n\n```wireproof\n```\n", "index.md:3: the marker names no example"),
        ("text\n\n```wireproof\n\ntoken/password cobol\n```\n", "index.md:5: no language 'cobol'; there are curl"),
    ],
)  # fmt: skip
def test_a_marker_that_cannot_be_filled_ends_the_build_with_page_and_line(
    tmp_path: Path, page: str, message: str
) -> None:
    done = build(site(tmp_path, page))
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("      languages: [cobol]\n", "no language 'cobol'"),
        ("      templates: [nowhere]\n", "nowhere"),
        ("      nonsense: 1\n", "nonsense"),
    ],
)
def test_wrong_settings_end_the_build(tmp_path: Path, options: str, message: str) -> None:
    done = build(site(tmp_path, "# Page\n", options))
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_description_ends_the_build_with_its_own_line(tmp_path: Path) -> None:
    site(tmp_path, "# Page\n")
    (tmp_path / "api.yaml").write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: 3\n")
    done = build(tmp_path)
    assert done.returncode == 1
    assert "api.yaml:3" in done.stderr


def test_other_lines_of_a_page_stay_as_they_are() -> None:
    page = "a\n\n~~~\n::: wireproof x\n```wireproof\n~~~\n\n::: other thing\n\t::: wireproof a b\nend"
    asked: list[PageMarker] = []

    def rendered(marker: PageMarker) -> str:
        asked.append(marker)
        return "X\n\nY\n"

    made = replaced(page, rendered)
    assert asked == [PageMarker(9, "\t", ("a", "b"))]
    assert made == "a\n\n~~~\n::: wireproof x\n```wireproof\n~~~\n\n::: other thing\n\n\tX\n\n\tY\n\nend"


@contextmanager
def serving(folder: Path, port: int) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-q", "-f", folder / "mkdocs.yml", "-a", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**ENVIRONMENT, "TMPDIR": str(folder)},  # where it leaves the site when it is ended
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def until(holds: Callable[[str], bool], url: str) -> str:
    """The page, once it `holds`; the last one seen if it never does."""
    seen = ""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                seen = answer.read().decode()
        except OSError:
            seen = ""
        if holds(seen):
            break
        time.sleep(0.1)
    return seen


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_builds_again_when_the_description_changes(tmp_path: Path) -> None:
    site(tmp_path, "# Page\n\n::: wireproof token/client_credentials curl\n", theme="mkdocs")
    with serving(tmp_path, free_port()) as url:
        assert "scope=read write" in unescape(until(lambda page: "scope=read" in page, url))
        text = (tmp_path / "api.yaml").read_text()
        (tmp_path / "api.yaml").write_text(text.replace("scope: read write", "scope: read only"))
        assert "scope=read only" in unescape(until(lambda page: "read only" in page, url))


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_a_title_of_a_description_puts_no_element_into_the_head_of_a_page(tmp_path: Path, theme: str) -> None:
    title = "</title><script>alert(1)</script>&lt;script&gt;"
    made = pages(Description("api.yaml", title, "1", (Operation("op", "op", "GET", "/op", title),)), {})
    site(tmp_path, made["index.md"], theme=theme)
    (tmp_path / "docs/op.md").write_text(made["op.md"])
    run = build(tmp_path)
    assert run.returncode == 0, run.stderr
    for page in ("index.html", "op/index.html"):
        html = (tmp_path / "out" / page).read_text()
        assert "alert(1)" in html
        assert not re.search(r"<script[^>]*>[^<]*alert", html)
        assert html.count("</title>") == 1
