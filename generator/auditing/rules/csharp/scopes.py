"""C# scopes: which names a text declares, and where each of them can be seen.

After the specification's chapter Scopes: a local is seen in its whole block, though not before its
declaration; the variable of a loop, a catch, a query or a lambda in that alone; a member in its whole type;
the locals of top-level statements in no type. Where scopes nest in finer ways (the sections of a switch, the
condition of an if), a name is seen further here than it is by a compiler, so that no good name is a fault.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import types
from generator.auditing.understanding.trees import Tree

if TYPE_CHECKING:
    from tree_sitter import Node

TYPES = (
    "class_declaration",
    "struct_declaration",
    "record_declaration",
    "record_struct_declaration",
    "interface_declaration",
    "enum_declaration",
)
FUNCTIONS = (
    "method_declaration",
    "constructor_declaration",
    "local_function_statement",
    "lambda_expression",
    "anonymous_method_expression",
    "operator_declaration",
    "conversion_operator_declaration",
    "destructor_declaration",
    "property_declaration",
    "indexer_declaration",
    "accessor_declaration",
)
_SCOPES = frozenset(
    [
        *TYPES,
        *FUNCTIONS,
        "block",
        "catch_clause",
        "delegate_declaration",
        "do_statement",
        "fixed_statement",
        "for_statement",
        "foreach_statement",
        "query_expression",
        "switch_body",
        "switch_expression_arm",
        "using_statement",
        "while_statement",
    ]
)
_NAMED_OUTSIDE = (*TYPES, *FUNCTIONS, "delegate_declaration")
_DECLARING = frozenset(
    [
        "catch_declaration",
        "declaration_expression",
        "declaration_pattern",
        "enum_member_declaration",
        "event_declaration",
        "file_scoped_namespace_declaration",
        "from_clause",
        "join_into_clause",
        "list_pattern",
        "namespace_declaration",
        "parameter",
        "parameter_list",  # the grammar has no node for params
        "query_continuation",
        "recursive_pattern",
        "type_parameter",
        "var_pattern",
        "variable_declarator",
        *_NAMED_OUTSIDE,
    ]
)
_NOT_VALUES = frozenset(
    [
        "name_colon",
        "using_directive",
        "namespace_declaration",
        "file_scoped_namespace_declaration",
        "qualified_name",
        "attribute",
        "attribute_list",
        "type_argument_list",
        "nameof_expression",
        "alias_qualified_name",
        "generic_name",
        "member_binding_expression",
        "label_statement",
        "labeled_statement",
        "goto_statement",
        "preproc_if",
    ]
)
_LOCALS = ("variable_declarator", "foreach_statement", "parameter", "catch_declaration")
_SEVERAL = ("implicit_parameter", "tuple_pattern", "parenthesized_variable_designation")


@dataclass(eq=False, slots=True)
class Scope:
    """A part of the text in which names are declared; `names` has the node of each one's declaration."""

    parent: "Scope | None"
    node: "Node"
    names: "dict[str, Node]" = field(default_factory=dict)

    def upwards(self) -> "Iterator[Scope]":
        """This scope, and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of a text: each identifier with its own, each local with that of its declaration."""

    identifiers: "Sequence[tuple[Node, Scope]]"
    locals: "Sequence[tuple[Node, str, Scope]]"
    declared: frozenset[str]

    def home(self, name: str, scope: Scope) -> Scope | None:
        """The scope that declares a name which stands in `scope`; None where the name is not seen."""
        is_out_of_reach = False  # locals are seen in no type, and in no static function
        for each in scope.upwards():
            if name in each.names and not (is_out_of_reach and _is_local(each, name)):
                return each
            is_out_of_reach |= each.node.type in TYPES or _is_static(each.node)
        return None


