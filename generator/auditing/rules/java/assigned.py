"""Java locals that are read before every way there has given them a value (JLS chapter 16)."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from generator.auditing.rules.java.names import is_elided, is_whole
from generator.auditing.rules.java.scopes import Name, Scopes, is_value
from generator.auditing.rules.java.statements import completes
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = ("block", "constructor_body", "program")
_TRIES = ("try_statement", "try_with_resources_statement")


class _Use(NamedTuple):
    """Where a local stands, whether it is set there, and the statement beside its declaration."""

    node: "Node"
    is_set: bool
    statement: "Node"


def assigned_faults(tree: Tree) -> Iterator[Fault]:
    """The locals of a text that may have no value where they are read."""
    if is_elided(tree.text):
        return
    found = Scopes(tree)
    named: defaultdict[str, list[Node]] = defaultdict(list)
    for node in tree.nodes:
        if node.type == "identifier":
            named[tree.source(node)].append(node)
    for name in found.names:
        declarator = name.node.parent
        declared = declarator.parent if declarator is not None else None
        if declarator is None or declared is None or declared.type != "local_variable_declaration":
            continue
        is_in_block = declared.parent is not None and declared.parent.type in _BLOCKS
        if is_in_block and declarator.child_by_field_name("value") is None:
            yield from _read(list(_uses(found, name, named[name.text])), name, is_whole(tree.text))


def _read(uses: list[_Use], name: Name, is_whole_file: bool) -> Iterator[Fault]:
    """The first statement that reads a local, if what stands before it need not have set it."""
    is_passed = is_whole_file  # what a fragment does not show may have set it
    for _, of_statement in groupby(uses, key=lambda use: use.statement.id):
        first = next(of_statement)
        if _sets(uses, first.statement):
            if not _may_pass(uses, first.statement):
                return
            is_passed = True
        elif is_passed:
            message, at = f"{name.text} may have no value here", (line(first.node), first.node.start_point[1])
            fix = "Give it one where it is declared, or leave where it has none."
            yield Fault("WP111", message, *at, fix)
            return


def _uses(found: Scopes, name: Name, nodes: "list[Node]") -> Iterator[_Use]:
    """The places in a text where a local is read or set, in their order."""
    for node in nodes:
        declared, around = found.find(node, ("local",)), node.parent
        if around is None or declared is None or declared.node != name.node:
            continue
        is_left = around.type == "assignment_expression" and around.child_by_field_name("left") == node
        operator = around.child_by_field_name("operator") if is_left else None
        is_set = operator is not None and operator.type == "="
        statement: Node | None = node
        while statement is not None and statement.parent != name.scope:
            statement = statement.parent
        if statement is not None and (is_set or is_value(node)):
            yield _Use(node, is_set, statement)


def _sets(uses: list[_Use], node: "Node | None") -> bool:
    """Whether a local is set anywhere in a node."""
    return node is not None and any(
        use.is_set and node.start_byte <= use.node.start_byte < node.end_byte for use in uses
    )


def _may_pass(uses: list[_Use], statement: "Node") -> bool:
    """Whether the end of a statement can be reached by a way that does not set the local."""
    field = statement.child_by_field_name
    if statement.type in _TRIES:
        last = next((each for each in statement.named_children if each.type == "finally_clause"), None)
        caught = [each.child_by_field_name("body") for each in statement.named_children
                  if each.type == "catch_clause"]  # fmt: skip
        is_left = any(completes(body) and not _sets(uses, body) for body in caught)
        return is_left and not _sets(uses, last)
    if statement.type == "enhanced_for_statement":
        return not _sets(uses, field("value"))
    is_if = statement.type == "if_statement" and field("alternative") is None
    condition = field("condition")
    if condition is None or not (is_if or statement.type == "while_statement"):
        return False
    return _is_open(condition) and not _sets(uses, condition)


def _is_open(condition: "Node") -> bool:
    """Whether a condition is none of constants, by which the compiler knows the way (JLS §15.29)."""
    asked = list(walk(condition))
    if any(node.type in ("method_invocation", "null_literal", "instanceof_expression") for node in asked):
        return True
    names = [node.text.decode() for node in asked if node.type == "identifier" and node.text]
    return bool(names) and not any(name.isupper() for name in names) and asked[1].type == "binary_expression"
