"""The HTTP calls of a JavaScript program (fetch, axios, Node), read from its syntax tree."""

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.understanding.bodies import form_pairs, text_body
from generator.auditing.understanding.call import HOLE, NATIVE_FILE, Body, Call, Header
from generator.auditing.understanding.literals import Literals
from generator.auditing.understanding.programs import axios
from generator.auditing.understanding.programs.javascript_node import node_call, node_modules
from generator.auditing.understanding.remembered import remembered
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import Tree, arguments_of, callee_of, line, walk

if TYPE_CHECKING:
    from tree_sitter import Node


# Options by which Node does not check the server's certificate.
_UNVERIFIED = re.compile(r"rejectUnauthorized: false|NODE_TLS_REJECT_UNAUTHORIZED")
_HEADERS = re.compile(r"new Headers\(")
_NATIVE = re.compile(r"\{\s*(?:\w+:[^,{}]*,\s*)*uri\b")


def javascript_calls(tree: Tree) -> list[Call]:
    """The calls of a JavaScript program or fragment, in the order of the text."""
    return sorted(Reader(tree).calls, key=lambda call: call.line)


class Reader:
    """Reads the calls of a tree; what stands behind names is looked up in the whole of it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.calls: list[Call] = []
        self._literals = Literals(tree, self.resolved, self.text)
        nodes = tree.nodes
        self._values: dict[str, list[Node]] = {}
        self._appended: dict[str, list[tuple[tuple[str, str], int]]] = {}
        self._written: dict[str, Node] = {}  # to a request of Node, by its name
        self._modules = node_modules(tree.text)
        for node in nodes:
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if node.type == "variable_declarator" and name is not None and value is not None:
                self._values.setdefault(tree.source(name), []).append(value)
        for node in nodes:
            if node.type == "call_expression":
                self._append(node)
        for node in nodes:
            if node.type == "call_expression":
                self._call(node)

    def _append(self, node: "Node") -> None:
        callee, arguments = node.child_by_field_name("function"), arguments_of(node)
        if callee is None or callee.type != "member_expression" or not arguments:
            return
        owner, _, member = self.tree.source(callee).rpartition(".")
        if member in ("write", "end"):
            self._written.setdefault(owner, arguments[0])
        elif len(arguments) == 2 and member in ("append", "set"):
            value = NATIVE_FILE if _NATIVE.match(self.tree.source(arguments[1])) else self.text(arguments[1])
            pair = (self.text(arguments[0]) or HOLE, value or HOLE)
            self._appended.setdefault(owner, []).append((pair, line(node)))

    def resolved(self, node: "Node | None") -> "Node | None":
        """The expression behind a name, or the expression itself."""
        for _ in range(8):
            if node is None or node.type not in (
                "identifier",
                "shorthand_property_identifier",
                "as_expression",
                "await_expression",
            ):
                break
            if node.type in ("as_expression", "await_expression"):
                node = node.named_children[0]
                continue
            value = self._value(node)
            if value is None or value == node:
                break
            node = value
        return node

    def _value(self, name: "Node") -> "Node | None":
        """What a name was last given above its place; one that is given once may be given it below."""
        values = self._values.get(self.tree.source(name), [])
        number = bisect_left(values, name.start_byte, key=lambda value: value.start_byte)
        return values[number - 1] if number else values[0] if len(values) == 1 else None

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self.resolved(node)
        if node is None or depth > 20:
            return None
        if node.type == "string":
            return re.sub(
                r"\\(.)",
                lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]),
                self.tree.source(node)[1:-1],
            )
        if node.type == "template_string":
            pieces = []
            for child in node.named_children:
                if child.type == "template_substitution":
                    inner = child.named_children[0] if child.named_children else None
                    known = (
                        self.text(inner, depth + 1)
                        if inner is not None and inner.type == "identifier"
                        else None
                    )
                    pieces.append(HOLE if known is None else known)
                else:
                    pieces.append(self.tree.source(child))
            return "".join(pieces)
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            return (
                None
                if all(side is None for side in sides)
                else "".join(HOLE if side is None else side for side in sides)
            )
        if node.type == "new_expression" and self.tree.source(node).startswith("new URL("):
            arguments = arguments_of(node)
            return self.text(arguments[0], depth + 1) if arguments else None
        return None

    def members(self, node: "Node | None") -> dict[str, "Node"]:
        """The members of an object literal, by name."""
        node = self._plain(node)
        found: dict[str, Node] = {}
        for pair in node.named_children if node is not None and node.type == "object" else ():
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "shorthand_property_identifier":
                found[self.tree.source(pair)] = pair
            elif key is not None and value is not None:
                name = self.tree.source(key)
                name = name[1:-1] if key.type == "computed_property_name" else name
                found[name.strip("'\"`")] = value
        return found

    def _plain(self, node: "Node | None") -> "Node | None":
        """The expression behind a name; of ``new Headers({…})``, what it is made of."""
        node = self.resolved(node)
        if node is not None and node.type == "new_expression" and _HEADERS.match(self.tree.source(node)):
            given = arguments_of(node)
            return self.resolved(given[0]) if given else node
        return node

    def _headers(self, node: "Node | None") -> tuple[Header, ...]:
        """The headers of an object, or of a ``Headers`` that is made of one and appended to."""
        given = self._plain(node)
        if node is None or given is None:
            return ()
        found = [
            Header(name, self.text(value) or HOLE, line(value)) for name, value in self.members(given).items()
        ]
        source = self.tree.source(given)
        added = self._appended.get(self.tree.source(node), [])
        found += [Header(*pair, at) for pair, at in added]
        if "..." in source or (given.type != "object" and not (source == "new Headers()" and added)):
            found.append(Header("", HOLE, line(given)))  # headers there are, but not which
        return tuple(found)

    def _call(self, node: "Node") -> None:
        callee, arguments = callee_of(node), arguments_of(node)
        if callee is None or not arguments:
            return
        name = axios.named(self.tree.source(callee), self.tree.text)
        if name in ("fetch", "window.fetch", "nodeFetch", "$fetch"):
            options = self.members(arguments[1]) if len(arguments) > 1 else {}
            self.add(
                node,
                "fetch",
                self._method(options),
                arguments[0],
                options,
                self._read(options.get("body"), "fetch"),
                None,
            )
        elif axios.takes_configuration(name):
            options = self.members(arguments[0]) or self.members(arguments[1] if arguments[1:] else None)
            url = options.get("url", arguments[0])
            body = self._read(options.get("data"), "axios")
            self.add(node, "axios", self._method(options), url, options, body, options.get("params"))
        elif verb := self._axios_verb(callee, name):
            place = 2 if axios.takes_body(verb) else 1
            options = self.members(arguments[place]) if len(arguments) > place else {}
            body = self._read(arguments[1], "axios") if place > 1 and len(arguments) > 1 else None
            if body is not None and axios.takes_form(verb):
                body = Body("multipart", None, body.fields, True, body.line)
            method = axios.METHODS[verb]
            self.add(node, "axios", method, arguments[0], options, body, options.get("params"))
            self._based(callee)
        elif name.partition(".")[0] in self._modules and name.partition(".")[2] in ("request", "get"):
            self._of_node(node, name, arguments)

    def _of_node(self, node: "Node", name: str, arguments: "list[Node]") -> None:
        module, _, verb = name.partition(".")
        named = node.parent.child_by_field_name("name") if node.parent is not None else None
        written = self._written.get(self.tree.source(named)) if named is not None else None
        call = node_call(self, node, self._modules[module], verb, arguments, written)
        if call is not None:
            self.calls.append(call)

    def _instance(self, callee: "Node | None") -> "Node | None":
        """The ``axios.create(…)`` behind the object whose method is called."""
        owner = callee.child_by_field_name("object") if callee is not None else None
        made = self.resolved(owner) if owner is not None and owner.type == "identifier" else None
        return made if made is not None and self.tree.source(made).startswith("axios.create(") else None

    def _axios_verb(self, callee: "Node | None", name: str) -> str:
        """``get`` of ``axios.get``, and of a call of an instance."""
        owner, _, verb = name.rpartition(".")
        is_named = verb in axios.METHODS
        return verb if is_named and (owner == "axios" or self._instance(callee) is not None) else ""

    def _based(self, callee: "Node | None") -> None:
        """Add to the last call what its instance was created with: the address, and headers."""
        made = self._instance(callee)
        created = arguments_of(made) if made is not None else []
        options = self.members(created[0]) if created else {}
        call = self.calls[-1]
        base = (self.text(options.get("baseURL")) or HOLE).rstrip("/")
        headers = tuple(
            Header(name, self.text(value) or HOLE, line(value))
            for name, value in self.members(options.get("headers")).items()
        )
        if made is not None and not re.match(r"\w+:", call.url):
            url = f"{base}/{call.url.lstrip('/')}"
            self.calls[-1] = replace(call, url=url, headers=(*call.headers, *headers))

    def _method(self, options: dict[str, "Node"]) -> str:
        return (self.text(options["method"]) or "").upper() if "method" in options else "GET"

    def add(
        self,
        node: "Node",
        client: str,
        method: str,
        url: "Node",
        options: dict[str, "Node"],
        body: Body | None,
        params: "Node | None",
    ) -> None:
        """Add the call of a client, with what its `options` say of headers and credentials."""
        auth = self.members(options.get("auth"))
        self.calls.append(
            Call(
                client,
                method,
                self.text(url) or "",
                line(node),
                line(url),
                self._headers(options.get("headers")),
                body,
                tuple((name, self.text(value) or HOLE) for name, value in self.members(params).items()),
                (HOLE, HOLE) if auth else None,
                body is not None
                and (client == "axios" or body.kind == "multipart" or (body.kind == "form" and body.encodes)),
                not says(self.tree.text, _UNVERIFIED),
            )
        )

    def _read(self, node: "Node | None", client: str) -> Body | None:
        return self.body(node, client) if node is not None else None

    def body(self, node: "Node", client: str) -> Body:
        """The body that an expression makes, as `client` sends it."""
        at = line(node)
        name = self.tree.source(node).removesuffix(".toString()")
        value = self.resolved(node)
        source = (self.tree.source(value) if value is not None else "").strip()
        if value is not None and value.type == "call_expression" and source.endswith(".toString()"):
            callee = value.child_by_field_name("function")
            inner = callee.child_by_field_name("object") if callee is not None else None
            name = self.tree.source(inner) if inner is not None else name
            value = self.resolved(inner)
            source = self.tree.source(value) if value is not None else ""
        arguments = arguments_of(value) if value is not None else []
        if source.startswith("new URLSearchParams") or re.match(r"(?:qs|querystring)\.stringify\(", source):
            literal = self.text(arguments[0]) if arguments else None
            pairs = form_pairs(literal) if literal else self.pairs(arguments[0] if arguments else None)
            return Body("form", None, (*pairs, *self._added(name)), True, at)
        if source.startswith("new FormData"):
            return Body("multipart", None, self._added(name), True, at)
        if source.startswith("JSON.stringify"):
            return self.json(arguments[0] if arguments else None, at)
        if value is not None and value.type == "object":
            if client == "axios":
                return self.json(value, at)
            plain = all(
                child.type in ("pair", "shorthand_property_identifier") for child in value.named_children
            )
            computed = any(child.type == "computed_property_name" for child in walk(value))
            return Body("object" if plain and not computed else "raw", None, self.pairs(value), False, at)
        text = self.text(value)
        return (
            Body("raw", line=at)
            if text is None
            else text_body(text, line(value) if value is not None else at)
        )

    def _added(self, name: str) -> tuple[tuple[str, str], ...]:
        """The fields that a form is given by ``append`` and ``set``."""
        return tuple(pair for pair, _ in self._appended.get(name, ()))

    def json(self, node: "Node | None", at: int) -> Body:
        """The body of JSON that an expression makes when it is serialised."""
        return Body("json", None, self.pairs(node), True, at, self._literals.json(node))

    def pairs(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The names and values of an object, `HOLE` for a value that is not known."""
        return tuple((name, self.text(value) or HOLE) for name, value in self.members(node).items())
