"""JSON pointers (RFC 6901), and the tree of plain values that they point into."""

from typing import Any
from urllib.parse import unquote

# What JSON can hold, as parsed: dicts, lists, texts, numbers, booleans and None. `validation` checks that
# the shapes are those that the official schemas of OpenAPI promise, before anything else looks inside.
Tree = Any

Steps = tuple[str | int, ...]
"""The way from the root of a tree to a part of it: keys of mappings and indexes of lists."""

DEEPEST = 200  # levels of nesting, ten times what the deepest public description has


def pointer_steps(pointer: str) -> list[str]:
    """The unescaped steps of a JSON pointer (RFC 6901), given plain or as a URL fragment."""
    if not pointer:
        return []
    plain = unquote(pointer) if "%" in pointer else pointer
    return [step.replace("~1", "/").replace("~0", "~") for step in plain.split("/")[1:]]


def pointer(*steps: str | int) -> str:
    """The JSON pointer made of `steps`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
