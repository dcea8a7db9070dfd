"""What a template sees: read-only facts of a request, in the words of one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.model import Basic, Input, Request
from generator.rendering.body_view import BodyView
from generator.rendering.comments import Comment, listed, sentence
from generator.rendering.inputs import basic_place, shown_in_place, uses, variables
from generator.rendering.language import Language
from generator.rendering.literals import Code, Placed, Verbatim

_LONG_HOST = 32  # a formatter may fold a line with a longer one in it


class RequestView:
    """The request of a sample. `shown` says what stands for each Input, None for environment variables."""

    def __init__(self, request: Request, language: Language, shown: Mapping[str, str] | None) -> None:
        self.inputs = [item.name for item in request.inputs]
        request = request if shown is None else shown_in_place(request, shown)
        self.variables = variables(request, language, shown)
        self.method = request.method
        self.url = Placed(request.url, "url")
        self.body = BodyView(request.body, language, self.variables) if request.body else None
        self.basic = BasicView(request.basic) if request.basic else None
        self._request = request
        self._language = language

    @property
    def scheme(self) -> str:
        """``https`` or ``http``."""
        return urlsplit(self._first).scheme

    @property
    def host(self) -> str:
        """Host, and port if it is not the scheme's own."""
        return urlsplit(self._first).netloc

    @property
    def has_long_host(self) -> bool:
        """Whether a formatter would fold a line that has the host in it."""
        return len(self.host) > _LONG_HOST

    @property
    def target(self) -> Placed:
        """Path and query."""
        start = self._first.index("://") + len("://") + len(self.host)
        return Placed((self._first[start:], *self._request.url[1:]), "url")

    @property
    def _first(self) -> str:
        first = self._request.url[0]
        assert isinstance(first, str)  # noqa: S101  (the reader puts scheme and host there)
        return first

    @property
    def headers(self) -> list[tuple[str, Placed]]:
        """The headers of the request itself, without those in `content_headers`."""
        own = self._language.content_headers
        headers = self._request.headers
        return [(name, Placed(value, "header")) for name, value in headers if name.lower() not in own]

    @property
    def content_headers(self) -> list[tuple[str, Placed]]:
        """Headers that the language's client takes for its body's (see `Language.content_headers`)."""
        own = self._language.content_headers
        headers = self._request.headers
        return [(name, Placed(value, "header")) for name, value in headers if name.lower() in own]

    @property
    def header_lines(self) -> list[Placed]:
        """``Name: value`` for each header, Content-Type included where the body's client does not set it."""
        headers = list(self._request.headers)
        body = self._request.body
        if body is not None and body.kind not in ("form", "multipart"):
            headers.insert(0, ("Content-Type", (body.media_type,)))
        # A header without a value ends in a semicolon for curl.
        lines = [(f"{name}: ", *value) if any(value) else (f"{name};",) for name, value in headers]
        return [Placed(line, "header") for line in lines]

    @property
    def header_inputs(self) -> list["HeaderInput"]:
        """The environment variables whose values stand in a header, which must not hold a line break."""
        values = (value for _, value in self._request.headers)
        inputs = dict.fromkeys(part for value in values for part in value if isinstance(part, Input))
        return [HeaderInput(one.name, Placed((one,), "header")) for one in inputs]

    @property
    def has_headers(self) -> bool:
        """Whether the sample sets any header itself."""
        return bool(self._request.headers or self.body or self.basic)

    @property
    def has_inputs(self) -> bool:
        """Whether the reader brings values in environment variables."""
        return bool(self.inputs) and self.variables.shown is None

    @property
    def needs_encoding(self) -> bool:
        """Whether the sample itself encodes an Input for its place."""
        return bool(self.encoded_inputs)

    @property
    def has_url_inputs(self) -> bool:
        """Whether the URL has Inputs, which the sample percent-encodes."""
        return any(isinstance(part, Input) for part in self._request.url)

    @property
    def has_odd_path(self) -> bool:
        """Whether a client that tidies URLs would change the path: dot segments, or escaped plain letters."""
        path = "".join(part for part in self._request.url if isinstance(part, str)).partition("://")[2]
        return is_odd(path)

    def states(self, fact: str) -> bool:
        """Whether a fact is true: the name of an attribute, or of one of the body (``body.has_files``).

        Raises:
            AttributeError: there is no such fact.
        """
        first, _, rest = fact.partition(".")
        value = getattr(self, first)
        return bool(value is not None and getattr(value, rest) if rest else value)

    @property
    def has_empty_query(self) -> bool:
        """Whether the URL ends in a question mark."""
        last = self._request.url[-1]
        return isinstance(last, str) and last.endswith("?") and last.count("?") == 1

    @property
    def has_head_body(self) -> bool:
        """Whether a HEAD request has a body."""
        return self.method == "HEAD" and self.body is not None

    @property
    def redirects(self) -> list[int]:
        """Documented 3xx statuses: a success of this operation, never followed."""
        statuses = (response.status for response in self._request.responses if response.is_success)
        return sorted({int(status) for status in statuses if status.startswith("3") and status.isdigit()})

    @property
    def declarations(self) -> list[Code]:
        """One declaration for each Input and place, laid out as the language's formatter leaves it."""
        return [self.variables.declaration(*use) for use in self.variables.names]

    @property
    def encoded_inputs(self) -> list[str]:
        """For clients that import a variable by word: ``%NAME``, or ``NAME=text`` where a value is shown."""
        places = set(self._language.encode)
        names = [name for name, place in uses(self._request) if place in places]
        if self.body is not None and self.body.has_inputs and "json" in places:
            names += [name for name, place in uses(self._request) if place == "text"]
        shown = self.variables.shown
        return [f"%{name}" if shown is None else f"{name}={shown[name]}" for name in dict.fromkeys(names)]

    @property
    def comment(self) -> Comment:
        """What the sample does and which environment variables it reads."""
        lines = [sentence(self._request.summary or f"{self.method} {urlsplit(self._first).path}")]
        if self.has_inputs:
            lines.append(f"Set {listed(self.inputs)} in the environment first.")
        if self.encoded_inputs and self._language.encode_needs:
            lines.append(self._language.encode_needs)
        return Comment(tuple(lines))


class BasicView:
    """HTTP Basic credentials; `is_form_encoded` if the sample encodes both first (RFC 6749 §2.3.1)."""

    def __init__(self, basic: Basic) -> None:
        place = basic_place(basic)
        self.is_form_encoded = basic.form_encoded
        self.username = Placed(basic.username, place)
        self.password = Placed(basic.password, place)
        self.credentials = Placed((*basic.username, Verbatim(":"), *basic.password), place)


@dataclass(frozen=True, slots=True)
class HeaderInput:
    """An Input that goes into a header."""

    name: str
    value: Placed

    @property
    def complaint(self) -> str:
        """What a sample says of a value that no header can hold (RFC 9110 §5.5)."""
        return f"{self.name} cannot stand in a header"


def is_odd(path: str) -> bool:
    """Whether RFC 3986 §6.2.2 would change a path: dot segments, or escapes that need not be."""
    segments = path.partition("?")[0].split("/")[1:]
    dots = any(segment.lower().replace("%2e", ".") in (".", "..") for segment in segments)
    return dots or any(_needless(escape) for escape in path.split("%")[1:])


def _needless(escape: str) -> bool:
    """Whether the digits behind a ``%`` are of a character that needs no escape, or in lower case."""
    digits = escape[:2]
    character = chr(int(digits, 16))
    return digits != digits.upper() or (character.isascii() and (character.isalnum() or character in "-._~"))
