"""Redoc, Scalar and Swagger UI show our samples: each can be chosen by its label, and is the sample itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import FLAGS
from click.testing import CliRunner
from playwright.sync_api import Page, sync_playwright
from renderers import served, write_renderers

from generator.cli import main
from generator.reading import read
from generator.rendering import load_languages, render

pytestmark = pytest.mark.xdist_group("browser")

API = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: https://a.example}]
paths:
  /pets:
    post:
      operationId: addPet
      summary: Add a pet
      requestBody:
        content:
          application/json:
            examples: {cat: {value: {name: Tom}}, dog: {value: {name: Rex}}}
      responses: {"200": {description: OK}}
      x-codeSamples: [{lang: COBOL, label: COBOL, source: "DISPLAY 'PET'."}]
"""
NAMES = ("curl", "python", "python-requests", "python-httpx", "go", "csharp")
LABELS = ["curl", "Python", "Python (requests)", "Python (httpx)", "Go", "C#", "COBOL"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The renderers, each with a page that shows what `export` made of the description."""
    folder = tmp_path_factory.mktemp("renderers")
    write_renderers(folder)
    (folder / "api.yaml").write_text(API)
    languages = [word for name in NAMES for word in ("-l", name)]
    words = ["export", "openapi", str(folder / "api.yaml"), "-o", str(folder / "openapi.yaml"), *languages]
    assert CliRunner().invoke(main, words).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_page(viewport={"width": 1400, "height": 1000})
        browser.close()


def wanted(folder: Path) -> dict[str, str]:
    """What each label is to show: our samples of the first example, and the other author's."""
    request = next(iter(read(folder / "api.yaml").requests))
    languages = load_languages()
    samples = render([request], [languages[name] for name in NAMES])
    texts = {languages[sample.language].title: sample.text.strip() for sample in samples}
    return {**texts, "COBOL": "DISPLAY 'PET'."}


def in_tabs(page: Page, area: str) -> dict[str, str]:
    """The text below each tab of an area, by the tab's label; a tab of the renderer's own comes first."""
    shown: dict[str, str] = {}
    for tab in page.locator(f"{area} [role=tab]").all()[-len(LABELS) :]:
        tab.click()
        text = page.locator(f"{area} pre").locator("visible=true").first.text_content()
        shown[tab.inner_text()] = (text or "").strip()
    return shown


def test_redoc_has_a_tab_for_each_language(page: Page, base: str, folder: Path) -> None:
    page.goto(f"{base}/redoc.html")
    page.get_by_role("tab", name="curl").wait_for()
    shown = in_tabs(page, ":has(> h3:has-text('Request samples'))")
    assert list(shown) == LABELS
    assert shown == wanted(folder)


def test_swagger_ui_has_a_tab_for_each_language_with_the_plugin(page: Page, base: str, folder: Path) -> None:
    page.goto(f"{base}/swagger.html")
    page.get_by_role("tab", name="curl").wait_for()
    shown = in_tabs(page, ".code-samples")
    assert list(shown) == LABELS
    assert shown == wanted(folder)


def test_scalar_offers_each_language_first_of_all(page: Page, base: str, folder: Path) -> None:
    page.goto(f"{base}/scalar.html")
    picker = page.get_by_test_id("client-picker").first
    picker.wait_for()
    shown: dict[str, str] = {}
    for number, label in enumerate(LABELS):
        picker.click()
        option = page.get_by_role("option").nth(number)
        assert option.inner_text().strip() == label
        option.click()
        text = page.locator(".request-editor-section pre").first.text_content()
        shown[label] = (text or "").strip()
    assert shown == wanted(folder)
