"""A JSON value as text, every number with all its digits."""

from typing import Any

from msgspec import Raw, json

from generator.model import Json, Number


def compact_json(value: Json) -> str:
    """`value`, which holds no Input, as compact JSON text (RFC 8259)."""
    return _encoder.encode(value).decode()


def _number(value: Any) -> Raw:  # noqa: ANN401 - msgspec hands over whatever it does not know
    if isinstance(value, Number):
        return Raw(value.encode())
    raise TypeError(f"{type(value).__name__} is not a JSON value")


_encoder = json.Encoder(enc_hook=_number)
