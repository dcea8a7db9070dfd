"""C# values where there are none: what void functions return, and what a variable is given of it.

Beside them, what static code asks of no object, null for a number, and members of anonymous objects, which
nothing changes (C# standard §13.10.5, §15.6.11, §12.8.16.7).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import types
from generator.auditing.rules.csharp.scopes import FUNCTIONS, TYPES, Scope, Scopes, stands_for_a_value
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, fault_on

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED = ("method_declaration", "local_function_statement")
_TASKS = ("Task", "ValueTask", "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask")
_NUMBERS = {"int", "long", "short", "byte", "bool", "char", "double", "float", "decimal", "DateTime", "Guid"}
_MEMBERS = ("field_declaration", "property_declaration", "method_declaration", "event_field_declaration")
_COMMENT = "comment"


def result_faults(tree: Tree, nodes: "Sequence[Node]", found: Scopes) -> Iterator[Fault]:
    """The faults of a text that the grammar read without an error."""
    nothing = _without_result(tree, nodes)
    unchanged = _anonymous(tree, nodes)
    for node in nodes:
        match node.type:
            case "return_statement":
                yield from _returned(tree, node)
            case "variable_declarator":
                yield from _given_nothing(tree, node, nothing)
            case "assignment_expression":
                yield from _changed(tree, node, unchanged)
    yield from _of_no_object(tree, found)


def _is(node: "Node", word: bytes) -> bool:
    return any(child.type == "modifier" and child.text == word for child in node.children)


def _result(tree: Tree, function: "Node") -> str:
    kind = function.child_by_field_name("returns") or function.child_by_field_name("type")
    return tree.source(kind) if kind is not None else ""


def _returned(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``return value;`` in a function that is void, or async and a Task without a value (CS0127, CS1997)."""
    function = ancestor(node, *FUNCTIONS)
    values = [child for child in node.named_children if child.type != _COMMENT]
    if function is None or function.type not in _NAMED or not values:
        return
    kind = _result(tree, function)
    if kind == "void":
        yield fault_on(
            node, "the method is void, and returns a value (CS0127)", "Declare the type of the value."
        )
    elif kind in _TASKS and _is(function, b"async"):
        message = f"the method is an async {kind}, and returns a value (CS1997)"
        yield fault_on(node, message, f"Declare {kind}<…> with the type of the value.")


def _without_result(tree: Tree, nodes: "Sequence[Node]") -> dict[str, str]:
    """The text's own functions that give nothing, all of a name: void, or a task of nothing."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for node in nodes:
        name = node.child_by_field_name("name") if node.type in _NAMED else None
        if name is not None:
            kinds[tree.source(name)].add(_result(tree, node))
    return {
        name: kind for name, (kind, *more) in kinds.items() if not more and (kind == "void" or kind in _TASKS)
    }


def _given_nothing(tree: Tree, node: "Node", nothing: dict[str, str]) -> Iterator[Fault]:
    """``var answer = await SendAsync();``, of a SendAsync that is a Task without a value (CS0815)."""
    value = node.named_children[-1] if len(node.named_children) > 1 else None
    declared = node.parent.child_by_field_name("type") if node.parent is not None else None
    kind = tree.source(declared) if declared is not None else ""
    if value is None:
        return
    if value.type == "null_literal" and (kind == "var" or kind in _NUMBERS):
        message = f"null is no value of {kind} (CS0037)" if kind != "var" else "null has no type (CS0815)"
        yield fault_on(value, message, "Declare the type, with a ? behind it.")
        return
    is_awaited = value.type == "await_expression" and bool(value.named_children)
    call = value.named_children[0] if is_awaited else value
    callee = call.child_by_field_name("function") if call.type == "invocation_expression" else None
    name = tree.source(callee).removeprefix("this.") if callee is not None else ""
    gives = nothing.get(name)
    if gives is not None and is_awaited == (gives != "void"):
        message = f"{name} gives no value: it is declared as {gives} (CS0815)"
        yield fault_on(value, message, f"Let {name} return one, or call it alone.")


def _anonymous(tree: Tree, nodes: "Sequence[Node]") -> set[str]:
    """The names that hold an anonymous object and are declared once."""
    declared: defaultdict[str, list[bool]] = defaultdict(list)
    for node in nodes:
        if node.type in ("variable_declarator", "parameter", "foreach_statement", "property_declaration"):
            name = node.child_by_field_name("name") or node.child_by_field_name("left")
            is_anonymous = node.named_children[-1].type == "anonymous_object_creation_expression"
            if name is not None:
                kind = node.parent.child_by_field_name("type") if node.parent is not None else None
                is_var = kind is not None and tree.source(kind) == "var"
                declared[tree.source(name)].append(is_anonymous and is_var)
    return {name for name, each in declared.items() if each == [True]}


def _changed(tree: Tree, node: "Node", unchanged: set[str]) -> Iterator[Fault]:
    left = node.child_by_field_name("left")
    owner = left.child_by_field_name("expression") if left is not None else None
    if left is None or left.type != "member_access_expression" or owner is None:
        return
    if owner.type == "identifier" and tree.source(owner) in unchanged:
        message = f"{tree.source(owner)} is an anonymous object, whose members nothing changes (CS0200)"
        yield fault_on(left, message, "Give it all its members between the braces of new.")


def _of_no_object(tree: Tree, found: Scopes) -> Iterator[Fault]:
    """A field or a method of an object, in a static method of its type (CS0120)."""
    reported: set[str] = set()
    for node, scope in found.identifiers:
        name = tree.source(node)
        if name in reported or not stands_for_a_value(tree, node):
            continue
        home = found.home(name, scope)
        if home is None or home.node.type not in TYPES or name in types() or _is_static_type(home):
            continue
        member = _member(home.names[name], home.node)
        place = _member(node, home.node)
        is_static = place is not None and place.type == "method_declaration" and _is(place, b"static")
        if member is None or member.type not in _MEMBERS or not is_static or _is(member, b"static"):
            continue
        if _is(member, b"const") or _is_overloaded(tree, home, name):
            continue
        reported.add(name)
        message = f"{name} is a member of an object, and this is static (CS0120)"
        yield fault_on(node, message, f"Declare {name} static too, or make an object first.", "WP102")


def _member(node: "Node", owner: "Node") -> "Node | None":
    """The member of a type that a node stands in."""
    member: Node | None = node
    while member is not None and (member.parent is None or member.parent.parent != owner):
        member = member.parent
    return member


def _is_static_type(home: Scope) -> bool:
    return home.node.type in ("enum_declaration", "interface_declaration") or _is(home.node, b"static")


def _is_overloaded(tree: Tree, home: Scope, name: str) -> bool:
    """Whether another member of that name is static."""
    body = home.node.child_by_field_name("body")
    same = [
        child
        for child in (body.named_children if body is not None else ())
        if (named := child.child_by_field_name("name")) is not None and tree.source(named) == name
    ]
    return any(_is(child, b"static") for child in same)
