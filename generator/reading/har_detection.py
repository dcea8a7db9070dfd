"""Whether a file is a HAR, found out without reading what is certainly none."""

import re
from pathlib import Path

from generator.reading.document import Tree
from generator.reading.source import Source, load

_HEAD = 65536
_KEYS = re.compile(rb'"(log|request)"\s*:\s*\{')
_OTHERS = re.compile(rb'"(openapi|swagger|asyncapi)"\s*:')


def har_source(path: str) -> Source | None:
    """The file at `path` if it is a HAR, by its name or by what is in it; None if it is anything else.

    Raises:
        GeneratorError: it is called ``.har`` and cannot be read.
    """
    if path.lower().endswith(".har"):
        return load(path)
    try:
        if not Path(path).is_file():  # a pipe can be read just once, and not here
            return None
        with Path(path).open("rb") as file:
            head = file.read(_HEAD).replace(b"\0", b"")  # the NULs of UTF-16
    except (OSError, ValueError):  # whoever reads it next says so
        return None
    if b"{" not in head[:100] or _OTHERS.search(head) or not _KEYS.search(head):
        return None
    source = load(path)
    return source if is_har(source.tree) else None


def is_har(tree: Tree) -> bool:
    """Whether a parsed file is a HAR: an object with a `log`, or an entry with a `request`."""
    if not isinstance(tree, dict) or "openapi" in tree or "swagger" in tree:
        return False
    return isinstance(tree.get("log"), dict) or isinstance(tree.get("request"), dict)
