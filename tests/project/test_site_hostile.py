"""Nothing of a hostile description runs in a browser: on pages, in the report, in renderers of an export."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import FLAGS
from playwright.sync_api import Browser, sync_playwright
from renderers import served, write_renderers

pytestmark = pytest.mark.xdist_group("browser")

WIREPROOF = Path(sys.executable).with_name("wireproof")
TEXT = "</title></script><script>executed()</script><img src=x onerror=executed()><a href='javascript:executed()'>x</a>"
COMMENT = "--> */ ''' \"\"\" ``` " + TEXT


def description() -> str:
    """A description with `TEXT` in every field that holds a text."""
    body = {"type": "object", "description": TEXT, "required": [TEXT], "properties": {TEXT: {"type": "string", "title": TEXT,
            "description": TEXT, "enum": [TEXT], "default": TEXT, "example": TEXT, "pattern": TEXT}}}  # fmt: skip
    media = {"application/json": {"schema": body, "examples": {"first": {"summary": COMMENT, "description": TEXT,
             "value": {TEXT: COMMENT}}}}}  # fmt: skip
    responses = {
        status: {"description": TEXT, "headers": {"X-Note": {"description": TEXT, "example": "<b>"}}, "content": media}
        for status in ("200", "400")
    }  # fmt: skip
    parameter = {
        "name": TEXT,
        "in": "query",
        "description": TEXT,
        "schema": {"type": "string", "format": TEXT},
    }
    operation = {
        "operationId": "hostile", "tags": [TEXT], "summary": COMMENT, "description": TEXT,
        "externalDocs": {"url": "https://a.example", "description": TEXT},
        "parameters": [{**parameter, "examples": {"first": {"summary": TEXT, "value": TEXT}}}],
        "requestBody": {"description": TEXT, "content": media}, "responses": responses,
        "security": [{"hostile": []}],
    }  # fmt: skip
    document = {
        "openapi": "3.1.0",
        "info": {"title": TEXT, "version": TEXT, "summary": TEXT, "description": TEXT,
                 "contact": {"name": TEXT}, "license": {"name": TEXT}, "termsOfService": "https://a.example"},
        "servers": [{"url": "https://api.example.com", "description": TEXT}],
        "tags": [{"name": TEXT, "description": TEXT, "externalDocs": {"url": "https://a.example", "description": TEXT}}],
        "paths": {"/hostile": {"summary": TEXT, "description": TEXT, "post": operation}},
        "components": {"securitySchemes": {"hostile": {"type": "http", "scheme": "bearer", "description": TEXT}}},
    }  # fmt: skip
    return json.dumps(document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "api.json").write_text(description())
    run(folder, WIREPROOF, "pages", "api.json", "-o", "docs")
    return folder


def run(folder: Path, *words: str | Path) -> None:
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


def executed(browser: Browser, address: str, sight: str) -> list[str]:
    """What ran of the description on the page at `address`, once `sight` is on it and links were pressed."""
    page = browser.new_page()
    ran: list[str] = []
    page.expose_function("executed", lambda: ran.append(address))
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    page.goto(address)
    page.locator(sight).first.wait_for()
    page.wait_for_timeout(500)
    # Whatever a sanitizer left of a link with a script is not to be pressed by a reader either.
    ran += page.locator("a[href^='javascript:']").evaluate_all("links => links.map(link => link.outerHTML)")
    ran += page.locator("[onerror], [onclick], [onload]").evaluate_all(
        "all => all.map(each => each.outerHTML)"
    )
    page.close()
    return ran


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_nothing_runs_on_the_pages(theme: str, folder: Path, browser: Browser) -> None:
    (folder / f"{theme}.yml").write_text(
        f"site_name: Hostile\ntheme: {{name: {theme}}}\nplugins: []\n"
        "markdown_extensions: [attr_list, tables, md_in_html, pymdownx.superfences, "
        "pymdownx.tabbed: {alternate_style: true}]\n"
    )
    site = folder / theme
    run(folder, sys.executable, "-m", "mkdocs", "build", "-q", "-f", f"{theme}.yml", "-d", site)
    with served(site) as base:
        found = [executed(browser, f"{base}/{path}", "h1") for path in ("", "hostile/")]
    assert found == [[], []]


def test_nothing_runs_in_the_report_of_verify(folder: Path, browser: Browser) -> None:
    subprocess.run(
        [WIREPROOF, "verify", "api.json", "-l", "curl", "--report", "report.html"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    with served(folder) as base:
        assert executed(browser, f"{base}/report.html", "h1") == []


@pytest.mark.parametrize(
    ("renderer", "sight"),
    [("redoc", "[role=tab]"), ("scalar", "[data-testid=client-picker]"), ("swagger", "[role=tab]")],
)
def test_nothing_runs_in_a_renderer_that_is_given_our_export(
    renderer: str, sight: str, folder: Path, browser: Browser
) -> None:
    run(folder, WIREPROOF, "export", "openapi", "api.json", "-o", "openapi.yaml")
    write_renderers(folder)
    with served(folder) as base:
        assert executed(browser, f"{base}/{renderer}.html", sight) == []
