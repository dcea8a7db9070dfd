"""A JSON value in, a literal out: a value of the language where it has such, or readable JSON text.

Both are compact: what holds nothing but scalars stands on one line while it fits there.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import groupby

from generator.errors import RefusedError
from generator.model import Input, Json, Number, Value, json_values
from generator.rendering.languages.language import Language
from generator.rendering.languages.string_syntax import Interpolation, JsonSpelling, StringForm
from generator.rendering.text.literals import (
    BEGIN,
    END,
    Code,
    Placed,
    call_literal,
    display_width,
    interpolated_input,
    interpolated_text,
    key_literal,
    marked_literal,
    string_literal,
    value_literal,
)

_COMPACT = 60  # columns that a container of scalars may take on one line
_DEEPEST = 76  # column at which such a line ends at the latest, its indentation and key included


def native_literal(value: Json, language: Language, indent: str = "", *, is_spread: bool = False) -> Code:
    """`value`, which `is_native`, in the language's own values; see `JsonValue` for `is_spread`."""
    return Code(_Native(language).written(value, indent, 0, is_spread=is_spread))


def text_literal(
    value: Json,
    language: Language,
    indent: str = "",
    text: Callable[[Json, str], str] | None = None,
) -> Code:
    """`value` as a literal of its text, which `text` makes in the way of `indented_json`.

    Raises:
        RefusedError: the language cannot put an Input into JSON text.
    """
    if not any(True for _ in json_values(value)):
        made = (text or indented_json)(value, language.json_avoid)
        return string_literal(made, language.json_strings, indent, language.json_indent)
    interpolation = language.interpolation.get("json")
    if interpolation is None:
        raise RefusedError(f"{language.title} cannot put an Input into a JSON text")
    return _interpolated(value, interpolation, language, indent)


def fits(value: Json, spelling: JsonSpelling | None) -> bool:
    """Whether values of a language, if it has such, hold each name and each integer of `value`."""
    if spelling is None:
        return False
    is_any = spelling.unfit is None and spelling.largest is spelling.digits is None and not spelling.doubles
    return is_any or _is_held(value, spelling)


def _is_held(value: Json, spelling: JsonSpelling) -> bool:
    match value:
        case dict():
            named = spelling.unfit is None or not any(map(spelling.unfit.search, value))
            return named and all(_is_held(item, spelling) for item in value.values())
        case list():
            return all(_is_held(item, spelling) for item in value)
        case int():
            return spelling.largest is None or abs(value) <= spelling.largest
        case float():
            is_exact = spelling.digits is None or _is_spelled(value, spelling.digits)
            return is_exact and not (spelling.doubles and repr(value) == "-0.0")
    return True


def _is_spelled(value: float, digits: int) -> bool:
    """Whether so many digits are the very number, and not just one that is read as the same."""
    return Decimal(f"{value:.{digits}g}") == Decimal(repr(value))


def indented_json(value: Json, avoid: str = "") -> str:
    """`value` as indented JSON (RFC 8259): every digit kept, what is not printable or in `avoid` escaped.

    A string that holds an Input is left out.
    """
    return "".join([piece for piece in _pieces(value, avoid) if isinstance(piece, str)])


def _pieces(value: Json, avoid: str) -> list[str | Value]:
    """JSON text in pieces; a string with an Input in it is a piece of its own, without its quotes."""
    pieces: list[str | Value] = []
    _write(value, "\n", 0, avoid, pieces.append)
    return pieces


