"""A description and OpenAPI Overlays in (1.0, 1.1), the description with their actions applied out.

What stays as it was keeps its place in the description; what an overlay writes has its place in the overlay.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from msgspec.structs import replace

from generator.errors import GeneratorError
from generator.reading.document.faults import Fault
from generator.reading.source.files import File, Source, parse_file
from generator.reading.source.line_numbers import lines_by_file
from generator.reading.source.pointers import DEEPEST, Steps, Tree, pointer
from generator.text import quoted_value

if TYPE_CHECKING:
    from jsonpath import JSONPathMatch

_VERSIONS = ("1.0", "1.1")
_CHANGES = ("update", "copy")  # each merges a value into what the target selects


def overlaid(main: Source, files: list[File]) -> tuple[Source, tuple[Source, ...], list[Fault]]:
    """`main` with the overlays in `files` applied in their order, the overlays, and what matched nothing.

    Raises:
        GeneratorError: a file is no overlay, or one of its actions cannot be applied.
    """
    if not isinstance(main.tree, dict | list):
        return main, (), []
    target = _Target(main)
    overlays = tuple(map(parse_file, files))
    unmatched = [fault for overlay in overlays for fault in _applied(target, overlay)]
    return replace(main, tree=target.tree, origins=target.origins()), overlays, unmatched


def _applied(target: "_Target", overlay: Source) -> Iterator[Fault]:
    """Apply the actions of `overlay` one after the other; a fault for each that matches nothing."""
    for number, action in enumerate(_actions(overlay)):
        steps = ("actions", number)
        found = _matches(overlay, (*steps, "target"), action["target"], target.tree)
        if not found:
            what = f"{action['target']} matches nothing in {target.source.path}"
            yield Fault(overlay.path, (*steps, "target"), f"{what}; mend or remove the action")
        elif action.get("remove") is True:
            target.remove([_container(overlay, (*steps, "target"), match) for match in found])
        else:
            for match in found:
                _merge(target, overlay, steps, action, match)


def _actions(overlay: Source) -> list[Tree]:
    """The actions, each with a `target` and one thing to do.

    Raises:
        GeneratorError: the file is no overlay, or of a version that is not known.
    """
    tree = overlay.tree
    if not isinstance(tree, dict) or "overlay" not in tree:
        _refuse(overlay, (), "has no 'overlay', so it is no OpenAPI Overlay; begin it with 'overlay: 1.0.0'")
    version = str(tree["overlay"])
    if not version.startswith(_VERSIONS):
        message = (
            f"is {quoted_value(version)}, which is no version of Overlay that is read; write 1.0.0 or 1.1.0"
        )
        _refuse(overlay, ("overlay",), message)
    actions = tree.get("actions")
    if not isinstance(actions, list) or not actions:
        _refuse(overlay, ("actions",), "an overlay has a list of actions; write 'actions:' with one")
    for number, action in enumerate(actions):
        _check(overlay, ("actions", number), action)
    return actions


def _check(overlay: Source, steps: Steps, action: Tree) -> None:
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        _refuse(overlay, steps, "has no target; write a JSONPath such as target: $.paths['/pets'].get")
    if not isinstance(action.get("remove", False), bool):
        _refuse(overlay, (*steps, "remove"), "must be true or false; write true")
    does = [name for name in _CHANGES if name in action]
    if action.get("remove") is not True and len(does) != 1:
        words = "has both update and copy; keep one" if does else "does nothing; write update or remove: true"
        _refuse(overlay, steps, words)
    if not isinstance(action.get("copy", ""), str):
        _refuse(overlay, (*steps, "copy"), "must be a JSONPath; write one such as $.components.schemas.Pet")


def _matches(overlay: Source, steps: Steps, path: str, tree: Tree) -> "list[JSONPathMatch]":
    """What a JSONPath selects in `tree`: one of RFC 9535, or else of the forms that came before it."""
    from jsonpath import JSONPathEnvironment, JSONPathError

    try:
        query = JSONPathEnvironment(strict=True).compile(path)
    except (JSONPathError, ValueError):
        try:
            query = JSONPathEnvironment().compile(path)
        except (JSONPathError, ValueError) as error:
            problem = str(error.args[0]) if error.args else "it cannot be read"
            remedy = "write one such as $.paths['/pets'].get (RFC 9535)"
            _refuse(overlay, steps, f"{quoted_value(path)} is no JSONPath: {problem}; {remedy}")
    try:
        return list({match.parts: match for match in query.finditer(tree)}.values())
    except (JSONPathError, RecursionError) as error:
        _refuse(overlay, steps, f"{quoted_value(path)} cannot be followed: {error}; write another JSONPath")


def _container(overlay: Source, steps: Steps, match: "JSONPathMatch") -> tuple[Tree, str | int]:
    """The container of what was matched, and its key there."""
    if match.parent is None:
        _refuse(overlay, steps, "selects the whole description, which cannot be removed; select a part")
    return match.parent.obj, match.parts[-1]


def _merge(target: "_Target", overlay: Source, steps: Steps, action: Tree, match: "JSONPathMatch") -> None:
    """Merge what `action` brings into what was matched."""
    value, source, origin = action.get("update"), overlay, (*steps, "update")
    if "copy" in action:
        copied = _matches(overlay, (*steps, "copy"), action["copy"], target.tree)
        if len(copied) != 1:
            message = f"{action['copy']} selects {len(copied)} values; select the one to be copied"
            _refuse(overlay, (*steps, "copy"), message)
        value, origin = copied[0].obj, (*steps, "copy")
    old = match.obj
    if isinstance(old, list):
        target.append(old, value, source, origin)
    elif isinstance(old, dict) and isinstance(value, dict):
        target.merge(old, value, source, origin)
    elif isinstance(old, dict) or isinstance(value, dict | list) or match.parent is None:
        kind = "an object" if isinstance(old, dict) else "a single value"
        message = f"{action['target']} selects {kind}, and this is none; write one"
        _refuse(overlay, origin, message)
    else:
        target.put(match.parent.obj, match.parts[-1], value, source, origin)


def _refuse(overlay: Source, steps: Steps, message: str) -> NoReturn:
    path, line = lines_by_file(overlay, [steps])[steps]
    raise GeneratorError(message, path, line, pointer(*steps) or None)


class _Target:
    """A copy of the tree of `source` that actions change, and where each of its parts comes from.

    In the tree no part stands twice, as what YAML aliases repeat does in `source`.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._containers: dict[int, tuple[Source, Steps]] = {}
        self._scalars: dict[tuple[int, str | int], tuple[Source, Steps]] = {}
        self._kept: list[Tree] = []  # whatever was removed, so that nothing else gets its id
        self.tree = self._copy(source.tree, source, (), 0)

    def merge(self, old: dict[str, Tree], new: dict[str, Tree], source: Source, steps: Steps) -> None:
        """Put the members of `new`, which stands at `steps` of `source`, into `old`, level by level."""
        for key, value in new.items():
            before, origin = old.get(key), (*steps, key)
            if isinstance(before, dict) and isinstance(value, dict):
                self.merge(before, value, source, origin)
            elif isinstance(before, list) and isinstance(value, list):
                self.append(before, value, source, origin)
            else:
                self.put(old, key, value, source, origin)

    def append(self, old: list[Tree], new: Tree, source: Source, steps: Steps) -> None:
        """Add `new` to `old`: all of its items if it is a list, else itself."""
        items = (
            [(each, (*steps, n)) for n, each in enumerate(new)] if isinstance(new, list) else [(new, steps)]
        )
        old.extend(self._copy(each, source, origin, 0) for each, origin in items)

    def put(self, owner: Tree, key: str | int, value: Tree, source: Source, steps: Steps) -> None:
        """Set one member of a map or a list."""
        self._kept.append(owner.get(key) if isinstance(owner, dict) else owner[key])
        owner[key] = self._copy(value, source, steps, 0)
        if not isinstance(value, dict | list):
            self._scalars[id(owner), key] = (source, steps)

    def remove(self, places: list[tuple[Tree, str | int]]) -> None:
        """Take out what stands at these places, each a container and a key in it."""
        for owner, key in sorted(places, key=lambda each: each[1] if isinstance(each[1], int) else 0)[::-1]:
            self._kept.append(owner.pop(key))

    def origins(self) -> dict[Steps, tuple[Source, Steps]]:
        """Where what does not stand where its steps say comes from: the file, and its steps there."""
        return dict(self._origins(self.tree, (), (self.source, ())))

    def _origins(
        self, node: Tree, steps: Steps, usual: tuple[Source, Steps]
    ) -> Iterator[tuple[Steps, tuple[Source, Steps]]]:
        source, origin = self._containers.get(id(node), usual)
        if (source, origin) != usual:
            yield steps, (source, origin)
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(value, dict | list):
                yield from self._origins(value, (*steps, key), (source, (*origin, key)))
            elif (id(node), key) in self._scalars:
                yield (*steps, key), self._scalars[id(node), key]

    def _copy(self, node: Tree, source: Source, steps: Steps, depth: int) -> Tree:
        if not isinstance(node, dict | list):
            return node
        if depth > DEEPEST:
            raise GeneratorError(f"is nested more than {DEEPEST} deep; flatten it", source.path)
        copy: Tree
        if isinstance(node, dict):
            copy = {k: self._copy(each, source, (*steps, k), depth + 1) for k, each in node.items()}
        else:
            copy = [self._copy(each, source, (*steps, n), depth + 1) for n, each in enumerate(node)]
        self._containers[id(copy)] = (source, steps)
        return copy
