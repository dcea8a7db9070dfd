"""JavaScript and TypeScript: does the sample parse, and do its names and promises hold?"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from generator.auditing.rules.javascript.library import misread_responses, misspelt_options
from generator.auditing.rules.javascript.modules import module_faults
from generator.auditing.rules.javascript.names import (
    FUNCTIONS,
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
from generator.auditing.understanding import axios
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import Tree, ancestor, line, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_SESSION = re.compile(r"(?:\s*//[^\n]*\n)*> (?=\S)")  # of node
_OF_PROMISES = {"then", "catch", "finally"}
_REQUIRES = re.compile(r"\brequire\(['\"]")
_AGENT = re.compile(r"[{,]\s*agent\s*[:,}]")
_PROMISED = {"json", "text", "ok", "status", "data", "headers", "body", "statusText", "blob"}


def javascript_faults(
    text: str, is_typescript: bool = False, earlier: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """What keeps a JavaScript or TypeScript sample from running; blocks above it define `earlier`."""
    grammar = "typescript" if is_typescript else "javascript"
    text = ASSERTED.sub(" with", text)
    tree = parse(grammar, text)
    if tree.has_error and (prompt := _SESSION.match(text)):
        yield prompted(text, prompt)
        return
    if tree.has_error:
        if _is_typescript(text):
            if not is_typescript:
                yield _named_javascript(tree, text)
            return
        better, faults = readable("javascript" if not is_typescript else "tsx", text, ELISIONS)
        rest = elided(text, ELISIONS)
        if (faults or better is None) and is_piece(rest, is_typescript):
            return
        yield from faults
        if better is None:
            tree = parse(grammar, rest)
            yield from grammar_faults(tree, "TypeScript" if is_typescript else "JavaScript")
            return
        if faults:
            return
        tree = Tree("tsx" if is_typescript else grammar, better)
    if "<" not in text:  # JSX has prose in it
        yield from quoted_typographically(text)
    nodes = tree.nodes
    is_module = any(node.type in ("import_statement", "export_statement") for node in nodes)
    for node in nodes:
        if node.type == "await_expression":
            yield from _await(tree, node, is_module)
        elif node.type == "variable_declarator":
            yield from _promise_kept(tree, node)
            yield from _body_kept(tree, node)
        elif node.type == "number":
            yield from _imprecise(tree, node)
    yield from refused(nodes, is_module and tree.text == text)
    yield from _errors_passed_over(tree, nodes)
    yield from declared_twice(tree, nodes)
    yield from assigned_again(tree, nodes)
    yield from used_too_early(tree, nodes)
    yield from _arguments_of_clients(tree, nodes)
    told = [
        *misread_responses(tree, nodes),
        *misspelt_options(tree, nodes),
        *promise_faults(tree, nodes),
        *order_faults(tree),
        *value_faults(tree),
    ]
    yield from once(told, typed_faults(tree))
    yield from undefined(tree, nodes, is_module, earlier)
    if not is_typescript:  # whose compiler may turn the one into the other
        yield from module_faults(tree)


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


def _await(tree: Tree, node: "Node", is_module: bool) -> Iterator[Fault]:
    function = ancestor(node, *FUNCTIONS)
    fix = "Put it into an async function."
    if function is not None:
        if (
            not tree.data[function.start_byte : function.start_byte + 60]
            .lstrip()
            .startswith((b"async", b"static async", b"public async", b"private async"))
        ):
            yield Fault(
                "WP112", "await stands in a function that is not async", line(node), node.start_point[1], fix
            )
    elif not is_module and says(tree.text, _REQUIRES):
        yield Fault(
            "WP112",
            "await stands outside of a function, which a CommonJS file (require) does not allow",
            line(node),
            node.start_point[1],
            fix,
            "warning",
        )


_CONFIGURATION = {
    "headers",
    "params",
    "auth",
    "timeout",
    "httpsAgent",
    "data",
    "method",
    "url",
    "responseType",
}


def _arguments_of_clients(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """Headers where axios takes the body, and a method that fetch sends in small letters."""
    for node in nodes:
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        name = tree.source(callee) if callee is not None else ""
        if (
            axios.is_call(name)
            and axios.takes_body(name.rpartition(".")[2])
            and len(given) in (2, 3)
            and given[1].type == "object"
        ):
            keys = {tree.source(pair).partition(":")[0].strip(" '\"") for pair in given[1].named_children}
            if "headers" in keys and keys <= _CONFIGURATION:
                message = f"{name} takes the body second: these headers are sent as data"
                yield Fault(
                    "WP111", message, line(given[1]), None, "Pass the body (or null) before them.", "warning"
                )
        elif name == "fetch" and _AGENT.search(tree.source(node)) and "node-fetch" not in tree.text:
            message = "the fetch of Node has no option agent: it is passed over"
            yield Fault("WP111", message, line(node), None, "Use dispatcher, of undici.", "warning")
        elif name == "fetch" and (small := re.search(r"\bmethod:\s*['\"]patch['\"]", tree.source(node))):
            at = line(node) + tree.source(node)[: small.start()].count("\n")
            message = "fetch sends patch as it is written, and methods know capitals (RFC 9110 §9.1)"
            yield Fault("WP111", message, at, None, "Write 'PATCH'.", "warning")


def _errors_passed_over(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """A callback whose first parameter is the error, as Node has it, and which never reads it."""
    named = [node for node in nodes if node.type.endswith("identifier")] if _ERROR.search(tree.text) else []
    read: dict[str, list[int]] = {}
    for node in named:
        if _ERROR.fullmatch(name := tree.source(node)):
            read.setdefault(name, []).append(node.start_byte)
    elided = [match.start() for match in re.finditer(rb"\.\.\.|\xe2\x80\xa6", tree.data)] if read else []
    for node in nodes if read else ():
        if node.type not in ("function_expression", "arrow_function"):
            continue
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        first = parameters.named_children[:2] if parameters is not None else []
        is_argument = node.parent is not None and node.parent.type == "arguments"
        if body is None or not is_argument or len(first) < 2:
            continue
        places = read.get(name := tree.source(first[0]))
        if places and body.named_child_count and not (_has(places, body) or _has(elided, body)):
            message = f"the callback is handed {name}, and never looks at it"
            yield Fault("WP603", message, line(node), None, f"Write if ({name}) first.")


_ERROR = re.compile(r"(?:err(?:or)?|\w+Err(?:or)?)")


def _has(places: Sequence[int], node: "Node") -> bool:
    """Whether one of the places, which are in order, is inside of a node."""
    return bisect_left(places, node.start_byte) < bisect_left(places, node.end_byte)


@lru_cache(maxsize=1)
def _instances(text: str) -> frozenset[str]:
    """The names that a sample gives to instances of axios."""
    return frozenset(re.findall(r"\b(\w+)\s*=\s*axios\.create\(", text))


def _promise_kept(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A promise is stored without await, then used as if it were the response."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or value.type != "call_expression":
        return
    callee = value.child_by_field_name("function")
    text = tree.source(callee) if callee is not None else ""
    owner, _, verb = text.rpartition(".")
    is_of_instance = verb in axios.METHODS and owner in _instances(tree.text)
    if text != "fetch" and not axios.is_call(text) and not is_of_instance:
        return
    kind = node.child_by_field_name("type")
    if kind is not None and re.fullmatch(r":\s*(?:Axios)?Response\b.*", tree.source(kind), re.DOTALL):
        message = f"{text} gives a promise, which is no Response (TS2322)"
        yield Fault("WP112", message, line(node), node.start_point[1], f"Write await {text}(…).")
        return
    if name.type == "object_pattern":
        message = f"{text} gives a promise, which has no such members"
        yield Fault("WP112", message, line(node), node.start_point[1], f"Write await {text}(…).")
    if name.type != "identifier":
        return
    wanted = tree.source(name)
    yield from _used_at_once(tree, wanted, f"await {text}(…)", node, _PROMISED)


def _body_kept(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``const data = response.json();``, then used as if it were what was sent."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    source = tree.source(value) if value is not None else ""
    match = re.fullmatch(r"(\w+)\.(?:json|text|blob)\(\)", source)
    if name is None or match is None:
        return
    if name.type == "object_pattern" and match[1] in _responses(tree.text):
        message = f"{source} is a promise, and has no such members"
        yield Fault("WP112", message, line(node), node.start_point[1], f"Write await {source}.")
    elif name.type == "identifier" and match[1] in _responses(tree.text):
        yield from _used_at_once(tree, tree.source(name), f"await {source}", node, None)


@lru_cache(maxsize=1)
def _responses(text: str) -> frozenset[str]:
    """The names that a sample gives to what fetch answers."""
    return frozenset(re.findall(r"\b(\w+) = await fetch\(", text))


def _used_at_once(
    tree: Tree, wanted: str, right: str, node: "Node", members: set[str] | None
) -> Iterator[Fault]:
    """A member of a promise that is the result's: one of `members`, or any but those of a promise."""
    uses = _members(tree).get(wanted, [])
    for _, member in uses[bisect_left(uses, node.end_byte, key=itemgetter(0)) :]:
        if member in members if members else member not in _OF_PROMISES:
            yield Fault(
                "WP112",
                f"{wanted} is a promise: the response is never awaited",
                line(node),
                node.start_point[1],
                f"Write {right}.",
            )
            return


@lru_cache(maxsize=1)
def _members(tree: Tree) -> dict[str, list[tuple[int, str]]]:
    """The members that are read of each name, with their places, in the order of the text."""
    found: dict[str, list[tuple[int, str]]] = {}
    for node in tree.nodes:
        if node.type == "member_expression":
            left, member = node.child_by_field_name("object"), node.child_by_field_name("property")
            if left is not None and left.type == "identifier" and member is not None:
                found.setdefault(tree.source(left), []).append((node.start_byte, tree.source(member)))
    return found
