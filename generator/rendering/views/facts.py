"""What is true of a request whatever the language: found once, and shared by all its samples."""

import re
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit

from generator.model import Input, JsonBody, Request, Value, json_values, split_value
from generator.rendering.languages.language import Language
from generator.rendering.text.json_documents import fits, has_number, indented_json
from generator.rendering.text.literals import Placed, placed_parts
from generator.rendering.views.inputs import uses

_PLAIN = re.compile(r"[A-Za-z0-9._-]*")
_LONG = 40  # columns of an address beyond which a statement with it is easier to read without


class Facts:
    """Facts of `request`, whose Inputs are environment variables where it still has any."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.inputs = list(dict.fromkeys(item.name for item in request.inputs if item.kind == "text"))
        self.files = request.files
        self._texts: dict[str, str] = {}

    @cached_property
    def uses(self) -> list[tuple[str, str]]:
        """Each Input, by name, with the place it goes to."""
        return list(uses(self.request)) if self.inputs else []

    @cached_property
    def split(self) -> SplitResult:
        """The URL up to its first Input, in its pieces."""
        first = self.request.url[0]
        assert isinstance(first, str)  # noqa: S101  (the reader puts scheme and host there)
        return urlsplit(first)

    @cached_property
    def has_long_url(self) -> bool:
        """Whether the URL is so long that a name for it makes the sample easier to read."""
        return sum(map(len, map(str, self.request.url))) > _LONG or self.has_url_inputs

    @cached_property
    def has_long_target(self) -> bool:
        """Whether path and query are so long that a name for them makes the sample easier to read."""
        return sum(map(len, map(str, self.target.value))) > _LONG or self.has_url_inputs

    @cached_property
    def target(self) -> Placed:
        """Path and query."""
        first, *rest = self.request.url
        start = len(self.split.scheme) + len("://") + len(self.split.netloc)
        return Placed((str(first)[start:], *rest), "url")

    @cached_property
    def path_template(self) -> str:
        """The path as a title has it, with the names of its Inputs."""
        path = split_value(self.target.value, "?", 1)[0]
        return "".join(part.name if isinstance(part, Input) else part for part in path)

    @cached_property
    def query(self) -> list[tuple[str, Value]]:
        """The pairs of the query, if a client that encodes them itself sends them as they are.

        Empty where one has no name or no value, a name comes twice, or fixed text has what clients
        encode in several ways.
        """
        pairs: list[tuple[str, Value]] = []
        for pair in split_value(self._query_text, "&"):
            name, *value = split_value(pair, "=", 1)
            if name == ("",) or len(name) != 1 or not isinstance(name[0], str) or not value:
                return []
            if not all(map(_is_plain, (*name, *value[0]))) or name[0] in dict(pairs):
                return []
            pairs.append((name[0], tuple(part for part in value[0] if part != "")))
        return pairs

    @cached_property
    def _query_text(self) -> Value:
        return next(iter(split_value(self.target.value, "?", 1)[1:]), ())

    @cached_property
    def url_without_query(self) -> Placed:
        """The URL up to its question mark."""
        return Placed(tuple(part for part in split_value(self.request.url, "?", 1)[0] if part != ""), "url")

    @cached_property
    def has_url_inputs(self) -> bool:
        """Whether the URL has Inputs, which the sample percent-encodes."""
        return any(isinstance(part, Input) for part in self.request.url)

    @cached_property
    def has_query_inputs(self) -> bool:
        """Whether an Input stands in the query."""
        return any(isinstance(part, Input) for part in self._query_text)

    @cached_property
    def has_odd_path(self) -> bool:
        """Whether a client that tidies URLs would change the path: dot segments, or needless escapes."""
        return self.has_dot_segments or self.has_needless_escapes

    @cached_property
    def has_dot_segments(self) -> bool:
        """Whether a segment of the path is one dot or two, which RFC 3986 §5.2.4 would remove."""
        return any(segment in (".", "..") for segment in self._fixed_url.partition("?")[0].split("/")[1:])

    @cached_property
    def has_escaped_dots(self) -> bool:
        """Whether a segment of the path is one dot or two, escaped, which WHATWG URL takes for those."""
        segments = self._fixed_url.partition("?")[0].lower().split("/")[1:]
        return any("%2e" in one and one.replace("%2e", ".") in (".", "..") for one in segments)

    @cached_property
    def has_needless_escapes(self) -> bool:
        """Whether RFC 3986 §6.2.2 would change an escape: it need not be, or has a lower-case digit."""
        return any(_needless(escape) for escape in self._fixed_url.split("%")[1:])

    @cached_property
    def _fixed_url(self) -> str:
        """The URL behind its scheme, without its Inputs."""
        return "".join(part for part in self.request.url if isinstance(part, str)).partition("://")[2]

    @cached_property
    def has_double_slash(self) -> bool:
        """Whether the path starts with two slashes."""
        return self.split.path.startswith("//")

    @cached_property
    def has_query_quote(self) -> bool:
        """Whether an apostrophe stands in the query, which a client that tidies URLs encodes."""
        parts = placed_parts(self.target)
        return any(isinstance(part, str) and "'" in part for part, place in parts if place == "query")

    @cached_property
    def has_empty_query(self) -> bool:
        """Whether the URL ends in a question mark."""
        last = self.request.url[-1]
        return isinstance(last, str) and last.endswith("?") and last.count("?") == 1

    @cached_property
    def redirects(self) -> list[int]:
        """Documented 3xx statuses: a success of this operation."""
        statuses = (response.status for response in self.request.responses if response.is_success)
        return sorted({int(status) for status in statuses if status.startswith("3") and status.isdigit()})

    @cached_property
    def has_json_inputs(self) -> bool:
        """Whether an Input stands in a JSON body."""
        body = self.request.body
        return isinstance(body, JsonBody) and bool(self.inputs) and any(True for _ in json_values(body.value))

    @cached_property
    def is_container(self) -> bool:
        """Whether a JSON body is an object, an array or an Input, and every number in it is held exactly."""
        body = self.request.body
        value = body.value if isinstance(body, JsonBody) else None
        return isinstance(value, dict | list | tuple) and not has_number(value)

    def is_native(self, language: Language) -> bool:
        """Whether a JSON body is written in values of the language."""
        body = self.request.body
        if not (isinstance(body, JsonBody) and self.is_container and fits(body.value, language.json)):
            return False
        return self.has_json_inputs or not (language.json and language.json.inputs)

    def json_text(self, value: Any, avoid: str) -> str:  # noqa: ANN401
        """The text of the JSON body, which is `value`; made once for all languages that avoid the same."""
        if avoid not in self._texts:
            self._texts[avoid] = indented_json(value, avoid)
        return self._texts[avoid]


def _is_plain(part: str | Input) -> bool:
    """Whether every client that encodes the part writes it as it stands (RFC 3986 §2.3)."""
    return isinstance(part, Input) or bool(_PLAIN.fullmatch(part))


def _needless(escape: str) -> bool:
    """Whether the digits behind a ``%`` are of a character that needs no escape, or in lower case."""
    digits = escape[:2]
    character = chr(int(digits, 16))
    return digits != digits.upper() or (character.isascii() and (character.isalnum() or character in "-._~"))
