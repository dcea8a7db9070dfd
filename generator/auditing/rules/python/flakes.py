"""What pyflakes finds in a Python sample, asked once for all rules."""

import ast
import warnings
from collections.abc import Iterator
from functools import lru_cache

from pyflakes import checker, messages

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import nodes

_FORMATS = messages.StringDotFormatMissingArgument | messages.PercentFormatPositionalCountMismatch


class _Checker(checker.Checker):
    """pyflakes, without a search for what a built-in name might redefine: nothing stands before it."""

    def addBinding(self, node: ast.AST | None, value: checker.Binding) -> None:  # noqa: N802
        if node is None:
            self.scope[value.name] = value
        else:
            super().addBinding(node, value)


@lru_cache(maxsize=2)
def _messages(tree: ast.Module) -> list[messages.Message]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = _Checker(tree).messages
    except RecursionError:
        return []
    return sorted(found, key=lambda item: item.lineno)


def undefined(tree: ast.Module) -> dict[str, tuple[int, int]]:
    """The names that nothing defines, each with the 0-based line and column of its first use."""
    found: dict[str, tuple[int, int]] = {}
    for message in _messages(tree):
        if isinstance(message, messages.UndefinedName):
            found.setdefault(str(message.message_args[0]), (message.lineno - 1, message.col))
    return found


def flake_faults(tree: ast.Module, imports: bool) -> Iterator[Fault]:
    """What else it finds: a ``return`` outside of a function, and formats that ask for too much.

    Of a sample that imports nothing, a ``return`` may be a piece of a function (`imports`).
    """
    for message in _messages(tree):
        if isinstance(message, messages.ReturnOutsideFunction) and imports:
            yield _outside("return", message)
        elif isinstance(message, messages.YieldOutsideFunction) and imports:
            if _yields(tree, message.lineno):  # pyflakes says so of an await, too
                yield _outside("yield", message)
        elif isinstance(message, _FORMATS):
            told = "the format asks for more values than it is given"
            yield Fault("WP111", told, message.lineno - 1, message.col, "Give each field its value.")


def _outside(word: str, message: messages.Message) -> Fault:
    told = f"{word} stands outside of a function"
    return Fault("WP101", told, message.lineno - 1, message.col, "Indent it, or print the value.")


def _yields(tree: ast.Module, line: int) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) and node.lineno == line for node in nodes(tree))
