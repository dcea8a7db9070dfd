"""Checked exceptions that no method declares and no try catches (JLS §11.2)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.java.tables import caught_as, is_java_lang, java_types, thrown_by
from generator.auditing.rules.typed.java import kinds
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_IMPORT = re.compile(r"^[ \t]*import\s+([\w.]+?)\.(\w+|\*)\s*;", re.MULTILINE)
_OWN = re.compile(r"\b(?:class|interface|record|enum)\s+(\w+)")
_BY_NAME = re.compile(r',\s*"[\w-]+"\s*\)$')  # an encoding that is named by a text
_SENT = re.compile(r"\s*\.send\([^;]{0,400}BodyHandlers?\.")  # by a client whose type stands elsewhere
_OPENED = re.compile(r"\.openConnection\(\)$")
_AROUND = (
    *("method_declaration", "constructor_declaration", "lambda_expression", "field_declaration", "ERROR"),
    *("try_statement", "try_with_resources_statement", "static_initializer", "class_body"),
)


def unhandled(tree: Tree) -> Iterator[Fault]:
    """The first exception of each method that nothing handles."""
    if "SneakyThrows" in tree.text:
        return
    meant = _meant(tree.text)
    kind = kinds(tree)
    reported: set[int] = set()
    for node in tree.nodes:
        for exception in _thrown(tree, node, meant, kind):
            method = _lets_through(tree, node, exception)
            if method is None or method.id in reported:
                continue
            reported.add(method.id)
            name = method.child_by_field_name("name")
            where = tree.source(name) if name is not None else "the method"
            message = f"nothing handles {exception}: {where} does not compile"
            yield Fault(
                "WP101", message, line(node), None, "Add throws Exception to the method, or catch it."
            )


def _meant(text: str) -> "Callable[[str], bool]":
    """Whether a simple name is that of the library's type: by the imports, or where a text shows none."""
    imports = set(_IMPORT.findall(text))
    own = set(_OWN.findall(text))

    def is_meant(name: str) -> bool:
        outer = name.partition(".")[0]
        homes = {each.package for each in java_types().get(outer, ())}
        is_imported = any((home, outer) in imports or (home, "*") in imports for home in homes)
        return outer not in own and bool(homes) and (not imports or is_imported or is_java_lang(outer))

    return is_meant


def _thrown(
    tree: Tree, node: "Node", is_meant: "Callable[[str], bool]", kind: "Callable[[Node | None], str]"
) -> tuple[str, ...]:
    """What a call or a creation throws whatever it is given."""
    if node.type == "object_creation_expression":
        made = node.child_by_field_name("type")
        name = tree.source(made).partition("<")[0] if made is not None else ""
        return thrown_by().get(name, {}).get("new", ()) if is_meant(name) else ()
    owner, name_node = node.child_by_field_name("object"), node.child_by_field_name("name")
    if node.type != "method_invocation" or owner is None or name_node is None:
        return ()
    if _SENT.match(tree.data[owner.end_byte : owner.end_byte + 500].decode("utf-8", "replace")):
        return ("IOException", "InterruptedException")
    text = tree.source(owner)
    given = node.child_by_field_name("arguments")
    if text == "URLEncoder" and given is not None and _BY_NAME.search(tree.source(given)):
        return ("UnsupportedEncodingException",)
    of = kind(owner).partition("<")[0] or (text if re.fullmatch(r"[A-Z]\w*", text) else "")
    known = thrown_by().get(of, {}).get(tree.source(name_node), ())
    if not known and _OPENED.search(tree.source(node)):
        return ("IOException",)
    return known if is_meant(of) or kind(owner) else ()


def _lets_through(tree: Tree, node: "Node", exception: str) -> "Node | None":
    """The method that a checked exception leaves although it does not say so."""
    caught = caught_as(exception)
    around = ancestor(node, *_AROUND)
    while around is not None and around.type.startswith("try_"):
        if _is_guarded(around, node) and caught & set(_catches(tree, around)):
            return None
        around = ancestor(around, *_AROUND)
    if around is None or around.type not in ("method_declaration", "constructor_declaration"):
        return None
    declared = next((child for child in around.children if child.type == "throws"), None)
    names = re.findall(r"\w+", tree.source(declared)) if declared is not None else []
    return None if caught & set(names) else around


def _is_guarded(around: "Node", node: "Node") -> bool:
    """Whether a node stands in what a try tries, and not in how it handles or ends."""
    parts = [around.child_by_field_name("body"), around.child_by_field_name("resources")]
    return any(part is not None and part.start_byte <= node.start_byte < part.end_byte for part in parts)


def _catches(tree: Tree, around: "Node") -> Iterator[str]:
    for clause in around.named_children:
        if clause.type == "catch_clause":
            yield from re.findall(r"\w+", tree.source(clause).partition(")")[0])
