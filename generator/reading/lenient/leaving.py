"""A fault in, the smallest part around it taken out that leaves the rest meaning what it meant.

A schema that is faulty becomes one that allows anything, so that no sample is held against it; a response
keeps its status. What an operation sends cannot be told without all of its parameters and its body: where one
of these is faulty, the operation goes.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.reading.document import Document, Steps, Tree, pointer_steps
from generator.reading.faults import Fault
from generator.reading.location import METHODS
from generator.reading.references import Survey
from generator.reading.structure import SECTIONS, Part, Parts

# What objects of a kind cannot do without: the rest of their members may go alone.
_ESSENTIAL: dict[str, frozenset[str]] = {
    "schema": frozenset(
        """
        $ref $dynamicRef properties patternProperties additionalProperties unevaluatedProperties items
        prefixItems allOf anyOf oneOf not if then else discriminator
        """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
    ),
    "parameter": frozenset(("$ref", "name", "in", "schema", "content", "required", "style", "explode")),
    "header": frozenset(("$ref", "schema", "content")),
    "request-body": frozenset(("$ref", "content")),
    "response": frozenset(("$ref", "content", "description")),
    "media-type": frozenset(("$ref", "schema", "encoding", "itemSchema")),
    "path-item": frozenset((*METHODS, "$ref", "parameters", "servers", "additionalOperations")),
    "operation": frozenset(("parameters", "requestBody", "responses", "servers")),
    "components": frozenset(SECTIONS),
    "paths": frozenset(),
    "description": frozenset(("openapi", "paths", "components", "servers")),
}
# What stands in the place of an object that is left out: the same kind, and nothing in it.
_NEUTRAL: dict[str, dict[str, Tree]] = {
    "schema": {},
    "media-type": {},
    "response": {"description": ""},
    "header": {"schema": {}},
    "example": {},
    "link": {},
    "callbacks": {},
    "path-item": {},
}
# What nobody sends: it stands in the place of what a reference names, once nothing refers to it any more.
_UNSENT: dict[str, dict[str, Tree]] = {
    "parameter": {"name": "-", "in": "query", "schema": {}},
    "request-body": {"content": {}},
}
_SECTIONS = {kind: section for section, kind in SECTIONS.items()}


class LeftOut(Struct, frozen=True):
    """A part that was left out: its `kind`, the file `path`, its `steps` in it, and why."""

    kind: str
    path: str
    steps: Steps
    why: str


class _Place(Struct):
    """An object on the way to a fault: `kind` is empty where it is of none that is known."""

    kind: str
    steps: Steps
    node: Tree
    parent: Tree


Left = dict[tuple[str, Steps], LeftOut]
"""What was left out, by the file and the place in it."""


def leave_out(survey: Survey, faults: Iterable[Fault], left: Left) -> bool:
    """Take out what is at `faults`, and add it to `left`; false if nothing was left to be taken out.

    What is still at fault where something was taken out already, goes with the part around it.
    """
    found: Left = {}
    # From the end, so that an item's place in its list is still what it was.
    for fault in sorted(faults, key=lambda each: _order(each.steps), reverse=True):
        if not is_within(fault, found):
            found |= {(each.path, each.steps): each for each in _leave_out(survey, fault, left)}
    left |= found
    return bool(found)


def is_within(fault: Fault, left: Left) -> bool:
    """Whether a fault is at or below what was left out."""
    return any((fault.path, fault.steps[:end]) in left for end in range(len(fault.steps) + 1))


def _order(steps: Steps) -> list[tuple[int, int, str]]:
    return [(0, each, "") if isinstance(each, int) else (1, 0, each) for each in steps]


def part_at(document: Document, path: str, steps: Steps) -> Tree:
    """What stands there now in the file `path`; None where nothing does."""
    files = (document.source, *document.files.values())
    node: Tree = next(file.tree for file in files if file.path == path)
    for step in steps:
        try:
            node = node[step]
        except (IndexError, KeyError, TypeError):
            return None
    return node


def _leave_out(survey: Survey, fault: Fault, left: Left) -> Iterator[LeftOut]:
    """Take out the innermost part around a fault that can go, and whatever cannot be told without it."""
    for place in reversed(list(_way(survey, fault.path, fault.steps))):
        inner = fault.steps[len(place.steps) :]
        if (fault.path, place.steps) in left:
            continue
        if _without_member(place, inner):
            kind = "path-item" if place.kind == "paths" else "server" if inner[0] == "servers" else "detail"
            yield LeftOut(kind, fault.path, (*place.steps, inner[0]), fault.message)
            return
        if place.kind in _UNSENT and place.steps[:1] != ("paths",):
            for steps in _senders(survey.document, place.node):
                yield LeftOut("operation", survey.document.path, steps, fault.message)
            place.node.clear()
            place.node.update(_UNSENT[place.kind])
        elif place.kind in ("operation", "security-scheme") or place.steps[:-1] == ("paths",):
            place.parent.pop(place.steps[-1])
        elif place.kind not in _NEUTRAL:
            continue
        if place.kind in _NEUTRAL:
            place.node.clear()
            place.node.update(_NEUTRAL[place.kind])
        yield LeftOut(place.kind, fault.path, place.steps, fault.message)
        return


def _without_member(place: _Place, inner: Steps) -> bool:
    """Whether the member that a fault is in can go alone; it is gone then."""
    if not inner or inner[0] not in place.node or inner[0] in _ESSENTIAL.get(place.kind, inner):
        is_server = place.kind == "description" and inner[:1] == ("servers",)
        return is_server and _without_server(place.node, inner[1:])
    if inner[0] == "security" and place.kind == "operation":
        place.node["security"] = []  # without any, those of the whole description would be its own
    else:
        del place.node[inner[0]]
    return True


def _without_server(description: Tree, inner: Steps) -> bool:
    """Take out the server that a fault is in, or all of them; true."""
    match inner:
        case (int(index), *_):
            del description["servers"][index]
        case _:
            del description["servers"]
    return True


def _way(survey: Survey, path: str, steps: Steps) -> Iterator[_Place]:
    """The objects from the root of the file `path` to what stands at `steps`, as far as they are there."""
    document = survey.document
    name = next((name for name, file in document.files.items() if file.path == path), "")
    node: Tree = document.files[name].tree if name else document.root
    kinds = _kinds_of_targets(survey, name)
    parts = Parts()
    part, parent, kind = parts.root, None, "" if name else "description"
    for end in range(len(steps) + 1):
        if steps[:end] in kinds:
            part = _part_of(parts, kinds[steps[:end]])
            kind = part.kind
        if isinstance(node, dict):
            yield _Place(kind, steps[:end], node, parent)
        if end == len(steps):
            return
        key, parent = steps[end], node
        try:
            node = node[key]
        except (IndexError, KeyError, TypeError):
            return
        outer, part = part, _below(part, key, node, is_list=isinstance(parent, list))
        kind = _kind(outer, part, steps[: end + 1], is_main=not name)


def _below(part: Part, key: str | int, node: Tree, *, is_list: bool) -> Part:
    if is_list:
        return part.item
    return part.lists[str(key)] if isinstance(node, list) else part.maps[str(key)]


def _kind(outer: Part, part: Part, steps: Steps, *, is_main: bool) -> str:
    """What an object is, an operation, `paths` and `components` too; empty for other maps and for data."""
    if outer.kind == "path-item" and not outer.members and steps[-1] in METHODS:
        return "operation"
    if is_main and steps in (("components",), ("paths",)):
        return str(steps[0])
    return part.kind if part.shape == "object" and not part.members else ""


def _kinds_of_targets(survey: Survey, name: str) -> dict[Steps, str]:
    """What stands where references point in another file, which may be anything at its root."""
    pairs = ((each.text.partition("#"), each.kind) for each in survey.references if each.kind)
    return {tuple(pointer_steps(text[2])): kind for text, kind in pairs if name and text[0] == name}


def _part_of(parts: Parts, kind: str) -> Part:
    return parts.root.maps["components"].maps[_SECTIONS[kind]].maps["-"]


def _senders(document: Document, part: Tree) -> Iterator[Steps]:
    """Where the operations stood that send a parameter or a body; they are gone."""
    for path, item in document.root.get("paths", {}).items():
        resolved = document.resolve(item)
        for method in [each for each in METHODS if isinstance(resolved, dict) and each in resolved]:
            node = resolved[method]
            given = [
                *_items(resolved),
                *_items(node),
                node.get("requestBody") if isinstance(node, dict) else 0,
            ]
            if any(each is part for first in given for each in _chain(document, first)):
                del resolved[method]
                yield "paths", path, method


def _chain(document: Document, node: Tree) -> Iterator[Tree]:
    """A part, and all that it stands for."""
    yield node
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        node = document.target(reference)
        yield node


def _items(owner: Tree) -> list[Tree]:
    found = owner.get("parameters") if isinstance(owner, dict) else None
    return found if isinstance(found, list) else []
