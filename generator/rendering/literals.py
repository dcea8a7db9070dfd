"""A value in, the literal of a language out: the only place where anything is escaped."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote, quote_plus

from generator.errors import GeneratorError
from generator.model import Input, Json, Number, Value
from generator.rendering.language import Interpolation, Language, StringForm


class Code(str):
    """Text that is already program text."""

    __slots__ = ()


class Verbatim(str):
    """Fixed text that is syntax of its place, and so not encoded."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and the place it goes to: ``text``, ``url`` or ``basic`` (see `Language.encode`)."""

    value: Value
    place: str = "text"


def string_literal(text: str, forms: Sequence[StringForm], indent: str = "") -> Code:
    """`text` as a string literal: in the form that needs the fewest escapes, the first of equals.

    Raises:
        GeneratorError: no form can hold the text, or it has a lone surrogate, which is no character.
    """
    best: tuple[int, StringForm] | None = None
    for form in forms:
        escapes = _escapes(text, form)
        if escapes is not None and (best is None or escapes < best[0]):
            best = (escapes, form)
            if escapes == 0:
                break
    if best is None:
        _refuse(text)
    form = best[1]
    inner = _escaped(text, form)
    if form.grow:
        return Code(_grown(inner, form, indent))
    if form.block:
        return Code(_block(inner, form.open, form.close, indent))
    return Code(f"{form.open}{inner}{form.close}")


def value_literal(placed: Placed, language: Language, variables: "Variables", indent: str = "") -> Code:
    """A value as an expression: a literal, an Input, or both put together as the language does it."""
    parts = _merged(placed, language, variables)
    if all(isinstance(part, str) for part in parts):
        return string_literal("".join(map(str, parts)), language.strings, indent)
    if len(parts) == 1 and (alone := _alone(parts[0], placed.place, language, variables)):
        return alone
    interpolation = language.interpolation_in(placed.place)
    if interpolation is not None and (whole := _interpolated(parts, interpolation, placed.place, variables)):
        return whole
    words = (
        string_literal(part, language.strings)
        if isinstance(part, str)
        else _expression(part, placed.place, language, variables)
        for part in parts
    )
    return Code(language.join.join(words))


def json_literal(value: Json, language: Language, variables: "Variables", indent: str = "") -> Code:
    """A JSON value: as a value of the language, or as its text where the language has no such values."""
    if language.json is not None and not has_number(value):
        return Code(_native(value, language, variables, indent))
    text = json_text(value)
    for character in language.json_avoid:  # only a string of a JSON text can have it: RFC 8259 §7
        text = text.replace(character, f"\\u{ord(character):04x}")
    return string_literal(text, language.json_strings, indent)


def json_text(value: Json, indent: str = "") -> str:
    """`value` as indented JSON (RFC 8259): every digit kept, and what is not printable escaped."""
    inner = indent + "  "
    match value:
        case dict() if value:
            members = (f"{inner}{_json_string(key)}: {json_text(item, inner)}" for key, item in value.items())
            return "{\n" + ",\n".join(members) + f"\n{indent}}}"
        case list() if value:
            return "[\n" + ",\n".join(inner + json_text(item, inner) for item in value) + f"\n{indent}]"
        case dict() | list():
            return "{}" if isinstance(value, dict) else "[]"
        case Number():
            return str(value)
        case str():
            return _json_string(value)
        case tuple():
            raise GeneratorError("an Input cannot stand in a JSON text")
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
    return repr(value)


def has_number(value: Json) -> bool:
    """Whether a number that only its digits hold exactly stands anywhere in a JSON value."""
    if isinstance(value, dict):
        return any(map(has_number, value.values()))
    if isinstance(value, list):
        return any(map(has_number, value))
    return isinstance(value, Number)


@dataclass(frozen=True)
class Variables:
    """How a sample's Inputs are read: `shown` is what stands for each, None for environment variables.

    `names` maps an Input and a place to the identifier that holds it, in languages that declare them.
    """

    language: Language
    names: dict[tuple[str, str], str]
    shown: dict[str, str] | None = None

    def expression(self, name: str, place: str, *, wide: bool = False) -> Code:
        """What reads the Input `name` and makes it fit for `place`; `wide` if folded."""
        language = self.language
        encode = (language.wide if wide else language.encode).get(place, "{value}")
        if self.shown is None:
            value = language.read.format(name=string_literal(name, language.strings), bare=name)
        else:
            value = string_literal(self.shown[name], language.strings)
        return Code(encode.format(value=value, name=string_literal(name, language.strings), bare=name))

    def declaration(self, name: str, place: str) -> Code:
        """The statement that keeps what reads an Input in its variable, folded where it would be too long."""
        language = self.language
        before, _, after = language.declare.format(variable=self.names[name, place], value="\0").partition(
            "\0"
        )
        narrow = self.expression(name, place)
        if not language.width or display_width(before + narrow + after) <= language.width:
            return Code(before + narrow + after)
        if self.shown is not None and place not in language.encode:
            return Code(before + folded(narrow, before, "", language) + after)
        return Code(before + self.expression(name, place, wide=True) + after)


def folded(code: Code, before: str, indent: str, language: Language) -> Code:
    """A literal that is assigned: on its own line if the formatter moves it there, where alone it fits."""
    if not language.fold or "\n" in code or display_width(before + code) <= language.width:
        return code
    alone = language.fold.format(value=code).replace("\n", "\n" + indent)
    fits = max(map(display_width, alone.splitlines())) <= language.width
    return Code(alone if fits else code)


