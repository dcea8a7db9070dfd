"""What the grammar takes for correct, and no engine of JavaScript parses."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.javascript.names import FUNCTIONS
from generator.auditing.rules.programs.assignments import bare_assignments
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node


def refused(nodes: "Sequence[Node]", is_whole_module: bool) -> Iterator[Fault]:
    """The faults of the nodes of a sample; of a module that leaves nothing out, its returns as well."""
    for node in nodes:
        match node.type:
            case "object":
                yield from _doubled_comma(node)
            case "html_comment":
                yield from _comment_of_html(node)
            case "labeled_statement":
                yield from _labelled(node)
    yield from bare_assignments(nodes, "JavaScript")
    if is_whole_module:
        yield from _returned(nodes)


def _doubled_comma(node: "Node") -> Iterator[Fault]:
    """The grammar lets ``{a: 1,, b: 2}`` pass; ECMA-262 does not (§13.2.5)."""
    kinds = [child.type for child in node.children]
    for index in range(len(kinds) - 1):
        if kinds[index] == kinds[index + 1] == ",":
            comma = node.children[index + 1]
            yield Fault(
                "WP101",
                "JavaScript does not parse: a comma too many",
                line(comma),
                comma.start_point[1],
                "Remove it.",
            )
            return


def _comment_of_html(node: "Node") -> Iterator[Fault]:
    """``<!-- … -->`` inside of JSX, where it is neither a comment nor text."""
    if ancestor(node, "jsx_element") is not None:
        message = "JavaScript does not parse: JSX has no comments of HTML"
        yield Fault("WP101", message, line(node), node.start_point[1], "Write {/* … */}.")


def _labelled(node: "Node") -> Iterator[Fault]:
    """``Example:`` above a let or const, which no label may stand before (ECMA-262 §14.13)."""
    body = node.child_by_field_name("body")
    if body is not None and body.type in ("lexical_declaration", "class_declaration"):
        message = "JavaScript does not parse: no label may stand before a declaration"
        yield Fault("WP101", message, line(node), node.start_point[1], "Write it as a comment.")


def _returned(nodes: "Sequence[Node]") -> Iterator[Fault]:
    """A return outside of every function of a module, which is one where it imports (ECMA-262 §16.2)."""
    for node in nodes:
        if node.type == "return_statement" and ancestor(node, *FUNCTIONS) is None:
            message = "return stands outside of a function, where no module may have one"
            fix = "Put the code into a function."
            yield Fault("WP101", message, line(node), node.start_point[1], fix)
            return
