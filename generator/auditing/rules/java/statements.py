"""Java statements that no compiler takes: what is returned, what is never reached, what a lambda uses."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.auditing.rules.java.scopes import Name, Scopes
from generator.auditing.rules.programs.assignments import bare_assignments
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, fault_on

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = (
    "method_declaration",
    "constructor_declaration",
    "lambda_expression",
    "compact_constructor_declaration",
)
_LEAVING = ("return_statement", "throw_statement", "break_statement", "continue_statement", "yield_statement")
_BLOCKS = ("block", "constructor_body")
_COMMENTS = ("line_comment", "block_comment")


def statement_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of the statements of a text."""
    for node in tree.nodes:
        if node.type == "return_statement":
            yield from _returned(node)
        elif node.type in _BLOCKS:
            yield from _unreached(node)
        elif node.type == "method_declaration":
            yield from _without_return(node)
    yield from _captured(tree)
    yield from bare_assignments(tree.nodes, "Java")


def _returned(node: "Node") -> Iterator[Fault]:
    """A value that a void method returns, or none where one is due (JLS §14.17)."""
    method = ancestor(node, *_METHODS)
    if method is None or method.type == "lambda_expression":
        return
    kind = method.child_by_field_name("type")
    is_void = method.type != "method_declaration" or (kind is not None and kind.type == "void_type")
    has_value = any(child.type not in _COMMENTS for child in node.named_children)
    if is_void and has_value:
        fix = "Declare the type that it returns in place of void, or return nothing."
        yield fault_on(node, "the method is void, and returns a value", fix)
    elif not is_void and not has_value and kind is not None:
        yield fault_on(node, "the method has a result, and this returns none", "Return a value.")


def _unreached(block: "Node") -> Iterator[Fault]:
    """A statement behind one that leaves its block (JLS §14.22)."""
    statements = _statements(block)
    for before, after in pairwise(statements):
        if before.type in _LEAVING and after.type not in ("class_declaration", "ERROR"):
            word = before.type.partition("_")[0]
            yield fault_on(
                after, f"this is never reached: {word} stands before it", f"Remove it, or the {word}."
            )
            return


def _without_return(method: "Node") -> Iterator[Fault]:
    """A method with a result whose end can be reached (JLS §8.4.7)."""
    kind, body = method.child_by_field_name("type"), method.child_by_field_name("body")
    if kind is None or body is None or kind.type == "void_type" or not _statements(body) or body.has_error:
        return  # an empty body is left to the reader
    if completes(body):
        message = "the method has a result, and its end can be reached without a return"
        yield Fault("WP111", message, body.end_point[0], None, "End it with a return.")


def _statements(block: "Node") -> "list[Node]":
    return [child for child in block.named_children if child.type not in _COMMENTS]


def completes(node: "Node | None") -> bool:
    """Whether the end of a statement can be reached; in doubt it cannot."""
    if node is None:
        return True
    field = node.child_by_field_name
    match node.type:
        case "block":
            statements = _statements(node)
            return not statements or completes(statements[-1])
        case "if_statement":
            return completes(field("consequence")) or completes(field("alternative"))
        case "try_statement" | "try_with_resources_statement":
            last = next((each for each in node.named_children if each.type == "finally_clause"), None)
            if last is not None and not completes(last.named_children[-1]):
                return False
            caught = [each.child_by_field_name("body") for each in node.named_children
                      if each.type == "catch_clause"]  # fmt: skip
            return any(completes(each) for each in (field("body"), *caught))
        case "synchronized_statement":
            return completes(field("body"))
        case "while_statement" | "do_statement" | "for_statement":
            return not _is_endless(node)
        case kind:
            return kind in (
                "expression_statement",
                "local_variable_declaration",
                "enhanced_for_statement",
            ) and not (kind == "expression_statement" and node.named_children[0].type == "switch_expression")


def _is_endless(loop: "Node") -> bool:
    """A loop whose condition always holds; whether something breaks out of it is not asked."""
    condition = loop.child_by_field_name("condition")
    if condition is None:
        return loop.type == "for_statement"
    inner = condition.named_children[0] if condition.type == "parenthesized_expression" else condition
    return inner.type == "true"


def _captured(tree: Tree) -> Iterator[Fault]:
    """A local that a lambda uses, and that is given more than one value (JLS §15.27.2)."""
    if "->" not in tree.text:
        return
    found = Scopes(tree)
    given: dict[int, int] = {}
    used: dict[int, tuple[Name, Node]] = {}
    for node in tree.nodes:
        parent = node.parent
        if node.type != "identifier" or parent is None:
            continue
        name = found.find(node, ("local",))
        if name is None:
            continue
        if parent.type == "update_expression" or (
            parent.type == "assignment_expression" and parent.child_by_field_name("left") == node
        ):
            given[name.node.id] = given.get(name.node.id, 0) + 1
        around = ancestor(node, "lambda_expression")
        is_method = parent.type == "method_invocation" and parent.child_by_field_name("name") == node
        is_member = parent.type == "field_access" and parent.child_by_field_name("field") == node
        is_outer = around is not None and not (
            around.start_byte <= name.node.start_byte < around.end_byte or is_method or is_member
        )
        if is_outer:
            used.setdefault(name.node.id, (name, node))
    for key, (name, node) in used.items():
        if given.get(key) and _has_value(name):
            message = f"{name.text} is given a second value, and a lambda takes only locals that never change"
            yield fault_on(node, message, "Keep it in a field, an array or an AtomicInteger.")


def _has_value(name: Name) -> bool:
    """Whether a local has a value where it is declared."""
    parent = name.node.parent
    return parent is None or parent.type != "variable_declarator" or bool(parent.child_by_field_name("value"))
