"""Strings that the regular expression of a schema matches, made from its parts: always the same ones.

Schemas write expressions as ECMA-262 does, and some as Java does. Python's parser reads them once the classes
of characters that it does not know (``\\p{L}``) are spelt out. No library does this: those on PyPI that make
strings (hypothesis, exrex, rstr) know Python's expressions alone, and give others in each run.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

_PIECE = re.compile(r"\\([pP])(?:\{(\w+)\}|([A-Z]))|\\.|\(\?<(?![=!])|.", re.DOTALL)
_MARKS = "".join(map(chr, (*range(32, 127), 9, 10, 13)))
_LONGEST = 100_000  # characters
# What is no general category of Unicode (UTS 18, annex C, and Java's names).
_CLASSES: dict[str, Callable[[str], bool]] = {
    "Alnum": str.isalnum,
    "Alpha": str.isalpha,
    "Alphabetic": str.isalpha,
    "IsAlphabetic": str.isalpha,
    "IsDigit": str.isdigit,
    "Digit": str.isdigit,
    "Upper": str.isupper,
    "Lower": str.islower,
    "Space": str.isspace,
    "Print": str.isprintable,
    "Graph": lambda mark: mark.isprintable() and mark != " ",
    "Punct": lambda mark: mark.isprintable() and not mark.isalnum() and mark != " ",
    "ASCII": str.isascii,
    "Any": str.isascii,
    "Cntrl": lambda mark: not mark.isprintable(),
}


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`, as far as Python can tell."""
    try:
        return re.search(_python(pattern), text) is not None
    except (re.error, OverflowError, RecursionError):
        return False


def strings_matching(pattern: str, least: int, most: int | None) -> Iterator[str]:
    """Strings that `pattern` may match, of at least `least` and at most `most` characters if that can be."""
    from re import _parser  # type: ignore[attr-defined] # the only parser of these patterns; no public one

    try:
        parsed = _parser.parse(_python(pattern))
    except (re.error, OverflowError, RecursionError):
        return
    if least > _LONGEST:
        return
    for alternative in range(3):
        shortest = _Maker(alternative).text(parsed)
        missing = max(0, least - len(shortest))
        if most is None or len(shortest) <= most:
            yield shortest
            yield _Maker(alternative, missing).text(parsed)
            yield _Maker(alternative, missing, is_ample=True).text(parsed)
            yield shortest + "a" * missing
    for text in ("Example-1", "1"):  # for what looks ahead
        yield text * max(1, -(-least // len(text)))


@lru_cache(1000)
def _python(pattern: str) -> str:
    """`pattern` as Python writes it."""
    pieces: list[str] = []
    is_inside, before = False, ""  # a set; and the piece that stands there before
    for match in _PIECE.finditer(pattern):
        piece = match[0]
        if match[1]:
            marks = _marks(match[2] or match[3], is_negated=match[1] == "P")
            pieces.append(marks if is_inside else f"[{marks}]")
        elif is_inside and (
            piece == "[" or (piece in "&|~-" and before[-1:] == piece) or _is_hyphen(before, piece)
        ):
            pieces.append(f"\\{piece}")  # there are no sets within a set
        else:
            pieces.append({"\\z": "\\Z", "(?<": "(?P<"}.get(piece, piece))
            is_inside = piece == "[" or (is_inside and piece != "]")
        before = piece
    return "".join(pieces)


def _is_hyphen(before: str, piece: str) -> bool:
    """Whether `piece` is a hyphen that begins no range, since a class of characters stands `before` it."""
    return piece == "-" and before[:1] == "\\" and before[1:2] in "wWdDsSpP"


def _marks(name: str, *, is_negated: bool) -> str:
    """The characters of ASCII that a property of Unicode takes in, as they stand in a set."""
    marks = filter(_CLASSES[name], _MARKS) if name in _CLASSES else _of_category(name)
    chosen = set(marks)
    return "".join(re.escape(mark) for mark in _MARKS if (mark in chosen) != is_negated)


def _of_category(name: str) -> Iterator[str]:
    return (mark for mark in _MARKS if unicodedata.category(mark).startswith(name))


class _Maker(Struct):
    """Makes one string: of alternatives the one of that number, and repeats until nothing is `missing`.

    Where copies do not go up in what is missing, more than that is made if it `is_ample`, else less.
    """

    alternative: int
    missing: int = 0
    is_ample: bool = False

    def text(self, parsed: Iterable[tuple[Any, Any]]) -> str:
        """What the nodes of an expression match, one after the other."""
        return "".join(self._pieces(parsed))

    def _pieces(self, parsed: Iterable[tuple[Any, Any]]) -> Iterator[str]:
        for operation, argument in parsed:
            match str(operation):
                case "LITERAL":
                    yield chr(argument)
                case "NOT_LITERAL":
                    yield "a" if argument != ord("a") else "b"
                case "ANY":
                    yield "a"
                case "IN":
                    yield _member(argument)
                case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                    yield self._repeated(*argument)
                case "SUBPATTERN" | "ATOMIC_GROUP":
                    yield self.text(argument[-1] if isinstance(argument, tuple) else argument)
                case "BRANCH":
                    yield self.text(argument[1][min(self.alternative, len(argument[1]) - 1)])
                case _:  # anchors and look-arounds hold or not, which is seen when the string is matched
                    continue

    def _repeated(self, least: int, most: int, inner: Iterable[tuple[Any, Any]]) -> str:
        """As few copies as there may be, and more while characters are missing; the last can grow itself."""
        one = _Maker(self.alternative).text(inner)
        if not one:
            return self.text(inner) if most else ""
        wanted = -(-self.missing // len(one)) if self.is_ample else self.missing // len(one)
        more = min(int(most) - least, wanted)
        self.missing = max(0, self.missing - more * len(one))
        copies = min(least + more, _LONGEST // len(one))
        return one * (copies - 1) + self.text(inner) if copies else ""


def _member(choices: list[tuple[Any, Any]]) -> str:
    """A character of a set, letters and digits first."""
    likely = "a1A0zZ9-_ ./:@"
    if str(choices[0][0]) == "NEGATE":
        return next((mark for mark in likely if not any(_is_in(mark, each) for each in choices[1:])), "~")
    for mark in likely:
        if any(_is_in(mark, each) for each in choices):
            return mark
    kind, argument = choices[0]
    return (
        chr(argument if str(kind) == "LITERAL" else argument[0]) if str(kind) in ("LITERAL", "RANGE") else "a"
    )


def _is_in(mark: str, choice: tuple[Any, Any]) -> bool:
    kind, argument = choice
    match str(kind):
        case "LITERAL":
            return bool(ord(mark) == argument)
        case "RANGE":
            return bool(argument[0] <= ord(mark) <= argument[1])
        case "CATEGORY":
            return {
                "CATEGORY_DIGIT": mark.isdigit(),
                "CATEGORY_NOT_DIGIT": not mark.isdigit(),
                "CATEGORY_SPACE": mark.isspace(),
                "CATEGORY_NOT_SPACE": not mark.isspace(),
                "CATEGORY_WORD": mark.isalnum() or mark == "_",
                "CATEGORY_NOT_WORD": not (mark.isalnum() or mark == "_"),
            }.get(str(argument), False)
        case _:
            return False
