"""Python newer than the interpreter that runs this, written as older Python, character for character.

The interpreter's own parser is the judge of a sample, and knows its own version. What came after 3.11 and
stands in today's pages is put into older words of the same length: the rest is judged as ever.
"""

import re
from typing import TYPE_CHECKING

from generator.auditing.understanding.trees import Tree, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_EXCEPT = re.compile(rb"^([ \t]*except) ([A-Z][\w.]*(?:, *[A-Z][\w.]*)+):", re.MULTILINE)
_TEMPLATE = re.compile(rb"(?<![\w\"'])t(?=[\"'])")


def older(text: str) -> tuple[str, frozenset[str]] | None:
    """The same program for an older interpreter, and its type parameters; None if there is nothing to do.

    Type parameters and aliases (PEP 695), quotes in f-strings (701), except without parentheses (758) and
    t-strings (750) are written anew. An f-string becomes a call of its values, so that their names count.
    """
    data = _TEMPLATE.sub(b"f", _EXCEPT.sub(rb"\1(\2):", text.encode("utf-8", "surrogatepass")))
    tree = Tree("python", data.decode("utf-8", "surrogatepass"))
    if tree.has_error:
        return None
    written, names = bytearray(data), set[str]()
    for node in walk(tree.root):
        outer = node.parent.type if node.parent is not None else ""
        if node.type == "type_alias_statement":
            _alias(node, written)
        elif node.type == "interpolation" and not _is_formatted(node):
            return None  # the grammar reads ``'{`` at the end of a line so, where a string is not closed
        elif node.type == "type_parameter" and outer in ("function_definition", "class_definition"):
            names |= _parameters(node, written)
        elif node.type == "concatenated_string" or (
            node.type == "string" and outer not in ("concatenated_string", "format_specifier")
        ):
            _values(node, written)
    return bytes(written).decode("utf-8", "replace"), frozenset(names)


def _is_formatted(interpolation: "Node") -> bool:
    """Whether what stands in braces is in an f-string, or in the format of such a value."""
    outer = interpolation.parent
    opening = outer.children[0].text if outer is not None else None
    return outer is None or outer.type != "string" or (opening is not None and b"f" in opening.lower())


def _alias(node: "Node", written: bytearray) -> None:
    """``type A[T] = list[T]`` as ``A = "list[T]"``, which needs no name of it."""
    left = node.children[1]
    name = left.text.partition(b"[")[0] if left.text else b""
    width = node.end_byte - node.start_byte
    rows = written[node.start_byte : node.end_byte].count(b"\n")
    if rows == 0:
        written[node.start_byte : node.end_byte] = (name + b" = 0").ljust(width)[:width]


def _parameters(node: "Node", written: bytearray) -> set[str]:
    names = {each.text.decode() for each in walk(node) if each.type == "identifier" and each.text is not None}
    _blank(written, node.start_byte, node.end_byte)
    return names


def _values(node: "Node", written: bytearray) -> None:
    """``f"{a} and {b!r}"`` as ``( (a)     (b)   )``."""
    found = [each for each in walk(node) if each.type == "interpolation"]
    if not found or written[node.start_byte : node.start_byte + 1] == b"(":
        return
    source = bytes(written)
    _blank(written, node.start_byte, node.end_byte)
    written[node.start_byte : node.start_byte + 1] = b"("
    written[node.end_byte - 1 : node.end_byte] = b")"
    for each in found:
        value = each.named_children[0] if each.named_children else None
        if value is None:
            continue
        written[value.start_byte : value.end_byte] = source[value.start_byte : value.end_byte]
        written[each.start_byte : each.start_byte + 1] = b"("
        written[each.end_byte - 1 : each.end_byte] = b")"


def _blank(written: bytearray, start: int, end: int) -> None:
    written[start:end] = re.sub(rb"[^\n]", b" ", written[start:end])
