"""Java's clients: builders that are given too little, calls that are never executed, bytes in texts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, fault_on

if TYPE_CHECKING:
    from tree_sitter import Node

_BUILT = re.compile(r"(?:new\s+Request\.Builder\(\)|(?:java\.net\.http\.)?HttpRequest\s*\.newBuilder\()")
_RESPONSES = re.compile(r"\bHttpResponse(?:<[\w<>?, ]*>)?\s+(\w+)\s*=\s*[^;]*\.send\(")
_CONNECTIONS = re.compile(r"\bHttps?URLConnection\s+(\w+)\s*=")
_OF_OKHTTP = re.compile(r"\bResponse\s+(\w+)\s*=\s*[^;{}]*\.execute\(\)")
_METHODS = {"isSuccessful", "code", "body", "message"}
_FIELDS = {"statusCode", "body", "headers", "uri", "version"}


def client_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of java.net.http and of OkHttp."""
    of_jdk = set(_RESPONSES.findall(tree.text))
    connections = set(_CONNECTIONS.findall(tree.text))
    of_okhttp = set(_OF_OKHTTP.findall(tree.text))
    yield from _handled_as(tree)
    yield from _no_output(tree, connections)
    yield from _unbuilt(tree)
    for node in tree.nodes:
        if node.type == "method_invocation":
            yield from _half_a_header(tree, node)
            yield from _of_okhttp(tree, node)
            yield from _of_connection(tree, node, connections)
        elif node.type == "binary_expression":
            yield from _bytes_in_text(tree, node)
        elif node.type == "field_access":
            yield from _field(tree, node, of_jdk, connections, of_okhttp)
        elif node.type == "variable_declarator":
            yield from _never_executed(tree, node)


# https://docs.oracle.com/en/java/javase/25/docs/api/java.net.http/java/net/http/HttpResponse.BodyHandlers.html
_HANDLED = {
    "ofString": "String", "ofByteArray": "byte[]", "ofInputStream": "InputStream",
    "ofLines": "Stream<String>", "ofFile": "Path", "ofFileDownload": "Path", "discarding": "Void",
}  # fmt: skip
_ANSWERED = re.compile(
    r"(?<![<\w.])HttpResponse<([\w.]+(?:<\w+>)?(?:\[\])?)>\s+\w+\s*=\s*[\w.]{1,80}?\s*"
    r"\.send\(\s*\w+\s*,\s*(?:HttpResponse\.)?BodyHandlers\.(\w+)\("
)


def _handled_as(tree: Tree) -> Iterator[Fault]:
    """``HttpResponse<String> r = client.send(request, BodyHandlers.ofByteArray())``: the handler decides."""
    for match in _ANSWERED.finditer(tree.text):
        declared, gives = match[1].rpartition(".")[2], _HANDLED.get(match[2])
        if gives is not None and declared not in (gives, "Object"):
            message = f"BodyHandlers.{match[2]} gives an HttpResponse<{gives}>, and not <{match[1]}>"
            at = tree.text.count("\n", 0, match.start(2))
            yield Fault(
                "WP111", message, at, None, f"Declare HttpResponse<{gives}>, or take another handler."
            )


def _parts(tree: Tree, node: "Node") -> tuple[str, "Node | None", "list[Node]"]:
    """The name of a method, what it is called on, and its arguments."""
    name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
    given = (
        [each for each in arguments.named_children if "comment" not in each.type]
        if arguments is not None
        else []
    )
    return (tree.source(name) if name is not None else ""), node.child_by_field_name("object"), given


