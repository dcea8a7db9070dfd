"""Ruby's local variables that nothing gives a value (WP102): such a name is taken for a method that is not.

Source: https://docs.ruby-lang.org/en/3.4/syntax/assignment_rdoc.html#label-Local+Variables+and+Methods
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from generator.auditing.rules.slips import slips_of
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_GIVING = {
    *("block_parameters", "lambda_parameters", "exception_variable", "left_assignment_list", "for"),
    *("rest_assignment", "destructured_left_assignment", "destructured_parameter", "optional_parameter"),
    *("keyword_parameter", "splat_parameter", "hash_splat_parameter", "block_parameter", "keyword_pattern"),
    *("match_pattern", "as_pattern"),
}
_READING = {"argument_list", "interpolation", "pair", "binary", "array"}
# Methods of Kernel that stand without parentheses where a value is wanted.
_METHODS = {
    *("puts", "gets", "print", "p", "pp", "require", "raise", "loop", "lambda", "proc", "self", "binding"),
    *("block_given?", "rand", "caller", "readline", "readlines", "it", "_1", "_2", "exit", "abort", "sleep"),
    *("fork", "format", "sprintf", "srand", "__method__", "__dir__", "open", "test", "select", "warn"),
}
_OWN = re.compile(r"^[ \t]*(?:def|class|module) |\.\.\.|…", re.MULTILINE)
_WHOLE = re.compile(r"^[ \t]*require\s*\(?['\"]", re.MULTILINE)
_LIKE = 0.8


def undefined_names(tree: Tree, earlier: AbstractSet[str] = frozenset()) -> Iterator[Fault]:
    """Names that a script without methods of its own is given by nobody, where a value is wanted.

    A script that requires what it needs is a whole one: its names are its own, or those of the samples above
    it (`earlier`).
    """
    if _OWN.search(tree.text):
        return
    is_whole = _WHOLE.search(tree.text) is not None
    given = set(earlier)
    read: dict[str, Node] = {}
    for node in tree.nodes:
        name = tree.source(node) if node.type == "identifier" else ""
        if name and _gives(node):
            given.add(name)
        elif name and _reads(node, is_whole=is_whole):
            read.setdefault(name, node)
    called = set(re.findall(r"\b(\w+)\s*\(", tree.text))
    known = frozenset(given)
    for name, node in read.items():
        if name in given or name in _METHODS or name in called:
            continue
        meant = next(iter(slips_of(name, known, _LIKE)), "")
        yield Fault(
            "WP102",
            f"{name} is given no value in this sample",
            line(node),
            None,
            f"Did you mean {meant}?" if meant else f"Give {name} a value, or say what it is.",
            (None if meant else "warning") if is_whole else "note",
        )


def _gives(node: "Node") -> bool:
    parent = node.parent
    if parent is None:
        return False
    is_assigned = parent.type in ("assignment", "operator_assignment")
    return parent.type in _GIVING or (is_assigned and parent.child_by_field_name("left") == node)


def _reads(node: "Node", *, is_whole: bool) -> bool:
    parent = node.parent
    if parent is None:
        return False
    is_asked = parent.type == "call" and parent.child_by_field_name("receiver") == node
    return parent.type in _READING or (is_whole and is_asked)


def given_names(text: str) -> set[str]:
    """What a sample gives a value, for those below it."""
    return set(_ASSIGNED.findall(text))


_ASSIGNED = re.compile(r"^[ \t]*([a-z_]\w*)\s*=(?![=~>])", re.MULTILINE)
