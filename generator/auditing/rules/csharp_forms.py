"""C# that the grammar takes and no compiler does: braces, initializers, conditions, methods without type."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

# The grammar takes {{{ for text; to the compiler a value begins at the third brace.
_BRACES = re.compile(r"\{\{|\{[^{}]*\}|\}\}")
_LITERALS = ("integer_literal", "real_literal", "string_literal", "null_literal")
_CREATIONS = ("object_creation_expression", "implicit_object_creation_expression")
_TYPES = (
    "class_declaration",
    "struct_declaration",
    "record_declaration",
    "record_struct_declaration",
    "interface_declaration",
)


def form_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of a text that the grammar read without an error."""
    for node in nodes:
        judge = _JUDGES.get(node.type)
        if judge is not None and (message := judge(tree, node)):
            what, fix = message
            yield Fault("WP101", what, line(node), node.start_point[1], fix)


def _lone_brace(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``$"{{name} "``: in an interpolated string a brace that is text is written twice."""
    if re.match(r"\$@?\"(?!\"\")|@\$\"", tree.source(node)) is None:
        return None
    for child in node.named_children:
        if child.type == "string_content" and "}" in _BRACES.sub("", tree.source(child)):
            return "a single } in an interpolated string (CS8086)", "Write }} for a brace, {…} for a value."
    return None


def _initializer(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """Members and elements in one initializer; an element that stops at its comma."""
    parent = node.parent
    items = node.named_children
    if parent is None or not items:
        return None
    assigned = [item.type == "assignment_expression" for item in items if item.type != "comment"]
    if parent.type in _CREATIONS and any(assigned) and not all(assigned):
        return "an initializer has members and elements at once (CS0747)", "Write Member = value for each."
    outer = parent.parent if parent.type == "initializer_expression" else None
    belongs = outer is not None and outer.type in (*_CREATIONS, "assignment_expression")
    if belongs and re.search(r",\s*\}$", tree.source(node)):
        return "an element of an initializer ends with a comma", "Write what follows it, or drop the comma."
    return None


def _range(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``response..Read()`` is a range to the grammar."""
    if re.match(r"(?:await )?[\w.()]*\w\)?\.\.[A-Z]\w*(?:\.\w+)*\(", tree.source(node)):
        return "there is no name between the two dots", "Write the member that is missing."
    return None


def _condition(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``if (status = 200)``, ``status = 200 ? a : b``: a number is no condition (CS0029)."""
    condition = node.child_by_field_name("condition")
    if condition is None:
        return None
    is_assigned = condition.type == "assignment_expression" and node.type in (
        "if_statement",
        "while_statement",
    )
    value = condition.child_by_field_name("right") if is_assigned else condition
    if value is not None and value.type in _LITERALS and (not is_assigned or _is_plain(tree, condition)):
        return f"{tree.source(value)[:20]} is no condition (CS0029)", "Compare with ==."
    return None


def _is_plain(tree: Tree, node: "Node") -> bool:
    return re.match(r"[\w.\[\]\"]+\s*=[^=]", tree.source(node)) is not None


def _constructor(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """A method whose type is missing looks like a constructor of another class (CS1520)."""
    name = node.child_by_field_name("name")
    owner = ancestor(node, *_TYPES)
    of = owner.child_by_field_name("name") if owner is not None else None
    if name is None or of is None or tree.source(name) == tree.source(of):
        return None
    if tree.source(of) == "Sample" and "class Sample {" in tree.text:  # the class that we put around members
        return None
    return f"the method {tree.source(name)} has no type (CS1520)", "Write void, Task or the type it returns."


def _method(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``async Task Main()``, where nothing else starts the program (CS5001)."""
    name = node.child_by_field_name("name")
    if name is None or tree.source(name) != "Main" or re.search(r"\bstatic\b[^\n;=]*\bMain\b", tree.text):
        return None
    if any(child.type == "global_statement" for child in tree.root.named_children):
        return None
    return "Main is not static, so nothing starts the program (CS5001)", "Write static before its type."


def _element(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``"a" ["b"]``: two entries with no comma between them."""
    owner = node.child_by_field_name("expression") or (
        node.named_children[0] if node.named_children else None
    )
    if owner is None or owner.type != "string_literal" or not re.search(r"\[\s*\"", tree.source(node)):
        return None
    return "there is no comma between two entries", "Write a comma after the first."


def _declarator(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``int[] items [1, 2]``, ``int items[3]``: brackets behind a name (CS0650, or = left out)."""
    if not any(child.type == "bracketed_argument_list" for child in node.named_children):
        return None
    if re.search(r"\bfixed\b", tree.text):
        return None
    return "brackets follow the name of a variable (CS0650)", "Write = before its value, [] after its type."


def _assignment(_: Tree, node: "Node") -> tuple[str, str] | None:
    """``Func<int, int> = x``: a type where a name should be."""
    left = node.child_by_field_name("left")
    if left is None or left.type not in ("generic_name", "predefined_type"):
        return None
    return "a type is followed by no name", "Name the variable."


_JUDGES = {
    "interpolated_string_expression": _lone_brace,
    "initializer_expression": _initializer,
    "range_expression": _range,
    "if_statement": _condition,
    "while_statement": _condition,
    "conditional_expression": _condition,
    "constructor_declaration": _constructor,
    "method_declaration": _method,
    "element_access_expression": _element,
    "variable_declarator": _declarator,
    "assignment_expression": _assignment,
}
