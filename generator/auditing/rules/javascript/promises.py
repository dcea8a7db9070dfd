"""Promises of fetch and axios: results that a function drops, members of what is not there yet."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.javascript.names import FUNCTIONS
from generator.auditing.understanding import axios
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, callee_of, line

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_PROMISES = {"then", "catch", "finally"}
_BODIES = {"json", "text", "blob", "arrayBuffer", "formData"}
_RETURNING = ("return_statement", "throw_statement")


def promise_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of the chains and calls of a sample."""
    for node in nodes:
        if node.type == "call_expression":
            yield from _dropped(tree, node)
            yield from _third_argument(tree, node)
            yield from _uncalled_body(tree, node)
        elif node.type == "member_expression":
            yield from _member_of_promise(tree, node)


def _called_member(tree: Tree, call: "Node | None") -> tuple[str, "Node | None"]:
    """The name of the method that a call calls, and what it is called on."""
    callee = callee_of(call) if call is not None and call.type == "call_expression" else None
    if callee is None or callee.type != "member_expression":
        return "", None
    member = callee.child_by_field_name("property")
    return (tree.source(member) if member is not None else ""), callee.child_by_field_name("object")


def _dropped(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``.then(r => { r.json(); }).then(data => …)``: without return, the next function gets undefined."""
    name, owner = _called_member(tree, node)
    before, _ = _called_member(tree, owner)
    arguments = owner.child_by_field_name("arguments") if owner is not None else None
    if name != "then" or before != "then" or arguments is None or len(arguments.named_children) != 1:
        return
    function = arguments.named_children[0]
    body = function.child_by_field_name("body") if function.type in FUNCTIONS else None
    if body is None or body.type != "statement_block" or not _takes_something(node):
        return
    if any(_is_of(child, function) for kind in _RETURNING for child in _found(body, kind)):
        return
    for statement in body.named_children:
        value = statement.named_children[0] if statement.type == "expression_statement" else None
        method, _ = _called_member(tree, value)
        if method in _BODIES:
            message = f"nothing returns {tree.source(statement).rstrip(';')}: the next then gets undefined"
            yield Fault(
                "WP112", message, line(statement), statement.start_point[1], "Write return before it."
            )
            return


def _uncalled_body(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``.then(res => res.json)``: the method goes on to the next function, and not what was sent."""
    name, _ = _called_member(tree, node)
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if name == "then" and arguments is not None else []
    body = given[0].child_by_field_name("body") if given and given[0].type in FUNCTIONS else None
    if body is None or body.type != "member_expression":
        return
    member = body.child_by_field_name("property")
    if member is not None and tree.source(member) in ("json", "text", "blob") and "fetch" in tree.text:
        message = f"{tree.source(member)} is a method, and is not called here"
        yield Fault("WP111", message, line(body), body.start_point[1], f"Write {tree.source(body)}().")


def _takes_something(call: "Node") -> bool:
    """Whether the function that a ``then`` is given has a parameter."""
    arguments = call.child_by_field_name("arguments")
    function = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    if function is None or function.type not in FUNCTIONS:
        return False
    several = function.child_by_field_name("parameters")
    return function.child_by_field_name("parameter") is not None or (
        several is not None and bool(several.named_children)
    )


def _found(node: "Node", kind: str) -> Iterator["Node"]:
    stack = [node]
    while stack:
        node = stack.pop()
        if node.type == kind:
            yield node
        stack.extend(node.named_children)


def _is_of(node: "Node", function: "Node") -> bool:
    """Whether the nearest function around a node is this one."""
    around = ancestor(node, *FUNCTIONS)
    return around is not None and around.id == function.id


def _member_of_promise(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``response.json().id``: the member of a promise, which has none of what was sent."""
    owner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    name, response = _called_member(tree, owner)
    if member is None or response is None or name not in _BODIES or tree.source(member) in _OF_PROMISES:
        return
    if response.type == "identifier" and f"{tree.source(response)} = await fetch(" in tree.text:
        message = f"{tree.source(owner)} is a promise, and has no such members" if owner is not None else ""
        fix = f"Write (await {tree.source(response)}.{name}()).{tree.source(member)}."
        yield Fault("WP112", message, line(node), node.start_point[1], fix)


def _third_argument(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``axios.get(url, data, {headers})``: what takes no body takes its options second, and no more."""
    callee, arguments = callee_of(node), node.child_by_field_name("arguments")
    name = tree.source(callee) if callee is not None else ""
    given = [each for each in arguments.named_children if each.type != "comment"] if arguments else []
    verb = name.rpartition(".")[2]
    is_short = axios.is_call(name) and not axios.takes_configuration(name) and not axios.takes_body(verb)
    if is_short and len(given) > 2:
        message = f"{name} takes an address and options: its third argument is never read"
        fix = "Put params, data and headers into one object."
        yield Fault("WP111", message, line(given[2]), given[2].start_point[1], fix)
