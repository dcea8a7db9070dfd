"""Python: does the sample compile, and are its names there? By the interpreter's own parser and pyflakes."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.rules.python.flakes import flake_faults
from generator.auditing.rules.python.library import library_faults
from generator.auditing.rules.python.names import imports_anything, undefined_names
from generator.auditing.rules.python.refused import syntax_faults
from generator.auditing.rules.python.syntax import parsed, parsed_leniently
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import nodes


def python_faults(text: str, earlier: frozenset[str] = frozenset(), is_cell: bool = False) -> Iterator[Fault]:
    """What keeps a Python sample from running; `earlier` are the names that blocks above it define.

    With the cells above it, a cell of a notebook (`is_cell`) is a whole program.
    """
    tree = parsed(text)
    if tree is None:
        yield from syntax_faults(text)
        if (lenient := parsed_leniently(text)) is not None:
            yield from library_faults(lenient, earlier if is_cell else frozenset())
            yield from _beside_the_slip(lenient, text, earlier, is_cell)
        return
    imports = imports_anything(tree)
    for name, fault in undefined_names(tree, earlier, is_cell):
        is_told = fault.rule == "WP102" and fault.severity is None and _is_left_out(name, text)
        yield replace(fault, severity="warning") if is_told else fault
    yield from flake_faults(tree, imports)
    yield from _await_outside(tree, imports)
    yield from library_faults(tree, earlier if is_cell else frozenset())


_LEFT_OUT = re.compile(r"#[^\n]*(?:\.\.\.|…)[^\n]*")


def _is_left_out(name: str, text: str) -> bool:
    """Whether a comment says that a name is made where the sample leaves something out."""
    return any(re.search(rf"\b{re.escape(name)}\b", comment) for comment in _LEFT_OUT.findall(text))


def _beside_the_slip(tree: ast.Module, text: str, earlier: frozenset[str], is_cell: bool) -> Iterator[Fault]:
    """The names of a sample that does not compile, once it is mended; a line left out may give some."""
    for name, fault in undefined_names(tree, earlier, is_cell):
        word = rf"\b{re.escape(name)}\b"
        given = rf"{word}[\w, ()\[\]]*(?:=|\bin\b)|\b(?:import|as|def|class|for)\b[^\n]*{word}"
        is_written = re.search(word, text) is not None
        if fault.rule in ("WP102", "WP103", "WP105") and is_written and re.search(given, text) is None:
            yield replace(fault, severity=fault.severity or "warning")


def _await_outside(tree: ast.Module, imports: bool) -> Iterator[Fault]:
    inside = {
        id(child)
        for node in nodes(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    plain = {
        id(child)
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef)
        for child in ast.walk(node)
        if not isinstance(child, ast.AsyncFunctionDef)
    } - inside
    for node in nodes(tree):
        if isinstance(node, ast.Await | ast.AsyncWith | ast.AsyncFor) and id(node) not in inside:
            severity = None if id(node) in plain else "warning"
            if severity is None or imports:
                message = "await stands outside of an async function"
                fix = "Put it into async def main() and call asyncio.run(main())."
                yield Fault("WP112", message, node.lineno - 1, node.col_offset, fix, severity)
            return


def top_level_names(text: str) -> set[str]:
    """The names that a sample defines for the blocks below it."""
    tree = parsed(text)
    if tree is None:
        return set(
            re.findall(r"^[ \t]*(?:import\s+|from \S+ import\s+|def\s+|class\s+)?(\w+)", text, re.MULTILINE)
        )
    names: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return names
