"""Java names that nothing declares, that are declared twice, or that static code cannot reach.

Only a file with its imports is judged as a whole: what a fragment uses may stand anywhere around it, but not
what it declares itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from generator.auditing.rules.java.scopes import Name, Scopes, bodies, inherits, is_value
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORT = re.compile(r"^[ \t]*import\s+(?!static)", re.MULTILINE)
_CLASS = re.compile(r"\b(?:class|record|enum)\s+\w")
_STATIC_IMPORT = re.compile(r"^[ \t]*import\s+static\s+[\w.]+\.(\w+|\*)\s*;", re.MULTILINE)
# A comment that stands for code, which outside of comments the grammar would not have read.
_ELIDED = re.compile(
    r"…|(?://|/\*)[ \t]*(?:\.\.\.|[^\n]{0,80}\b(?:getters?|setters?|constructors?|omitted|rest of|existing|"
    r"other (?:fields|methods)|as (?:above|before)|your code)\b)",
    re.IGNORECASE,
)
_MAIN = re.compile(r"\bstatic\s+void\s+main\s*\(|^[ \t]*void main\(", re.MULTILINE)
# Lombok writes fields and methods that no text shows.
_WRITTEN = re.compile(r"\bimport lombok\b|@(?:Slf4j|Log\w*|Data|Getter|Setter|Builder|Value)\b")
_PACKAGES = {"java", "javax", "jakarta", "org", "com", "io", "net", "dev", "jdk", "sun", "okhttp3", "okio"}
_SENDS = re.compile(r"\bHttpRequest\b|\bHttpURLConnection\b|\bRequest\.Builder\b")
_SHORTEST = 3  # letters of a name that may be part of another
OF_ALL = {  # https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Object.html
    *("clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"),
    *("compareTo", "describeConstable", "getDeclaringClass", "name", "ordinal", "valueOf", "values"),
}


def is_whole(text: str) -> bool:
    """Whether a text is a file with its imports, of which nothing is left out."""
    return bool(_IMPORT.search(text) and _CLASS.search(text)) and not is_elided(text)


def is_elided(text: str) -> bool:
    """Whether something is left out of a text, or written by Lombok."""
    return bool(_ELIDED.search(text) or _WRITTEN.search(text))


def name_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of the names of a whole file, of types alone, or of a fragment that sends a request."""
    if is_whole(tree.text):
        yield from _of_a_file(tree)
    elif _CLASS.search(tree.text) and not is_elided(tree.text):
        yield from _out_of_scope(Scopes(tree))
    elif _SENDS.search(tree.text) and not ("class " in tree.text or is_elided(tree.text)):
        yield from _of_a_fragment(Scopes(tree))


def _of_a_fragment(found: Scopes) -> Iterator[Fault]:
    """The names that a fragment leaves to the reader; or has already, under a name that nothing reads."""
    read: dict[str, Node] = {}
    for node in found.tree.nodes:
        if is_value(node):
            read.setdefault(found.tree.source(node), node)
    spare = [name.text for name in found.names if name.kind == "local" and name.text not in read]
    for text, node in read.items():
        is_owner = node.parent is not None and node.parent.child_by_field_name("object") == node
        if not (text[:1].islower() or (text.isupper() and not is_owner)) or found.find(node) is not None:
            continue
        meant = next((each for each in spare if _is_part(text, each) or _is_part(each, text)), None)
        message = f"{text} is not declared in this sample"
        if meant is not None:
            yield _fault(node, f"{message}, which keeps {meant} and never reads it", f"Did you mean {meant}?")
        elif not is_owner:
            yield replace(_fault(node, message, f"Declare {text}, or correct its name."), severity="note")


def _is_part(short: str, long: str) -> bool:
    """Whether one name begins or ends with the other: ``body`` of formBody, ``req`` of request."""
    short, long = short.lower(), long.lower()
    return len(short) >= _SHORTEST and short != long and (long.startswith(short) or long.endswith(short))


