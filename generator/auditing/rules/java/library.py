"""Java against its library: types that are not imported, checked exceptions, members of a response."""

import re
from collections.abc import Iterator

from generator.auditing.rules.java.imports import missing_imports
from generator.auditing.rules.java.thrown import unhandled
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

# https://docs.oracle.com/en/java/javase/17/docs/api/java.net.http/java/net/http/HttpResponse.html
_RESPONSES = re.compile(r"(?<![<\w.])HttpResponse<(?:[\w.?, ]|\[\]|<[\w.?, ]*>)*>\s+(\w+)\s*=")
_RESPONSE = {
    "statusCode", "request", "previousResponse", "headers", "body", "sslSession", "uri", "version",
    "toString", "equals", "hashCode", "getClass",
}  # fmt: skip


def java_library_faults(tree: Tree) -> Iterator[Fault]:
    """The faults that only the library tells; of a fragment, those that no line above could mend."""
    yield from missing_imports(tree)
    yield from unhandled(tree)
    yield from _misread(tree)


def _misread(tree: Tree) -> Iterator[Fault]:
    """``response.getBody()``: another library's."""
    names = set(_RESPONSES.findall(tree.text))
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
