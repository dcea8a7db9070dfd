"""MkDocs hooks of this site: reference made from the code, and a name for the theme's search dialog."""

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import click


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401
    """The page with the code's own words in place of ``::: docstring MODULE`` and ``::: help``."""
    page = re.sub(r"^::: docstring (\S+)$", lambda match: _docstring(match[1]), markdown, flags=re.MULTILINE)
    return re.sub(r"^::: help$", lambda _: "\n".join(_help()), page, flags=re.MULTILINE)


def _docstring(name: str) -> str:
    """What a module says of itself, without the first line, which is a title."""
    module = importlib.import_module(name)
    text = inspect.cleandoc(module.__doc__ or "").partition("\n")[2].strip()
    return re.sub(r"``(.+?)``", r"`\1`", text)


def _help() -> Iterator[str]:
    """What ``--help`` prints for each command, under a heading."""
    from generator.cli import COMMANDS, main

    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        context = click.Context(
            command, info_name=f"wireproof {name}", max_content_width=80, terminal_width=80
        )
        yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


def on_post_page(output: str, **_: Any) -> str:  # noqa: ANN401
    """The page with a name on the search dialog, which the theme leaves without one."""
    dialog = 'data-md-component="search" role="dialog"'
    return output.replace(dialog, f'{dialog} aria-label="Search"')
