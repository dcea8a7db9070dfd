"""Descriptions changed at random: one part deleted, replaced, repeated or moved."""

import json
import random
from typing import Any

from generator.model import Number


def change(tree: Any, chance: random.Random, values: list[Any]) -> None:
    """Delete, replace, duplicate or move one part of `tree`, in place."""
    nodes: list[Any] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list) and node:
            nodes.append(node)
            waiting.extend(node.values() if isinstance(node, dict) else node)
    if not nodes:
        return  # nothing has been left
    node = chance.choice(nodes)
    key = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
    match chance.randrange(5):
        case 0:
            del node[key]
        case 1:
            node[key] = chance.choice(values)
        case 2:
            node[key] = chance.choice(nodes)
            try:
                json.dumps(tree)
            except ValueError:  # a part within itself
                node[key] = None
        case 3 if isinstance(node, dict):
            node[chance.choice(["", "x-input", "$ref", "example", "type", "a/b", "oneOf", "nullable"])] = (
                node[key]
            )
        case _:
            node[key] = chance.choice([[node[key]], {"a": node[key]}])


VALUES = [
    None, True, 0, -1, 1.5, "", "a", "\0", "#/", "#/components", "#/components/schemas/ClientId", "other.yaml#/a",
    "https://x", [], {}, [None], {"a": None}, {"$ref": "#/paths"}, "x" * 500, "{a}", "é☃😀", 10**30, Number("1e400"),
]  # fmt: skip
