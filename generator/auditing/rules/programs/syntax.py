"""Syntax errors of a tree-sitter grammar as faults, after what is normal in documentation is set aside."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.auditing.understanding.call import Fault, fault_at
from generator.auditing.understanding.trees import Tree, parse

_STRINGS = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|//[^\n]*|/\*.*?\*/"
_PLACEHOLDER = re.compile(
    rf"(?s:{_STRINGS})|(<[A-Za-z_][\w .:/-]{{0,50}}>|\{{\{{[\w .-]+\}}\}}|\[YOUR[\w -]*\])"
)
_TYPOGRAPHIC = re.compile(r"[“”‘’„«»–—\u00a0\u200b\u2011\ufeff]")
_STRING = re.compile(rf"(?s:{_STRINGS})")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#39|#x27|apos|nbsp);")
_TYPOGRAPHIC_JSON = re.compile(r"[{\[,:]\s*([“”„])[^“”„\"\n]*[“”]\s*[:,\]}]")
Elisions = Sequence[tuple[re.Pattern[str], str]]


def readable(grammar: str, text: str, elisions: Elisions) -> tuple[str | None, list[Fault]]:
    """A text that the grammar can read once elisions, placeholders and typography are replaced.

    Gives that text (None if there is none) and the faults that the replacements stand for; an elision
    is no fault.
    """
    text = elided(text, elisions)
    if not parse(grammar, text).has_error:
        return text, []
    for set_aside in (_without_placeholders, _without_typography, _without_entities):
        text, faults = set_aside(text)
        if faults and not parse(grammar, text).has_error:
            return text, faults
    return None, []


def elided(text: str, elisions: Elisions) -> str:
    """A text without what it leaves out on purpose; no line moves."""
    for pattern, replacement in elisions:
        text = pattern.sub(replacement, text)
    return text


def _without_placeholders(text: str) -> tuple[str, list[Fault]]:
    faults: list[Fault] = []

    def replaced(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        faults.append(
            fault_at(
                text,
                match.start(1),
                "WP105",
                f"the placeholder {match[1]} stands outside a literal",
                "Put it in quotes, so that the sample stays correct as it is.",
            )
        )
        return "x" * len(match[1])

    return _PLACEHOLDER.sub(replaced, text), faults


def _without_typography(text: str) -> tuple[str, list[Fault]]:
    plain = str.maketrans(
        {
            "“": '"',
            "”": '"',
            "„": '"',
            "‘": "'",
            "’": "'",
            "–": "-",
            "—": "-",
            "\u00a0": " ",
            "\u200b": " ",
            "\u2011": "-",
            "\ufeff": " ",
            "«": '"',
            "»": '"',
        }
    )
    faults = typography(text)
    return text.translate(plain), faults


# What else a word processor writes in the place of a plain character.
_NO_QUOTES = {"\u00a0": "no-break space", "\u200b": "zero-width space", "–": "dash", "—": "dash"}


def typography(text: str) -> list[Fault]:
    """The first typographic quote, dash or space of each line that stands outside the strings."""
    found: dict[int, Fault] = {}
    bare = _STRING.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
    for match in _TYPOGRAPHIC.finditer(bare):
        message = f"a typographic {_NO_QUOTES.get(match[0], 'quote')} ({match[0]!r}) is no code"
        fault = fault_at(text, match.start(), "WP107", message, "Type the plain ASCII character.")
        found.setdefault(fault.line, fault)
    return list(found.values())


def without_strings(text: str) -> str:
    """A text whose strings and comments are blank, each line in its place."""
    return _STRING.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def quoted_typographically(text: str) -> list[Fault]:
    """Typographic quotes where a string begins, which some grammars take for a name."""
    rows = text.split("\n")
    found = [fault for fault in typography(text) if rows[fault.line][fault.column or 0] not in _NO_QUOTES]
    return [fault for fault in found if re.search(r"[(=,\[:]\s*[‘’“”]", rows[fault.line])]


def typographic_json(text: str) -> list[Fault]:
    """Typographic quotes in place of those of JSON, in a string that a language takes as it is."""
    match = _TYPOGRAPHIC_JSON.search(text)
    if match is None:
        return []
    message = f"JSON takes no typographic quote ({match[1]!r})"
    return [fault_at(text, match.start(1), "WP107", message, "Type the plain ASCII character.")]


def prompted(text: str, prompt: re.Match[str]) -> Fault:
    """The prompt of an interactive session, at its first line: what follows is no program."""
    message = f"the prompt {prompt[0].strip()} is part of what a reader copies"
    return fault_at(text, prompt.start(), "WP106", message, "Remove the prompts, and what was printed.")


def parsed_entities(text: str) -> list[Fault]:
    """Entities that a grammar takes for an ampersand and a name, as in ``List&lt;String>``."""
    bare = _STRING.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
    return _without_entities(bare)[1][:1]


def entity_fault(text: str, match: re.Match[str], line: int = 0) -> Fault:
    """An entity that a page shows in place of its character: it was escaped once too often.

    `line` is the 0-based line of the sample on which the text begins.
    """
    import html

    message = f"the HTML entity {match[0]} is shown instead of its character"
    fix = f"Write {html.unescape(match[0])} in the source of the page."
    fault = fault_at(text, match.start(), "WP108", message, fix)
    return replace(fault, line=line + fault.line)


def _without_entities(text: str) -> tuple[str, list[Fault]]:
    import html

    faults = [entity_fault(text, match) for match in _ENTITY.finditer(text)]
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text), faults


def grammar_faults(tree: Tree, language: str) -> Iterator[Fault]:
    """One fault, for the first place that the grammar could not read, besides the placeholders."""
    tree, placeholders = _beside_placeholders(tree)
    yield from placeholders
    for node in tree.errors():
        row, column = node.start_point
        if node.is_missing:
            message = f"{language} does not parse: {node.type} is missing here"
        else:
            seen = tree.source(node).strip().split("\n")[0][:40]
            message = f"{language} does not parse here: {seen}" if seen else f"{language} does not parse here"
        yield Fault(
            "WP101", message, row, _column(tree, row, column), "Correct the syntax; a compiler stops here."
        )
        return


_TAG_OR_TYPE = re.compile(r"</|\w<[A-Za-z]")


def _beside_placeholders(tree: Tree) -> tuple[Tree, list[Fault]]:
    """A tree whose placeholders are names, with their faults, where they hide another error of the text.

    What looks like one may be a tag, which is closed somewhere, or a type.
    """
    masked, faults = _without_placeholders(tree.text)
    if not faults or _TAG_OR_TYPE.search(tree.text) or len(tree.text) > _LONG:
        return tree, []
    other = Tree(tree.grammar, masked)
    wrong, broken = (next(each.errors(), None) for each in (other, tree))
    lines = {fault.line for fault in faults}
    is_hidden = wrong is not None and broken is not None and wrong.start_point[0] not in lines
    is_cause = broken is not None and broken.start_point[0] <= min(lines) <= broken.end_point[0]
    return (other, faults) if is_hidden and is_cause else (tree, [])


def mended(grammar: str, text: str) -> tuple[str, int, str] | None:
    """A text that parses once one token is added, with the 0-based line and that token; no line moves.

    What stops a compiler is often a semicolon or a bracket that is missing at the end of a line, while all
    else of the sample can be read, and judged.
    """
    errors = list(itertools.islice(parse(grammar, text).errors(), _TRIED + 1))
    if len(text) > _LONG or not 0 < len(errors) <= _TRIED:
        return None
    rows = text.split("\n")
    at = errors[0].start_point[0]
    above = next((number for number in range(at - 1, -1, -1) if rows[number].strip()), at)
    closing = [number for number in range(at, min(at + _NEAR, len(rows))) if _CLOSING.fullmatch(rows[number])]
    for number in dict.fromkeys((at, above, errors[0].end_point[0], *closing[:2])):
        row = rows[number] if number < len(rows) else ""
        for missing in (";", ")", ",", ");", "}", "]", '"', "()"):
            better = "\n".join([*rows[:number], _with(row, missing), *rows[number + 1 :]])
            if not Tree(grammar, better).has_error:
                return better, number, missing
        for place in itertools.islice(_CLOSED.finditer(row), _TRIED):  # ``array(…}``
            for other in ")]}".replace(place[0], ""):
                row_better = f"{row[: place.start()]}{other}{row[place.end() :]}"
                better = "\n".join([*rows[:number], row_better, *rows[number + 1 :]])
                if not Tree(grammar, better).has_error:
                    return better, number, other
        for pattern, quote in _QUOTES:  # a string that begins with one quote and ends with the other
            if pattern.search(row):
                better = "\n".join([*rows[:number], pattern.sub(rf"\1{quote}", row), *rows[number + 1 :]])
                if not Tree(grammar, better).has_error:
                    return better, number, quote
    if grammar == "ruby" and not Tree(grammar, f"{text}\nend").has_error:
        return f"{text}\nend", len(rows) - 1, "end"
    return None


_QUOTES = ((re.compile(r"('[^'\"\n]*)\""), "'"), (re.compile(r"(\"[^'\"\n]*)'"), '"'))
_CLOSED = re.compile(r"[)\]}]")
_CLOSING = re.compile(r"\s*[)\]}]+;?\s*")  # the end of an array or a call, whose semicolon is missing
_NEAR = 40  # lines below the place where the grammar gives up
_TRIED = 3  # places that the grammar cannot read: a text with more of them has more than a token missing
_LONG = 20_000  # characters, more than a sample has
_COMMENT = re.compile(r"\s+(?://|#)[^\n\"']*$")


def _with(row: str, missing: str) -> str:
    """A line with what is missing at the end of its code, in front of a comment or of the semicolon."""
    comment = _COMMENT.search(row)
    code, rest = (row[: comment.start()], comment[0]) if comment else (row.rstrip(), "")
    if missing in (")", "]", '"', "()") and code.endswith((";", ");")):
        code = code.removesuffix(";")
        return f"{code}{missing};{rest}"
    return f"{code}{missing}{rest}"


def _column(tree: Tree, row: int, column: int) -> int:
    """The character column of a byte column."""
    lines = tree.data.split(b"\n")
    return len(lines[row][:column].decode("utf-8", "replace")) if row < len(lines) else column
