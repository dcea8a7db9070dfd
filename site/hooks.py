"""MkDocs hooks of this site: reference from docstrings, and a name for the theme's search dialog."""

import importlib
import inspect
import re
from typing import Any


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401
    """The page with each line ``::: docstring MODULE`` replaced by what the module says of itself.

    Without the first line of the docstring, which is a title.
    """

    def body(match: re.Match[str]) -> str:
        module = importlib.import_module(match[1])
        text = inspect.cleandoc(module.__doc__ or "").partition("\n")[2].strip()
        return re.sub(r"``(.+?)``", r"`\1`", text)

    return re.sub(r"^::: docstring (\S+)$", body, markdown, flags=re.MULTILINE)


def on_post_page(output: str, **_: Any) -> str:  # noqa: ANN401
    """The page with a name on the search dialog, which the theme leaves without one."""
    dialog = 'data-md-component="search" role="dialog"'
    return output.replace(dialog, f'{dialog} aria-label="Search"')
