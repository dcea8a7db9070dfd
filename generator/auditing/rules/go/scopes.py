"""Declarations and uses of a Go file: which name stands for what, from its syntax tree (Go spec, Blocks)."""

from bisect import bisect_right, insort_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.auditing.understanding.trees import Tree

if TYPE_CHECKING:
    from tree_sitter import Node

BUILTINS = frozenset(
    [
        "any",
        "append",
        "bool",
        "break",
        "byte",
        "cap",
        "case",
        "chan",
        "clear",
        "close",
        "comparable",
        "complex",
        "complex64",
        "complex128",
        "const",
        "copy",
        "delete",
        "error",
        "false",
        "float32",
        "float64",
        "imag",
        "int",
        "int8",
        "int16",
        "int32",
        "int64",
        "iota",
        "len",
        "make",
        "max",
        "min",
        "new",
        "nil",
        "panic",
        "print",
        "println",
        "real",
        "recover",
        "rune",
        "string",
        "true",
        "uint",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "uintptr",
        "_",
        "main",
        "init",
    ]
)
_SCOPES = {
    "block",
    "if_statement",
    "for_statement",
    "expression_switch_statement",
    "type_switch_statement",
    "function_declaration",
    "method_declaration",
    "func_literal",
    "expression_case",
    "default_case",
    "type_case",
    "communication_case",
    "select_statement",
    "source_file",
    "function_type",
    "method_elem",
}
_FUNCTIONS = {"function_declaration", "method_declaration", "func_literal"}


@dataclass(slots=True)
class Name:
    """A declared name: the scope that it lives in, and how: package, local, parameter."""

    text: str
    node: "Node"
    scope: "Node"
    kind: str
    value: "Node | None" = None
    index: int = 0

    visible: int = -1

    def __post_init__(self) -> None:
        """Finds where a local name begins: after the statement that declares it."""
        if self.kind == "local":
            statement = self.node.parent
            while statement is not None and statement.type == "expression_list":
                statement = statement.parent
            self.visible = statement.end_byte if statement is not None else self.node.end_byte


@dataclass(slots=True)
class Import:
    """An import: its path, the name it has in the file, and whether that name is written there."""

    path: str
    name: str
    is_named: bool
    node: "Node"


@dataclass(slots=True)
class GoFile:
    """The names of a file. `uses` are identifiers that stand for a value, type or package."""

    tree: Tree
    package: str = ""
    imports: list[Import] = field(default_factory=list)
    names: dict[str, list[Name]] = field(default_factory=dict)
    uses: list["Node"] = field(default_factory=list)
    selectors: list["Node"] = field(default_factory=list)
    calls: list["Node"] = field(default_factory=list)
    again: list["Node"] = field(default_factory=list)
    keys: list["Node"] = field(default_factory=list)
    functions: list["Node"] = field(default_factory=list)
    homes: dict[int, "Node"] = field(default_factory=dict)  # the scope of what stands at a byte
    outer: dict[int, "Node"] = field(default_factory=dict)  # the scope around one, by its id
    _scoped: dict[tuple[str, int], list[Name]] = field(default_factory=dict)

    def declared(self, use: "Node") -> Name | None:
        """The declaration that a use refers to, by the nearest scope around it."""
        text, scope = self.tree.source(use), self.homes.get(use.start_byte)
        while scope is not None and text in self.names:
            declared = self._scoped.get((text, scope.id), [])
            number = bisect_right(declared, use.start_byte, key=lambda name: name.visible)
            if number:
                return declared[number - 1]
            scope = self.outer.get(scope.id)
        return None

    def add(self, name: Name) -> None:
        """Enters a declaration; those of one name in one scope are kept in the order of the text."""
        self.names.setdefault(name.text, []).append(name)
        insort_right(
            self._scoped.setdefault((name.text, name.scope.id), []), name, key=lambda each: each.visible
        )

    def is_chain(self, call: "Node") -> bool:
        """Whether text without imports asks a call itself for a member: ``http.NewRequest(url).POST()``."""
        return not self.imports and call.parent is not None and call.parent.type == "selector_expression"

    def imported(self, name: str) -> Import | None:
        """The import that has a name in this file."""
        return next((item for item in self.imports if item.name == name), None)


def read_go(tree: Tree) -> GoFile:
    """The names of a Go file or fragment."""
    file = GoFile(tree)
    targets: set[int] = set()
    stack: list[tuple[Node, Node]] = [(tree.root, tree.root)]
    while stack:
        node, scope = stack.pop()
        kind = node.type
        if kind in ("identifier", "type_identifier", "package_identifier"):
            file.homes[node.start_byte] = scope
            if node.start_byte not in targets:
                file.uses.append(node)
            continue
        inner = node if kind in _SCOPES else scope
        if inner is not scope:
            file.outer[inner.id] = scope
        _declare(file, node, scope, inner, targets)
        stack.extend((child, inner) for child in reversed(node.named_children))
    return file


