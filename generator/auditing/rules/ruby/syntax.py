"""Ruby that the grammar forgives, and Ruby does not (WP101)."""

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


def syntax_faults(tree: Tree) -> Iterator[Fault]:
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
        case "regex":
            return _regex_problem(tree, node)
        case "pair":
            return _pair_problem(node)
        case "uninterpreted":
            return _end_problem(tree, node)
        case "call":
            return _call_problem(tree, node) or _brace_problem(node)
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


def _brace_problem(node: "Node") -> str:
    """``query {key: 1}``: behind a method without parentheses, a brace opens a block, and no hash.

    With ``"key" => 1`` in it, it is a block that parses, as a pattern that is matched.
    """
    arguments = node.child_by_field_name("arguments")
    first = next(iter(arguments.named_children), None) if arguments is not None else None
    if arguments is None or first is None or first.type != "hash" or first.start_byte != arguments.start_byte:
        return ""
    pair = next(iter(first.named_children), None)
    if pair is None or pair.type != "pair" or any(each.type == "=>" for each in pair.children):
        return ""
    return "a { behind a method opens a block; a hash stands in parentheses there"


_VERB = re.compile(r"[^\S\n]*(?:GET|POST|PUT|PATCH|DELETE|HEAD) ")


def _regex_problem(tree: Tree, node: "Node") -> str:
    """``POST /auth/twitter``, which Ruby reads as the call POST(/auth/), with flags that it has not."""
    flags = re.search(r"[a-z]*\Z", tree.source(node))
    row = tree.text.split("\n")[line(node)]
    if flags is None or _FLAGS.fullmatch(flags[0]) or tree.source(node).startswith("%"):
        return ""
    if _VERB.match(row):
        return f"this is an HTTP request: {row.strip()[:40]}"
    return f"a regular expression has no flags {flags[0]}"


def _pair_problem(node: "Node") -> str:
    """``:key`` and its ``=>`` on two lines."""
    arrow = next((child for child in node.children if child.type == "=>"), None)
    key = node.child_by_field_name("key")
    is_broken = arrow is not None and key is not None and arrow.start_point[0] > key.end_point[0]
    return "a line begins with =>" if is_broken else ""


_INDENTED_END = re.compile(r"^[ \t]+__END__[ \t]*$", re.MULTILINE)
_END = re.compile(r"^__END__$", re.MULTILINE)


def _end_problem(tree: Tree, node: "Node") -> str:
    """``__END__`` with white space before it, which ends no program."""
    text = tree.data[: node.end_byte].decode("utf-8", "replace")
    return "white space stands before __END__" if _INDENTED_END.search(text) and not _END.search(text) else ""


_FLAGS = re.compile(r"[imxounse]*")  # https://docs.ruby-lang.org/en/3.3/Regexp.html#class-Regexp-label-Modes


def _has_parentheses(tree: Tree, arguments: "Node") -> bool:
    return tree.source(arguments).startswith("(")
