"""A description in which anything may stand, made one that all that comes after can rely on, in place.

`shapes` says what each object of OpenAPI is made of. What does not fit is written as it was meant where that
is plain (``"true"``, one item where a list belongs, a word of another version), and is else left out with the
smallest part that it stands in. Nothing is said here: `validity` knows what is wrong, and says it better.

Items of lists stay where they are, so that the place of a part is still its place in the file.
"""

from collections.abc import Callable
from copy import deepcopy

from generator.reading.document.document import Document
from generator.reading.source.pointers import Tree
from generator.reading.validation.schema_upgrade import upgrade
from generator.reading.validation.shapes import (
    NOTHING,
    PART_SHAPES,
    as_shape,
    is_scheme,
    mend_parameter,
    mend_requirement,
    mend_schema,
    mend_scheme,
    type_words,
)

Change = Callable[[dict[str, Tree]], None]
"""What is done to each object of a kind before its members are looked at."""

_CHANGES: dict[str, Change] = {
    "parameter": mend_parameter,
    "header": mend_parameter,
    "requirement": mend_requirement,
    "schema": mend_schema,
    "security-scheme": mend_scheme,
}
# Nothing reads these past a reference: what they refer to takes their place.
_INLINED = frozenset(
    "info server variable tag requirement components encoding flow discriminator xml".split()  # noqa: SIM905
)
# What has a place of its own that must not go: a status, a media type, the name of a property.
_KEPT = frozenset(("schema", "response", "media-type", "header", "path-item", "operation", "parameter"))
_PROMISED = "promised "  # before the kind of what a reference leads to, and is not mended yet
_EXAMPLE = frozenset((*PART_SHAPES["example"], "$ref"))


def mend(document: Document, changes: dict[str, Change]) -> None:
    """Make the files of `document` what `PART_SHAPES` says; `changes` are some more that are made first."""
    root = document.root
    for name in ("info", "paths", "components"):
        if not isinstance(root.get(name), dict):
            root[name] = {}
    mender = _Mender(document, changes)
    mender.mend(root, "description")
    mender.mend_waiting()
    root["info"] = {"title": "", "version": "", **root.get("info", {})}


class _Mender:
    """Knows what each part is, and is mended as, once; what references lead to waits for its turn."""

    def __init__(self, document: Document, changes: dict[str, Change]) -> None:
        self._document = document
        self._changes = changes
        self._kinds: dict[int, str] = {}
        self._held: list[Tree] = []  # so that no other part gets the id of one that is known
        self._waiting: list[tuple[dict[str, Tree], str]] = []

    def mend_waiting(self) -> None:
        """Mend what references lead to."""
        while self._waiting:
            self.mend(*self._waiting.pop())

    def mend(self, node: dict[str, Tree], kind: str) -> None:
        """Mend one object of that `kind`, and what stands in it."""
        if self._kinds.setdefault(id(node), "") == kind:
            return
        self._kinds[id(node)] = kind
        self._held.append(node)
        if "$ref" in node and self._leads_on(node, kind) and kind != "schema":
            return  # what stands beside a reference counts in a schema alone
        for changes in (self._changes, _CHANGES):
            if kind in changes:
                changes[kind](node)
        shapes = PART_SHAPES[kind]
        for key in list(node) if "*" in shapes else [key for key in shapes if key in node]:
            shape = shapes.get(key) or shapes["*"]
            value = self._fitting(node[key], shape)
            if value is NOTHING:
                del node[key]
            else:
                node[key] = value
        if kind == "schema":
            upgrade([node])

    def _leads_on(self, node: dict[str, Tree], kind: str) -> bool:
        """Whether a reference leads to such an object, which is mended in its turn; else it is taken out."""
        end = self._document.end(node)
        if end is node or not isinstance(end, (dict, bool) if kind == "schema" else dict):
            del node["$ref"]
            return False
        following = self._document.target(node["$ref"])
        if not self._may_be(following, kind) or not self._may_be(end, kind):
            del node["$ref"]
            return False
        if isinstance(following, dict):
            self._kinds.setdefault(id(following), _PROMISED + kind)
            self._waiting.append((following, kind))
        return True

    def _may_be(self, node: Tree, kind: str) -> bool:
        """Whether nothing is known of a part that would make it another kind; parameters can be headers."""
        known = self._kinds.get(id(node), kind).removeprefix(_PROMISED)
        return known == kind or {known, kind} == {"parameter", "header"}

    def _fitting(self, value: Tree, shape: str) -> Tree:
        """`value`, mended, or what was meant by it; `NOTHING` if it fits in no way."""
        if shape[0] == "[":
            return self._list(value, shape[1:-1])
        if shape[0] == "{":
            return self._map(value, shape[1:-1])
        if shape not in PART_SHAPES:
            return as_shape(value, shape)
        if shape == "schema" and not isinstance(value, dict):
            return _schema(value)
        if shape == "example" and value is None:
            return NOTHING
        if shape == "example" and not (isinstance(value, dict) and not _EXAMPLE.isdisjoint(value)):
            value = {"value": value}
        if shape == "operation" and value is None:
            value = {}
        if shape in _INLINED and isinstance(value, dict) and "$ref" in value:
            value = self._document.end(value)
        if not isinstance(value, dict):
            return NOTHING
        if not self._may_be(value, shape):
            value = deepcopy(value)  # an alias of YAML for something else
        self.mend(value, shape)
        if shape == "security-scheme" and not is_scheme(self._document.end(value) or {}):
            return NOTHING
        if shape == "discriminator" and "propertyName" not in value:
            return NOTHING
        return value

    def _list(self, value: Tree, shape: str) -> Tree:
        if value is None:
            return NOTHING
        if not isinstance(value, list):
            found = self._fitting(value, shape)
            return NOTHING if found is NOTHING else [found]
        found = [self._fitting(item, shape) for item in value]
        # An object without anything holds the place of one that does not fit.
        value[:] = [
            {} if each is NOTHING else each for each in found if each is not NOTHING or shape in PART_SHAPES
        ]
        return value

    def _map(self, value: Tree, shape: str) -> Tree:
        if shape == "example" and isinstance(value, list):
            value = {f"example{n}" if n > 1 else "default": each for n, each in enumerate(value, 1)}
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            value = self._document.end(value)
        kind = f"{{{shape}}}"
        if not isinstance(value, dict):
            return NOTHING
        if not self._may_be(value, kind):
            value = deepcopy(value)
        self._kinds[id(value)] = kind
        self._held.append(value)
        for name in list(value):
            if name.startswith("x-") and shape in ("path-item", "response"):
                continue
            found = self._fitting(value[name], shape)
            if found is NOTHING and shape not in _KEPT:
                del value[name]
            else:
                value[name] = {} if found is NOTHING else found
        return value


def _schema(value: Tree) -> Tree:
    """The schema that is meant by what is no object: the name of a type, or whether anything is allowed."""
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    return type_words(value) if isinstance(value, str) and type_words(value) else NOTHING