_WITH_LABELS = ("labeled_statement", "label_name", "break_statement", "continue_statement", "goto_statement")


def _declare(file: GoFile, node: "Node", scope: "Node", inner: "Node", targets: set[int]) -> None:
    kind = node.type
    if kind == "package_clause":
        file.package = file.tree.source(node.named_children[0]) if node.named_children else ""
        targets.update(child.start_byte for child in node.named_children)
    elif kind == "import_spec":
        _import(file, node, targets)
    elif kind in _FUNCTIONS:
        file.functions.append(node)
        name = node.child_by_field_name("name")
        if name is not None and kind == "function_declaration":
            _add(file, name, file.tree.root, "package", targets)
    elif kind in ("parameter_declaration", "variadic_parameter_declaration"):
        for name in node.children_by_field_name("name"):
            _add(file, name, scope, "parameter", targets)
    elif kind in ("short_var_declaration", "range_clause", "receive_statement"):
        _short(file, node, scope, targets)
    elif kind in ("var_spec", "const_spec"):
        _specified(file, node, scope, targets)
    elif kind in ("type_spec", "type_alias", "type_parameter_declaration"):
        for name in node.children_by_field_name("name"):
            _add(file, name, scope, "type", targets)
    elif kind == "type_switch_statement":
        alias = node.child_by_field_name("alias")
        for name in alias.named_children if alias is not None else ():
            _add(file, name, inner, "parameter", targets)
    elif kind in _WITH_LABELS:
        targets.update(child.start_byte for child in node.named_children if child.type == "label_name")
    elif kind == "selector_expression":
        file.selectors.append(node)
    elif kind == "qualified_type":
        file.selectors.append(node)
        targets.update(child.start_byte for child in node.named_children[1:])
    elif kind == "call_expression":
        file.calls.append(node)
    elif kind == "keyed_element":
        _keyed(file, node, targets)
    elif kind == "assignment_statement":
        left = node.child_by_field_name("left")
        if left is not None and any(child.type == "=" for child in node.children):
            # A plain assignment is no use (Go spec, "declared and not used" in the compiler).
            file.again.extend(child for child in left.named_children if child.type == "identifier")


def _specified(file: GoFile, node: "Node", scope: "Node", targets: set[int]) -> None:
    """The names of a ``var`` or ``const``, each with its value."""
    values = node.child_by_field_name("value")
    listed = values.named_children if values is not None else []
    kind = "package"
    if scope.type != "source_file":
        kind = "local" if node.type == "var_spec" else "constant"
    for index, name in enumerate(node.children_by_field_name("name")):
        value = listed[index] if index < len(listed) else listed[0] if listed else None
        _add(file, name, scope, kind, targets, value or node, index)


def _keyed(file: GoFile, node: "Node", targets: set[int]) -> None:
    """The key of an element: a field's name, or a variable that is a map's key."""
    for child in node.named_children[0].named_children:
        if child.type == "identifier":
            targets.add(child.start_byte)
            file.keys.append(child)


def _import(file: GoFile, node: "Node", targets: set[int]) -> None:
    path_node, name_node = node.child_by_field_name("path"), node.child_by_field_name("name")
    path = file.tree.source(path_node).strip('"`') if path_node is not None else ""
    name = file.tree.source(name_node) if name_node is not None else package_name(path)
    targets.update(child.start_byte for child in node.named_children)
    file.imports.append(Import(path, name, name_node is not None, node))


def package_name(path: str) -> str:
    """The name that a package most likely has: the last part of its path that is no version."""
    parts = [part for part in path.split("/") if part]
    while len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit():
        parts.pop()
    last = parts[-1] if parts else ""
    return last.partition(".")[0] if ".v" in last else last


def _short(file: GoFile, node: "Node", scope: "Node", targets: set[int]) -> None:
    if not any(child.type == ":=" for child in node.children):
        return
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    values = right.named_children if right is not None and right.type == "expression_list" else [right]
    for index, name in enumerate(left.named_children if left is not None else ()):
        if name.type == "identifier":
            value = (
                values[index] if len(values) > 1 and index < len(values) else values[0] if values else None
            )
            _add(file, name, scope, "local", targets, value, index)


def _add(
    file: GoFile,
    name: "Node",
    scope: "Node",
    kind: str,
    targets: set[int],
    value: "Node | None" = None,
    index: int = 0,
) -> None:
    targets.add(name.start_byte)
    text = file.tree.source(name)
    file.add(Name(text, name, scope, kind, value, index))
