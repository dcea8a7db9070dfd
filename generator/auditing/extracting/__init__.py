"""Files in, `Page`s out: which format a file has, and its code blocks with their original lines.

Nothing here knows what the code means. A file that is no text, or is of no known kind, is no page.
"""

from pathlib import Path, PurePath

from generator.auditing.extracting.source import text_of_file
from generator.auditing.pages.page import Page

MARKDOWN = {".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd"}
HTML = {".html", ".htm", ".xhtml"}
REST = {".rst", ".rest"}
DESCRIPTIONS = {".yaml", ".yml", ".json"}


def page(path: Path | str, content: bytes) -> Page | None:
    """The page in `content`; `path` only names it and tells its format. None for what is no page."""
    text = text_of_file(content)
    if text is None:
        return None
    suffix = PurePath(path).suffix.lower()
    name = str(path)
    if suffix in MARKDOWN:
        from generator.auditing.extracting.markdown import markdown_page

        return markdown_page(name, text)
    if suffix in HTML:
        from generator.auditing.extracting.html.page import html_page

        return html_page(name, text)
    if suffix in REST:
        from generator.auditing.extracting.restructured.page import restructured_page

        return restructured_page(name, text)
    if suffix == ".ipynb":
        from generator.auditing.extracting.notebook import notebook_page

        return notebook_page(name, text)
    if suffix in DESCRIPTIONS:
        from generator.auditing.extracting.openapi import openapi_page

        return openapi_page(name, text)
    return _page_of_unknown_suffix(name, suffix, text)


def referred(path: str, content: bytes) -> list[Path]:
    """The files that hold samples of the description in `content`, if it is one."""
    if PurePath(path).suffix.lower() not in DESCRIPTIONS or b"$ref" not in content:
        return []
    from generator.auditing.extracting.openapi import referred_files

    return list(referred_files(path, text_of_file(content) or ""))


def _page_of_unknown_suffix(name: str, suffix: str, text: str) -> Page | None:
    from generator.auditing.extracting.snippet import LANGUAGES, snippet_page

    if suffix in LANGUAGES:
        return snippet_page(name, text, LANGUAGES[suffix])
    if suffix in ("", ".txt"):
        from generator.auditing.extracting.html.page import html_page, looks_like_html
        from generator.auditing.extracting.markdown import markdown_page

        return html_page(name, text) if looks_like_html(text) else markdown_page(name, text)
    return None


def is_page(path: Path) -> bool:
    """Whether the name of a file says that it can be a page; used when a folder is walked."""
    from generator.auditing.extracting.snippet import LANGUAGES

    suffix = path.suffix.lower()
    known = MARKDOWN | HTML | REST | DESCRIPTIONS | {".ipynb"}
    return suffix in known or suffix in LANGUAGES