def _of_a_file(tree: Tree) -> Iterator[Fault]:
    found = Scopes(tree)
    brought = set(_STATIC_IMPORT.findall(tree.text))
    reported: set[str] = set()
    for node in tree.nodes:
        if node.type != "identifier" or "*" in brought:
            continue
        text = tree.source(node)
        if text in brought or text in reported or not text[:1].islower():
            continue
        fault = _value(found, node, text) or _called(found, node, text)
        if fault is not None:
            reported.add(text)
            yield fault
    yield from _twice(found)


def _out_of_scope(found: Scopes) -> Iterator[Fault]:
    """The first name that a text without imports declares, though not where it is read."""
    read = (node for node in found.tree.nodes if node.type == "identifier")
    names = ((node, found.tree.source(node)) for node in read)
    own = ((node, text) for node, text in names if text in found.texts and text[:1].islower())
    yield from islice(filter(None, (_value(found, node, text) for node, text in own)), 1)


def _value(found: Scopes, node: "Node", text: str) -> Fault | None:
    """A variable that is not seen from here, or that only an object has."""
    if not is_value(node) or next(bodies(node), None) is None:
        return None
    name = found.find(node)
    if name is not None:
        return _unreached(found, node, [name])
    is_package = node.parent is not None and node.parent.type == "field_access" and text in _PACKAGES
    if is_package or inherits(node):
        return None
    where = "scope" if text in found.texts else "program"
    return _fault(node, f"{text} is not declared in this {where}", f"Declare {text}, or correct its name.")


def _called(found: Scopes, node: "Node", text: str) -> Fault | None:
    """A method that is called by its name alone, and that no type around the call has."""
    call = node.parent
    if call is None or call.type != "method_invocation" or call.child_by_field_name("object") is not None:
        return None
    if call.child_by_field_name("name") != node or text in OF_ALL:
        return None
    for body in bodies(node):
        if methods := found.of_a_type(body, text):
            return _unreached(found, node, methods)
    if inherits(node, interfaces=True) or not _MAIN.search(found.tree.text) or _is_component(found, text):
        return None
    return _fault(node, f"this program has no method {text}", f"Declare {text}, or correct its name.")


def _is_component(found: Scopes, text: str) -> bool:
    """Whether a record has a component of that name, and with it a method."""
    return any(name.text == text and name.scope.type == "record_declaration" for name in found.names)


def _unreached(found: Scopes, node: "Node", names: list[Name]) -> Fault | None:
    """A static method that uses what only an object of its class has (JLS §8.4.3.2)."""
    first = names[0]
    if any(name.is_static or name.kind == "local" for name in names) or first.scope.type != "class_body":
        return None
    member: Node | None = node
    while member is not None and member.parent != first.scope:
        member = member.parent
    if member is None or not _is_static(found.tree, member):
        return None
    what = "method" if first.kind == "method" else "field"
    message = f"{first.text} is a {what} of an object, and this is static"
    return _fault(node, message, f"Declare {first.text} static too, or make an object first.")


def _is_static(tree: Tree, member: "Node") -> bool:
    if member.type == "static_initializer":
        return True
    modifiers = next((child for child in member.children if child.type == "modifiers"), None)
    words = tree.source(modifiers).split() if modifiers is not None else []
    return member.type in ("method_declaration", "field_declaration") and "static" in words


def _twice(found: Scopes) -> Iterator[Fault]:
    """A local variable of the name of one that is still seen (JLS §6.4)."""
    for name in found.names:
        if (
            name.kind != "local"
            or ancestor(name.node, "method_declaration", "constructor_declaration") is None
        ):
            continue
        before = found.find(name.node, ("local",))
        if before is None or next(bodies(before.node), None) != next(bodies(name.node), None):
            continue
        if "pattern" in (name.node.parent.type if name.node.parent else "") or _is_tested(before):
            continue
        message = f"{name.text} is declared a second time"
        yield _fault(name.node, message, "Give it another name, or assign to the first.")


def _is_tested(name: Name) -> bool:
    """Whether a pattern declares a name, which is seen only where the pattern holds."""
    parent = name.node.parent
    return parent is not None and (parent.type == "instanceof_expression" or "pattern" in parent.type)


def _fault(node: "Node", message: str, fix: str) -> Fault:
    return Fault("WP102", message, line(node), node.start_point[1], fix)
