"""The built site in a real browser: what a reader copies there is run, and proven."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import paths
import pytest
from browser import FLAGS
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from generator.model import Sample
from generator.proving.proof import Subject
from generator.proving.running.prove import prove
from generator.reading import read
from generator.rendering import load_languages, render

pytestmark = pytest.mark.xdist_group("browser")

ROOT = paths.ROOT
AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = load_languages()
TOKEN_PAGE = "/token-endpoint/token/"
NARROW = {"width": 375, "height": 800}


@dataclass
class Reader:
    """A browser window on the site, and what went wrong in it."""

    base: str
    page: Page
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def watch(self) -> None:
        self.page.on("console", lambda message: self._note(message.type == "error", message.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on(
            "request",
            lambda request: self._note(
                not request.url.startswith((self.base, "data:", "blob:")), request.url
            ),
        )
        self.page.on(
            "response",
            lambda response: self._note(response.status >= 400, f"{response.status} {response.url}"),
        )

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.faults.append(f"{self.page.url}: {what}")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", ROOT / "site/mkdocs.yml", "-d", folder],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def base(built: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=built))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(permissions=["clipboard-read", "clipboard-write"], color_scheme="light")
    yield made
    made.close()


@pytest.fixture
def reader(context: BrowserContext, base: str) -> Reader:
    made = Reader(base, context.new_page())
    made.watch()
    return made


def paths(built: Path) -> list[str]:
    """The pages; of those of the audit's rules and of the flows, which are made alike, the first ones."""
    found = [
        f"/{path.parent.relative_to(built)}/".replace("/./", "/")
        for path in sorted(built.rglob("index.html"))
    ]
    rules, flows = ([path for path in found if path.startswith(start)] for start in ("/rules/", "/flows/"))
    return [path for path in found if path not in (*rules[2:], *flows[2:])]


def samples() -> dict[str, Sample]:
    return {
        sample.id: sample
        for sample in render(
            read(ROOT / "spec/token_endpoint.yaml").requests, LANGUAGES.values(), refusals=[]
        )
    }


def tab_titles(number: int = 1) -> list[str]:
    """The tabs that at least this number of the four requests have: a language, or its clients' group."""
    tabs = Counter(
        title
        for request in {sample.request.id for sample in samples().values()}
        for title in {tab_of(sample) for sample in samples().values() if sample.request.id == request}
    )
    return [title for title in dict.fromkeys(map(tab_of, samples().values())) if tabs[title] >= number]


def tab_of(sample: Sample) -> str:
    language = LANGUAGES[sample.language]
    return language.group or language.title


def choose(within: Page | Locator, title: str) -> None:
    """Press the tab of this title in the first set of tabs that has it in sight."""
    within.locator(".tabbed-labels label:visible").get_by_text(title, exact=True).first.click()


def copied(page: Page, sample: Sample) -> bytes:
    """Choose the language and its client, press the copy button, and read the clipboard."""
    tabs = page.locator(f"p:has(a[id='{sample.request.id}']) ~ .tabbed-set").first
    choose(tabs, tab_of(sample))
    client = tabs.locator(".tabbed-set:visible .tabbed-labels label")
    if client.count():
        client.get_by_text(LANGUAGES[sample.language].client, exact=True).click()
    block = tabs.locator(".highlight:visible")
    page.evaluate("navigator.clipboard.writeText('nothing was copied')")
    block.locator(".md-clipboard, button.md-code__button[data-md-type='copy']").first.click()
    page.wait_for_function("async () => await navigator.clipboard.readText() !== 'nothing was copied'")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.encode()


def shown_languages(page: Page) -> set[str]:
    """The titles of the chosen tabs, but for those of clients inside a tab."""
    return set(
        page.locator(".tabbed-set > input:checked").evaluate_all(
            "inputs => inputs.filter(input => !input.parentElement.parentElement.closest('.tabbed-set'))"
            ".map(input => document.querySelector(`label[for='${input.id}']`).innerText)"
        )
    )


def test_what_is_copied_in_each_tab_is_the_published_sample_and_is_proven(reader: Reader) -> None:
    page = reader.open(TOKEN_PAGE)
    subjects = []
    for sample in samples().values():
        data = copied(page, sample)
        assert data == sample.text.encode(), sample.id
        subjects.append(replace(Subject.of(sample), data=data, own=False, kinds=("sent", "clean")))
    assert len(subjects) == len(samples()) >= 4 * len(tab_titles(4))
    proofs = list(prove(subjects, LANGUAGES))
    assert [(proof.sample_id, proof.reason) for proof in proofs if not (proof.sent and proof.clean)] == []
    assert reader.faults == []


