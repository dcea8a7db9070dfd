"""What the names of a Java text stand for, by the scopes of its declarations (JLS §6.3)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.auditing.understanding.trees import Tree, ancestor

if TYPE_CHECKING:
    from tree_sitter import Node

TYPES = ("class_declaration", "record_declaration", "interface_declaration", "enum_declaration")
_BODIES = ("class_body", "interface_body", "enum_body", "enum_body_declarations", "annotation_type_body")
_PATTERNS = ("instanceof_expression", "type_pattern", "record_pattern_component")
_CODE = (
    "method_declaration",
    "constructor_declaration",
    "lambda_expression",
    "static_initializer",
    "program",
)
# Where an identifier stands for a value, unless it is in one of the fields that name or declare something.
_VALUES = frozenset(
    (
        *("argument_list", "array_access", "array_initializer", "assignment_expression", "binary_expression"),
        *("cast_expression", "enhanced_for_statement", "expression_statement", "field_access"),
        *("instanceof_expression", "lambda_expression", "method_invocation", "parenthesized_expression"),
        *("resource", "return_statement", "ternary_expression", "throw_statement", "unary_expression"),
        *("update_expression", "variable_declarator"),
    )
)
_NAMING = ("name", "field", "parameters", "type")


class Name(NamedTuple):
    """A declared name, where it is declared, and the node within which it is seen."""

    text: str
    node: "Node"
    scope: "Node"
    kind: Literal["local", "field", "method"]
    is_static: bool = False


class Scopes:
    """The declarations of one text."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names: list[Name] = []
        self._of: defaultdict[tuple[int, str], list[Name]] = defaultdict(list)
        for node in tree.nodes:
            for name in self._declared(node):
                self.names.append(name)
                self._of[name.scope.id, name.text].append(name)
        self.texts = {name.text for name in self.names if name.kind != "method"}

    def _declared(self, node: "Node") -> Iterator[Name]:
        parent = node.parent
        if parent is None:
            return
        named = node.child_by_field_name("name")
        is_static = any(child.type == "modifiers" and "static" in self.tree.source(child).split()
                        for child in node.children)  # fmt: skip
        match node.type:
            case "local_variable_declaration" | "field_declaration" | "constant_declaration":
                is_local = node.type.startswith("local")
                static = is_static or node.type.startswith("constant")
                for each in node.children_by_field_name("declarator"):
                    if (name := each.child_by_field_name("name")) is not None:
                        yield self._name(name, parent, "local" if is_local else "field", static)
            case "method_declaration" if named is not None:
                yield self._name(named, parent, "method", is_static)
            case "formal_parameter" | "spread_parameter" if parent.parent is not None:
                declarator = next(
                    (each for each in node.children if each.type == "variable_declarator"), node
                )
                is_field = parent.parent.type == "record_declaration"
                if (name := declarator.child_by_field_name("name")) is not None:
                    yield self._name(name, parent.parent, "field" if is_field else "local")
            case "inferred_parameters":
                for each in node.named_children:
                    yield self._name(each, parent, "local")
            case "lambda_expression":
                alone = node.child_by_field_name("parameters")
                if alone is not None and alone.type == "identifier":
                    yield self._name(alone, node, "local")
            case "catch_formal_parameter" | "enhanced_for_statement" if named is not None:
                yield self._name(named, parent if node.type.startswith("catch") else node, "local")
            case "resource" if named is not None and parent.parent is not None:
                yield self._name(named, parent.parent, "local")
            case "enum_constant" if named is not None:
                yield self._name(named, parent, "field", True)
            case kind if kind in _PATTERNS:
                around = ancestor(node, *_CODE)
                for each in node.named_children:
                    if each.type == "identifier" and around is not None and each != node.named_children[0]:
                        yield self._name(each, around, "local")

    def _name(
        self, node: "Node", scope: "Node", kind: Literal["local", "field", "method"], is_static: bool = False
    ) -> Name:
        # What one case of a switch declares, those below it see too.
        is_inner = scope.type in ("enum_body_declarations", "switch_block_statement_group")
        outer = scope.parent if is_inner and scope.parent is not None else scope
        return Name(self.tree.source(node), node, outer, kind, is_static)

    def find(self, node: "Node", kinds: tuple[str, ...] = ("local", "field")) -> Name | None:
        """The declaration that a name stands for; a local is seen behind its declaration only."""
        text = self.tree.source(node)
        around: Node | None = node.parent
        while around is not None:
            for name in reversed(self._of.get((around.id, text), ())):
                is_seen = name.kind != "local" or name.node.start_byte < node.start_byte
                if name.kind in kinds and is_seen and name.node != node:
                    return name
            around = around.parent
        return None

    def of_a_type(self, scope: "Node", text: str) -> list[Name]:
        """The methods of that name in the body of a type."""
        return [name for name in self._of.get((scope.id, text), ()) if name.kind == "method"]


def is_value(node: "Node") -> bool:
    """Whether an identifier stands for a variable's value, or may be a type's name before a dot."""
    parent = node.parent
    if parent is None or node.type != "identifier" or parent.type not in _VALUES:
        return False
    return not any(parent.child_by_field_name(field) == node for field in _NAMING)


def bodies(node: "Node") -> Iterator["Node"]:
    """The bodies of the types around a node, innermost first."""
    around = ancestor(node, *_BODIES)
    while around is not None:
        if around.type != "enum_body_declarations":
            yield around
        around = ancestor(around, *_BODIES)


def inherits(node: "Node", *, interfaces: bool = False) -> bool:
    """Whether a type around a node may have members from elsewhere; `interfaces` bring methods alone."""
    for body in bodies(node):
        owner = body.parent
        if owner is None or owner.type not in TYPES:
            return True  # an anonymous class, or one that the grammar could not read
        has_interfaces = owner.child_by_field_name("interfaces") is not None
        is_extended = any(child.type in ("superclass", "extends_interfaces") for child in owner.children)
        if is_extended or (interfaces and has_interfaces):
            return True
    return False
