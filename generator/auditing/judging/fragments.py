"""A piece of a program in, a whole one out, line for line; or what the grammar has against it."""

import re
from dataclasses import dataclass

from generator.auditing.judging.syntax import grammar_fault, quirks, without_entities, without_typography
from generator.auditing.judging.tables import Table
from generator.auditing.requests.call import CodeFault
from generator.auditing.understanding.trees.tree import SyntaxTree, parse


@dataclass(frozen=True, slots=True)
class Fragment:
    """A sample as a judge reads it: the `code`, empty where no tool can judge it.

    `faults` are what the grammar says, which counts where no tool is; `hints` are why a tool may refuse a
    line that the grammar takes: quotes of a word processor, entities of HTML. `is_whole` says whether the
    sample is a program that has to bring all of its names.
    """

    code: str
    faults: tuple[CodeFault, ...] = ()
    is_whole: bool = False
    hints: tuple[CodeFault, ...] = ()


_PLACEHOLDER = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|//[^\n]*|/\*(?s:.*?)\*/"
    r"|(<[A-Za-z_][\w .:/-]{0,50}>|\{\{[\w .-]+\}\}|\[YOUR[\w -]*\])"
)


_OPEN = re.compile(r"\A\s*(?:\.{3}|…)|(?:\.{3}|…)\s*\Z")


_RULED = re.compile(r"^[ \t]*[-=+]{10,}[ \t]*$", re.MULTILINE)


def fragment(table: Table, text: str, grammar: str) -> Fragment:
    """The piece as a whole program, by the first way to make it one that the grammar can read.

    It is read without its elisions, as it stands, without its placeholders; then as it would be if its
    quotes were plain, or its entities characters, which is then what is wrong with it.
    """
    if not text.strip() or table.other.search(text):
        return Fragment("")
    is_whole = table.whole.search(text) is not None
    elided = text
    for pattern, replacement in table.elisions:
        elided = pattern.sub(replacement, elided)
    plain = _PLACEHOLDER.sub(lambda match: "x" * len(match[0]) if match[1] else match[0], elided)
    for reading in dict.fromkeys((elided, text, plain)):
        if code := _made_whole(table, reading, grammar):
            code = "" if _is_foreign(table, code, grammar) else code
            return Fragment(code, (), is_whole, quirks(plain))
    for without in (without_typography, without_entities):
        better, faults = without(plain)
        if faults and _made_whole(table, better, grammar):
            return Fragment(text, tuple(faults[:1]), is_whole)
    # What closes it, or opens it, may be what is left out; and a table is no program.
    if _OPEN.search(text) or _RULED.search(text):
        return Fragment("")
    code, shift = _wrapped(table, elided)
    fault = grammar_fault(parse(grammar, code), table.title, shift)
    return Fragment(code, (fault,) if fault is not None else (), is_whole)


def _made_whole(table: Table, text: str, grammar: str) -> str:
    """The text in the first of the wraps in which it parses; empty where it does in none."""
    for when, wrap in table.wraps:
        if when.search(text):
            code = _in_wrap(table, wrap, text)
            if not parse(grammar, code).has_error:
                return code
    return ""


def _wrapped(table: Table, text: str) -> tuple[str, int]:
    """The text in the wrap that is likeliest meant, and how many characters stand before its first."""
    wrap = next((wrap for when, wrap in table.wraps if when.search(text)), "{text}")
    code = _in_wrap(table, wrap, text)
    return code, max(code.find(text[:40]), 0) if "{hoisted}" not in wrap else 0


def _in_wrap(table: Table, wrap: str, text: str) -> str:
    """No line moves: what a wrap puts before the text stands on its first line.

    A piece that brings no usings at all gets the usual ones.
    """
    if "{hoisted}" in wrap:
        found = [re.sub(r"\s*\n\s*", ";", match[0]) for match in table.hoisted.finditer(text)]
        above = "".join(f"{each.strip().rstrip(';').replace('(;', '(')}; " for each in found)
        text = table.hoisted.sub(lambda match: "\n" * match[0].count("\n"), text)
        wrap = wrap.replace("{hoisted}", above or str(table.data.get("usings", "")))
    before, _, after = wrap.partition("{text}")
    return before + text + after


def _is_foreign(table: Table, code: str, grammar: str) -> bool:
    """Whether a text has nodes of a kind that the language's own tool does not read."""
    if grammar not in ("javascript", "tsx") or "foreign" not in table.data:
        return False
    tree: SyntaxTree = parse(grammar, code)
    return any(table.foreign.fullmatch(node.type) for node in tree.nodes)