def test_the_choice_of_a_language_holds_for_all_samples_and_on_other_pages(reader: Reader) -> None:
    page = reader.open(TOKEN_PAGE)
    assert shown_languages(page) == {"Shell"}
    choose(page.locator("p:has(a[id='token/refresh_token']) ~ .tabbed-set").first, "Go")
    assert shown_languages(page) == {"Go"}
    assert shown_languages(reader.open("/")) == {"Go"}


def test_on_a_phone_every_tab_is_in_sight_without_scrolling(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True, reduced_motion="reduce")
    reader = Reader(base, context.new_page())
    page = reader.open(TOKEN_PAGE)
    hidden = """labels => labels.filter(label => {
        const box = label.getBoundingClientRect();
        return box.width && (box.left < 0 || box.right > innerWidth + 1);
    }).map(label => label.innerText)"""
    for title in tab_titles():
        choose(page, title)
        shown = shown_languages(page)
        assert shown == {title} if title in tab_titles(4) else title in shown
        assert page.locator(".tabbed-labels label").evaluate_all(hidden) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    context.close()


@pytest.mark.parametrize("width", [1280, NARROW["width"]])
def test_the_first_sample_is_in_sight_when_the_page_opens_and_is_not_the_discouraged_one(
    reader: Reader, width: int
) -> None:
    reader.page.set_viewport_size({"width": width, "height": 800})
    page = reader.open(TOKEN_PAGE)
    first = page.locator(".tabbed-set").first.bounding_box()
    assert first
    assert first["y"] < 720
    assert page.locator("h3").first.inner_text().startswith("Get an access token for a service")


def test_tabs_are_chosen_by_keyboard(reader: Reader) -> None:
    page = reader.open("/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tabbed-set > input')"):
            break
    page.keyboard.press("ArrowRight")
    assert shown_languages(page) == {"Python"}
    assert "import http.client" in page.locator(".tabbed-block:visible").first.inner_text()


def test_dark_follows_the_system_and_the_readers_own_choice_is_remembered(
    browser: Browser, base: str
) -> None:
    context = browser.new_context(color_scheme="dark")
    reader = Reader(base, context.new_page())
    page = reader.open("/")
    background_turns(page, "dark")
    page.locator("label[title='Switch to light']:visible").click()
    background_turns(page, "light")
    background_turns(reader.open(TOKEN_PAGE), "light")
    context.close()


def background_turns(page: Page, colour: str) -> None:
    """Wait until the background is dark or light, for colours fade; a time-out is a failure."""
    red = "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    page.wait_for_function(f"{red} {'< 80' if colour == 'dark' else '> 200'}")


def test_the_search_finds_words_of_a_page(reader: Reader) -> None:
    page = reader.open("/")
    page.keyboard.press("/")
    page.keyboard.type("invalid_grant")
    page.locator(".md-search-result__item a", has_text="Get an access token").first.wait_for()
    assert reader.faults == []


# Code that is wider than its box can be reached, and so scrolled, with the keyboard.
WIDE_CODE_HAS_FOCUS = (
    "() => [...document.querySelectorAll('pre > code')]"
    ".every(code => code.scrollWidth <= code.clientWidth || code.tabIndex >= 0)"
)


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe-core finds; of many samples on a page, it looks at the colours of the first ones only."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    page.wait_for_function(WIDE_CODE_HAS_FOCUS)  # the theme sees to it a moment after a tab is shown
    part = {"include": [within], "exclude": [".tabbed-set ~ .tabbed-set .highlight"]}
    result = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", part)
    assert result["passes"]
    return [
        f"{page.url}: {violation['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def test_no_page_scrolls_sideways_asks_another_host_has_an_error_or_a_violation_that_axe_finds(
    reader: Reader, built: Path
) -> None:
    found, wide = [], []
    for path in paths(built):
        page = reader.open(path)
        found += violations(page)
        page.set_viewport_size(NARROW)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
        page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_load_state("networkidle")
    assert (found, wide, reader.faults) == ([], [], [])


def test_a_table_that_scrolls_can_be_scrolled_with_the_keys(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 240, "height": 800})
    page = reader.open("/reference/languages/")
    wide = (
        "[...document.querySelectorAll('.md-typeset__scrollwrap')].filter(e => e.scrollWidth > e.clientWidth)"
    )
    page.wait_for_function(f"{wide}.length")
    page.evaluate(f"{wide}[0].focus()")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{wide}[0].scrollLeft > 0")
    assert violations(page) == []


def test_axe_finds_no_violation_in_any_language_in_the_dark(browser: Browser, base: str) -> None:
    context = browser.new_context(color_scheme="dark", reduced_motion="reduce")
    page = Reader(base, context.new_page()).open("/")
    found = []
    for title in tab_titles(4):
        choose(page, title)
        found += violations(page, within=".tabbed-set")
    context.close()
    assert found == []