def _write(value: Json, line: str, key: int, avoid: str, put: Callable[[str | Value], object]) -> None:
    """Put the pieces of `value`, whose line begins with `line` and a key of `key` columns."""
    if not (isinstance(value, dict | list) and value):
        put(value if isinstance(value, tuple) else _scalar(value, avoid))
        return
    if is_compact(value) and all(not isinstance(item, tuple) for item in scalars(value)):
        flat = _on_one_line(value, avoid)
        is_avoided = "}" in avoid and "}}" in flat  # neighbours would mean something
        if _has_room(flat, len(line) - 1 + key) and not is_avoided:
            put(flat)
            return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner, before = line + "  ", opening
    members = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for name, item in members:
        label = "" if name is None else f"{json_string(name, avoid)}: "
        put(f"{before}{inner}{label}")
        _write(item, inner, display_width(label), avoid, put)
        before = ","
    put(line + closing)


def flat_json_text(value: Json) -> str:
    """`value` as JSON on one line."""
    return _on_one_line(value, "")


def _on_one_line(value: Json, avoid: str) -> str:
    if isinstance(value, dict) and value:
        members = (f"{json_string(name, avoid)}: {_on_one_line(item, avoid)}" for name, item in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list) and value:
        return f"[{', '.join(_on_one_line(item, avoid) for item in value)}]"
    return _scalar(value, avoid)


def _has_room(flat: str, before: int) -> bool:
    """Whether a container on one line, with `before` columns in front of it, is still easy to read."""
    return "\n" not in flat and (width := display_width(flat)) <= _COMPACT and before + width < _DEEPEST


def is_compact(value: Json) -> bool:
    """Whether a container holds nothing but scalars, or one container that does."""
    items = list(_items(value))
    if len(items) == 1 and isinstance(items[0], dict | list):
        return is_compact(items[0])
    return not any(isinstance(item, dict | list) and item for item in items)


def scalars(value: Json) -> Iterable[Json]:
    """Whatever is no container, however deep."""
    for item in _items(value):
        if isinstance(item, dict | list):
            yield from scalars(item)
        else:
            yield item


