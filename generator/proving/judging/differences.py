"""The value that the judge hands out, and how long values are shortened so that a person can see it."""

from dataclasses import dataclass

_ROOM = 160


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that did not arrive as it should.

    `place` says where (``method``, ``header Accept``, ``form field username``), `expected` and
    `received` what, in words or as the value itself; both are short enough for one line.
    """

    place: str
    expected: str
    received: str

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, received {self.received}"


def unequal(place: str, expected: bytes | str, received: bytes | str) -> Difference:
    """A `Difference` of two values, each cut around the first place where they differ."""
    left, right = quoted_text(expected), quoted_text(received)
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    start = min(len(left), len(right)) if start is None else start
    return Difference(place, _window(left, start), _window(right, start))


def quoted_text(value: bytes | str) -> str:
    """A value in quotes, with everything escaped that a terminal would not show as itself."""
    text = value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
    return '"' + "".join(map(_visible, text)) + '"'


def clipped(text: str, room: int = _ROOM) -> str:
    """`text`, or its beginning and its length if it is longer than `room`."""
    return text if len(text) <= room else f"{text[:room]}… ({len(text)} characters)"


def _visible(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character in ('"', "\\"):
        return "\\" + character
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def _window(text: str, start: int) -> str:
    if len(text) <= _ROOM:
        return text
    begin = max(0, start - _ROOM // 4)
    end = begin + _ROOM
    return (
        ("…" if begin else "")
        + text[begin:end]
        + ("…" if end < len(text) else "")
        + f" ({len(text)} characters)"
    )
