"""Every ``$ref`` of a description followed once: files loaded, and each end found to exist.

One walk over each file also finds what is nested too deep for all that follows.
"""

import os.path
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from msgspec import Struct

from generator.errors import GeneratorError
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.document.structure import PartKind, Parts
from generator.reading.source.files import Source, is_url, read_source
from generator.reading.source.pointers import DEEPEST, Steps, Tree, pointer, pointer_steps
from generator.text import closest_name, quoted_value

if TYPE_CHECKING:
    from generator.reading.source.fetching import Fetcher


class Reference(Struct, frozen=True):
    """A ``$ref``: it stands at `steps` of the file `path`; `text` is what `Document.target` takes.

    It must point at an object of `kind`, of any if that is empty. Of references that have text and kind in
    common there is only the first.
    """

    path: str
    steps: Steps
    text: str
    kind: str


class Marked(Struct, frozen=True):
    """An object of OpenAPI (no data) with a key that a later check wants to see, of `MARKS`."""

    path: str
    steps: Steps
    node: dict[str, Tree]


EXTENSIONS = frozenset(("x-input", "x-security", "x-form-encoded", "x-example"))  # this project's own
MARKS = EXTENSIONS | {"nullable", "x-nullable", "exclusiveMinimum", "exclusiveMaximum", "$dynamicRef"}


def collect(source: Source, base: str = "", *, fetch: bool = False) -> "Survey":
    """Go through the description that `source` begins, and through the files that it refers to.

    `base` is the address of its relative servers. URLs are refused, or else, with `fetch`, fetched.
    """
    survey = Survey(Document(source, base=base), fetch=fetch)
    survey.run()
    survey.faults.extend(_cycles(survey.document, survey.references))
    return survey


class _NowhereError(ValueError):
    """There is nothing where a reference points, made `absolute`, at least not yet."""

    def __init__(self, message: str, absolute: str) -> None:
        super().__init__(message)
        self.absolute = absolute