def _items(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _scalar(value: Json, avoid: str) -> str:
    match value:
        case dict():
            return "{}"
        case list():
            return "[]"
        case Number():
            return str(value)
        case str():
            return json_string(value, avoid)
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
    return repr(value)


def _interpolated(value: Json, interpolation: Interpolation, language: Language, indent: str) -> Code:
    avoid = interpolation.avoid
    parts: list[str | Code] = []
    leaves: list[Code] = []
    for piece in _pieces(value, avoid):
        if isinstance(piece, str):
            parts.append(piece)
        elif interpolation.leaf:
            leaves.append(value_literal(Placed(piece, "leaf"), language))
            parts.append(Code(interpolation.part.format(value=leaves[-1], name="")))
        else:
            parts.append('"')
            parts += (_inside(part, interpolation, language, avoid) for part in piece)
            parts.append('"')
    text = interpolated_text(parts, interpolation, indent, language.json_indent)
    return call_literal(text, leaves, interpolation, indent) if interpolation.call else text


def _inside(part: str | Input, interpolation: Interpolation, language: Language, avoid: str) -> str | Code:
    if isinstance(part, str):
        return json_string(part, avoid)[1:-1]
    return interpolated_input(part, "json", interpolation, language)


def has_number(value: Json) -> bool:
    """Whether a number that only its digits hold exactly stands anywhere in a JSON value."""
    return any(isinstance(item, Number) for item in scalars([value]))


class _Native:
    """Writes a JSON value in values of a language."""

    def __init__(self, language: Language) -> None:
        assert language.json is not None  # noqa: S101  (the caller looked)
        self._language = language
        self._spelling = language.json

    def written(self, value: Json, indent: str, key: int, *, is_spread: bool = False) -> str:
        """`value` on a line that is indented by `indent`, behind a key of `key` columns.

        An object that `is_spread` never stands on one line.
        """
        if not (isinstance(value, dict | list) and value):
            return self._scalar(value)
        spelling = self._spelling
        if isinstance(value, list) and spelling.flat and _is_flat(value):
            return self._on_one_line(value)
        if not is_spread and is_compact(value):
            flat = self._on_one_line(value)
            if _has_room(_unmarked(flat), len(indent.expandtabs(4)) + key):
                return flat
        inner = indent + self._language.indent
        if isinstance(value, list):
            # Prettier would draw such an array together, unless an object in it is spread.
            is_drawn = spelling.flat and not _is_broken(value)
            members = [("", self.written(item, inner, 0, is_spread=is_drawn)) for item in value]
            brackets = spelling.array
        else:
            members = [self._member(name, item, inner) for name, item in value.items()]
            brackets = spelling.object
        lines = [
            inner + line + "," for line in (_aligned(members) if spelling.align else map("".join, members))
        ]
        if not spelling.trailing:
            lines[-1] = lines[-1].removesuffix(",")
        return "\n".join([brackets[0].rstrip(), *lines, indent + brackets[1].lstrip()])

    def _member(self, name: str, item: Json, inner: str) -> tuple[str, str]:
        """A member in two halves: what stands before its value, and the value."""
        label = self._label(name)
        return label, self.written(item, inner, display_width(_unmarked(label)))

    def _label(self, name: str) -> str:
        return self._spelling.item.format(key=key_literal(name, self._language), value="")

    def _on_one_line(self, value: Json) -> str:
        spelling = self._spelling
        if isinstance(value, dict) and value:
            members = (self._label(name) + self._on_one_line(item) for name, item in value.items())
            return ", ".join(members).join(spelling.object)
        if isinstance(value, list) and value:
            return ", ".join(map(self._on_one_line, value)).join(spelling.array)
        return self._scalar(value)

    def _scalar(self, value: Json) -> str:
        spelling, language = self._spelling, self._language
        match value:
            case dict():
                return spelling.empty or "".join(spelling.object).replace(" ", "")
            case list():
                return "".join(spelling.array)
            case None | True | False:
                return {None: spelling.null, True: spelling.true, False: spelling.false}[value]
            case int() | float():
                digits = repr(value).replace("e+", "e")
                return digits.removesuffix(".0").replace("e-0", "e-") if spelling.doubles else digits
            case tuple():
                text = value_literal(Placed(value, "leaf"), language)
            case _:
                text = string_literal(str(value), language.strings)
        return marked_literal(text) if language.layout else text


def _unmarked(text: str) -> str:
    return text.replace(BEGIN, "").replace(END, "")


def _aligned(members: list[tuple[str, str]]) -> list[str]:
    """Members with the values of neighbours that take one line each in one column, as gofmt has it."""
    lines: list[str] = []
    for is_long, group in groupby(members, key=lambda member: "\n" in member[1]):
        some = list(group)
        width = 0 if is_long else max(display_width(label) for label, _ in some)
        lines += [label + " " * max(0, width - display_width(label)) + value for label, value in some]
    return lines


def _is_broken(items: list[Json]) -> bool:
    """Whether Prettier gives each item a line: two or more objects, or arrays, with several members each."""
    kinds = {type(item) for item in items}
    return len(items) > 1 and kinds in ({dict}, {list}) and all(len(item) > 1 for item in items)  # type: ignore[arg-type]


def _is_flat(items: list[Json]) -> bool:
    """Whether an array has no objects in it, and is no table of arrays."""
    arrays = [item for item in items if isinstance(item, list)]
    if not all(map(_is_flat, arrays)) or any(isinstance(item, dict) and item for item in items):
        return False
    return len(arrays) < 2 or len(arrays) < len(items) or not all(item[1:] for item in arrays)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_STRING = StringForm('"', '"', _ESCAPES)


def json_string(text: str, avoid: str = "") -> str:
    """`text` as a JSON string, in which only printable characters outside `avoid` stand for themselves."""
    escaped = _STRING.special(text).sub(_escape, text)
    if avoid:
        escaped = re.sub(f"[{avoid}]", _escape, escaped)
    return f'"{escaped}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    units = character.encode("utf-16-be", "surrogatepass")  # RFC 8259 §7: beyond the BMP, two escapes
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
