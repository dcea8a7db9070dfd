"""JavaScript and TypeScript: is the response of fetch or axios taken for what it is?"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from generator.auditing.rules.http.headers import is_header_name
from generator.auditing.rules.javascript.names import FUNCTIONS
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding import axios
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, callee_of, line

if TYPE_CHECKING:
    from tree_sitter import Node


class _Kind(NamedTuple):
    """A sort of response: its `title`, the `members` that it has, and what gives the body."""

    title: str
    members: frozenset[str]
    fix: str
    client: str


_OF_ALL = {"toString", "hasOwnProperty", "constructor", "valueOf"}
_FETCH = _Kind(
    "a Response of fetch",
    frozenset(
        {
            *(
                "arrayBuffer",
                "blob",
                "body",
                "bodyUsed",
                "bytes",
                "clone",
                "formData",
                "headers",
                "json",
                "ok",
            ),
            *("redirected", "status", "statusText", "text", "type", "url"),  # Fetch Standard §5.5
            *("buffer", "size", "timeout", "textConverted", "trailer"),  # node-fetch 2
            *_OF_ALL,
        }
    ),
    "Write (await {name}.json()), which is what the server sent.",
    "fetch",
)
_AXIOS = _Kind(
    "a response of axios",
    frozenset({"data", "status", "statusText", "headers", "config", "request", *_OF_ALL}),
    "Write {name}.data, which is what the server sent.",
    "axios",
)
_VALUES = {"ok", "status", "statusText", "headers", "url", "redirected", "data", "config"}
_NEEDED = ("method", "headers", "body", "signal", "credentials", "redirect")
_OPTIONS = {  # Fetch Standard §5.4, and node-fetch's
    *_NEEDED,
    *("referrer", "referrerPolicy", "mode", "cache", "integrity", "keepalive", "duplex", "priority"),
    *("window", "agent", "compress", "follow", "size", "timeout", "dispatcher"),
}
# What other clients call it.
_OF_OTHERS = {"data": "body", "json": "body", "form": "body", "payload": "body"}
_OF_ADDRESSES = ("params", "query", "qs", "searchParams")  # which fetch takes within the address
_OF_OTHERS_FOR_AXIOS = {"body": "data", "json": "data", "form": "data", "qs": "params", "query": "params"}
_NEEDED_BY_AXIOS = ("method", "headers", "params", "data", "timeout", "baseURL", "signal", "responseType")
_OF_AXIOS = {  # https://axios-http.com/docs/req_config; what is nearly one of those needed, and is another
    *_NEEDED_BY_AXIOS,
    *("url", "auth", "proxy", "adapter", "transformRequest", "transformResponse", "paramsSerializer"),
}
_STREAM = frozenset(
    {
        *("cancel", "getReader", "locked", "pipeThrough", "pipeTo", "tee", "values"),
        *(
            "on",
            "once",
            "pipe",
            "destroy",
            "resume",
            "pause",
            "read",
            "setEncoding",
        ),  # Node.js's, of node-fetch 2
        *_OF_ALL,
    }
)
_OWN_FETCH = re.compile(
    r"""\bfunction\s+fetch\b|\b(?:import|const|let|var)\s+(?:fetch\b|\{[^}]*\bfetch\b)[^\n;]*?(?:['"]([^'"\n]+)['"]|$)""",
    re.MULTILINE,
)
_LIKE_FETCH = {"node-fetch", "cross-fetch", "isomorphic-fetch", "undici", "whatwg-fetch", "node-fetch-native"}


def misread_responses(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """Members that a response does not have, such as the other library's, which are undefined."""
    kinds = dict(_responses(tree, nodes))
    if not kinds:
        return
    for node in nodes:
        if node.type in ("variable_declarator", "assignment_expression"):
            left = node.child_by_field_name("name") or node.child_by_field_name("left")
            found = _place(tree, left, node) if left is not None else None
            if found in kinds and kinds[found][1].id != node.id:
                del kinds[found]  # it is a response here, and something else there
    for node in nodes:
        if node.type == "member_expression":
            yield from _misread(tree, node, kinds)
        elif node.type == "await_expression" and node.named_children:
            yield from _awaited_method(tree, node.named_children[0], kinds)


_Place = tuple[str, int | None]  # a name, and the function in which it stands


