"""Java against its library: names that are not imported, checked exceptions, members of a response."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

# Where the classes are that samples of HTTP use (the API of the JDK 17).
_PACKAGES = {
    "java.net": ("URI", "URL", "URLEncoder", "URLDecoder", "HttpURLConnection", "URISyntaxException"),
    "java.net.http": ("HttpClient", "HttpRequest", "HttpResponse"),
    "java.io": ("IOException", "InputStream", "OutputStream", "BufferedReader", "InputStreamReader", "File"),
    "java.nio.charset": ("StandardCharsets",),
    "java.nio.file": ("Path", "Paths", "Files"),
    "java.time": ("Duration", "Instant"),
    "java.util": ("Map", "HashMap", "List", "ArrayList", "Base64", "Scanner", "UUID"),
    "java.util.stream": ("Collectors",),
}
_HOME = {name: package for package, names in _PACKAGES.items() for name in names}
_DECLARES = ("class_declaration", "record_declaration", "interface_declaration", "enum_declaration")
_NAMES = ("type_identifier", "identifier", "scoped_type_identifier")
# https://docs.oracle.com/en/java/javase/17/docs/api/java.net.http/java/net/http/HttpResponse.html
_RESPONSE = {
    "statusCode", "request", "previousResponse", "headers", "body", "sslSession", "uri", "version",
    "toString", "equals", "hashCode", "getClass",
}  # fmt: skip


def java_library_faults(tree: Tree) -> Iterator[Fault]:
    """The faults that only the library tells; of a fragment, those that no line above could mend."""
    if re.search(r"^\s*import\s+(?!static)", tree.text, re.MULTILINE) and re.search(r"\bclass\b", tree.text):
        yield from _not_imported(tree)
    yield from _unhandled(tree)
    yield from _misread(tree)


def _not_imported(tree: Tree) -> Iterator[Fault]:
    text = tree.text
    imported = set(re.findall(r"^\s*import\s+([\w.]+)\s*;", text, re.MULTILINE))
    whole = set(re.findall(r"^\s*import\s+([\w.]+)\.\*\s*;", text, re.MULTILINE))
    # A package of others may hold any name (JLS 7.5.2): most clients have an HttpClient, few a List.
    is_open = any(not re.match(r"javax?\.", package) for package in whole)
    given = {name.rpartition(".")[2] for name in imported}
    given |= set(_PACKAGES["java.net.http"]) if is_open else set()
    for node in tree.nodes:
        declared = node.child_by_field_name("name") if node.type in _DECLARES else None
        if declared is not None:
            given.add(tree.source(declared))
    for node in tree.nodes:
        name = tree.source(node) if node.type in ("type_identifier", "identifier") else ""
        package = _HOME.get(name)
        if package is None or name in given or package in whole or _is_qualified(node):
            continue
        given.add(name)
        message = f"{name} is used, and nothing imports it"
        fix = f"Add import {package}.{name};"
        yield Fault("WP103", message, line(node), node.start_point[1], fix, "warning" if is_open else None)


def _is_qualified(node: "Node") -> bool:
    """Whether a name stands behind a dot, or names a method or a variable."""
    before, parent = node.prev_sibling, node.parent
    if parent is None or parent.type in ("import_declaration", "scoped_identifier"):
        return True
    is_own = parent.child_by_field_name("name") == node and node.type == "identifier"
    return is_own or (before is not None and before.type == ".")


# What throws an exception that Java wants handled, by the node and what it says.
_THROWING = (
    ("method_invocation", re.compile(r"\.send\([^;]*BodyHandlers?\."), "IOException, InterruptedException"),
    ("object_creation_expression", re.compile(r"new\s+URI\("), "URISyntaxException"),
    ("object_creation_expression", re.compile(r"new\s+URL\("), "MalformedURLException"),
    ("method_invocation", re.compile(r"Thread\.sleep\("), "InterruptedException"),
    ("method_invocation", re.compile(r"\.openConnection\(\)$"), "IOException"),
)


def _unhandled(tree: Tree) -> Iterator[Fault]:
    """A checked exception that no method declares and no try catches (JLS §11.2)."""
    for node in tree.nodes:
        for kind, pattern, thrown in _THROWING:
            if node.type != kind or not pattern.search(_head(tree, node)) or not _escapes(tree, node):
                continue
            method = ancestor(node, "method_declaration")
            name = method.child_by_field_name("name") if method is not None else None
            message = (
                f"nothing handles {thrown}: {tree.source(name) if name else 'the method'} does not compile"
            )
            yield Fault(
                "WP101", message, line(node), None, "Add throws Exception to the method, or catch it."
            )
            return


def _head(tree: Tree, node: "Node") -> str:
    return tree.data[node.start_byte : min(node.end_byte, node.start_byte + 400)].decode("utf-8", "replace")


_AROUND = (
    "method_declaration",
    "lambda_expression",
    "try_statement",
    "try_with_resources_statement",
    "constructor_declaration",
    "field_declaration",
    "ERROR",
)


def _escapes(tree: Tree, node: "Node") -> bool:
    """Whether nothing around a call catches, and its method says that it throws nothing."""
    around = ancestor(node, *_AROUND)
    while around is not None and around.type.startswith("try_") and not _catches(around):
        around = ancestor(around, *_AROUND)
    if around is None or around.type != "method_declaration":
        return False
    return not any(child.type == "throws" for child in around.children) and "SneakyThrows" not in tree.text


def _catches(node: "Node") -> bool:
    return any(child.type == "catch_clause" for child in node.named_children)


def _misread(tree: Tree) -> Iterator[Fault]:
    """``response.getBody()``: another library's."""
    names = set(re.findall(r"\bHttpResponse<[\w<>?, ]*>\s+(\w+)\s*=", tree.text))
    if "import java.net.http" not in tree.text and "BodyHandlers." not in tree.text:
        return
    if reference := re.search(r"\bHttpResponse::(get[A-Z]\w*)", tree.text):
        message = f"a response of java.net.http has no method {reference[1]}"
        at = tree.text.count("\n", 0, reference.start())
        yield Fault("WP111", message, at, None, "Write HttpResponse::body, or ::statusCode.")
    for node in tree.nodes if names else ():
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        if node.type != "method_invocation" or owner is None or name is None:
            continue
        member = tree.source(name)
        if owner.type == "identifier" and tree.source(owner) in names and member not in _RESPONSE:
            right = {"getBody": "body", "getStatusCode": "statusCode", "getHeaders": "headers"}.get(member)
            fix = f"Write {right}()." if right else f"It has {', '.join(sorted(_RESPONSE)[:5])} and more."
            message = f"a response of java.net.http has no method {member}"
            yield Fault("WP111", message, line(name), name.start_point[1], fix)