class Survey:
    """The description with all its files, its references and marked objects, and what is wrong with them."""

    def __init__(self, document: Document, *, fetch: bool = False) -> None:
        self.document = document
        self.references: list[Reference] = []
        self.marked: list[Marked] = []
        self.faults: list[Fault] = []
        self.too_deep: list[Fault] = []  # nobody can go on with a file that has one
        self._parts = Parts()
        self._steps: list[str | int] = []  # from the root of the file at hand to the part at hand
        self._followed: dict[tuple[str, str], str] = {}  # what references of that file have become
        self._waiting = [("", document.source)]
        self._seen: set[int] = set()  # parts that YAML aliases repeat are one object, followed once
        self._nowhere: list[tuple[dict[str, Tree], Reference, str]] = []
        self._names = {_real(document.path): ""}
        self._places: dict[str, dict[str, Steps]] = {}
        self._fetch = fetch
        self._fetcher: Fetcher | None = None

    def run(self) -> None:
        """Go through file after file, since each may name more of them."""
        while self._waiting:
            self._name, self._source = self._waiting.pop()
            self._followed.clear()
            self._go_through(self._source.tree)
        for node, reference, message in self._nowhere:
            try:
                self.document.target(reference.text)
            except KeyError:
                self.faults.append(Fault(reference.path, reference.steps, message))
            else:  # past another reference, which has been followed since
                node["$ref"] = reference.text
                self.references.append(reference)

    def _go_through(self, tree: Tree) -> None:
        """Look at all maps and lists of a file, in its order: a hundred thousand in a long one."""
        steps = self._steps
        down, up = steps.append, steps.pop
        unmarked = MARKS.isdisjoint

        def below(node: Tree, part: PartKind, depth: int) -> None:
            if depth >= DEEPEST:
                self._too_deep()
                return
            depth += 1
            if type(node) is list:
                inner = part.item
                for index, item in enumerate(node):
                    kind = type(item)
                    if kind is dict or kind is list:
                        down(index)
                        below(item, inner, depth)
                        up()
                return
            if part.shape == "object":
                if not unmarked(node):
                    self.marked.append(Marked(self._source.path, tuple(steps), node))
                    if "$ref" not in node and "$dynamicRef" in node:
                        node["$ref"] = node.pop("$dynamicRef")  # one description has one meaning for it
                if "$ref" in node:
                    self._refer(node, part.kind)
            elif "$ref" in node and part.shape == "names" and type(node["$ref"]) is str:
                self._refer(node, "")  # a whole map that stands elsewhere
            maps, lists = part.maps, part.lists
            for key, value in node.items():
                kind = type(value)
                if kind is dict:
                    down(key)
                    below(value, maps[key], depth)
                    up()
                elif kind is list:
                    down(key)
                    below(value, lists[key], depth)
                    up()

        if type(tree) is dict or type(tree) is list:
            below(tree, self._parts.root, 0)

    def _too_deep(self) -> None:
        message = f"is nested more than {DEEPEST} deep; flatten it"
        if not any(fault.path == self._source.path for fault in self.too_deep):
            self.too_deep.append(Fault(self._source.path, tuple(self._steps), message))

    def _refer(self, node: dict[str, Tree], kind: str) -> None:
        """Follow the reference in `node`, which must point at an object of that `kind`."""
        written = node["$ref"]
        text = self._followed.get((written, kind)) if isinstance(written, str) else None
        if (text is not None and text == written) or id(node) in self._seen:
            return
        self._seen.add(id(node))
        if text is not None:
            node["$ref"] = text
            return
        path, steps = self._source.path, (*self._steps, "$ref")
        try:
            text = self._absolute(self._name, self._source, written)
        except _NowhereError as error:
            self._nowhere.append((node, Reference(path, steps, error.absolute, kind), str(error)))
        except ValueError as error:
            self.faults.append(Fault(path, steps, str(error)))
        else:
            node["$ref"] = self._followed[written, kind] = text
            self.references.append(Reference(path, steps, text, kind))

    def _absolute(self, name: str, source: Source, written: Tree) -> str:
        """The reference as `Document.target` takes it; `ValueError` with what is wrong with it."""
        if not isinstance(written, str):
            raise ValueError("a $ref is a string such as '#/components/schemas/Name'; write one")  # noqa: TRY004
        path, _, fragment = written.partition("#")
        if (found := self._named_place(name, source, written)) is not None:
            return f"{name}#{pointer(*found)}"
        if is_url(path) and not self._fetch:
            raise ValueError(
                f"{quoted_value(written)} is a URL, which is fetched only if that is asked for; "
                "add --fetch, or save the file here and write its path"
            )
        if fragment and not fragment.startswith("/"):
            raise ValueError(
                f"{quoted_value(written)} is an anchor; "
                f"write a pointer such as {quoted_value(f'#/components/schemas/{fragment}')}"
            )
        if path:
            name = self._file(path, source)
        absolute = f"{name}#{fragment}"
        try:
            self.document.target(absolute)
        except KeyError:
            message = f"{quoted_value(written)} is nowhere; {self._remedy(path, absolute)}"
            raise _NowhereError(message, absolute) from None
        return absolute

    def _named_place(self, name: str, source: Source, written: str) -> Steps | None:
        """Where in its own file the ``$anchor`` or ``$id`` is that a reference names, if it names one."""
        path, _, fragment = written.partition("#")
        if not (is_url(path) or (fragment and not fragment.startswith("/"))):
            return None
        if name not in self._places:
            self._places[name] = dict(_named_places(source.tree))
        places = self._places[name]
        base = places.get(path, ()) if path else ()
        if path and path not in places:
            return None
        if fragment.startswith("/"):
            return (*base, *pointer_steps(fragment))
        return places.get(f"#{fragment}") if fragment else base

    def _file(self, path: str, source: Source) -> str:
        """The name in `Document.files` of the file that a reference in `source` calls `path`."""
        is_remote = is_url(source.path) or is_url(path)
        full = _joined(source.path, path) if is_remote else _full(path, source)
        real = full if is_remote else _real(full)
        if real not in self._names:
            try:
                loaded = self._fetched(full, source) if is_remote else read_source(full)
            except GeneratorError as error:
                why = " ".join(str(error).split())
                raise ValueError(f"the file {quoted_value(path)} cannot be used: {why}") from error
            self._names[real] = self._named(loaded)
        return self._names[real]

    def _fetched(self, url: str, source: Source) -> Source:
        if self._fetcher is None:
            from generator.reading.source.fetching import Fetcher

            self._fetcher = Fetcher()
        return self._fetcher.fetched(url, source.path)

    def _named(self, loaded: Source) -> str:
        """The name of a file that has been read; two URLs may lead to one."""
        for name, known in self.document.files.items():
            if known.path == loaded.path and is_url(known.path):
                return name
        name = f"file{len(self.document.files) + 1}"
        self.document.files[name] = loaded
        self._waiting.append((name, loaded))
        return name

    def _remedy(self, path: str, absolute: str) -> str:
        """The nearest reference that would do, or where to write what is missing."""
        name, _, fragment = absolute.partition("#")
        *before, last = pointer_steps(fragment) or [""]
        try:
            parent = self.document.target(f"{name}#{pointer(*before)}")
        except KeyError:
            parent = None
        names = list(map(str, parent)) if isinstance(parent, dict) else []
        if meant := closest_name(last, names):
            return f"write {quoted_value(f'{path}#{pointer(*before, meant)}')}"
        return "write it there, or mend the reference"


def _named_places(tree: Tree) -> Iterator[tuple[str, Steps]]:
    """Where each ``$id``, and each ``$anchor`` as ``#anchor``, stands in a file."""
    waiting: list[tuple[Tree, Steps]] = [(tree, ())]
    while waiting:
        node, steps = waiting.pop()
        members = node.items() if isinstance(node, dict) else enumerate(node)
        waiting.extend((each, (*steps, key)) for key, each in members if isinstance(each, dict | list))
        for key, mark in (("$id", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
            if isinstance(node, dict) and isinstance(node.get(key), str):
                yield f"{mark}{node[key].rstrip('#')}", steps


def _joined(base: str, url: str) -> str:
    """`url` as the document at `base` means it (RFC 3986 §5.2): what was fetched can name no file of ours."""
    try:
        return urljoin(base, url)
    except ValueError as error:
        raise ValueError(f"{quoted_value(url)} is no URL: {error}; mend it") from error


def _full(path: str, source: Source) -> str:
    return os.path.normpath(Path(source.path).parent / unquote(path))


def _real(path: str) -> str:
    return os.path.realpath(path)


def _cycles(document: Document, references: list[Reference]) -> Iterator[Fault]:
    """A fault for each circle of references, at its reference that is nearest to the root."""
    done: set[str] = set()  # what is known to end, or has been told of
    for reference in sorted(references, key=lambda each: len(each.steps)):
        chain = [reference.text]
        while chain[-1] not in done:
            try:
                node = document.target(chain[-1])
            except KeyError:  # which is a fault already
                break
            following = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(following, str):  # a name or data that happens to be called so
                break
            if following in chain:
                way = " → ".join((*chain[chain.index(following) :], following))
                yield Fault(reference.path, reference.steps, f"leads into a circle ({way}); break it")
                break
            chain.append(following)
        done.update(chain)
