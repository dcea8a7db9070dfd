"""A value in, the literal of a language out: the only place where anything is escaped."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NoReturn
from urllib.parse import quote, quote_plus

from msgspec import Struct

from generator.errors import RefusedError
from generator.model import Input, StepOutput, Value
from generator.rendering.languages.language import Language
from generator.rendering.languages.string_syntax import Interpolation, StringForm


class Code(str):
    """Text that is already program text."""

    __slots__ = ()


class Joined(Code):
    """A sum of texts: program text that can be folded between its `parts`, or in the brackets of a `call`."""

    __slots__ = ("call", "parts")
    parts: tuple[str, ...]
    call: Code | None


_JSON_LINE = re.compile("\n( *)")  # no string of JSON text has a line break in it
# Noncharacters (Unicode Standard §23.7), which no program text has: a literal begins, ends, can be folded.
BEGIN, END, JOINT = "\ufdd0", "\ufdd1", "\ufdd2"


def marked_literal(code: Code) -> Code:
    """A literal between marks, by which `line_wrapping` knows it from program text."""
    if isinstance(code, Joined) and code.call:
        return code.call
    inner = JOINT.join(code.parts) if isinstance(code, Joined) else code
    return Code(f"{BEGIN}{inner}{END}")


class Name(str):
    """A name that a template may write as the key of an object, ``{{ name.key }}``."""

    __slots__ = ()

    @property
    def key(self) -> "Key":
        """The name, to be spelled as a key."""
        return Key(self)

    @property
    def encoded(self) -> str:
        """The name as it is sent in a form."""
        return url_encoded(self)


class Key(str):
    """The key of an object."""

    __slots__ = ()


class Verbatim(str):
    """Fixed text that is syntax of its place, and so not encoded."""

    __slots__ = ()


class Placed(Struct, frozen=True):
    """A value and the place it goes to.

    ``url``, where an Input stands in the ``path`` or in the ``query``; ``basic``, form-encoded credentials;
    ``form``, urlencoded text; ``header``; ``field``, a form field; ``leaf``, a string that becomes JSON; or
    ``text``.
    """

    value: Value
    place: str = "text"

    @property
    def has_inputs(self) -> bool:
        """Whether an Input stands in it."""
        return any(isinstance(part, Input) for part in self.value)


def string_literal(text: str, forms: Sequence[StringForm], indent: str = "", unit: str = "") -> Code:
    """`text` as a string literal: in the form that needs the fewest escapes, the first of equals.

    With a `unit`, `text` is JSON, whose lines are indented as the code around them, by `unit` a level.

    Raises:
        RefusedError: no form can hold the text, or it has a lone surrogate, which is no character.
    """
    best: tuple[int, StringForm] | None = None
    for form in forms:
        escapes = _escapes(text, form)
        if escapes is not None and (best is None or escapes < best[0]):
            best = (escapes, form)
            if escapes == 0:
                return _framed(text, form, indent, unit)
    if best is None:
        _refuse(text)
    return _framed(_escaped(text, best[1]), best[1], indent, unit)


def key_literal(name: str, language: Language) -> Code:
    """`name` as the key of an object."""
    literal = string_literal(name, language.strings)
    form = next((form for form in language.keys if form.fits(name)), None)
    if form is not None:
        return Code(form.spelling.format(name=name, literal=literal))
    return marked_literal(literal) if language.layout else literal


def value_literal(placed: Placed, language: Language, indent: str = "") -> Code:
    """A value as an expression: a literal, an Input, or both put together as the language does it."""
    parts = placed_parts(placed)
    if all(isinstance(part, str) for part, _ in parts):
        return string_literal("".join(str(part) for part, _ in parts), language.strings, indent)
    interpolation = language.interpolation_in(placed.place)
    alone = language.alone_in(placed.place)
    if len(parts) == 1:
        value = _spelled(*parts[0], language)
        is_read = not isinstance(parts[0][0], StepOutput)
        return Code(alone.format(value=value)) if alone and is_read else value
    if interpolation is not None and (whole := _interpolated(parts, interpolation, language, indent)):
        return whole
    spelled = tuple(_spelled(part, place, language) for part, place in parts)
    return _joined(spelled, language, is_tight=placed.place in language.tight)


def _joined(parts: tuple[Code, ...], language: Language, *, is_tight: bool) -> Joined:
    join = language.join.strip() if is_tight else language.join
    joined = Joined(language.joined.format(parts=join.join(parts)))
    is_call = language.joined != "{parts}"
    joined.call = (
        Code(language.joined.format(parts=join.join(map(marked_literal, parts)))) if is_call else None
    )
    joined.parts = parts
    return joined


def placed_parts(placed: Placed) -> list[tuple[str | Input, str]]:
    """The parts of a value with the place of each; fixed text is encoded, and neighbouring texts are one."""
    parts: list[tuple[str | Input, str]] = []
    place = "path" if placed.place == "url" else placed.place
    for part in placed.value:
        if isinstance(part, Input):
            parts.append((part, place))
            continue
        text = encoded(part, placed.place)
        if place == "path" and "?" in text:
            place = "query"
        if parts and isinstance(before := parts[-1][0], str):
            text = before + text
            parts.pop()
        if text:
            parts.append((text, place))
    return parts


def input_expression(item: Input, place: str, language: Language, *, inside: bool = False) -> Code:
    """What reads an Input and encodes it for `place`, by itself or `inside` a literal."""
    name = item.name
    literal = string_literal(name, language.strings)
    if isinstance(item, StepOutput):
        value = output_expression(item, language)
    else:
        read = language.read_inside if inside else language.read
        value = Code(read.format(name=literal, bare=name))
    encode = language.encode.get(place, "{value}")
    if isinstance(item, StepOutput) and language.flow:
        encode = language.flow.encode.get(place, encode)
    return Code(encode.format(value=value, name=literal, bare=name))


def output_expression(item: StepOutput, language: Language) -> Code:
    """The variable of what an earlier answer brought, as an expression."""
    if language.flow is None:
        raise RefusedError(f"{language.title} has no program of several requests")
    return Code(language.flow.read.format(name=language.flow.variable(item.name)))


def display_width(text: str) -> int:
    """The columns that a text takes (Unicode Standard Annex #11), as formatters count them."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if character == "\ufe0f":  # makes an emoji, two columns wide, of a sign that is one
        return 1
    # Vowels and finals of Hangul join the letter before them.
    if "\u1160" <= character <= "\u11ff" or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 1 + (unicodedata.east_asian_width(character) in "WF")


def encoded(text: str, place: str) -> str:
    """Fixed text as it stands in `place`; URL text is encoded already."""
    if place in ("basic", "form") and not isinstance(text, Verbatim):  # RFC 6749 §2.3.1, appendix B
        return quote_plus(text)
    return text


def url_encoded(text: str) -> str:
    """A form name where the client does not encode it (RFC 3986 unreserved characters are left)."""
    return quote(text, safe="")


def _spelled(part: str | Input, place: str, language: Language) -> Code:
    """A part as an expression of its own."""
    if isinstance(part, str):
        return string_literal(part, language.strings)
    return input_expression(part, place, language)


def _interpolated(
    parts: Sequence[tuple[str | Input, str]], interpolation: Interpolation, language: Language, indent: str
) -> Code | None:
    text = "".join(part for part, _ in parts if isinstance(part, str))
    if all(_escapes(text, form) is None for form in interpolation.forms):
        return None
    spelled = [
        part if isinstance(part, str) else interpolated_input(part, place, interpolation, language)
        for part, place in parts
    ]
    literal = interpolated_text(spelled, interpolation, indent)
    if not interpolation.call:
        return literal
    inputs = [input_expression(part, place, language) for part, place in parts if isinstance(part, Input)]
    return call_literal(literal, inputs, interpolation, indent)


def call_literal(literal: Code, values: Sequence[Code], interpolation: Interpolation, indent: str) -> Joined:
    """A call of a literal and the values that stand in it; each on its line if the literal has several."""
    arguments = [interpolation.argument.format(value=value) for value in values]
    comma = f",\n{indent}" if "\n" in literal else ", "
    joined = Joined(interpolation.call.format(parts=comma.join([literal, *arguments])))
    joined.call = Code(interpolation.call.format(parts=comma.join([marked_literal(literal), *arguments])))
    joined.parts = (joined,)
    return joined


def interpolated_input(part: Input, place: str, interpolation: Interpolation, language: Language) -> Code:
    """An Input inside a literal."""
    if isinstance(part, StepOutput) and language.flow and language.flow.part and place not in language.encode:
        return Code(language.flow.part.format(name=language.flow.variable(part.name)))
    value = input_expression(part, place, language, inside=True)
    return Code(interpolation.part.format(name=part.name, value=value))


def interpolated_text(
    parts: Sequence[str | Code], interpolation: Interpolation, indent: str = "", unit: str = ""
) -> Code:
    """Text, and program text that stands in it, as one literal; `unit` as in `string_literal`.

    Raises:
        RefusedError: no form can hold the text.
    """
    text = "".join(part for part in parts if not isinstance(part, Code))
    fitting = [(count, form) for form in interpolation.forms if (count := _escapes(text, form)) is not None]
    if not fitting:
        _refuse(text)
    form = min(fitting, key=lambda pair: pair[0])[1]
    inner = "".join(part if isinstance(part, Code) else _escaped(part, form) for part in parts)
    return _framed(inner, form, indent, unit)


def _framed(inner: str, form: StringForm, indent: str, unit: str = "") -> Code:
    if unit:
        start = "\n" if form.block else "\n" + indent
        inner = _JSON_LINE.sub(lambda match: start + unit * (len(match[1]) // 2), inner)
    if not form.block:
        return Code(f"{form.open}{inner}{form.close}")
    opening, closing = form.open, form.close
    if form.grow:
        longest = max((len(run) for run in re.findall(re.escape(form.grow) + "+", inner)), default=0)
        more = form.grow * max(0, longest + 1 - len(closing))
        opening, closing = opening + more, closing + more
    lines = (indent + form.deeper + line if line else line for line in inner.split("\n"))
    return Code("\n".join([opening, *lines, indent + closing]))


def _escapes(text: str, form: StringForm) -> int | None:
    """How many escapes `text` needs in `form`; None if it cannot stand there."""
    if form.unfit is not None and form.unfit.search(text):
        return None
    count = 0
    for match in form.special(text).finditer(text):
        run = match[0]
        has_escape = form.code or form.unit or form.byte
        if run not in form.escape and ("\ud800" <= run <= "\udfff" or not has_escape):
            return None
        count += 1
    return count


def _escaped(text: str, form: StringForm) -> str:
    return form.special(text).sub(lambda match: _escape(match[0], form), text)


def _escape(run: str, form: StringForm) -> str:
    if run in form.escape:
        return form.escape[run]
    if form.byte:
        return "".join(form.byte.format(byte) for byte in run.encode())
    for limit, spelling in form.code:
        if ord(run) <= limit:
            return spelling.format(ord(run))
    units = run.encode("utf-16-be")
    return "".join(form.unit.format(256 * units[i] + units[i + 1]) for i in range(0, len(units), 2))


def _refuse(text: str) -> NoReturn:
    if lone := re.search("[\ud800-\udfff]", text):
        raise RefusedError(
            f"cannot hold U+{ord(lone[0]):04X}, half of a surrogate pair and no character; write the whole"
        )
    raise RefusedError(f"has no string literal that can hold {text[:40]!r}")
