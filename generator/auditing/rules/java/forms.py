"""Java that the grammar takes and no compiler does: literals, type arguments, what new cannot make."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.java.scopes import Scopes
from generator.auditing.rules.java.tables import java_types
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_PRIMITIVE = ("integral_type", "floating_point_type", "boolean_type")
_BOXES = {"int": "Integer", "char": "Character"}
_DECLARES = re.compile(r"\b(?:class|interface|record|enum)\s+(\w+)")
_IMPORT = re.compile(r"^[ \t]*import\s+([\w.]+)\.(\w+|\*)\s*;", re.MULTILINE)
_MADE = {
    "List": "ArrayList",
    "Map": "HashMap",
    "Set": "HashSet",
    "Queue": "ArrayDeque",
    "Deque": "ArrayDeque",
}
_CHARACTER = re.compile(r"'(?:\\(?:u+[0-9a-fA-F]{4}|[0-7]{1,3}|.)|[^\\])'", re.DOTALL)
_PACKAGE = re.compile(r"^[ \t]*package\s+[\w.]+\s*;", re.MULTILINE)
_LIKE = 0.9


def form_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of a text that the grammar read without an error."""
    imports = set(_IMPORT.findall(tree.text))
    own = set(_DECLARES.findall(tree.text)) | Scopes(tree).texts
    for node in tree.nodes:
        match node.type:
            case "string_literal":
                yield from _over_lines(tree, node)
            case "character_literal" if not _CHARACTER.fullmatch(tree.source(node)):
                text = tree.source(node)
                yield _fault(
                    node, f"{text} is no character (JLS 3.10.4)", f'Write "{text[1:-1]}" for a String.'
                )
            case "template_expression":
                yield from _template(tree, node)
            case "type_arguments":
                yield from _primitive(tree, node)
            case "object_creation_expression":
                yield from _abstract(tree, node, imports, own)
    if not _PACKAGE.search(tree.text):  # whose other types no text shows
        yield from _misspelt(tree, imports, own)


def _over_lines(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A string that goes on on the next line, which only a text block does (JLS §3.10.5)."""
    text = tree.source(node)
    if "\n" in text and not text.startswith('"""'):
        message = "a string ends on the line that it begins on (JLS 3.10.5)"
        yield _fault(node, message, 'Write a text block: """ and a new line, to """.')


def _template(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``text.replace(" ". "+")``: a dot before a string, which string templates had until Java 22."""
    processor = node.child_by_field_name("template_processor")
    argument = node.child_by_field_name("template_argument")
    if processor is not None and argument is not None and tree.source(processor) not in ("STR", "FMT", "RAW"):
        yield _fault(
            argument, "a string cannot stand behind a dot", "Write a comma, or a +, in place of the dot."
        )


def _primitive(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``List<int>``: a type argument is a class (JLS §4.5.1)."""
    for each in node.named_children:
        if each.type in _PRIMITIVE:
            name = tree.source(each)
            box = _BOXES.get(name, name.capitalize())
            yield _fault(each, f"{name} is no class, and cannot stand between < and >", f"Write {box}.")


def _abstract(tree: Tree, node: "Node", imports: set[tuple[str, str]], own: set[str]) -> Iterator[Fault]:
    """``new List<String>()``: an interface, of which there is no object (JLS §15.9.1)."""
    made = node.child_by_field_name("type")
    if made is None or any(child.type == "class_body" for child in node.named_children):
        return
    name = tree.source(made).partition("<")[0].strip()
    homes = java_types().get(name, ())
    packaged = _PACKAGE.search(tree.text) is not None
    is_meant = any(
        (each.package, name) in imports or (not packaged and (each.package, "*") in imports) for each in homes
    )
    if name in own or not homes or not all(each.is_abstract for each in homes):
        return
    if is_meant or (name in _MADE and not any(each == name for _, each in imports)):
        fix = (
            f"Write new {_MADE[name]}."
            if name in _MADE
            else f"See the documentation of {name} for what gives one."
        )
        yield _fault(made, f"{name} is abstract, and new cannot make one", fix, "WP111")


def _misspelt(tree: Tree, imports: set[tuple[str, str]], own: set[str]) -> Iterator[Fault]:
    """``HttpRespone``: a type that nothing declares, and nearly one that the text has elsewhere."""
    named = {tree.source(node) for node in tree.nodes if node.type in ("type_identifier", "identifier")}
    present = {name for name in named if name in java_types()} | {name for _, name in imports if name != "*"}
    given = own | {name for _, name in imports} | {"String"}
    reported: set[str] = set()
    for node in tree.nodes:
        name = tree.source(node) if node.type in ("type_identifier", "identifier") else ""
        if (
            len(name) < 5
            or not name[:1].isupper()
            or name in given
            or name in java_types()
            or name in reported
        ):
            continue
        if name.isupper() or not _is_type(node):
            continue
        meant = next(
            (each for each in present if is_slip(name, each, _LIKE) and not is_plural(name, each)), None
        )
        if meant is not None:
            reported.add(name)
            yield _fault(node, f"nothing declares {name}", f"Did you mean {meant}?", "WP102")


def _is_type(node: "Node") -> bool:
    """Whether a name stands for a type: where one is due, or before a dot."""
    parent = node.parent
    if node.type == "type_identifier" or parent is None:
        return node.type == "type_identifier"
    is_asked = parent.type in ("method_invocation", "field_access")
    return is_asked and parent.child_by_field_name("object") == node


def _fault(node: "Node", message: str, fix: str, rule: str = "WP101") -> Fault:
    return Fault(rule, message, line(node), node.start_point[1], fix)
