"""MkDocs hook: a line ``::: docstring MODULE`` in a page becomes what the module says of itself."""

import importlib
import inspect
import re
from typing import Any


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401
    """The page with the docstrings in place, without their first line, which is a title."""

    def body(match: re.Match[str]) -> str:
        module = importlib.import_module(match[1])
        text = inspect.cleandoc(module.__doc__ or "").partition("\n")[2].strip()
        return re.sub(r"``(.+?)``", r"`\1`", text)

    return re.sub(r"^::: docstring (\S+)$", body, markdown, flags=re.MULTILINE)
