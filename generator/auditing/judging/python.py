"""Python judged in process: by the interpreter's compiler, and by pyflakes where what it finds must fail."""

import ast
import re
import sys
import warnings
from collections.abc import Iterator

from generator.auditing.judging.syntax import without_entities, without_typography
from generator.auditing.judging.tables import Table
from generator.auditing.requests.call import CodeFault
from generator.auditing.understanding.python.text import readings, tree_of
from generator.auditing.understanding.trees.tree import parse

_DATA = re.compile(
    r"\s*(?:HTTP/\d|(?:GET|POST|PUT|DELETE|PATCH) /|Traceback |<\?xml|<html|\{%|diff --git |index \w+\.\."
    r"|[\[{]\s*(?:\"[^\"\n]*\"\s*:|\{|\}|\]))"
)
_PLACEHOLDER = re.compile(
    r"(\"[^\"\n]*\"|'[^'\n]*')|(?<![\w)\]>])<[A-Za-z_][\w .:/'-]{0,50}>(?!\w)|\{\{[\w .]+\}\}"
)
# Heads of functions, as reference pages list them: nothing stands below that belongs to them.
_SIGNATURE = re.compile(
    r"^[ \t]*[\w.]+\([^()]*\)[ \t]*(?:->|→)[^\n:]+$"
    r"|^([ \t]*)(?:async )?def \w+\([^()]*\)[^:\n]*$(?!\n\1[ \t]+\S)",
    re.MULTILINE,
)


def python_faults(table: Table, text: str) -> list[CodeFault]:
    """What the interpreter, or a reader who runs the sample, stumbles over; at most one fault of its text."""
    for reading in readings(text):
        if (tree := tree_of(reading)) is not None:
            return [*_compiled(reading), *_flakes(table, tree, reading)]
    if _DATA.match(text) or _SIGNATURE.search(text) or (table.newer.search(text) and _parses(text)):
        return []
    *_, best = readings(text)
    plain = _PLACEHOLDER.sub(lambda match: match[1] or "x" * len(match[0]), best)
    if tree_of(plain) is not None or _is_piece(plain):
        return []
    for without in (without_typography, without_entities):
        better, faults = without(plain)
        if faults and tree_of(better) is not None:
            return faults[:1]
    return _compiled(plain)


def _parses(text: str) -> bool:
    return not parse("python", text).has_error


def _is_piece(text: str) -> bool:
    """Whether a text goes on with a statement above it, decorates one below, or stands in brackets."""
    ways = (
        "{}\ndef x(): pass",
        "if x: pass\n{}",
        "try: pass\n{}",
        "try:\n{}\nfinally: pass",
        "x({}\n)",
        "{{{}\n}}",
    )
    return any(tree_of(way.format(text.strip("\n").rstrip(","))) is not None for way in ways)


def _compiled(text: str) -> list[CodeFault]:
    """Why the interpreter refuses a text, as it says it itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(text, "sample.py", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        if error.msg in _OF_CONTEXT:
            return []
        lines = text.count("\n")
        line, column = min((error.lineno or 1) - 1, lines), max((error.offset or 1) - 1, 0)
        message = f"Python refuses this: {error.msg}"
        return [CodeFault("WP101", message, line, column, "Correct it; the interpreter stops here.")]
    except (ValueError, RecursionError, MemoryError):
        return []
    return []


# In a function or a loop that the piece is taken from.
_OF_CONTEXT = {
    "'return' outside function", "'yield' outside function", "'break' outside loop",
    "'continue' not properly in loop", "'yield from' outside function", "'async with' outside async function",
    "'async for' outside async function", "from __future__ imports must occur at the beginning of the file",
}  # fmt: skip


def _flakes(table: Table, tree: ast.Module, text: str) -> Iterator[CodeFault]:
    """What pyflakes finds that fails whenever it runs, and modules of the library that nothing imports."""
    from pyflakes import checker, messages

    try:
        found = checker.Checker(tree, "sample.py").messages
    except RecursionError:
        return
    refused = frozenset(table.data["refused"])
    told: set[str] = set()
    for each in found:
        kind, name = type(each).__name__, str(each.message_args[0]) if each.message_args else ""
        if kind in refused:
            message = f"this fails when it runs: {each.message % each.message_args}"
            yield CodeFault("WP101", message, each.lineno - 1, each.col, "Correct it.")
        elif isinstance(each, messages.UndefinedName) and name not in told and _is_module(name, text):
            told.add(name)
            message = f"{name} is used, and nothing imports it"
            yield CodeFault("WP101", message, each.lineno - 1, each.col, f"Write import {name}.")


def _is_module(name: str, text: str) -> bool:
    """Whether a name is a module of the standard library, in a sample that imports others."""
    is_used = re.search(rf"(?<![\w.]){name}\.\w", text) is not None
    imports = re.search(r"^(?:import|from) \w", text, re.MULTILINE) is not None
    return name in sys.stdlib_module_names and is_used and imports
