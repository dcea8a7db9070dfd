"""How a parameter's value is written: every `style` and `explode` of OpenAPI, by the rules of RFC 6570.

What goes into a URL comes out as URL text; an Input in it stays data, which the sample percent-encodes.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from generator.errors import CannotSampleError
from generator.model import Input, Json, Pair, Part, Value
from generator.reading.document.inputs import scalar_text

Scalar = Value
Structure = Scalar | list[Scalar] | dict[str, Scalar]

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")  # RFC 3986 §2.3: never encoded
_UNFIT = re.compile(r"""[^!#-+\--:<-\[\]-~,]""")  # no cookie-octet; but a list has commas between its items
_TRIPLET = re.compile(r"(%[0-9A-Fa-f]{2})")
_RESERVED = ":/?#[]@!$&'()*+,;="  # RFC 3986 §2.2


def path_text(name: str, value: Structure, style: str, *, explode: bool) -> Value:
    """What stands for ``{name}`` in a path (`simple`, `label`, `matrix`)."""
    if style == "matrix":
        return _named(name, value, explode=explode, start=";", between=";", empty="")
    start, between = (".", "." if explode else ",") if style == "label" else ("", ",")
    return (*_text(start), *join_texts(_pieces(value, explode=explode), between))


def query_text(
    name: str, value: Structure, style: str, *, explode: bool, allow_reserved: bool = False
) -> Value:
    """``name=value`` pairs joined by ``&`` (`form`, `spaceDelimited`, `pipeDelimited`, `deepObject`)."""
    safe = _RESERVED.translate(dict.fromkeys(map(ord, "#[]&+="))) if allow_reserved else ""
    if style == "deepObject" and isinstance(value, dict):
        deep = {f"{name}[{key}]": member for key, member in value.items()}
        return join_texts((_pair(key, member, "=", safe) for key, member in deep.items()), "&")
    if style in _DELIMITERS and not explode and not _is_scalar(value):
        start = f"{_encoded(name)}="
        return (start, *join_texts(_pieces(value, explode=False, safe=safe), _DELIMITERS[style]))
    return _named(name, value, explode=explode, start="", between="&", empty="=", safe=safe)


def header_text(value: Structure, *, explode: bool) -> Value:
    """The value of a header (`simple`); nothing in it is encoded."""
    return join_texts(_pieces(value, explode=explode, encode=False), ",")


def cookie_pairs(name: str, value: Structure, style: str, *, explode: bool) -> Iterator[Pair]:
    """The cookies of a parameter: what no cookie can hold (RFC 6265 §4.1.1) is encoded in style `form`.

    Raises:
        CannotSampleError: there is such a character where 3.2's style `cookie` has the value as it is.
    """
    for cookie, parts in _cookies(name, value, explode=explode):
        yield cookie, tuple(part if isinstance(part, Input) else _fit(cookie, part, style) for part in parts)


def _fit(name: str, text: str, style: str) -> str:
    if style == "cookie" and (found := _UNFIT.search(text)):
        raise CannotSampleError(f"the cookie '{name}' cannot hold {found[0]!r}; write it percent-encoded")
    return _UNFIT.sub(lambda match: quote(match[0], safe=""), text)


def _cookies(name: str, value: Structure, *, explode: bool) -> Iterator[Pair]:
    if explode and isinstance(value, dict):
        yield from value.items()
    elif explode and isinstance(value, list):
        yield from ((name, item) for item in value)
    else:
        yield name, join_texts(_pieces(value, explode=False, encode=False), ",")


def url_value(value: Structure) -> Value:
    """A query that is one value without a name."""
    return join_texts(_pieces(value, explode=False), ",")


def deep_members(value: Json, name: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The members of an object as `deepObject` writes them: ``a][b`` is that of ``name[a][b]``.

    Raises:
        CannotSampleError: a member is a list, for which nobody says how it is written.
    """
    for key, member in value.items() if isinstance(value, dict) else ():
        path = f"{prefix}{key}"
        if isinstance(member, list):
            raise CannotSampleError(
                f"'{name}[{path}]' is a list, which deepObject cannot write; use another style"
            )
        if isinstance(member, dict):
            yield from deep_members(member, name, f"{path}][")
        else:
            yield path, scalar_text(member)


def url_text(name: str, value: Scalar) -> Value:
    """``name=value`` in a query, for a value that has no style."""
    return _pair(name, value, "=", "")


def _is_scalar(value: Structure) -> bool:
    return isinstance(value, tuple)


def _named(
    name: str, value: Structure, *, explode: bool, start: str, between: str, empty: str, safe: str = ""
) -> Value:
    """RFC 6570's form and matrix expansions, in which each value has its name."""
    if explode and isinstance(value, list):
        pairs = [_pair(name, item, empty, safe) for item in value]
    elif explode and isinstance(value, dict):
        pairs = [_pair(key, member, empty, safe) for key, member in value.items()]
    else:
        text = join_texts(_pieces(value, explode=False, safe=safe), ",")
        pairs = [(_encoded(name), *_text("=" if text else empty), *text)]
    return (*_text(start), *join_texts(pairs, between)) if pairs else ()


def _pair(name: str, value: Scalar, empty: str, safe: str) -> Value:
    text = _parts(value, safe)
    return _merged((_encoded(name), "=" if text else empty, *text))


def _pieces(value: Structure, *, explode: bool, safe: str = "", encode: bool = True) -> list[Value]:
    """The parts between delimiters: items, or names and values (``name=value`` where exploded)."""
    if isinstance(value, list):
        return [_parts(item, safe, encode=encode) for item in value]
    if not isinstance(value, dict):
        return [_parts(value, safe, encode=encode)]
    pieces: list[Value] = []
    for key, member in value.items():
        name = _encoded(key) if encode else key
        text = _parts(member, safe, encode=encode)
        pieces.extend([(f"{name}=", *text)] if explode else [(name,), text])
    return pieces


def _parts(value: Scalar, safe: str = "", *, encode: bool = True) -> Value:
    if not encode:
        return value
    return tuple(part if isinstance(part, Input) else _encoded(part, safe) for part in value if part != "")


def _encoded(text: str, safe: str = "") -> str:
    if _PLAIN.fullmatch(text):
        return text
    pieces = _TRIPLET.split(text) if safe else [text]  # RFC 6570 §3.2.3: they stay where reserved ones do
    return "".join(each if index % 2 else quote(each, safe=f"{safe}~") for index, each in enumerate(pieces))


def _text(text: str) -> Value:
    return (text,) if text else ()


def join_texts(pieces: Iterable[Value], between: str) -> Value:
    """`pieces` with `between` them, neighbouring texts as one."""
    parts: list[Part] = []
    for index, piece in enumerate(pieces):
        if index:
            parts.append(between)
        parts.extend(piece)
    return _merged(parts)


def combined(headers: Iterable[Pair]) -> tuple[Pair, ...]:
    """`headers` with every name once, its values with commas between them (RFC 9110 §5.3).

    Few clients can send a name twice, and none need to.
    """
    values: dict[str, list[Value]] = {}
    names: dict[str, str] = {}
    for name, value in headers:
        names.setdefault(name.lower(), name)
        values.setdefault(name.lower(), []).append(value)
    return tuple(
        (names[lower], several[0] if len(several) == 1 else join_texts(several, ", "))
        for lower, several in values.items()
    )


def _merged(parts: Iterable[Part]) -> Value:
    """`parts` with neighbouring texts as one."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return tuple(merged)