def _place(tree: Tree, name: "Node", node: "Node") -> _Place:
    function = ancestor(node, *FUNCTIONS)
    return tree.source(name), None if function is None else function.id


def _responses(tree: Tree, nodes: "Sequence[Node]") -> Iterator[tuple[_Place, tuple[_Kind, "Node"]]]:
    """The names that hold a response, each with its kind and the node that gives it the response."""
    for node in nodes:
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is None or value is None or name.type != "identifier":
                continue
            awaited = _awaited(value)
            if awaited is not None and (kind := _kind(tree, awaited)):
                yield _place(tree, name, node), (kind, node)
        elif node.type == "call_expression" and (found := _taken_by_then(tree, node)):
            kind, name, function = found
            yield (tree.source(name), function.id), (kind, function)


def _awaited(value: "Node") -> "Node | None":
    """The call that is awaited; the grammar takes ``await get<T>()`` for a call of ``await get``."""
    if value.type == "await_expression":
        return value.named_children[0] if value.named_children else None
    callee = value.child_by_field_name("function") if value.type == "call_expression" else None
    return value if callee is not None and callee.type == "await_expression" else None


def _kind(tree: Tree, call: "Node") -> _Kind | None:
    callee = callee_of(call) if call.type == "call_expression" else None
    text = tree.source(callee) if callee is not None else ""
    if text == "fetch":
        return _FETCH if _is_fetch(tree.text) else None
    return _AXIOS if axios.is_call(text) and "interceptors" not in tree.text else None


@lru_cache(maxsize=1)
def _is_fetch(text: str) -> bool:
    """Whether fetch is the one of the standard, or a library's that does the same."""
    own = _OWN_FETCH.search(text)
    return own is None or own[1] in _LIKE_FETCH


def _taken_by_then(tree: Tree, call: "Node") -> "tuple[_Kind, Node, Node] | None":
    """The kind, the name and the function of ``fetch(…).then(name => …)``."""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if (
        callee is None
        or callee.type != "member_expression"
        or arguments is None
        or not arguments.named_children
    ):
        return None
    member, owner = callee.child_by_field_name("property"), callee.child_by_field_name("object")
    if member is None or owner is None or tree.source(member) != "then" or not (kind := _kind(tree, owner)):
        return None
    function = arguments.named_children[0]
    if function.type not in ("arrow_function", "function_expression"):
        return None
    name = function.child_by_field_name("parameter")
    if name is None:
        several = function.child_by_field_name("parameters")
        name = several.named_children[0] if several is not None and several.named_child_count == 1 else None
    if name is not None and name.type == "required_parameter":  # TypeScript's
        name = name.child_by_field_name("pattern")
    return (kind, name, function) if name is not None and name.type == "identifier" else None


_Kinds = dict[_Place, tuple[_Kind, "Node"]]


def _misread(tree: Tree, node: "Node", kinds: _Kinds) -> Iterator[Fault]:
    owner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or member is None or _is_assigned(node):
        return
    wanted = tree.source(member)
    if owner.type == "member_expression":
        yield from _misread_body(tree, owner, wanted, kinds)
    elif owner.type == "identifier" and (known := kinds.get(_place(tree, owner, node))):
        kind, given = known
        if node.start_byte > given.start_byte and wanted not in kind.members:
            yield _fault(tree, node, f"{kind.title} has no '{wanted}'", kind, owner)
        elif node.start_byte > given.start_byte and wanted in _VALUES and _is_called(node):
            message = f"{wanted} of {kind.title} is no function: TypeError"
            yield Fault("WP111", message, line(node), node.start_point[1], f"Write {tree.source(node)}.")


def _is_called(node: "Node") -> bool:
    call = node.parent
    return (
        call is not None and call.type == "call_expression" and call.child_by_field_name("function") == node
    )


def _configured(tree: Tree, call: "Node", kind: _Kind) -> tuple[int, set[str], Sequence[str]]:
    """Which argument of a call is its configuration, what that may have, and what a slip is meant for."""
    if kind is _FETCH:
        return 1, _OPTIONS, _NEEDED
    callee = callee_of(call)
    name = tree.source(callee) if callee is not None else ""
    if axios.takes_configuration(name):
        return 0, _OF_AXIOS, _NEEDED_BY_AXIOS
    return 2 if axios.takes_body(name.rpartition(".")[2]) else 1, _OF_AXIOS, _NEEDED_BY_AXIOS


