"""Annotations for GitHub: what a command found, shown at its file and line in a pull request."""

import os
from pathlib import Path

import click


def annotate(message: str, path: Path | str, line: int | None = None, title: str = "") -> None:
    """Print an error annotation if this runs in a workflow of GitHub Actions; else nothing.

    The form is that of workflow commands; `path` is made relative to the checkout, as they need it.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    properties = {"file": _in_checkout(path), "line": "" if line is None else str(line), "title": title}
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    click.echo(f"::error {shown}::{_data(message)}")


def _in_checkout(path: Path | str) -> str:
    checkout = None if "://" in str(path) else os.environ.get("GITHUB_WORKSPACE")
    inside = os.path.relpath(path, checkout) if checkout else str(path)
    return str(path) if inside.startswith("..") else inside


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
