"""Page templates: text is Markdown, ``{{ }}`` is a value, which is escaped unless a filter says otherwise.

As in the templates of languages, Jinja's `finalize` looks at whatever an expression yields, so that no
author of a template can forget to escape. A folder of one's own may replace any of ours by name, and
extend or include ours as ``wireproof/<name>``; they run in Jinja's sandbox.
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.errors import GeneratorError
from generator.model import Response
from generator.publishing.pages.json_layout import indented
from generator.publishing.pages.markdown import Markdown, code, fenced, quoted, references, text
from generator.publishing.pages.prose import details, lead, one_line_markdown, prose

FOLDER = Path(__file__).parent / "page_templates"


class PageTemplates:
    """The templates, ours and those of `own` folder, which come first.

    Raises:
        GeneratorError: there is no such folder.
    """

    def __init__(self, own: Path | None = None, tabs: str = "material") -> None:
        if own is not None and not own.is_dir():
            raise GeneratorError("no such folder of page templates", own)
        ours = FileSystemLoader(FOLDER)
        loaders = [FileSystemLoader(own)] if own else []
        self._own = own
        # Templates of others run in Jinja's sandbox, which takes a third of the time of making a page.
        environment = ImmutableSandboxedEnvironment if own else Environment
        self._environment = environment(
            autoescape=False,  # finalize escapes for Markdown; this is not HTML
            loader=ChoiceLoader([*loaders, ours, PrefixLoader({"wireproof": ours})]),
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.filters.update(_FILTERS)
        self._environment.globals.update(tabs=tabs, places=_PLACES)

    def render(self, name: str, **variables: object) -> str:
        """The page that the template `name` makes, with one line break at its end.

        Raises:
            GeneratorError: the template cannot be read, or asks for what there is not.
        """
        try:
            return self._environment.get_template(name).render(**variables).rstrip("\n") + "\n"
        except TemplateError as error:
            place = getattr(error, "filename", None) or self._place(name)
            raise GeneratorError(
                f"the template cannot be used: {error.message}", place, getattr(error, "lineno", None)
            ) from error

    def _place(self, name: str) -> Path:
        own = self._own / name if self._own else None
        return own if own and own.is_file() else FOLDER / name


_PLACES = {"path": "Path", "query": "Query", "header": "Headers", "cookie": "Cookies", "body": "Body"}


def _finalize(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Markdown):
        return value
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, with the name
    return _escaped(str(value))


@cache
def _escaped(value: str) -> str:
    return text(value, at_start=True)


def _grouped(items: Iterable[Any], attribute: str) -> list[tuple[str, list[Any]]]:
    """The items by an attribute, in the order in which its values first appear; known places in theirs."""
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(getattr(item, attribute), []).append(item)
    order = {name: index for index, name in enumerate(_PLACES)}
    return sorted(groups.items(), key=lambda group: order.get(group[0], len(order)))


def _page_title(value: str) -> Markdown:
    """Front matter with a title that holds no tag and no quote; empty if `value` holds none.

    Themes of MkDocs put the title of a page into the head of its HTML, and into attributes, as it is.
    """
    if not re.search('[<>"]', value):
        return Markdown("")
    title = " ".join(value.translate(str.maketrans('<>"', "‹›”")).split())
    return Markdown(f"---\ntitle: {json.dumps(title)}\n---\n\n")


def _anchor(value: str) -> Markdown:
    """`value` inside the quotes of an attribute."""
    return Markdown(re.sub(r"[^\w/.-]", lambda match: references(match[0]), value))


def _address(value: str) -> Markdown:
    """`value`, a relative path or a URL of ours, as the target of a link."""
    from urllib.parse import quote

    return Markdown(quote(value, safe="/:#-._"))


def _body(response: Response) -> Markdown:
    """The body of an example answer, fenced; JSON with a line for each member."""
    is_json = response.media_type is not None and "json" in response.media_type
    content = response.body or ""
    return fenced(indented(content) if is_json else content, "json" if is_json else "")


_FILTERS: dict[str, Callable[..., Any]] = {
    "code": code,
    "fenced": fenced,
    "quoted": quoted,
    "line": one_line_markdown,
    "prose": prose,
    "lead": lead,
    "details": details,
    "page_title": _page_title,
    "anchor": _anchor,
    "address": _address,
    "body": _body,
    "grouped": _grouped,
}
