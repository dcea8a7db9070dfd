"""Parts of a description together with where they stand, for whoever has something to say about them."""

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.document.names import distinct_name, file_name, operation_name
from generator.reading.source.pointers import Steps, Tree, pointer_steps

TEMPLATE = re.compile(r"\{([^{}]*)\}")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class LocatedNode(Struct, frozen=True):
    """A part, past any ``$ref``: the object itself, `node`, at `steps` of the file `path`."""

    document: Document
    path: str
    steps: Steps
    node: Tree

    def __getitem__(self, key: str | int) -> "LocatedNode":
        return _past_references(self.document, self.path, (*self.steps, key), self.node[key])

    def get(self, key: str) -> "LocatedNode | None":
        """The member `key`, if there is one."""
        return self[key] if key in self.node else None

    def items(self, *keys: str) -> "Iterator[tuple[str, LocatedNode]]":
        """The members of the map that the `keys` lead to, without extensions; none if there is no map."""
        at = self
        for key in keys:
            found = at.get(key)
            if found is None:
                return
            at = found
        is_extensible = keys[-1:] in (("paths",), ("responses",), ("components",))
        for name in at.node:
            if not (is_extensible and name.startswith("x-")):
                yield name, at[name]

    def each(self, key: str) -> "Iterator[LocatedNode]":
        """The items of the list `key`; none if there is none."""
        if (found := self.get(key)) is not None:
            for index in range(len(found.node)):
                yield found[index]

    def fault(self, message: str, *steps: str | int, example: str = "") -> Fault:
        """A fault of this part, or of one below it; `example` is the only one that it spoils."""
        return Fault(self.path, (*self.steps, *steps), message, example)


class LocatedOperation(Struct, frozen=True, dict=True):
    """An operation: `method` in capitals, the `path` template, the Path Item, and itself.

    `id` is its half of a sample's id: fit for a file name, and its own where the author gave no operationId.
    """

    method: str
    path: str
    item: LocatedNode
    at: LocatedNode
    id: str

    @property
    def name(self) -> str:
        """``GET /users/{id}``."""
        return f"{self.method} {self.path}"

    @property
    def operation_id(self) -> str:
        """The author's operationId, or nothing."""
        return str(self.at.node.get("operationId", ""))

    @property
    def servers(self) -> list[Tree]:
        """Its own Server Objects, or else its path's, or else the document's."""
        owners = (self.at, self.item, root(self.at.document))
        named = ([each for each in owner.node.get("servers", ()) if "url" in each] for owner in owners)
        return next(filter(None, named), [])

    def parameters(self) -> list[LocatedNode]:
        """Its parameters, the path's first; one of its own replaces the path's of that name and place.

        Those of the path are those that the path names, whatever is described.
        """
        return list(self._parameters)

    @cached_property
    def _parameters(self) -> tuple[LocatedNode, ...]:
        described = self.described_parameters()
        wanted = list(dict.fromkeys(TEMPLATE.findall(self.path)))
        named = {each.node["name"] for each in described if each.node["in"] == "path"}
        if named == set(wanted):
            return tuple(described)
        return tuple(in_path(self.at, described, wanted))

    def described_parameters(self) -> list[LocatedNode]:
        """As `parameters`, those that are described alone."""
        found: dict[tuple[str, str], LocatedNode] = {}
        for owner in (self.item, self.at):
            for parameter in owner.each("parameters"):
                name, place = parameter.node.get("name"), parameter.node.get("in")
                if name is not None and place in PLACES:
                    found[name, place] = parameter
        return list(found.values())


PLACES = ("path", "query", "querystring", "header", "cookie")


def in_path(at: LocatedNode, described: list[LocatedNode], wanted: list[str]) -> Iterator[LocatedNode]:
    """The `described` parameters of an operation with those of its path made the `wanted` ones.

    One that is called otherwise is found by its spelling, by its place if as many are left, or in the query;
    one that nobody describes may be any text; one that the path does not name is sent nowhere.
    """
    given = {each.node["name"]: each for each in described if each.node["in"] == "path"}
    missing = [name for name in wanted if name not in given]
    spare = {name: each for name, each in given.items() if name not in wanted}
    by_spelling = {_spelt(name): each for name, each in spare.items()}
    others = {each.node["name"]: each for each in described if each.node["in"] == "query"}
    meant = {name: by_spelling[_spelt(name)] for name in missing if _spelt(name) in by_spelling}
    if not meant and len(spare) == len(missing):
        meant = dict(zip(missing, spare.values(), strict=True))
    meant |= {name: others[name] for name in missing if name not in meant and name in others}
    taken = {id(each) for each in (*spare.values(), *meant.values())}
    yield from (each for each in described if id(each) not in taken)
    for name in missing:
        found = meant.get(name)
        node = {key: each for key, each in found.node.items() if key not in _WRITTEN} if found else _ANY_TEXT
        place = found or at
        yield LocatedNode(
            at.document, place.path, place.steps, {**node, "name": name, "in": "path", "required": True}
        )


_WRITTEN = frozenset(("style", "explode", "allowReserved"))
_ANY_TEXT: dict[str, Tree] = {"schema": {"type": "string"}}


def _spelt(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def root(document: Document) -> LocatedNode:
    """The whole main file."""
    return LocatedNode(document, document.path, (), document.root)


class _Operations(list[LocatedOperation]):
    """The operations of a document, once they have been looked up."""


class _Ends(dict[str, LocatedNode]):
    """Where each ``$ref`` of a document leads in the end."""


def operations(document: Document) -> Iterator[LocatedOperation]:
    """Each operation in the order of the file."""
    known = document.cache(_Operations)
    if not known:
        found = list(_operations(document))
        names = [str(at.node.get("operationId", "")) for _, _, _, at in found]
        taken: dict[str, int] = {}
        given = [distinct_name(file_name(name), taken) if name else "" for name in names]
        for (method, path, item, at), name in zip(found, given, strict=True):
            id_ = name or distinct_name(operation_name(method, path), taken)
            known.append(LocatedOperation(method, path, item, at, id_))
    return iter(known)


def _operations(document: Document) -> Iterator[tuple[str, str, LocatedNode, LocatedNode]]:
    """The method and the path of each, its Path Item, and itself."""
    for path, item in root(document).items("paths"):
        path = path if path.startswith("/") else f"/{path}"
        for key in item.node:
            if key in METHODS:
                yield key.upper(), path, item, item[key]
        for method, operation in item.items("additionalOperations"):  # OpenAPI 3.2
            yield method, path, item, operation


def _past_references(document: Document, path: str, steps: Steps, node: Tree) -> LocatedNode:
    if not isinstance(node, dict) or not isinstance(reference := node.get("$ref"), str):
        return LocatedNode(document, path, steps, node)
    ends = document.cache(_Ends)
    end = ends.get(reference)
    if end is None:
        name, _, fragment = reference.partition("#")
        path = document.files[name].path if name else document.path
        target = document.target(reference)
        end = _past_references(document, path, tuple(pointer_steps(fragment)), target)
        ends[reference] = end
    return end
