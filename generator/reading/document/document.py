"""A parsed description, its references, and the pointers that name its parts."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from msgspec import Struct, field

from generator.reading.document.faults import Fault
from generator.reading.source.files import Source
from generator.reading.source.pointers import Tree, pointer_steps

Optional = Literal["all", "examples", "none"]
"""Which optional properties are made: all, those with an example (all where nothing is required), or none."""

Rest = ParamSpec("Rest")
Result = TypeVar("Result")
Cache = TypeVar("Cache")


class Document(Struct, eq=False):
    """One description: its main file `source`, and the `files` that its references name.

    A reference inside `source` is as its author wrote it; inside another file it has been made to
    start with a name in `files` (`references.collect`), so that it means the same wherever it is met.
    `base` is the address that its relative servers are relative to, where that is known; `faults` is what
    is wrong in it, and was mended or left out; `optional` says which optional properties made bodies have.
    `overlays` were applied to it, and `unmatched` has those of their actions that found nothing to change.
    The others remember what has been looked up, compiled, or found out about a part.
    """

    source: Source
    files: dict[str, Source] = field(default_factory=dict)
    targets: dict[str, Tree] = field(default_factory=dict)
    results: dict[Any, tuple[Tree, Any]] = field(default_factory=dict)
    caches: dict[type, Any] = field(default_factory=dict)
    base: str = ""
    faults: list[Fault] = field(default_factory=list)
    optional: Optional = "examples"
    overlays: tuple["Source", ...] = ()
    unmatched: list["Fault"] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Document({self.path!r})"

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.source.path

    @property
    def sources(self) -> tuple[Source, ...]:
        """All the files, the main one first."""
        return self.source, *self.files.values(), *self.overlays

    @property
    def paths(self) -> tuple[str, ...]:
        """Where all the files are, the main one first."""
        return tuple(file.path for file in self.sources)

    @property
    def root(self) -> Tree:
        """The tree of the main file."""
        return self.source.tree

    @property
    def version(self) -> str:
        """``3.0``, ``3.1`` or ``3.2``."""
        return ".".join(str(self.root["openapi"]).split(".")[:2])

    def cache(self, kind: type[Cache]) -> Cache:
        """The one `kind` of this document, made empty when first asked for.

        A module keeps there what it has worked out about parts of the document.
        """
        found: Cache | None = self.caches.get(kind)
        if found is None:
            found = self.caches[kind] = kind()
        return found

    def resolve(self, node: Tree) -> Tree:
        """`node`, or what its chain of ``$ref`` points at. The chain ends: `checking` has seen to it."""
        while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
            node = self.target(reference)
        return node

    def end(self, node: Tree) -> Tree:
        """As `resolve`, of what nobody has checked: None if the chain leads nowhere, or into a circle."""
        seen: set[str] = set()
        while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
            if reference in seen:
                return None
            seen.add(reference)
            try:
                node = self.target(reference)
            except KeyError:
                return None
        return node

    def target(self, reference: str) -> Tree:
        """What one reference points at; `KeyError` if it is nothing."""
        found = self.targets.get(reference, self)
        if found is self:
            found = self.targets[reference] = self._target(reference)
        return found

    def _target(self, reference: str) -> Tree:
        path, _, fragment = reference.partition("#")
        node = self.files[path].tree if path else self.root
        for step in pointer_steps(fragment):
            if isinstance(node, dict) and step not in node and "$ref" in node:
                node = self.end(node)
            try:
                node = node[int(step)] if isinstance(node, list) else node[step]
            except (IndexError, TypeError, ValueError) as error:
                raise KeyError(reference) from error
        return node


def once_for_each_part(
    function: Callable[Concatenate[Document, Tree, Rest], Result],
) -> Callable[Concatenate[Document, Tree, Rest], Result]:
    """Remember what `function` says of a part of a document, since many operations share the same parts."""

    @wraps(function)
    def remembering(document: Document, part: Tree, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        key = (function, id(part), *args)
        found = document.results.get(key)
        if found is None:  # the part goes along, so that no other can get its id
            found = document.results[key] = (part, function(document, part, *args, **kwargs))
        result: Result = found[1]
        return result

    return remembering
