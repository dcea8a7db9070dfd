"""A program whose literals are marked in, the program out: lines folded as the formatter folds them.

The brackets and commas of program text say where a line that is too long can be folded; literals are
never looked into. A line with a literal of several lines stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from generator.rendering.languages.language import Layout
from generator.rendering.text.literals import BEGIN, END, JOINT, display_width

_LITERAL = f"{BEGIN}[^{END}]*{END}"
_LINE = re.compile(f"(?:[^\n{BEGIN}]|{_LITERAL})+")
_WORD = re.compile(rf'({_LITERAL})|([(\[])|([)\]])|(, )|("(?:[^"\\]|\\.)*"|.)', re.DOTALL)
_WORD_OR_BRACE = re.compile(
    rf'({_LITERAL})|([(\[{{](?![)\]}}]))|((?<![(\[{{])[)\]}}])|(, )|([a-z]?"(?:[^"\\]|\\.)*"|.)', re.DOTALL
)
_CALL = re.compile(r"""(\w+!?)\((["'].*["'])\)([^"']*)""", re.DOTALL)
_SUBSCRIPT = re.compile(r'([\w.]+)\[("\w+")\]')
_TEXT = re.compile(rf"(.*(?: =|:)) ((?:{BEGIN}[^`][^{END}]*{END}|{{}})[,;]?)", re.DOTALL)
_UNCLOSED = re.compile(r"!\($|\w\[$")
_NUMBER = re.compile(r"-?[\d.]+(e-?\d+)?")
_ASSIGNED = re.compile(rf"(\s*(?:[\w<>\[\]:&. ]+|\[{_LITERAL}\]) =) ")


@dataclass(frozen=True, slots=True)
class _Sum:
    """A literal; one that adds up texts has several `parts`."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Brackets:
    """What stands in brackets, cut at its commas."""

    open: str
    items: tuple["_Nodes", ...]
    close: str
    is_call: bool


class _Method(str):
    """What is called of a literal that a call makes: ``.as_str()``."""

    __slots__ = ()


_Node = str | _Sum | _Brackets
_Nodes = tuple[_Node, ...]


def folded_text(text: str, layout: Layout) -> str:
    """The program without the marks, and with no line longer than it has to be."""
    return _LINE.sub(lambda match: _Folder(layout).line(match[0]), text)


@dataclass(frozen=True, slots=True)
class _Folder:
    layout: Layout

    def line(self, line: str) -> str:
        if BEGIN not in line and len(line) <= self.layout.width:
            return line
        plain = line.replace(BEGIN, "").replace(END, "").replace(JOINT, self.layout.operator)
        if self.layout.arguments == self.layout.width >= self._width(plain) and "\n" not in plain:
            return plain
        nodes = self._parsed(line)
        whole = self._flat(nodes)
        if "\n" in whole or self._fits(nodes, ""):
            return whole
        indent = whole[: len(whole) - len(whole.lstrip())]
        if self.layout.below:
            return self._below(line, indent)
        if self.layout.parens and (match := _ASSIGNED.match(line)):
            value = self._parsed(line, match.end())
            text = tuple(node for node in value if node)
            if all(isinstance(node, _Sum) for node in text):
                return self._in_parentheses(match[1], text, indent)
        elif not self.layout.alone and (match := _ASSIGNED.match(line)):
            before = self._flat(self._parsed(match[1]))
            return self._assigned(before, self._parsed(line, match.end()), indent)
        return indent + self._laid(self._parsed(line, len(indent)), indent)

    def _parsed(self, line: str, start: int = 0) -> _Nodes:
        return _parsed(line, start, _WORD_OR_BRACE if self.layout.braces else _WORD)

    def _in_parentheses(self, before: str, text: _Nodes, indent: str) -> str:
        """A text in parentheses if it fits on a line there; nothing else is done for it."""
        inner = indent + self.layout.step
        if self._fits(text, inner):
            return f"{before} (\n{inner}{self._flat(text)}\n{indent})"
        return f"{before} {self._flat(text)}"

    def _below(self, line: str, indent: str) -> str:
        """A text below what it is the value of; all else folded at its brackets."""
        if match := _TEXT.fullmatch(line):
            before, text = (self._flat(self._parsed(part)) for part in match.groups())
            # No text goes below a key that is no longer than the step to it.
            is_short = before.endswith(":") and self._width(before.strip()) <= len(self.layout.step) + 3
            return f"{before} {text}" if is_short else f"{before}\n{indent}{self.layout.step}{text}"
        if match := _ASSIGNED.match(line):
            value = self._parsed(line, match.end())
            if any(isinstance(node, _Brackets) and self._is_lone(node) for node in value):
                return f"{match[1]}\n{indent}{self.layout.step}{self._flat(value)}"
        return indent + self._laid(self._parsed(line, len(indent)), indent)

    def _is_lone(self, brackets: _Brackets) -> bool:
        """Whether a call has one argument, a text of less than a quarter of the line."""
        return (
            len(brackets.items) == len(brackets.items[0]) == 1
            and isinstance(brackets.items[0][0], _Sum)
            and self._width(self._flat(brackets.items[0])) <= self.layout.width // 4
        )

    def _assigned(self, before: str, value: _Nodes, indent: str) -> str:
        inner = indent + self.layout.step
        is_behind = self.layout.apart or self.layout.behind
        if not is_behind or self._fits(value, inner):
            return f"{before}\n{inner}{self._laid(value, inner)}"
        return indent + self._laid((f"{before.strip()} ", *value), indent)

    def _laid(self, nodes: _Nodes, indent: str) -> str:
        """`nodes` behind `indent`, folded at their last brackets if they do not fit."""
        if self._fits(nodes, indent):
            return self._flat(nodes)
        place = max((n for n, node in enumerate(nodes) if isinstance(node, _Brackets)), default=-1)
        if place < 0:
            return self._flat(nodes, f"\n{indent}{self.layout.step}{self.layout.operator.lstrip()}")
        made, called = nodes[: place + 1], nodes[place + 1 :]
        if called and isinstance(called[0], _Method):
            before = self._laid((*made, ","), indent).removesuffix(",")
            further = "" if "\n" in before else self.layout.step
            return f"{before}\n{indent}{further}{self._flat(called)}"
        brackets = nodes[place]
        assert isinstance(brackets, _Brackets)  # noqa: S101  (it was looked for)
        before = self._flat(nodes[:place]) + brackets.open
        after = brackets.close + self._flat(nodes[place + 1 :])
        is_hugging = self.layout.apart and not (self.layout.below or self.layout.alone or self.layout.braces)
        if is_hugging and _is_hugged(brackets):
            return self._laid((before, *brackets.items[0], after), indent)
        return "\n".join([before, *self._arguments(before, brackets.items, after, indent)])

    def _arguments(self, before: str, items: tuple[_Nodes, ...], after: str, indent: str) -> Iterator[str]:
        inner = indent + self.layout.step
        if self.layout.below and items[1:] and all(_NUMBER.fullmatch(self._flat(item)) for item in items):
            numbers = self._flat(_between(items)) + ","
            yield from (inner + some for some in wrap(numbers, self.layout.width - len(inner)))
            yield indent + after
            return
        if self.layout.apart:
            # Nor is there one behind the last argument of a macro, or behind a key.
            comma = "" if self.layout.alone or _UNCLOSED.search(before) else ","
            yield from (inner + self._laid((*item, ","), inner) for item in items[:-1])
            yield inner + self._laid((*items[-1], comma), inner)
            yield indent + after
            return
        together = (*_between(items), after)
        if self._fits(together, inner):
            yield inner + self._flat(together)
            return
        *first, last = items
        yield from (inner + self._laid((*item, ","), inner) for item in first)
        yield inner + self._laid((*last, after), inner)

    def _width(self, text: str) -> int:
        return len(text.encode("utf-16-le")) // 2 if self.layout.units else display_width(text)

    def _fits(self, nodes: _Nodes, indent: str) -> bool:
        width = len(indent) + self._width(self._flat(nodes))
        return width <= self.layout.width and all(map(self._is_short, nodes))

    def _is_short(self, node: _Node) -> bool:
        """Whether no brackets hold more columns than arguments that share a line may take."""
        if not isinstance(node, _Brackets):
            return True
        inside = self._width(self._flat(_between(node.items)))
        # One argument is free, unless it is a call with several, which is folded then.
        last = node.items[0][-1] if len(node.items) == 1 and node.items[0] else None
        is_free = len(node.items) == 1 and not (
            isinstance(last, _Brackets) and last.is_call and last.items[1:]
        )
        if inside > self.layout.arguments and not is_free:
            return False
        return all(self._is_short(inner) for item in node.items for inner in item)

    def _flat(self, nodes: _Nodes, operator: str = "") -> str:
        """`nodes` in one line, but for a sum if an `operator` with a line break is given."""
        glue = operator or self.layout.operator
        return "".join(
            node
            if isinstance(node, str)
            else glue.join(node.parts)
            if isinstance(node, _Sum)
            else node.open + self._flat(_between(node.items)) + node.close
            for node in nodes
        )


def _is_hugged(brackets: _Brackets) -> bool:
    """Whether the only argument of a call, or item of a list, is a call, or brackets.

    Both begin on one line and end on one.
    """
    if len(brackets.items) != 1 or not (brackets.is_call or brackets.open == "["):
        return False
    *before, last = brackets.items[0] or ("",)
    return isinstance(last, _Brackets) and all(isinstance(node, str) for node in before)


def _between(items: tuple[_Nodes, ...]) -> _Nodes:
    """The items with commas between them."""
    return tuple(node for number, item in enumerate(items) for node in ((", ",) * bool(number) + item))


def _parsed(line: str, start: int, words: re.Pattern[str]) -> _Nodes:
    """The line as a tree; brackets that it leaves open are text like any other."""
    stack: list[tuple[str, list[list[_Node]]]] = [("", [[]])]
    for word in words.finditer(line, start):
        literal, opening, closing, comma, _ = word.groups()
        items = stack[-1][1]
        if opening:
            stack.append((opening, [[]]))
        elif closing and stack[1:]:
            bracket, _ = stack.pop()
            around = stack[-1][1][-1]
            is_call = bool(around) and isinstance(around[-1], str) and bool(re.search(r"[\w!]$", around[-1]))
            around.append(_Brackets(bracket, tuple(map(tuple, items)), closing, is_call))
        elif comma and stack[1:]:
            items.append([])
        else:
            items[-1] += _literal(literal[1:-1]) if literal else (word[0],)
    nodes: list[_Node] = []
    for opening, items in stack:
        nodes += [opening, *_between(tuple(map(tuple, items)))]
    return tuple(nodes)


def _literal(code: str) -> _Nodes:
    """A literal, with the brackets of a call or of a key: ``format!("…")``, ``environ["X"]``."""
    if call := _CALL.fullmatch(code):
        inner = _Brackets("(", ((_Sum((call[2],)),),), ")", is_call=True)
        return (call[1], inner, _Method(call[3])) if call[3] else (call[1], inner)
    if read := _SUBSCRIPT.fullmatch(code):
        return (read[1], _Brackets("[", ((_Sum((read[2],)),),), "]", is_call=True))
    return (_Sum(tuple(code.split(JOINT))),)
