"""C# names: variables that nothing declares or that are declared twice; what is judged in which sample."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp_library import library_faults
from generator.auditing.rules.csharp_members import member_faults
from generator.auditing.rules.csharp_slips import slip_faults
from generator.auditing.rules.csharp_usings import missing_usings
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

# What a host, a controller or a page before this one hands to a fragment; so do fields, by their underscore.
_GIVEN = {"app", "builder", "configuration", "context", "env", "logger", "options", "provider", "services"}
_NEARLY = 0.85
_SLIPPED = frozenset(("args", "nameof", "value"))  # names that nobody declares, and that are mistyped
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
_KEYWORDS = frozenset(
    [
        "value",
        "field",
        "args",
        "nameof",
        "var",
        "dynamic",
        "_",
        "await",
        "global",
        "unmanaged",
        "notnull",
        "yield",
        "base",
        "this",
        "with",
        "and",
        "or",
        "not",
        "when",
        "on",
        "equals",
        "by",
        "into",
        "select",
        "from",
        "nint",
        "nuint",
    ]
)


def name_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of a file's names; of a fragment's only those that hold in any surroundings."""
    yield from _declared_twice(tree, nodes)
    usings = re.findall(r"^\s*(?:global )?using (?:static )?([\w.]+);", tree.text, re.MULTILINE)
    is_complete = bool(usings) or re.search(r"\bstatic\b[^\n;=]*\bMain\s*\(", tree.text) is not None
    declared = _declared(tree, nodes)
    yield from member_faults(tree, nodes, declared)
    yield from library_faults(tree, nodes, declared)
    yield from slip_faults(tree, nodes, declared)
    undeclared = list(_undeclared(tree, nodes, declared))
    makes_client = re.search(r"new HttpClient\b|= new\(\);|new RestClient", tree.text) is not None
    if is_complete or (makes_client and not undeclared and "class " not in tree.text):
        for fault in missing_usings(tree, nodes, usings, declared):
            # A fragment without usings leaves a library's own to the text around it.
            is_foreign = re.search(r"namespace (?:RestSharp|Newtonsoft)", fault.message) is not None
            yield replace(fault, severity="note") if is_foreign and not usings else fault
    if (
        is_complete
        and not any(node.type == "base_list" for node in nodes)
        and not re.search(r"^\s*\.\.\.|…|// ?\.\.\.", tree.text, re.MULTILINE)
    ):
        for fault in undeclared:
            name = fault.message.partition(" ")[0]
            yield replace(fault, severity="warning") if name in _GIVEN or name[0] == "_" else fault
    elif makes_client:
        # A fragment may leave plain values to the reader, but no object that it works with.
        for fault in undeclared:
            name = fault.message.partition(" ")[0]
            is_object = re.search(rf"(?<![.\w\"]){name}\s*(?:\.\w|\(|=[^=>])", tree.text) is not None
            is_near = _is_near(name, declared)
            yield fault if is_near or is_object else replace(fault, severity="warning")
    else:
        # Of any other fragment, only what nearly is a name that it declares itself.
        for fault in undeclared:
            name = fault.message.partition(" ")[0]
            if len(name) > 3 and _is_near(name, declared):
                yield fault


def _is_near(name: str, declared: set[str]) -> bool:
    return any(is_slip(name, each, _NEARLY) and not is_plural(name, each) for each in declared | _SLIPPED)


def _declared(tree: Tree, nodes: "Sequence[Node]") -> set[str]:
    """Every name that the file declares anywhere; scopes are not told apart."""
    names: set[str] = set()
    for node in nodes:
        kind = node.type
        if kind.endswith(("_declaration", "_function_statement")) or kind in _DECLARING:
            names.update(
                tree.source(name) for name in node.children_by_field_name("name") if name.type == "identifier"
            )
        if kind in ("foreach_statement", "from_clause", "join_clause", "let_clause"):
            left = node.child_by_field_name("left") or node.child_by_field_name("name")
            names.update(re.findall(r"\w+", tree.source(left)) if left is not None else ())
        elif kind in ("implicit_parameter", "tuple_pattern", "parenthesized_variable_designation"):
            names.update(re.findall(r"\w+", tree.source(node)))
        elif kind == "variable_declarator" and node.named_children:
            names.add(tree.source(node.named_children[0]))
    return names


_DECLARING = frozenset(
    [
        "parameter",
        "variable_declarator",
        "declaration_expression",
        "declaration_pattern",
        "catch_declaration",
        "var_pattern",
        "enum_member_declaration",
        "type_parameter",
        "recursive_pattern",
        "query_continuation",
        "join_into_clause",
        "list_pattern",
    ]
)


def _undeclared(tree: Tree, nodes: "Sequence[Node]", declared: set[str]) -> Iterator[Fault]:
    reported: set[str] = set()
    for node in nodes:
        if node.type != "identifier":
            continue
        name = tree.source(node)
        is_variable = name[:1].islower() or name[:1] == "_"
        is_placeholder = name.isupper() and "_" in name
        if not (is_variable or is_placeholder) or name in declared or name in _KEYWORDS or name in reported:
            continue
        if not _stands_for_a_value(tree, node):
            continue
        reported.add(name)
        if is_placeholder:
            yield Fault(
                "WP105",
                f"the placeholder {name} stands outside a literal",
                line(node),
                node.start_point[1],
                f'Put it in quotes: "{name}".',
            )
        else:
            yield Fault(
                "WP102",
                f"{name} is not declared in this program",
                line(node),
                node.start_point[1],
                f"Declare {name}, or correct its name.",
            )


def _stands_for_a_value(tree: Tree, node: "Node") -> bool:
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
        "arrow_expression_clause",
        "while_statement",
        "throw_statement",
        "order_by_clause",
        "where_clause",
        "select_clause",
    )


def _declared_twice(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """Two local variables of one name in one block (CS0128)."""
    seen: dict[tuple[int, str], int] = {}
    for node in nodes:
        if node.type != "variable_declarator" or not node.named_children:
            continue
        statement = node.parent.parent if node.parent is not None else None
        if statement is None or statement.type != "local_declaration_statement":
            continue
        block = statement.parent
        if block is not None and block.type == "global_statement":
            block = block.parent
        if block is None or node.named_children[0].type != "identifier" or "preproc" in block.type:
            continue
        name = tree.source(node.named_children[0])
        first = seen.setdefault((block.id, name), line(node))
        if first != line(node):
            yield Fault(
                "WP111",
                f"{name} is declared a second time in one block (CS0128)",
                line(node),
                node.start_point[1],
                "Choose another name, or split the sample in two.",
            )
