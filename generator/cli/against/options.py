"""The options of ``wireproof verify --against URL``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
_RATE = re.compile(r"([1-9][0-9]*)/(s|m)")
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_KEY = "wireproof.against"


@dataclass(frozen=True, slots=True)
class AgainstOptions:
    """What the options want; `interval` is the least number of seconds between two requests."""

    url: str
    authorities: Path | None
    env_file: Path | None
    unsafe: bool
    interval: float
    lists: bool


def _rate(_context: click.Context, _parameter: click.Parameter, text: str) -> float:
    found = _RATE.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no rate; write requests a second or a minute: 2/s or 30/m")
    return {"s": 1.0, "m": 60.0}[found[2]] / int(found[1])


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    context.meta[f"{_KEY}.{option.name}"] = value


_OPTIONS = (
    click.option(
        "--against",
        metavar="URL",
        expose_value=False,
        callback=_keep,
        help="Forward each request to this server, and check its response against SPEC.",
    ),
    click.option(
        "--against-ca",
        type=_FILE,
        expose_value=False,
        callback=_keep,
        help="With --against: trust the certificates in this PEM file instead of the system's.",
    ),
    click.option(
        "--env-file",
        type=_FILE,
        expose_value=False,
        callback=_keep,
        help="With --against: read the samples' values from this file, then from the environment.",
    ),
    click.option(
        "--unsafe",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="With --against: run all operations, not only GET, HEAD and those with x-safe.",
    ),
    click.option(
        "--rate",
        metavar="N/s",
        default="2/s",
        show_default=True,
        expose_value=False,
        callback=lambda context, option, text: _keep(context, option, _rate(context, option, text)),
        help="With --against: send at most this many requests a second (s) or minute (m).",
    ),
    click.option(
        "--list",
        "lists",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="With --against: list what would run, and run nothing.",
    ),
)


def against_options(command: Command) -> Command:
    """Decorate a command with the options for a real server."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked_against() -> AgainstOptions | None:
    """What the options of the current command want; None without ``--against``.

    Raises:
        UsageError: another of them is given without it.
    """
    context = click.get_current_context()
    given: dict[str, Any] = {
        name: context.meta[f"{_KEY}.{name}"]
        for name in ("against", "against_ca", "env_file", "unsafe", "rate", "lists")
    }
    if given["against"] is None:
        for name, option in (("against_ca", "--against-ca"), ("env_file", "--env-file"),
                             ("unsafe", "--unsafe"), ("lists", "--list")):  # fmt: skip
            if given[name]:
                raise click.UsageError(f"{option} goes with --against URL")
        return None
    return AgainstOptions(*given.values())
