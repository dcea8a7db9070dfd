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
_WITH_PARAMETERS = ("method_declaration", "local_function_statement", "constructor_declaration")


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
    """``async Task Main()``, ``static void main()``, where nothing else starts the program (CS5001)."""
    name = node.child_by_field_name("name")
    called = tree.source(name) if name is not None else ""
    if sorted(called.lower()) != sorted("main") or re.search(r"\bstatic\b[^\n;=]*\bMain\b", tree.text):
        return None
    if any(child.type == "global_statement" for child in tree.root.named_children):
        return None
    if called != "Main":
        is_program = (
            re.search(r"\bclass Program\b", tree.text) and "static" in tree.source(node).partition("(")[0]
        )
        return (f"{called} starts no program (CS5001)", "Call it Main.") if is_program else None
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


def _format(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``$"{id:{secret}"``: what follows the colon is a format, which has no brace (CS1056)."""
    if "{" not in tree.source(node):
        return None
    return "a { in the format of an interpolated value (CS1056)", "Write } before the colon."


def _argument(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``Delay(delay token)``: to the grammar, a variable that is declared (CS1003)."""
    parent = node.parent
    kind = node.child_by_field_name("type")
    if kind is not None and kind.type == "pointer_type":
        return None  # a product, which the grammar takes for a pointer
    if parent is None or parent.type != "argument" or node != parent.named_children[0]:
        return None
    in_call = parent.parent is not None and parent.parent.type == "argument_list"
    if not in_call or any(child.type in ("out", "ref", "in", "modifier") for child in parent.children):
        return None
    return f"there is no comma in {tree.source(node)[:40]} (CS1003)", "Write a comma between two arguments."


def _parameter(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``Sign(string key, message)``: only a lambda leaves its parameters' types out (CS1001)."""
    outer = node.parent.parent if node.parent is not None else None
    if outer is None or outer.type not in _WITH_PARAMETERS or node.child_by_field_name("type") is not None:
        return None
    return f"the parameter {tree.source(node)[:40]} has no type (CS1001)", "Write its type before its name."


def _raw_string(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """Three quotes, and three more on the next line (CS9002)."""
    if not re.fullmatch(r"\$*\"{3,}\s*\n\s*\"{3,}", tree.source(node)):
        return None
    return "a raw string has no line between its quotes (CS9002)", 'Write its text, or "".'


def _type_arguments(_: Tree, node: "Node") -> tuple[str, str] | None:
    """``ReadFromJsonAsync<>()`` (CS7003)."""
    if node.named_children or ancestor(node, "typeof_expression", "nameof_expression") is not None:
        return None
    if (call := ancestor(node, "invocation_expression")) is not None and (call.text or b"")[:6] == b"nameof":
        return None
    return "no type stands between < and > (CS7003)", "Name the type."


def _creation(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """``new List<Order()``: to the grammar, a comparison (CS1526)."""
    if any(node.child_by_field_name(field) is not None for field in ("arguments", "initializer")):
        return None
    following = re.match(rb"\s*<[^()]+\(", tree.data[node.end_byte : node.end_byte + 200])
    if following is None or following[0].count(b"<") <= following[0].count(b">"):
        return None  # a cast before new, or a tuple among the types, which the grammar reads like that
    return "new is followed by a type without parentheses (CS1526)", "Write (…) after the type."


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
    "interpolation_format_clause": _format,
    "declaration_expression": _argument,
    "parameter": _parameter,
    "raw_string_literal": _raw_string,
    "type_argument_list": _type_arguments,
    "object_creation_expression": _creation,
    "assignment_expression": _assignment,
}
