"""How a sample of Python uses its names, told once for all of them."""

import ast
from functools import lru_cache
from typing import NamedTuple

from generator.auditing.understanding.python_values import nodes


class Uses(NamedTuple):
    """The names that are called, those that are asked for an attribute, and those that are given a value.

    `keys` are those that stand for the key of a value that is written out, as in JavaScript: ``{q: "Ada"}``.
    """

    called: frozenset[str]
    asked: frozenset[str]
    given: frozenset[str]
    keys: frozenset[str]


@lru_cache(maxsize=8)
def uses(tree: ast.Module) -> Uses:
    """The uses of all names of a module."""
    called, asked, given, keys = set[str](), set[str](), set[str](), set[str]()
    for node in nodes(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                called.add(name)
            case ast.Attribute(value=ast.Name(id=name)):
                asked.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                given.add(name)
            case ast.Dict():
                keys |= {key.id for key, value in zip(node.keys, node.values, strict=True)
                         if isinstance(key, ast.Name) and isinstance(value, _WRITTEN)}  # fmt: skip
    return Uses(*map(frozenset, (called, asked, given, keys)))


_WRITTEN = (ast.Constant, ast.JoinedStr, ast.Dict, ast.List)
