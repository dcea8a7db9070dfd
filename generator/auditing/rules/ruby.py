"""Ruby: does the sample parse? The grammar forgives what Ruby does not, which is looked for here."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

# https://docs.ruby-lang.org/en/3.3/keywords_rdoc.html, without those that stand for a value.
_RESERVED = re.compile(
    "alias|and|begin|break|case|class|def|do|else|elsif|end|ensure|for|if|in|module|next|not|or|redo|rescue"
    "|retry|return|then|undef|unless|until|when|while|yield"
)


def ruby_faults(tree: Tree) -> Iterator[Fault]:
    """The first thing in a text which the grammar takes for correct, that Ruby cannot parse."""
    for node in tree.nodes:
        if message := _problem(tree, node):
            yield Fault("WP101", f"Ruby does not parse: {message}", line(node), None, _FIX)
            return


_FIX = "Correct the syntax; Ruby stops here."


def _problem(tree: Tree, node: "Node") -> str:
    match node.type:
        case "identifier" if _RESERVED.fullmatch(tree.source(node)):
            return "" if _is_a_name(node) else f"nothing that this {tree.source(node)} belongs to is open"
        case "heredoc_beginning":
            return "" if _has_end(tree, node) else f"{tree.source(node)} is never closed"
        case "case" if not any(child.type in ("when", "in_clause") for child in node.named_children):
            return "a case without when"
        case "case_match" if not any(child.type == "in_clause" for child in node.named_children):
            return "a case without in"
        case "call":
            return _call_problem(tree, node)
        case _:
            return ""


def _is_a_name(node: "Node") -> bool:
    """Whether a reserved word stands where any may: after a dot, as a key, a symbol or a method's name."""
    parent = node.parent
    if parent is None:
        return False
    before = node.prev_sibling
    return parent.type in (
        "method",
        "singleton_method",
        "hash_key_symbol",
        "simple_symbol",
        "pair",
        "alias",
    ) or (before is not None and before.type in (".", "&.", "::", ":"))


def _has_end(tree: Tree, node: "Node") -> bool:
    """Whether the word that closes a heredoc stands alone on a line below."""
    opening = tree.source(node)
    word = opening.lstrip("<~-").strip("\"'`")
    return any(row.strip() == word for row in tree.text.split("\n")[line(node) + 1 :])


def _call_problem(tree: Tree, node: "Node") -> str:
    method = node.child_by_field_name("method")
    arguments = node.child_by_field_name("arguments")
    if method is None or arguments is None or _has_parentheses(tree, arguments):
        return ""
    if method.type == "instance_variable":
        return f"an operator is missing after {tree.source(method)}"
    parent = node.parent
    is_later = (
        parent is not None
        and parent.type == "argument_list"
        and _has_parentheses(tree, parent)
        and bool(parent.named_children)
        and parent.named_children[0] != node
    )
    return f"something is missing after {tree.source(method)}" if is_later else ""


def _has_parentheses(tree: Tree, arguments: "Node") -> bool:
    return tree.source(arguments).startswith("(")
