"""Java that the grammar takes and no compiler does: a diamond without new, a String where it fits nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.auditing.rules.java.assigned import assigned_faults
from generator.auditing.rules.java.clients import client_faults
from generator.auditing.rules.java.forms import form_faults
from generator.auditing.rules.java.library import java_library_faults
from generator.auditing.rules.java.names import name_faults
from generator.auditing.rules.java.own import own_faults
from generator.auditing.rules.java.statements import statement_faults
from generator.auditing.rules.typed import once
from generator.auditing.rules.typed.java import typed_faults
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_VALUES = (
    "identifier",
    "field_access",
    "string_literal",
    "decimal_integer_literal",
    "true",
    "false",
    "null_literal",
)
_TYPES = ("class_declaration", "record_declaration", "enum_declaration")


def java_faults(tree: Tree) -> Iterator[Fault]:
    """What keeps a Java sample from compiling or from working, as far as its text tells."""
    told = [
        *_shape_faults(tree),
        *form_faults(tree),
        *statement_faults(tree),
        *name_faults(tree),
        *own_faults(tree),
        *assigned_faults(tree),
        *java_library_faults(tree),
        *client_faults(tree),
    ]
    yield from once(told, typed_faults(tree))


def _shape_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a text that the grammar read without an error."""
    for node in tree.nodes:
        at = line(node), node.start_point[1]
        if node.type == "type_arguments" and not node.named_children:
            outer = ancestor(node, "object_creation_expression", "argument_list", "block", "class_body")
            if outer is None or outer.type != "object_creation_expression":
                message = "<> stands for the type of new alone (JLS 15.9)"
                yield Fault("WP101", message, *at, "Write the type between < and >.")
        elif node.type == "constructor_declaration":
            name, owner = node.child_by_field_name("name"), ancestor(node, *_TYPES)
            of = owner.child_by_field_name("name") if owner is not None else None
            if name is not None and of is not None and tree.source(name) != tree.source(of):
                message = f"the method {tree.source(name)} has no type"
                yield Fault("WP101", message, *at, "Write void, or the type that it returns.")
        elif node.type == "method_invocation":
            yield from _text_given(tree, node)
            yield from _sent_alone(tree, node)
        elif _is_value_alone(node):
            text = tree.source(node.named_children[0])[:40]
            yield Fault("WP101", f"{text} alone is no statement (JLS 14.8)", *at, "Pass it on, or remove it.")


def _is_value_alone(node: "Node") -> bool:
    """Whether a value stands where a statement is due; behind the arrow of a switch it is a result."""
    parent = node.parent
    is_result = parent is not None and parent.type == "switch_rule"
    return node.type == "expression_statement" and not is_result and node.named_children[0].type in _VALUES


def _text_given(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A String where the library takes none: the uri of a HttpRequest, what an OutputStream writes."""
    name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if name is None or len(given) != 1 or given[0].type != "string_literal":
        return
    source = tree.source(node)
    at = line(name), None
    if tree.source(name) == "uri" and _BUILT.match(source):
        yield Fault("WP111", "uri takes a URI, and this is a String", *at, "Write URI.create(…).")
    elif tree.source(name) in _PUBLISHED and _BUILT.match(source):
        message = f"{tree.source(name)} takes a BodyPublisher, and this is a String"
        yield Fault("WP111", message, *at, "Write HttpRequest.BodyPublishers.ofString(…).")
    elif tree.source(name) == "write" and _is_stream(tree, source):
        yield Fault(
            "WP111", "an OutputStream writes bytes, and this is a String", *at, "Add .getBytes(UTF_8)."
        )


_PUBLISHED = ("POST", "PUT")
_BUILT = re.compile(r"(?:java\.net\.http\.)?HttpRequest\s*\.newBuilder\(")


def _is_stream(tree: Tree, source: str) -> bool:
    """Whether a call is one of an OutputStream: of a connection's, or of a name that is declared as one."""
    name = re.match(r"(\w+)\.write\(", source)
    is_declared = name is not None and name[1] in _declared(_STREAM, tree.text)
    return is_declared or re.match(r"\w+\.getOutputStream\(\)", source) is not None


_STREAM = r"\b(?:Data)?OutputStream\s+(\w+)\s*="
_CLIENT = r"\bHttpClient (\w+) = HttpClient\.new|\bHttpResponse<[^=;]*=\s*(\w+)\s*\.send(?:Async)?\("


@lru_cache(maxsize=4)
def _declared(pattern: str, text: str) -> frozenset[str]:
    """The names that a sample gives to what a pattern finds."""
    return frozenset(name for match in re.finditer(pattern, text) for name in match.groups() if name)


def _sent_alone(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``client.send(request)``: java.net.http wants to be told what becomes of the body."""
    name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
    owner = node.child_by_field_name("object")
    if name is None or arguments is None or owner is None or tree.source(name) not in ("send", "sendAsync"):
        return
    source = tree.source(owner)
    is_jdk = source in _declared(_CLIENT, tree.text) or source.startswith("HttpClient.new")
    if len(arguments.named_children) == 1 and is_jdk:
        message = f"{tree.source(name)} takes a BodyHandler, too"
        yield Fault("WP111", message, line(name), None, "Add HttpResponse.BodyHandlers.ofString().")
