"""Why a Python sample does not compile, in the words of what was meant (WP101, WP105 to WP108, WP110)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from generator.auditing.rules.programs.syntax import entity_fault, prompted, typography
from generator.auditing.rules.python.pieces import is_part, is_signatures, with_bodies
from generator.auditing.rules.python.syntax import (
    PLACEHOLDER,
    compile_error,
    is_data,
    tree_of,
    without_elisions,
)
from generator.auditing.understanding.call import Fault, fault_at

_IPYTHON = re.compile(r"^In ?\[\d*\]:", re.MULTILINE)
_COMMAND = re.compile(r"\s*(?:\$ |pip3? install |python3? -m |curl )")
_TO_FILL_IN = re.compile(r"[ \t]*[A-Za-z_]\w*[ \t]*=[ \t]*[A-Z][A-Z]+(?: [A-Z]+)+[ \t]*$")
_PYTHON_2 = re.compile(
    r"\s*(?:print\s+[^(=\s]|exec\s+['\"]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,\s*)|.*(?:\bur['\"]|<>)"
)
_TOLD_OF_PYTHON_2 = ("Missing parentheses in call to", "leading zeros", "multiple exception types")
_ENTITY = re.compile(r"&(?:quot|amp|lt|gt|#39);")


def syntax_faults(text: str) -> Iterator[Fault]:
    """Why a sample does not compile; nothing for what is no Python at all."""
    text = dedent(text)
    error = compile_error(with_bodies(without_elisions(text))) or compile_error(text)
    if error is None or is_data(text) or is_signatures(text) or is_part(text):
        return
    rows = text.split("\n")
    line, column = max((error.lineno or 1) - 1, 0), max((error.offset or 1) - 1, 0)
    refused = _Refused(text, rows[line] if line < len(rows) else "", line, column, error.msg)
    explained = (explain(refused) for explain in _EXPLANATIONS)
    yield next(filter(None, explained), None) or refused.fault(
        "WP101", f"Python does not compile: {error.msg.partition(' (')[0]}", "Correct the syntax."
    )


@dataclass(frozen=True, slots=True)
class _Refused:
    """A text, and the place (0-based) and `row` at which the interpreter stops, with what it says."""

    text: str
    row: str
    line: int
    column: int
    message: str

    def fault(self, rule: str, message: str, fix: str, column: int | None = None) -> Fault:
        return Fault(rule, message, self.line, self.column if column is None else column, fix)


def _prompt(refused: _Refused) -> Fault | None:
    prompt = _IPYTHON.search(refused.text)
    return prompted(refused.text, prompt) if prompt is not None else None


def _placeholder(refused: _Refused) -> Fault | None:
    """What the reader fills in, if that is all that is wrong."""
    text = refused.text
    found = list(PLACEHOLDER.finditer(text))
    if not found or tree_of(PLACEHOLDER.sub("x", text)) is None:
        return None
    here = (match for match in found if text.count("\n", 0, match.start()) == refused.line)
    match = next(here, found[0])  # one above it may stand in a string
    message = f"the placeholder {match[0]} stands outside a literal"
    return fault_at(text, match.start(), "WP105", message, f'Put it in quotes: "{match[0]}".')


def _python_2(refused: _Refused) -> Fault | None:
    row = refused.row
    if not refused.message.startswith(_TOLD_OF_PYTHON_2) and not _PYTHON_2.match(row):
        return None
    message = f"this is Python 2: {row.strip()[:60]}"
    return refused.fault("WP110", message, _python_3(row), len(row) - len(row.lstrip()))


def _python_3(row: str) -> str:
    if match := re.match(r"\s*print\s+(.+?)\s*$", row):
        return f"Write print({match[1]})."
    if match := re.match(r"\s*except\s+([\w.]+)\s*,\s*(\w+)", row):
        return f"Write except {match[1]} as {match[2]}:"
    return "Write it for Python 3."


def _typographic(refused: _Refused) -> Fault | None:
    strange = next(iter(typography(refused.text)), None)
    is_it = strange is not None and ("U+2018" in refused.message or strange.line == refused.line)
    return strange if is_it else None


def _command(refused: _Refused) -> Fault | None:
    if not _COMMAND.match(refused.row):
        return None
    message = f"a shell command stands in the Python sample: {refused.row.strip()[:40]}"
    return refused.fault("WP101", message, "Put it into a block of its own.", 0)


def _words(refused: _Refused) -> Fault | None:
    """``token = YOUR TOKEN``."""
    if not _TO_FILL_IN.match(refused.row):
        return None
    message = f"the placeholder of {refused.row.strip()[:40]} stands outside a literal"
    return refused.fault("WP105", message, "Put it in quotes.")


def _entity(refused: _Refused) -> Fault | None:
    match = _ENTITY.search(refused.row)
    return entity_fault(refused.row, match, refused.line) if match is not None else None


_EXPLANATIONS = (_prompt, _placeholder, _python_2, _typographic, _command, _words, _entity)