def scopes(tree: Tree) -> Scopes:
    """Read the scopes of a file."""
    identifiers: list[tuple[Node, Scope]] = []
    locals_: list[tuple[Node, str, Scope]] = []
    file = Scope(None, tree.root)
    declared: set[str] = set()
    stack = [(tree.root, file)]
    while stack:
        node, around = stack.pop()
        inside = Scope(around, node) if node.type in _SCOPES else around
        if node.type == "identifier":
            identifiers.append((node, around))
        for name in _names(tree, node):
            scope = around if node.type in _NAMED_OUTSIDE else inside
            scope.names.setdefault(name, node)
            declared.add(name)
            if node.type in _LOCALS and scope.node.type not in TYPES:
                locals_.append((node, name, scope))
        stack += ((child, inside) for child in reversed(node.named_children))
    return Scopes(identifiers, locals_, frozenset(declared))


def _names(tree: Tree, node: "Node") -> Iterator[str]:
    """The names that a node declares."""
    kind = node.type
    if kind in _DECLARING:
        named = [name for name in node.children_by_field_name("name") if name.type == "identifier"]
        yield from map(tree.source, named)
        if kind == "variable_declarator" and not named and node.named_children:
            yield tree.source(node.named_children[0])
    elif kind in ("let_clause", "join_clause"):  # the grammar names no field in these
        yield from re.findall(r"^let\s+(\w+)|^join\s.*?(\w+)\s+in\b", tree.source(node))[0]
    elif kind == "foreach_statement":
        left = node.child_by_field_name("left")
        yield from re.findall(r"\w+", tree.source(left)) if left is not None else ()
    elif kind in _SEVERAL:
        yield from re.findall(r"\w+", tree.source(node))


def _is_local(scope: Scope, name: str) -> bool:
    """Whether a name is that of a variable of statements, and not a type, a function or a member."""
    return scope.node.type not in TYPES and scope.names[name].type not in _NAMED_OUTSIDE


def _is_static(node: "Node") -> bool:
    return node.type == "local_function_statement" and any(
        child.type == "modifier" and child.text == b"static" for child in node.children
    )


def bases(tree: Tree, scope: Scope) -> list[str]:
    """The names of what the types around a place rest on."""
    lists = [
        child
        for each in scope.upwards()
        if each.node.type in TYPES
        for child in each.node.named_children
        if child.type == "base_list"
    ]
    return [
        tree.source(base).partition("<")[0].partition("(")[0]
        for each in lists
        for base in each.named_children
    ]


def inherits(tree: Tree, scope: Scope, declared: frozenset[str]) -> bool:
    """Whether a type around a place has members that stand elsewhere: a base's, or its other part's."""
    is_part = any(
        child.type == "modifier" and child.text == b"partial"
        for each in scope.upwards()
        if each.node.type in TYPES
        for child in each.node.children
    )
    return is_part or any(
        base not in declared and base not in types() and not re.match(r"I[A-Z]", base)
        for base in bases(tree, scope)
    )


def stands_for_a_value(tree: Tree, node: "Node") -> bool:
    """Whether an identifier is a variable that is read, written or called, and no member, label or type."""
    parent = node.parent
    if parent is None or parent.type in _NOT_VALUES or parent.is_error:
        return False
    if parent.type == "member_access_expression":
        return parent.child_by_field_name("expression") == node
    if parent.type == "argument" and parent.child_by_field_name("name") == node:
        return False
    if parent.type == "assignment_expression" and parent.child_by_field_name("left") == node:
        outer = parent.parent
        return outer is None or ("initializer" not in outer.type and "with" not in outer.type)
    if parent.type == "anonymous_object_creation_expression":
        return tree.data[node.end_byte : node.end_byte + 3].strip()[:1] != b"="
    return parent.type in (
        "argument",
        "binary_expression",
        "invocation_expression",
        "interpolation",
        "assignment_expression",
        "variable_declarator",
        "await_expression",
        "return_statement",
        "element_access_expression",
        "conditional_expression",
        "initializer_expression",
        "if_statement",
        "foreach_statement",
        "cast_expression",
        "parenthesized_expression",
        "prefix_unary_expression",
        "equals_value_clause",
        "collection_element",
        "using_statement",
        "switch_expression",
        "is_pattern_expression",
        "conditional_access_expression",
        "postfix_unary_expression",
        "switch_statement",
        "as_expression",
        "is_expression",
        "lock_statement",
        "range_expression",
        "arrow_expression_clause",
        "while_statement",
        "throw_statement",
        "order_by_clause",
        "where_clause",
        "select_clause",
    )
