"""A JSON value as text, every number with all its digits."""

from typing import Any

from generator.model import Json, Number

_LARGEST = 2**63


def json_text(value: Json) -> str:
    """`value`, which holds no Input, as compact JSON text (RFC 8259).

    orjson is used for its speed (a large description's examples are most of it) and because its
    `Fragment` lets a `Number` out as it is.
    """
    try:
        return _dump(value)
    except TypeError:  # an integer of more than 64 bits
        return _dump(_without_large(value))


def _dump(value: Json) -> str:
    import orjson

    return orjson.dumps(value, default=_number, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()


def _number(value: Any) -> Any:  # noqa: ANN401 - orjson hands over whatever it does not know
    import orjson

    if isinstance(value, Number):
        return orjson.Fragment(value.encode())
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _without_large(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_large(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_large(member) for member in value]
    if type(value) is int and not -_LARGEST <= value < _LARGEST:
        return Number(value)
    return value
