"""A JSON value in, a literal out: a value of the language where it has such, or readable JSON text."""

import re
from collections.abc import Callable, Iterable

from generator.errors import RefusedError
from generator.model import Input, Json, Number, Value, json_values
from generator.rendering.language import Language
from generator.rendering.literals import (
    Code,
    Placed,
    Variables,
    interpolated_text,
    key_literal,
    marked,
    string_literal,
    value_literal,
)
from generator.rendering.spelling import Interpolation, JsonSpelling, StringForm


def native_literal(value: Json, language: Language, variables: Variables, indent: str = "") -> Code:
    """`value`, which `is_native`, in the language's own values."""
    return Code(_native(value, language, variables, indent))


def text_literal(
    value: Json,
    language: Language,
    variables: Variables,
    indent: str = "",
    text: Callable[[Json, str], str] | None = None,
) -> Code:
    """`value` as a literal of its text; `text` makes that as `json_text` does, if the caller has it already.

    Raises:
        RefusedError: the language cannot put an Input into JSON text.
    """
    if not variables.has_inputs or not any(True for _ in json_values(value)):
        made = (text or json_text)(value, language.json_avoid)
        return string_literal(made, language.json_strings, indent)
    interpolation = language.interpolation.get("json")
    if interpolation is None:
        raise RefusedError(f"{language.title} cannot put an Input into a JSON text")
    return _interpolated(value, interpolation, variables, indent)


def is_native(value: Json, language: Language) -> bool:
    """Whether `value` is written in values of the language: a container, and nothing in it lost."""
    return isinstance(value, dict | list) and not has_number(value) and fits(value, language.json)


def fits(value: Json, spelling: JsonSpelling | None) -> bool:
    """Whether values of a language, if it has such, hold each name and each integer of `value`."""
    if spelling is None:
        return False
    is_any = spelling.unfit is None and spelling.largest is None and not spelling.doubles
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
        case float() if spelling.doubles:
            return repr(value) != "-0.0"
    return True


def json_text(value: Json, avoid: str = "") -> str:
    """`value` as indented JSON (RFC 8259): every digit kept, what is not printable or in `avoid` escaped.

    A string that holds an Input is left out.
    """
    return "".join([piece for piece in _pieces(value, avoid) if isinstance(piece, str)])


def _pieces(value: Json, avoid: str) -> list[str | Value]:
    """JSON text in pieces; a string with an Input in it is a piece of its own, without its quotes."""
    pieces: list[str | Value] = []
    _write(value, "\n", avoid, pieces.append)
    return pieces


def _write(value: Json, line: str, avoid: str, put: Callable[[str | Value], object]) -> None:
    """Put the pieces of `value`, which stands on a line that begins with `line`."""
    if isinstance(value, dict) and value:
        inner, before = line + "  ", "{"
        for key, item in value.items():
            put(f"{before}{inner}{json_string(key, avoid)}: ")
            _write(item, inner, avoid, put)
            before = ","
        put(line + "}")
    elif isinstance(value, list) and value:
        inner, before = line + "  ", "["
        for item in value:
            put(before + inner)
            _write(item, inner, avoid, put)
            before = ","
        put(line + "]")
    else:
        put(value if isinstance(value, tuple) else _scalar(value, avoid))


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


def _interpolated(value: Json, interpolation: Interpolation, variables: Variables, indent: str) -> Code:
    avoid = interpolation.avoid
    parts: list[str | Code] = []
    for piece in _pieces(value, avoid):
        if isinstance(piece, str):
            parts.append(piece)
        elif interpolation.leaf:
            parts.append(Code(interpolation.part.format(variable=variables.leaves[piece])))
        else:
            parts.append('"')
            parts += (_inside(part, interpolation, variables, avoid) for part in piece)
            parts.append('"')
    return interpolated_text(parts, interpolation, indent)


def _inside(part: str | Input, interpolation: Interpolation, variables: Variables, avoid: str) -> str | Code:
    if isinstance(part, str):
        return json_string(part, avoid)[1:-1]
    variable = variables.names.get((part.name, "text"), part.name)
    return Code(interpolation.part.format(variable=variable, name=part.name))


def has_number(value: Json) -> bool:
    """Whether a number that only its digits hold exactly stands anywhere in a JSON value."""
    if isinstance(value, dict):
        return any(map(has_number, value.values()))
    if isinstance(value, list):
        return any(map(has_number, value))
    return isinstance(value, Number)


def _native(value: Json, language: Language, variables: Variables, indent: str) -> str:
    spelling = language.json
    assert spelling is not None  # noqa: S101  (the caller looked)
    inner = indent + language.indent
    match value:
        case dict() if not value and spelling.empty:
            return spelling.empty
        case dict() | list() if not value:
            return "".join(spelling.object if isinstance(value, dict) else spelling.array)
        case dict():
            members = (
                spelling.item.format(
                    key=key_literal(key, language), value=_native(item, language, variables, inner)
                )
                for key, item in value.items()
            )
            return _bracketed(spelling.object, members, inner, indent)
        case list():
            items = (_native(item, language, variables, inner) for item in value)
            if spelling.flat and _is_flat(value):
                return ", ".join(items).join(spelling.array)
            return _bracketed(spelling.array, items, inner, indent)
        case None | True | False:
            return {None: spelling.null, True: spelling.true, False: spelling.false}[value]
        case int() | float():
            digits = repr(value).replace("e+", "e")
            return digits.removesuffix(".0").replace("e-0", "e-") if spelling.doubles else digits
        case tuple():
            text = value_literal(Placed(value), language, variables)
        case _:
            text = string_literal(str(value), language.strings)
    return marked(text) if language.layout else text


def _is_flat(items: list[Json]) -> bool:
    """Whether an array has no objects in it, and is no table of arrays."""
    arrays = [item for item in items if isinstance(item, list)]
    if not all(map(_is_flat, arrays)) or any(isinstance(item, dict) and item for item in items):
        return False
    return len(arrays) < 2 or len(arrays) < len(items) or not all(item[1:] for item in arrays)


def _bracketed(brackets: tuple[str, str], members: Iterable[str], inner: str, indent: str) -> str:
    return brackets[0] + "\n" + "".join(f"{inner}{member},\n" for member in members) + indent + brackets[1]


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
