"""Whether a file is a HAR, found out without parsing what is certainly none."""

import re
from collections.abc import Sequence

from generator.errors import GeneratorError
from generator.reading.source.files import File, Source, parse_file
from generator.reading.source.pointers import Tree

_HEAD = 65536
_KEYS = re.compile(rb'"(log|request)"\s*:\s*\{')
_OTHERS = re.compile(rb'"(openapi|swagger|asyncapi)"\s*:')


def har_source(file: File, overlays: Sequence[str] = ()) -> Source | None:
    """`file`, parsed, if it is a HAR, by its name or by what is in it; None if it is anything else.

    Raises:
        GeneratorError: it is called ``.har`` and cannot be read, or it is a HAR and there are `overlays`.
    """
    if (found := _recorded(file)) is not None and overlays:
        message = "is a HAR, and an overlay changes OpenAPI descriptions alone; leave --overlay out"
        raise GeneratorError(message, file.path)
    return found


def _recorded(file: File) -> Source | None:
    if file.path.lower().endswith(".har"):
        return parse_file(file)
    head = file.data[:_HEAD]
    if b"{" not in head[:100] or is_openapi(file) or not _KEYS.search(head):
        return None
    source = parse_file(file)
    return source if is_har(source.tree) else None


def is_openapi(file: File) -> bool:
    """Whether it is plain to see at its beginning that it is a description of whatever kind, and no HAR."""
    return not file.path.lower().endswith(".har") and _OTHERS.search(file.data[:_HEAD]) is not None


def is_har(tree: Tree) -> bool:
    """Whether a parsed file is a HAR: an object with a `log`, or an entry with a `request`."""
    if not isinstance(tree, dict) or "openapi" in tree or "swagger" in tree:
        return False
    return isinstance(tree.get("log"), dict) or isinstance(tree.get("request"), dict)
