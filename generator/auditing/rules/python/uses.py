"""How a sample of Python uses its names, told once for all of them."""

import ast
from functools import lru_cache
from typing import NamedTuple

from generator.auditing.understanding.python_values import nodes


class Uses(NamedTuple):
    """The names that are called, those that are asked for an attribute, and those that are given a value."""

    called: frozenset[str]
    asked: frozenset[str]
    given: frozenset[str]


@lru_cache(maxsize=8)
def uses(tree: ast.Module) -> Uses:
    """The uses of all names of a module."""
    called, asked, given = set[str](), set[str](), set[str]()
    for node in nodes(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                called.add(name)
            case ast.Attribute(value=ast.Name(id=name)):
                asked.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                given.add(name)
    return Uses(frozenset(called), frozenset(asked), frozenset(given))
