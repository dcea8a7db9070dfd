"""What a server has against a request, and is not the sample's fault: values that its reader replaces."""

import json
import re
from collections.abc import Collection, Iterator

from generator.auditing.requests.urls import is_placeholder
from generator.auditing.running.values import MARK
from generator.proving.mock.described.problems import Misfit


def is_excused(misfit: Misfit, text: str, brought: Collection[str]) -> bool:
    """Whether the fault is in a value that a reader brings: in a variable, or for a placeholder of `text`."""
    if misfit.where in ("method", "credentials", "path"):
        return False
    values = list(_values(misfit.received))
    return bool(values) and all(_is_readers(value, text, brought) for value in values)


def _values(received: str) -> Iterator[str]:
    """The texts in what was received: its own if it is one, else those inside."""
    try:
        document = json.loads(received)
    except ValueError:
        yield received  # a text that stands without quotes, or was too long to be shown whole
        return
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict | list):
            pending += value.values() if isinstance(value, dict) else value
        else:
            yield str(value)


def _is_readers(value: str, text: str, brought: Collection[str]) -> bool:
    if not value or value.startswith("{"):
        return False
    if value in brought or MARK in value or is_placeholder(value):
        return True
    # A shell takes the marks off: {id} is id when curl sends it.
    is_marked = re.search(rf"[{{<\[:]\s*{re.escape(value)}\s*[}}>\]/\"'?&\s]", text)
    return bool(is_marked) and re.fullmatch(r"[A-Za-z][\w .-]*", value) is not None
