"""Parts of a description together with where they stand, for whoever has something to say about them."""

from collections.abc import Iterator

from msgspec import Struct

from generator.once import once
from generator.reading.document import Document, Steps, Tree, pointer_steps
from generator.reading.faults import Fault
from generator.reading.names import distinct_name, file_name, operation_name

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class At(Struct, frozen=True):
    """A part, past any ``$ref``: the object itself, `node`, at `steps` of the file `path`."""

    document: Document
    path: str
    steps: Steps
    node: Tree

    def __getitem__(self, key: str | int) -> "At":
        return _past_references(self.document, self.path, (*self.steps, key), self.node[key])

    def get(self, key: str) -> "At | None":
        """The member `key`, if there is one."""
        return self[key] if key in self.node else None

    def items(self, *keys: str) -> "Iterator[tuple[str, At]]":
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

    def each(self, key: str) -> "Iterator[At]":
        """The items of the list `key`; none if there is none."""
        if (found := self.get(key)) is not None:
            for index in range(len(found.node)):
                yield found[index]

    def fault(self, message: str, *steps: str | int, example: str = "") -> Fault:
        """A fault of this part, or of one below it; `example` is the only one that it spoils."""
        return Fault(self.path, (*self.steps, *steps), message, example)


class OperationAt(Struct, frozen=True, dict=True):
    """An operation: `method` in capitals, the `path` template, the Path Item, and itself.

    `id` is its half of a sample's id: fit for a file name, and its own where the author gave no operationId.
    """

    method: str
    path: str
    item: At
    at: At
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
        return next(filter(None, (owner.node.get("servers") for owner in owners)), [])

    def parameters(self) -> list[At]:
        """Its parameters, the path's first; one of its own replaces the path's of that name and place."""
        return list(self._parameters)

    @once
    def _parameters(self) -> tuple[At, ...]:
        found: dict[tuple[str, str], At] = {}
        for owner in (self.item, self.at):
            for parameter in owner.each("parameters"):
                found[parameter.node["name"], parameter.node["in"]] = parameter
        return tuple(found.values())


def root(document: Document) -> At:
    """The whole main file."""
    return At(document, document.path, (), document.root)


def operations(document: Document) -> Iterator[OperationAt]:
    """Each operation in the order of the file."""
    if not document.operations:
        found = list(_operations(document))
        names = [str(at.node.get("operationId", "")) for _, _, _, at in found]
        ids = [file_name(name) if name else "" for name in names]
        taken = {each.casefold(): 1 for each in ids}
        for (method, path, item, at), given in zip(found, ids, strict=True):
            id_ = given or distinct_name(operation_name(method, path), taken)
            document.operations.append(OperationAt(method, path, item, at, id_))
    return iter(document.operations)


def _operations(document: Document) -> Iterator[tuple[str, str, At, At]]:
    """The method and the path of each, its Path Item, and itself."""
    for path, item in root(document).items("paths"):
        for key in item.node:
            if key in METHODS:
                yield key.upper(), path, item, item[key]
        for method, operation in item.items("additionalOperations"):  # OpenAPI 3.2
            yield method, path, item, operation


def _past_references(document: Document, path: str, steps: Steps, node: Tree) -> At:
    if not isinstance(node, dict) or not isinstance(reference := node.get("$ref"), str):
        return At(document, path, steps, node)
    end = document.ends.get(reference)
    if end is None:
        name, _, fragment = reference.partition("#")
        path = document.files[name].path if name else document.path
        target = document.target(reference)
        end = _past_references(document, path, tuple(pointer_steps(fragment)), target)
        document.ends[reference] = end
    return end
