"""JavaScript and TypeScript: does the sample parse, and do its names and promises hold?"""

import re
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.javascript.awaiting import awaiting_faults
from generator.auditing.rules.javascript.clients import misplaced_arguments, unread_errors
from generator.auditing.rules.javascript.library import misread_responses, misspelt_options
from generator.auditing.rules.javascript.members import bare_members
from generator.auditing.rules.javascript.modules import module_faults
from generator.auditing.rules.javascript.names import (
    assigned_again,
    declared_twice,
    undefined,
    used_too_early,
)
from generator.auditing.rules.javascript.order import order_faults
from generator.auditing.rules.javascript.pieces import ASSERTED, ELISIONS, is_piece, is_signature
from generator.auditing.rules.javascript.promises import promise_faults
from generator.auditing.rules.javascript.refused import refused
from generator.auditing.rules.javascript.values import value_faults
from generator.auditing.rules.programs.syntax import (
    elided,
    grammar_faults,
    prompted,
    quoted_typographically,
    readable,
)
from generator.auditing.rules.typed import once
from generator.auditing.rules.typed.javascript import typed_faults
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_SESSION = re.compile(r"(?:\s*//[^\n]*\n)*> (?=\S)")  # of node


def javascript_faults(
    text: str, is_typescript: bool = False, earlier: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """What keeps a JavaScript or TypeScript sample from running; blocks above it define `earlier`."""
    text = ASSERTED.sub(" with", text)
    tree = parse("typescript" if is_typescript else "javascript", text)
    if tree.has_error:
        better = yield from _broken(tree, is_typescript=is_typescript)
        if better is None:
            return
        tree = better
    if "<" not in text:  # JSX has prose in it
        yield from quoted_typographically(text)
    nodes = tree.nodes
    is_module = any(node.type in ("import_statement", "export_statement") for node in nodes)
    for node in nodes:
        if node.type == "number":
            yield from _imprecise(tree, node)
    yield from refused(nodes, is_module and tree.text == text)
    yield from awaiting_faults(tree, nodes, is_module=is_module)
    yield from unread_errors(tree, nodes)
    yield from declared_twice(tree, nodes)
    yield from assigned_again(tree, nodes)
    yield from used_too_early(tree, nodes)
    yield from misplaced_arguments(tree, nodes)
    told = [
        *misread_responses(tree, nodes),
        *misspelt_options(tree, nodes),
        *promise_faults(tree, nodes),
        *order_faults(tree),
        *value_faults(tree),
    ]
    yield from once(told, typed_faults(tree))
    bare = list(bare_members(tree, nodes, earlier))
    yield from bare
    yield from undefined(tree, nodes, is_module, earlier.union(*(fault.about for fault in bare)))
    if not is_typescript:  # whose compiler may turn the one into the other
        yield from module_faults(tree)


def _broken(tree: Tree, *, is_typescript: bool) -> Generator[Fault, None, Tree | None]:
    """What the grammar could not read of a text; the tree of what is left without elisions, if it is good."""
    text = tree.text
    if prompt := _SESSION.match(text):
        yield prompted(text, prompt)
        return None
    if _is_typescript(text):
        if not is_typescript:
            yield _named_javascript(tree, text)
        return None
    better, faults = readable("javascript" if not is_typescript else "tsx", text, ELISIONS)
    rest = elided(text, ELISIONS)
    if (faults or better is None) and is_piece(rest, is_typescript):
        return None
    yield from faults
    if better is None:
        yield from grammar_faults(parse(tree.grammar, rest), "TypeScript" if is_typescript else "JavaScript")
    return (
        Tree("tsx" if is_typescript else tree.grammar, better) if better is not None and not faults else None
    )


def is_typescript_alone(text: str) -> bool:
    """Whether a text is TypeScript, and no JavaScript."""
    return parse("javascript", text).has_error and _is_typescript(text) and not is_signature(text)


def _is_typescript(text: str) -> bool:
    return is_signature(text) or not Tree("tsx", text).has_error or not Tree("typescript", text).has_error


def _named_javascript(tree: Tree, text: str) -> Fault:
    message = "this is TypeScript, in a block that says JavaScript"
    severity = "warning" if is_signature(text) else None
    at = line(next(iter(tree.errors())))
    return Fault("WP101", message, at, None, "Name the block's language ts.", severity)


_MOST_SAFE = 2**53 - 1


def _imprecise(tree: Tree, node: "Node") -> Iterator[Fault]:
    """An integer above Number.MAX_SAFE_INTEGER, shares its value with others (ECMA-262 §6.1.6.1).

    Round ones, as for a limit that is never reached, are meant as they are.
    """
    digits = tree.source(node).replace("_", "")
    if not re.fullmatch(r"[1-9]\d{15,30}", digits) or digits.endswith("0" * 6) or int(digits) <= _MOST_SAFE:
        return
    if int(float(digits)) != int(digits):
        message = f"{digits} is another number in JavaScript, which keeps 53 bits: its last digits are lost"
    else:
        message = f"{digits} is above 2^53: JavaScript does not tell it from the numbers beside it"
    fix = "Write it as a string, if the API takes one, or put the JSON down as text."
    yield Fault("WP111", message, line(node), node.start_point[1], fix, "warning")
