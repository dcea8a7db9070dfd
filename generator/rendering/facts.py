"""What is true of a request whatever the language: found once, and shared by all its samples."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from generator.model import FormBody, Input, JsonBody, Request, json_values
from generator.once import once
from generator.rendering.inputs import shown_in_place, uses
from generator.rendering.json_documents import fits, has_number, json_text
from generator.rendering.language import Language
from generator.rendering.literals import Placed, placed_parts

_LONG_HOST = 32  # a formatter may fold a line with a longer one in it


class Facts:
    """Facts of `request`. `shown` says what stands for each Input, None for environment variables."""

    def __init__(self, request: Request, shown: Mapping[str, str] | None = None) -> None:
        self.inputs = [item.name for item in request.inputs]
        self.request = request if shown is None else shown_in_place(request, shown)
        # A client that is given a whole form encodes also what is shown.
        self.form = request.body.fields if isinstance(request.body, FormBody) else ()
        self.shown = None if shown is None else dict(shown)
        self.has_inputs = bool(self.inputs) and shown is None
        self._texts: dict[str, str] = {}

    @once
    def uses(self) -> list[tuple[str, str]]:
        """Each Input, by name, with the place it goes to."""
        return list(uses(self.request)) if self.inputs else []

    @once
    def form_inputs(self) -> list[str]:
        """The Inputs that stand in a form."""
        return [part.name for _, value in self.form for part in value if isinstance(part, Input)]

    @once
    def split(self) -> SplitResult:
        """The URL up to its first Input, in its pieces."""
        first = self.request.url[0]
        assert isinstance(first, str)  # noqa: S101  (the reader puts scheme and host there)
        return urlsplit(first)

    @once
    def has_long_host(self) -> bool:
        """Whether a formatter would fold a line that has the host in it."""
        return len(self.split.netloc) > _LONG_HOST

    @once
    def target(self) -> Placed:
        """Path and query."""
        first, *rest = self.request.url
        start = len(self.split.scheme) + len("://") + len(self.split.netloc)
        return Placed((str(first)[start:], *rest), "url")

    @once
    def header_inputs(self) -> list["HeaderInput"]:
        """The environment variables whose values stand in a header, which must not hold a line break."""
        values = (value for _, value in self.request.headers)
        inputs = dict.fromkeys(part for value in values for part in value if isinstance(part, Input))
        return [HeaderInput(one) for one in inputs]

    @once
    def has_url_inputs(self) -> bool:
        """Whether the URL has Inputs, which the sample percent-encodes."""
        return any(isinstance(part, Input) for part in self.request.url)

    @once
    def has_odd_path(self) -> bool:
        """Whether a client that tidies URLs would change the path: dot segments, or needless escapes."""
        return self.has_dot_segments or self.has_needless_escapes

    @once
    def has_dot_segments(self) -> bool:
        """Whether a segment of the path is one dot or two, which RFC 3986 §5.2.4 would remove."""
        return any(segment in (".", "..") for segment in self._fixed_url.partition("?")[0].split("/")[1:])

    @once
    def has_escaped_dots(self) -> bool:
        """Whether a segment of the path is one dot or two, escaped, which WHATWG URL takes for those."""
        segments = self._fixed_url.partition("?")[0].lower().split("/")[1:]
        return any("%2e" in one and one.replace("%2e", ".") in (".", "..") for one in segments)

    @once
    def has_needless_escapes(self) -> bool:
        """Whether RFC 3986 §6.2.2 would change an escape: it need not be, or has a lower-case digit."""
        return any(_needless(escape) for escape in self._fixed_url.split("%")[1:])

    @once
    def _fixed_url(self) -> str:
        """The URL behind its scheme, without its Inputs."""
        return "".join(part for part in self.request.url if isinstance(part, str)).partition("://")[2]

    @once
    def has_double_slash(self) -> bool:
        """Whether the path starts with two slashes."""
        return self.split.path.startswith("//")

    @once
    def has_query_quote(self) -> bool:
        """Whether an apostrophe stands in the query, which a client that tidies URLs encodes."""
        parts = placed_parts(self.target)
        return any(isinstance(part, str) and "'" in part for part, place in parts if place == "query")

    @once
    def has_empty_query(self) -> bool:
        """Whether the URL ends in a question mark."""
        last = self.request.url[-1]
        return isinstance(last, str) and last.endswith("?") and last.count("?") == 1

    @once
    def redirects(self) -> list[int]:
        """Documented 3xx statuses: a success of this operation, never followed."""
        statuses = (response.status for response in self.request.responses if response.is_success)
        return sorted({int(status) for status in statuses if status.startswith("3") and status.isdigit()})

    @once
    def has_leaves(self) -> bool:
        """Whether an Input stands in a JSON body."""
        body = self.request.body
        return isinstance(body, JsonBody) and bool(self.inputs) and any(True for _ in json_values(body.value))

    @once
    def is_container(self) -> bool:
        """Whether a JSON body is an object or an array in which every number is held exactly."""
        body = self.request.body
        value = body.value if isinstance(body, JsonBody) else None
        return isinstance(value, dict | list) and not has_number(value)

    def is_native(self, language: Language) -> bool:
        """Whether a JSON body is written in values of the language."""
        body = self.request.body
        return isinstance(body, JsonBody) and self.is_container and fits(body.value, language.json)

    def json_text(self, value: Any, avoid: str) -> str:  # noqa: ANN401
        """The text of the JSON body, which is `value`; made once for all languages that avoid the same."""
        if avoid not in self._texts:
            self._texts[avoid] = json_text(value, avoid)
        return self._texts[avoid]


class HeaderInput:
    """An Input that goes into a header."""

    def __init__(self, one: Input) -> None:
        self.name = one.name
        self.value = Placed((one,), "header")
        self.complaint = f"{one.name} cannot stand in a header"  # RFC 9110 §5.5


def _needless(escape: str) -> bool:
    """Whether the digits behind a ``%`` are of a character that needs no escape, or in lower case."""
    digits = escape[:2]
    character = chr(int(digits, 16))
    return digits != digits.upper() or (character.isascii() and (character.isalnum() or character in "-._~"))
