"""What a grammar of tree-sitter says of a text that it cannot read, and what a word processor made of it."""

import html
import re

from generator.auditing.requests.call import CodeFault, fault_at
from generator.auditing.understanding.trees.tree import SyntaxTree

_STRING = re.compile(r"(?s:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|//[^\n]*|/\*.*?\*/)")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#39|#x27|apos|nbsp);")
_PLAIN = str.maketrans("“”„‘’–—\u00a0\u200b\u2011\ufeff«»", '"""\'\'--  - ""')
_TYPOGRAPHIC = re.compile(r"[“”‘’„«»–—\u00a0\u200b\u2011\ufeff]")
_TYPOGRAPHIC_JSON = re.compile(r"[{\[,:]\s*([“”„])[^“”„\"\n]*[“”]\s*[:,\]}]")
_NO_QUOTES = {"\u00a0": "no-break space", "\u200b": "zero-width space", "–": "dash", "—": "dash"}


def grammar_fault(tree: SyntaxTree, language: str, shift: int = 0) -> CodeFault | None:
    """The first place that the grammar could not read; the first line has `shift` characters before it."""
    node = next(tree.errors(), None)
    if node is None:
        return None
    row, column = node.start_point
    seen = tree.source(node).strip().split("\n")[0][:40]
    message = f"{language} does not parse here{f': {seen}' if seen else ''}"
    if node.is_missing:
        message = f"{language} does not parse: {node.type} is missing here"
    rows = tree.data.split(b"\n")
    at = len(rows[row][:column].decode("utf-8", "replace")) if row < len(rows) else column
    at = at - shift if row == 0 else at
    return CodeFault("WP101", message, row, max(at, 0), "Correct the syntax; a compiler stops here.")


def without_typography(text: str) -> tuple[str, list[CodeFault]]:
    """The text with plain quotes and hyphens; and a fault for each line with others outside of strings."""
    found: dict[int, CodeFault] = {}
    bare = _STRING.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
    for match in _TYPOGRAPHIC.finditer(bare):
        message = f"a typographic {_NO_QUOTES.get(match[0], 'quote')} ({match[0]!r}) is no code"
        fault = fault_at(text, match.start(), "WP107", message, "Type the plain ASCII character.")
        found.setdefault(fault.line, fault)
    return text.translate(_PLAIN), list(found.values())


def quirks(text: str) -> tuple[CodeFault, ...]:
    """The quotes of a word processor and the entities of HTML outside of a text's strings, line by line."""
    bare = _STRING.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
    return (*without_typography(text)[1], *without_entities(bare)[1])


def without_entities(text: str) -> tuple[str, list[CodeFault]]:
    """The text with the characters that its entities of HTML stand for, and a fault for each of these."""
    faults = [entity_fault(text, match) for match in _ENTITY.finditer(text)]
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text), faults


_NAMES = frozenset(("identifier", "constant", "name"))


def quoted_names(tree: SyntaxTree) -> list[CodeFault]:
    """The first typographic quote that a language takes for a name, or a part of one, as PHP and Ruby do."""
    if not re.search("[“”‘’„]", tree.text):
        return []
    named = (node for node in tree.nodes if node.type in _NAMES)
    node = next((node for node in named if re.search("[“”‘’„]", tree.source(node))), None)
    if node is None:
        return []
    message = f"a typographic quote ({tree.source(node)[:1]!r}) is no code"
    return [CodeFault("WP107", message, node.start_point[0], None, "Type the plain ASCII character.")]


def entity_fault(text: str, match: re.Match[str]) -> CodeFault:
    """An entity that a page shows in place of its character: it was escaped once too often."""
    message = f"the HTML entity {match[0]} is shown instead of its character"
    fix = f"Write {html.unescape(match[0])} in the source of the page."
    return fault_at(text, match.start(), "WP107", message, fix)


def typographic_json(text: str) -> list[CodeFault]:
    """Typographic quotes in place of those of JSON, in a string that a language takes as it is."""
    match = _TYPOGRAPHIC_JSON.search(text)
    if match is None:
        return []
    message = f"JSON takes no typographic quote ({match[1]!r})"
    return [fault_at(text, match.start(1), "WP107", message, "Type the plain ASCII character.")]
