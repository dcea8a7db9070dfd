"""A parsed description and its references."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

# What JSON can hold, as parsed. The shapes are those that the official schemas of OpenAPI promise,
# which `validity` has checked before anybody looks inside.
Tree = Any

DEEPEST = 200  # levels of nesting, ten times what the deepest public description has


@dataclass(frozen=True, slots=True)
class Document:
    """The files of one description: `root` is the tree of the file named by the user, at `path`."""

    path: str
    root: Tree

    def resolve(self, node: Tree) -> Tree:
        """`node`, or what its chain of ``$ref`` points at."""
        while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
            node = self.target(reference)
        return node

    def target(self, reference: str) -> Tree:
        """What one reference points at; `KeyError` if it is nothing."""
        node = self.root
        for step in pointer_steps(reference.partition("#")[2]):
            try:
                node = node[int(step)] if isinstance(node, list) else node[step]
            except (IndexError, TypeError, ValueError) as error:
                raise KeyError(reference) from error
        return node


def pointer_steps(pointer: str) -> list[str]:
    """The unescaped steps of a JSON pointer (RFC 6901), given plain or as a URL fragment."""
    if not pointer:
        return []
    return [step.replace("~1", "/").replace("~0", "~") for step in unquote(pointer).split("/")[1:]]


def pointer(*steps: str | int) -> str:
    """The JSON pointer made of `steps`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
