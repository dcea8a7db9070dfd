"""Runtime expressions in, marks that stand for their values out, and the values in the place of the marks.

A mark is a word of letters and digits, which every place of a request holds as it is. So a request is made
of marks first, like one of fixed values, and of parts afterwards.
"""

import re
from collections.abc import Callable

from msgspec.structs import replace

from generator.model import Input, Json, Part, Request, Value
from generator.request_values import with_values

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")  # Arazzo 1.0.1, "Runtime Expressions"
_MARK = re.compile(r"(Zqflow\d+z)")


class Marks:
    """The marks of one flow: what each expression stands for."""

    def __init__(self, meaning: Callable[[str], Part | Json]) -> None:
        self._meaning = meaning
        self._parts: list[Part] = []

    def marked(self, value: Json) -> Json:
        """`value` with a mark for each expression in it, at any depth.

        Raises:
            CannotSampleError: an expression has no meaning in a sample.
        """
        if isinstance(value, dict):
            return {key: self.marked(child) for key, child in value.items()}
        if isinstance(value, list):
            return [self.marked(child) for child in value]
        if not isinstance(value, str):
            return value
        if value.startswith("$"):
            return self._mark(value)
        return _EMBEDDED.sub(lambda match: str(self._mark(match[1])), value)

    def _mark(self, expression: str) -> Json:
        meaning = self._meaning(expression)
        if not isinstance(meaning, Input):
            return meaning
        if meaning not in self._parts:
            self._parts.append(meaning)
        return f"Zqflow{self._parts.index(meaning)}z"

    def parts(self, text: str) -> Value:
        """`text` with what its marks stand for."""
        pieces = (self._part(piece) for piece in _MARK.split(text))
        return tuple(piece for piece in pieces if piece != "")

    def _part(self, piece: str) -> Part:
        return self._parts[int(piece[len("Zqflow") : -1])] if _MARK.fullmatch(piece) else piece

    def request(self, request: Request, rename: Callable[[Input, Input], Input]) -> Request:
        """`request` with what its marks stand for.

        Where the description has an Input, and a mark stands for one that the reader brings, `rename` says
        which of the two it is.
        """

        def part(one: Part) -> Value:
            if isinstance(one, str):
                return self.parts(one)
            found = self.parts(one.example)
            if len(found) == 1 and isinstance(found[0], Input):
                return (rename(found[0], one),)
            return found if any(isinstance(each, Input) for each in found) else (one,)

        def value(parts: Value) -> Value:
            return tuple(piece for one in parts for piece in part(one))

        def in_json(json: str | Value) -> Json:
            if isinstance(json, tuple):
                return value(json)
            return self.parts(json) if _MARK.search(json) else json

        return replace(with_values(request, value, in_json), call=None)