def display_width(text: str) -> int:
    """The columns that a text takes (Unicode Standard Annex #11), as formatters count them."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def encoded(text: str, place: str) -> str:
    """Fixed text as it stands in `place`; URL text is encoded already."""
    if place == "basic" and not isinstance(text, Verbatim):  # RFC 6749 §2.3.1, appendix B
        return quote_plus(text)
    return text


def url_encoded(text: str) -> str:
    """A form name where the client does not encode it (RFC 3986 unreserved characters are left)."""
    return quote(text, safe="")


def _merged(placed: Placed, language: Language, variables: Variables) -> list[str | Input]:
    """The parts with fixed text encoded, and neighbouring texts made one; a shown Input may be text too."""
    merged: list[str | Input] = []
    for part in placed.value:
        if isinstance(part, Input):
            in_place = variables.shown is None or language.variable or placed.place in language.encode
            piece = part if in_place else variables.shown[part.name]  # type: ignore[index]
        else:
            piece = encoded(part, placed.place)
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    return merged


def _alone(part: str | Input, place: str, language: Language, variables: Variables) -> Code | None:
    """An Input that is the whole value, if that is more than a literal with nothing but the Input in it."""
    assert isinstance(part, Input)  # noqa: S101  (text alone is a literal)
    if place in language.alone or language.variable or language.interpolation_in(place) is None:
        return _expression(part, place, language, variables)
    return None


def _expression(part: Input, place: str, language: Language, variables: Variables) -> Code:
    if language.variable:
        return Code(variables.names[part.name, place])
    if place in language.alone:
        return Code(language.alone[place].format(name=part.name))
    return variables.expression(part.name, place)


def _interpolated(
    parts: Sequence[str | Input], interpolation: Interpolation, place: str, variables: Variables
) -> Code | None:
    text = "".join(part for part in parts if isinstance(part, str))
    fitting = [(n, form) for form in interpolation.forms if (n := _escapes(text, form)) is not None]
    if not fitting:
        return None
    form = min(fitting, key=lambda pair: pair[0])[1]

    def spell(part: str | Input) -> str:
        if isinstance(part, str):
            return _escaped(part, form)
        return interpolation.part.format(
            variable=variables.names.get((part.name, place), part.name), name=part.name
        )

    return Code(form.open + "".join(map(spell, parts)) + form.close)


def _escapes(text: str, form: StringForm) -> int | None:
    """How many escapes `text` needs in `form`; None if it cannot stand there."""
    if form.unfit is not None and form.unfit.search(text):
        return None
    count = 0
    for match in form.special.finditer(text):
        run = match[0]
        if run not in form.escape and ("\ud800" <= run <= "\udfff" or not (form.code or form.byte)):
            return None
        count += 1
    return count


def _escaped(text: str, form: StringForm) -> str:
    return form.special.sub(lambda match: _escape(match[0], form), text)


def _escape(run: str, form: StringForm) -> str:
    if run in form.escape:
        return form.escape[run]
    if form.byte:
        return "".join(form.byte.format(byte) for byte in run.encode())
    return next(spelling.format(ord(run)) for limit, spelling in form.code if ord(run) <= limit)


def _grown(inner: str, form: StringForm, indent: str) -> str:
    longest = max((len(run) for run in re.findall(re.escape(form.grow) + "+", inner)), default=0)
    quotes = form.grow * max(len(form.open), longest + 1)
    return _block(inner, quotes, quotes, indent)


def _block(inner: str, opening: str, closing: str, indent: str) -> str:
    lines = (indent + line if line else line for line in inner.split("\n"))
    return "\n".join([opening, *lines, indent + closing])


def _native(value: Json, language: Language, variables: Variables, indent: str) -> str:
    spelling = language.json
    assert spelling is not None  # noqa: S101  (the caller looked)
    inner = indent + language.indent
    match value:
        case dict() | list() if not value:
            return "".join(spelling.object if isinstance(value, dict) else spelling.array)
        case dict():
            members: Iterator[str] = (
                spelling.item.format(
                    key=string_literal(key, language.strings), value=_native(item, language, variables, inner)
                )
                for key, item in value.items()
            )
            return _bracketed(spelling.object, members, inner, indent)
        case list():
            return _bracketed(
                spelling.array, (_native(item, language, variables, inner) for item in value), inner, indent
            )
        case tuple():
            return value_literal(Placed(value), language, variables)
        case str():
            return string_literal(value, language.strings)
        case None | True | False:
            return {None: spelling.null, True: spelling.true, False: spelling.false}[value]
    return repr(value).replace("e+", "e")


def _bracketed(brackets: tuple[str, str], members: Iterator[str], inner: str, indent: str) -> str:
    return brackets[0] + "\n" + "".join(f"{inner}{member},\n" for member in members) + indent + brackets[1]


_JSON_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_JSON_STRING = StringForm('"', '"', _JSON_ESCAPES, code=((0xFFFF, "\\u{:04x}"),))


def _json_string(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        character = match[0]
        if character in _JSON_ESCAPES:
            return _JSON_ESCAPES[character]
        units = character.encode("utf-16-be", "surrogatepass")  # RFC 8259 §7: beyond the BMP, two escapes
        return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))

    return f'"{_JSON_STRING.special.sub(escape, text)}"'


def _refuse(text: str) -> NoReturn:
    if lone := re.search("[\ud800-\udfff]", text):
        raise GeneratorError(
            f"a text has U+{ord(lone[0]):04X}, half of a surrogate pair and no character; write the whole one"
        )
    raise GeneratorError(f"no string literal of this language can hold {text[:40]!r}")
