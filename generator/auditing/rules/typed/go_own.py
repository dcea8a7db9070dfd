"""Go: the types that a whole program declares itself, with their fields and methods.

A package may have more files, and a fragment more lines: of these nothing is known.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from generator.auditing.rules.go.scopes import GoFile
from generator.auditing.rules.typed.go_types import GoType, Member

if TYPE_CHECKING:
    from tree_sitter import Node

_UNKNOWN = {"?": Member(None, ("",))}


class _Reader(Protocol):
    """What reads the types that a text names, and the signatures of its functions."""

    file: GoFile

    def written(self, node: "Node | None") -> str: ...

    def parameters(self, function: "Node") -> tuple[str, ...]: ...

    def results(self, function: "Node") -> tuple[str, ...]: ...


def own_names(file: GoFile) -> dict[str, "Node"]:
    """The declarations of a whole program's types by their names, but for a name of two types."""
    mains = [each for each in file.functions if _name(file, each) == "main"]
    if file.package != "main" or not any(each.type == "function_declaration" for each in mains):
        return {}
    found: dict[str, list[Node]] = {}
    for node in file.tree.nodes:
        if node.type == "type_spec" and node.child_by_field_name("name") is not None:
            found.setdefault(_name(file, node), []).append(node)
    return {
        name: each[0]
        for name, each in found.items()
        if len(each) == 1 and each[0].child_by_field_name("type_parameters") is None
    }


def own_types(reader: _Reader, named: dict[str, "Node"]) -> dict[str, GoType]:
    """The types with what underlies them, their fields, and the methods that the file has."""
    found = {}
    for name, node in named.items():
        kind = node.child_by_field_name("type")
        members: dict[str, Member] = {}
        under = ""
        if kind is not None and kind.type == "struct_type":
            under, members = "struct", dict(_fields(reader, kind))
        elif kind is not None and kind.type == "interface_type":
            under, members = "interface", dict(_methods(reader, kind))
        elif kind is not None and kind.type in ("type_identifier", "slice_type", "map_type"):
            under = reader.written(kind)
            if under in named:
                under, members = "", dict(_UNKNOWN)
        found[name] = GoType(under, members if under else {**members, **_UNKNOWN})
    for function in reader.file.functions:
        owner = _receiver(reader.file, function)
        if owner in found:
            member = Member(reader.parameters(function), reader.results(function))
            found[owner].members[_name(reader.file, function)] = member
    return found


def _name(file: GoFile, node: "Node") -> str:
    name = node.child_by_field_name("name")
    return file.tree.source(name) if name is not None else ""


def _fields(reader: _Reader, struct: "Node") -> Iterator[tuple[str, Member]]:
    """The fields of a struct; one that is embedded brings members that are not asked for here."""
    for listed in struct.named_children:
        for field in listed.named_children:
            if field.type != "field_declaration":
                continue
            names = field.children_by_field_name("name")
            kind = reader.written(field.child_by_field_name("type"))
            for name in names:
                yield reader.file.tree.source(name), Member(None, (kind,))
            if not names:
                yield from _UNKNOWN.items()


def _methods(reader: _Reader, interface: "Node") -> Iterator[tuple[str, Member]]:
    for each in interface.named_children:
        if each.type == "method_elem":
            yield _name(reader.file, each), Member(reader.parameters(each), reader.results(each))
        elif each.type != "comment":
            yield from _UNKNOWN.items()


def _receiver(file: GoFile, function: "Node") -> str:
    """The type that a method is of."""
    receiver = function.child_by_field_name("receiver")
    if function.type != "method_declaration" or receiver is None or not receiver.named_children:
        return ""
    kind = receiver.named_children[0].child_by_field_name("type")
    return file.tree.source(kind).lstrip("*") if kind is not None else ""