def _half_a_header(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``.addHeader("Authorization: Bearer x")``: the builders take a name and a value."""
    name, _, given = _parts(tree, node)
    if name in ("addHeader", "header", "setHeader") and len(given) == 1 and _BUILT.match(tree.source(node)):
        message = f"{name} takes a name and a value, and is given 1 argument"
        at = given[0]
        yield fault_on(at, message, "Pass the header's name, and its whole value.")


def _of_okhttp(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``response.body().toString()``: the name of an object, and not what it holds."""
    name, owner, given = _parts(tree, node)
    if name != "toString" or given or owner is None or "newCall(" not in tree.text:
        return
    if re.search(r"\w\.body\(\)$", tree.source(owner)):
        yield fault_on(
            node,
            "toString of OkHttp's body gives the name of the object, not its text",
            "Write body().string().",
        )


def _of_connection(tree: Tree, node: "Node", connections: set[str]) -> Iterator[Fault]:
    """``con.setRequestMethod("post")``: a ProtocolException; a property is given by name and value."""
    name, owner, given = _parts(tree, node)
    if owner is None or tree.source(owner) not in connections:
        return
    if name == "setRequestMethod" and given and re.fullmatch(r'"[a-z]+"', tree.source(given[0])):
        message = "setRequestMethod knows methods in capitals only: ProtocolException"
        yield fault_on(given[0], message, f"Write {tree.source(given[0]).upper()}.")
    elif name in ("setRequestProperty", "addRequestProperty") and len(given) == 1:
        yield fault_on(given[0], f"{name} takes a name and a value, and is given 1 argument", "Pass both.")


_BUILDER = re.compile(
    r"\b(?:var|HttpRequest)\s+(\w+)\s*=\s*"
    r"(HttpRequest\s*\.newBuilder\((?:[^;\"]|\"(?:\\.|[^\"\\])*\")*);"
)
_GIVEN_TO_SEND = re.compile(r"\.send(?:Async)?\(\s*(\w+)")
_TEXT_READ = re.compile(r"\.body\(\)\.(get(?:String|Int|JSONObject|JSONArray|Object)?\([^)]*\))")


def _unbuilt(tree: Tree) -> Iterator[Fault]:
    """A request whose builder is never told to build it; members of a body that is a String."""
    text = tree.text
    sent = set(_GIVEN_TO_SEND.findall(text))
    for match in _BUILDER.finditer(text) if sent else ():
        if match[1] in sent and not match[2].rstrip().endswith(".build()"):
            at = text.count("\n", 0, match.end())
            yield Fault("WP111", "a builder is no HttpRequest: build() is missing", at, None, "Add .build().")
    read = _TEXT_READ.search(text) if "BodyHandlers.ofString()" in text else None
    if read is not None:
        message = f"the body is a String, which has no {read[1].partition('(')[0]}"
        at = text.count("\n", 0, read.start())
        yield Fault("WP111", message, at, None, "Read the JSON with a library.")


def _no_output(tree: Tree, connections: set[str]) -> Iterator[Fault]:
    """``con.getOutputStream()`` without ``setDoOutput(true)``: a ProtocolException."""
    match = re.search(r"\b(\w+)\.getOutputStream\(\)", tree.text)
    if match and match[1] in connections and "setDoOutput(" not in tree.text:
        at = tree.text.count("\n", 0, match.start())
        message = "getOutputStream wants setDoOutput(true) before: ProtocolException"
        yield Fault("WP111", message, at, None, f"Write {match[1]}.setDoOutput(true) before.")


def _never_executed(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``Response response = client.newCall(request);``: a Call, which nothing executes."""
    value = node.child_by_field_name("value")
    kind = node.parent.child_by_field_name("type") if node.parent is not None else None
    if value is None or kind is None or value.type != "method_invocation" or tree.source(kind) != "Response":
        return
    if _parts(tree, value)[0] == "newCall":
        yield fault_on(value, "newCall gives a Call, and no Response: nothing is sent", "Add .execute().")


def _bytes_in_text(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``"Basic " + Base64.getEncoder().encode(…)``: an array of bytes, whose text is its address."""
    right = node.child_by_field_name("right")
    if right is None or right.type != "method_invocation":
        return
    name, owner, _ = _parts(tree, right)
    is_encoder = owner is not None and re.fullmatch(
        r"(?:java\.util\.)?Base64\.get(?:Url)?Encoder\(\)", tree.source(owner)
    )
    if name == "encode" and is_encoder and tree.source(node).lstrip().startswith('"'):
        yield fault_on(
            right, "encode gives bytes, and a text of them is but their address", "Write encodeToString(…)."
        )


def _field(
    tree: Tree, node: "Node", responses: set[str], connections: set[str], of_okhttp: set[str]
) -> Iterator[Fault]:
    """``response.statusCode``: a method, since neither responses nor connections have fields."""
    owner, field = node.child_by_field_name("object"), node.child_by_field_name("field")
    if owner is None or field is None:
        return
    is_getter = tree.source(owner) in connections and tree.source(field).startswith("get")
    is_getter |= tree.source(owner) in of_okhttp and tree.source(field) in _METHODS
    if is_getter or (tree.source(owner) in responses and tree.source(field) in _FIELDS):
        name = tree.source(field)
        yield fault_on(field, f"{name} is a method, and is not called here", f"Write {name}().")