def _declared(tree: Tree, nodes: "Sequence[Node]") -> "dict[str, Node | None]":
    """What each name of a sample is given where it is declared; None for one that is declared twice."""
    found: dict[str, Node | None] = {}
    for node in nodes:
        name = node.child_by_field_name("name") if node.type == "variable_declarator" else None
        if name is not None:
            text = tree.source(name)
            found[text] = None if text in found else node.child_by_field_name("value")
    return found


def misspelt_options(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """``fetch(url, {header: …})``: an option that fetch does not have, and that is nearly one of its own.

    What fetch does not know it passes over (Fetch Standard §5.4), so that nothing says why it fails.
    """
    declared: dict[str, Node | None] | None = None
    for node in nodes:
        kind = _kind(tree, node) if node.type == "call_expression" else None
        if kind is None:
            continue
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        place, known, needed = _configured(tree, node, kind)
        options = given[place] if len(given) > place else None
        if options is not None and options.type == "identifier":
            declared = _declared(tree, nodes) if declared is None else declared
            options = declared.get(tree.source(options))
        for pair in options.named_children if options is not None and options.type == "object" else ():
            key = pair.child_by_field_name("key") if pair.type == "pair" else None
            name = tree.source(key).strip("\"'") if key is not None else ""
            if key is None or name in known:
                continue
            of_another = (_OF_OTHERS if kind is _FETCH else _OF_OTHERS_FOR_AXIOS).get(name)
            if (is_header_name(name) and "-" in name) or name == "Authorization":
                message = (
                    f"{name} is a header, and stands among the options, where {kind.client} passes over it"
                )
                yield Fault("WP111", message, line(key), key.start_point[1], "Put it into headers: {…}.")
                break
            if kind is _FETCH and name in _OF_ADDRESSES:
                message = f"fetch has no option {name}, and passes over it"
                fix = "Add them to the address: ?${new URLSearchParams({…})}."
                yield Fault("WP111", message, line(key), key.start_point[1], fix)
                continue
            meant = [of_another] if of_another else []
            meant = meant or [each for each in needed if is_plural(name, each) or is_slip(name, each, 0.8)]
            if len(meant) == 1:
                message = f"{kind.client} has no option {name}, and passes over it"
                yield Fault("WP111", message, line(key), key.start_point[1], f"Write {meant[0]}.")


def _awaited_method(tree: Tree, node: "Node", kinds: _Kinds) -> Iterator[Fault]:
    """``await response.json``, which gives the method, and not what it would bring."""
    parent = node.parent
    is_called = parent is not None and parent.parent is not None and callee_of(parent.parent) == node
    if node.type != "member_expression" or is_called:
        return
    owner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    name = tree.source(member) if member is not None else ""
    if owner is not None and name in ("json", "text", "blob") and _place(tree, owner, node) in kinds:
        message = f"{name} is a method, and is not called here"
        yield Fault("WP111", message, line(node), node.start_point[1], f"Write {tree.source(node)}().")


def _is_assigned(node: "Node") -> bool:
    parent = node.parent
    if parent is None or parent.type != "assignment_expression":
        return False
    return parent.child_by_field_name("left") == node


def _misread_body(tree: Tree, node: "Node", wanted: str, kinds: _Kinds) -> Iterator[Fault]:
    """What is `wanted` of the member of a response that `node` is."""
    owner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or member is None or owner.type != "identifier":
        return
    kind, _ = kinds.get(_place(tree, owner, node), (None, None))
    name = tree.source(member)
    if kind is not _FETCH:
        return
    if name == "body" and wanted not in _STREAM:
        yield _fault(tree, node, f"the body of a Response is a stream and has no '{wanted}'", _FETCH, owner)
    elif name == "json" and wanted not in ("bind", "call", "apply"):
        yield _fault(tree, node, f"json is a function and has no '{wanted}'", _FETCH, owner)


def _fault(tree: Tree, node: "Node", message: str, kind: _Kind, name: "Node") -> Fault:
    # No error: whoever only parses it does not see it, and it may only print "undefined".
    fix = kind.fix.format(name=tree.source(name))
    return Fault("WP111", message, line(node), node.start_point[1], fix, "warning")
