"""What a template sees of an operation that a client library is called for."""

from typing import TYPE_CHECKING

from generator.errors import RefusedError
from generator.model import Call, Json
from generator.rendering.languages.language import Language
from generator.rendering.languages.sdk import called
from generator.rendering.text.json_documents import fits
from generator.rendering.text.literals import Code, Name
from generator.rendering.views.body_view import JsonValue

if TYPE_CHECKING:
    from generator.rendering.views.facts import Facts


class OperationView:
    """The operation: `id` is its operationId, `path` the template, such as ``/users/{id}``."""

    def __init__(self, call: Call, facts: "Facts", language: Language) -> None:
        self.id = call.operation_id
        self.path = call.path
        self.tags = list(call.tags)
        self._call = call
        self._facts = facts
        self._language = language

    @property
    def call(self) -> Code:
        """What is called, by the ``[sdk]`` table of the language."""
        if self._language.sdk is None:
            raise RefusedError(f"{self._language.title} has no [sdk] table in its language.toml")
        return Code(called(self._language.sdk, self._call, self._language.title))

    @property
    def call_length(self) -> int:
        """How many characters the call has, for a template that breaks a long line."""
        return len(self.call)

    @property
    def path_values(self) -> list[tuple[Name, JsonValue]]:
        """The path parameters by name."""
        return self._named("path")

    @property
    def query_values(self) -> list[tuple[Name, JsonValue]]:
        """The query parameters by name."""
        return self._named("query")

    @property
    def arguments(self) -> JsonValue:
        """Path and query parameters, and the members of the body, as one object with a line for each."""
        return self._value(self._merged("path", "query"), is_spread=True)

    @property
    def has_arguments(self) -> bool:
        """Whether `arguments` is not empty."""
        return bool(self._merged("path", "query"))

    @property
    def options(self) -> JsonValue:
        """`arguments` without the path parameters, for a library that takes those by their order."""
        return self._value(self._merged("query"), is_spread=True)

    @property
    def option_values(self) -> list[tuple[Code, JsonValue]]:
        """The members of `options`, for a library that takes each as an argument of its name."""
        return [(self._argument(name), self._value(value)) for name, value in self._merged("query").items()]

    @property
    def has_options(self) -> bool:
        """Whether `options` is not empty."""
        return bool(self._merged("query"))

    @property
    def has_other_body(self) -> bool:
        """Whether there is a body that is neither a JSON object nor a form."""
        return self._facts.request.body is not None and not isinstance(self._call.body, dict)

    @property
    def has_name_twice(self) -> bool:
        """Whether a parameter has the name of another one, or of a member of the body."""
        placed = [one.name for one in self._call.arguments if one.place in ("path", "query")]
        return len(self._merged("path", "query")) < len(placed) + len(self._members)

    @property
    def has_cookies(self) -> bool:
        """Whether a parameter stands in a cookie."""
        return any(one.place == "cookie" for one in self._call.arguments)

    @property
    def _members(self) -> dict[str, Json]:
        return self._call.body if isinstance(self._call.body, dict) else {}

    def _merged(self, *places: str) -> dict[str, Json]:
        return {one.name: one.value for one in self._call.arguments if one.place in places} | self._members

    def _named(self, place: str) -> list[tuple[Name, JsonValue]]:
        found = (one for one in self._call.arguments if one.place == place)
        return [(Name(one.name), self._value(one.value)) for one in found]

    def _argument(self, name: str) -> Code:
        if not self._language.names.fullmatch(name):
            raise RefusedError(f"{self._language.title} has no argument called '{name}'")
        return Code(name)

    def _value(self, value: Json, *, is_spread: bool = False) -> JsonValue:
        if not fits(value, self._language.json):
            raise RefusedError(f"{self._language.title} cannot hold a value of this request exactly")
        return JsonValue(value, is_native=True, text=self._facts.json_text, is_spread=is_spread)
