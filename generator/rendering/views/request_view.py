"""What a template sees: the facts of a request, in the words of one language."""

from generator.media_types import is_json
from generator.model import Basic, Input, Pair, StepOutput, Value, is_printed_as_text
from generator.rendering.languages.language import Language
from generator.rendering.text.comments import Comment, listed, title
from generator.rendering.text.literals import Code, Name, Placed, Verbatim
from generator.rendering.views.body_view import BodyView, WordView
from generator.rendering.views.facts import Facts
from generator.rendering.views.inputs import basic_place, bearer_token
from generator.rendering.views.operation_view import OperationView

_MOST_LISTED = 6  # names that a comment lists
_LONG_HEADER = 40  # columns of a name and a value that share a line with the braces around them


class RequestView:
    """The request of a sample."""

    def __init__(self, facts: Facts, language: Language) -> None:
        request = facts.request
        self.has_inputs = bool(facts.inputs)
        self.method = request.method
        self.url = Placed(request.url, "url")
        self.body = BodyView(request.body, facts, language) if request.body else None
        self.basic = BasicView(request.basic) if request.basic else None
        self.operation = OperationView(request.call, facts, language) if request.call else None
        self._facts = facts
        self._language = language

    @property
    def scheme(self) -> str:
        """``https`` or ``http``."""
        return self._facts.split.scheme

    @property
    def host(self) -> str:
        """Host, and port if it is not the scheme's own."""
        return self._facts.split.netloc

    @property
    def has_long_url(self) -> bool:
        """Whether the URL is so long that a name for it makes the sample easier to read."""
        return self._facts.has_long_url

    @property
    def has_long_target(self) -> bool:
        """Whether path and query are so long that a name for them makes the sample easier to read."""
        return self._facts.has_long_target

    @property
    def url_without_query(self) -> Placed:
        """The URL up to its question mark; all of it if `query` is empty."""
        return self._facts.url_without_query if self.query else self.url

    @property
    def has_address_inputs(self) -> bool:
        """Whether an Input stands in `url_without_query`."""
        return self.url_without_query.has_inputs

    @property
    def query(self) -> list[tuple[Name, Placed | Code]]:
        """The pairs of the query, for a client that encodes them; empty if it stands in the URL instead."""
        if not self._language.params:
            return []
        return [(Name(name), _number(value) or Placed(value)) for name, value in self._facts.query]

    @property
    def bearer(self) -> Placed | None:
        """The token of the request's only credentials, if these are a bearer token (RFC 6750 §2.1)."""
        token = bearer_token(self._facts.request)
        return Placed(token, "header") if token else None

    @property
    def lacks_bearer(self) -> bool:
        """Whether the request has no credentials, or others than one bearer token."""
        return self.bearer is None

    @property
    def other_headers(self) -> list[tuple[Name, Placed]]:
        """`headers` without the one that `bearer` stands in."""
        if self.bearer is None:
            return self.headers
        return [(name, value) for name, value in self.headers if name.lower() != "authorization"]

    @property
    def target(self) -> Placed:
        """Path and query."""
        return self._facts.target

    @property
    def headers(self) -> list[tuple[Name, Placed]]:
        """The headers of the request itself, without those in `content_headers`."""
        own = self._language.content_headers
        headers = self._facts.request.headers
        return [(Name(name), Placed(value, "header")) for name, value in headers if name.lower() not in own]

    @property
    def content_headers(self) -> list[tuple[str, Placed]]:
        """Headers that the language's client takes for its body's (see `Language.content_headers`)."""
        own = self._language.content_headers
        headers = self._facts.request.headers
        return [(name, Placed(value, "header")) for name, value in headers if name.lower() in own]

    @property
    def header_lines(self) -> list[Placed]:
        """``Name: value`` for each header, Content-Type included where the body's client does not set it."""
        empty = self._language.empty_header
        return [
            Placed((f"{name}: ", *value) if any(value) else (empty.format(name=name),), "header")
            for name, value in self._all_headers()
        ]

    @property
    def header_words(self) -> list[WordView]:
        """The headers without `bearer` as ``Name:value``, for a client that reads each as one word."""
        headers = [(str(name), value.value) for name, value in self.other_headers]
        if self.body and self.body.kind not in ("form", "multipart") and not self.body.members:
            headers.append(("Content-Type", (self.body.media_type,)))
        return [
            WordView(name, ":" if any(value) else ";", Placed(value, "header"), self._language)
            for name, value in headers
        ]

    @property
    def query_words(self) -> list[WordView]:
        """The pairs of `query` as ``name==value``, for a client that reads each as one word."""
        pairs = self._facts.query if self.query else []
        return [WordView(name, "==", Placed(value, "param"), self._language) for name, value in pairs]

    @property
    def has_odd_words(self) -> bool:
        """Whether a header or a field has fixed text that the client misreads (see `Language.plain`)."""
        words = [*self.header_words, *(self.body.texts if self.body else ())]
        return not all(word.is_plain for word in words)

    @property
    def odd_headers(self) -> list[str]:
        """The names of headers that a client which parses some would refuse or change (`Language.plain`)."""
        shown = (
            (name, "".join("\0" if isinstance(part, Input) else part for part in value))
            for name, value in self._facts.request.headers
        )
        plain = self._language.plain
        return [name for name, text in shown if not plain.fullmatch(f"{name}:{text}")]

    @property
    def has_binary_answer(self) -> bool:
        """Whether a documented success is neither text nor JSON, so that its bytes are what counts."""
        successes = (one for one in self._facts.request.responses if one.is_success)
        return not all(is_printed_as_text(one.media_type) for one in successes)

    @property
    def has_json_answer(self) -> bool:
        """Whether each documented success with a body is JSON."""
        successes = (one.media_type for one in self._facts.request.responses if one.is_success)
        return all(is_json(media_type) for media_type in successes if media_type)

    @property
    def has_headers(self) -> bool:
        """Whether the request has headers of its own, beside those of its body and credentials."""
        return bool(self.headers)

    @property
    def has_empty_header(self) -> bool:
        """Whether a header has no value."""
        return any(not any(value) for _, value in self._facts.request.headers)

    @property
    def header_count(self) -> int:
        """How many headers the request has of its own, beside those of its body and credentials."""
        return len(self.headers)

    @property
    def fetch_header_count(self) -> int:
        """How many headers a program sets where the client sets that of a form alone."""
        is_set = self.body is not None and self.body.kind not in ("form", "multipart")
        return len(self.headers) + is_set + bool(self.basic)

    @property
    def has_long_header(self) -> bool:
        """Whether a header is so long that a program gives it a line of its own."""
        return any(len(name) + _length(value) > _LONG_HEADER for name, value in self._facts.request.headers)

    @property
    def is_plain_form(self) -> bool:
        """Whether it is a POST of a form and nothing more, for which many clients have a call of its own."""
        is_form = self.body is not None and self.body.kind == "form"
        return is_form and self.method == "POST" and not self.headers and not self.basic

    @property
    def shown_header_count(self) -> int:
        """How many headers a program sets where the client sets those of credentials and usual bodies."""
        return len(self.headers) + bool(self.body and not self.body.has_usual_type)

    @property
    def all_header_count(self) -> int:
        """How many headers the request has, with those of its body and credentials."""
        return len(self.headers) + bool(self.body) + bool(self.basic)

    @property
    def has_url_inputs(self) -> bool:
        """Whether the URL has Inputs, which the sample percent-encodes."""
        return self._facts.has_url_inputs

    @property
    def has_query_inputs(self) -> bool:
        """Whether an Input stands in the query."""
        return self._facts.has_query_inputs

    @property
    def has_odd_path(self) -> bool:
        """Whether a client that tidies URLs would change the path: dot segments, or needless escapes."""
        return self._facts.has_odd_path

    @property
    def has_dot_segments(self) -> bool:
        """Whether a segment of the path is one dot or two."""
        return self._facts.has_dot_segments

    @property
    def has_escaped_dots(self) -> bool:
        """Whether a segment of the path is one dot or two, escaped, which WHATWG URL takes for those."""
        return self._facts.has_escaped_dots

    @property
    def has_needless_escapes(self) -> bool:
        """Whether the URL has an escape of what needs none, or one with a lower-case digit."""
        return self._facts.has_needless_escapes

    @property
    def has_double_slash(self) -> bool:
        """Whether the path starts with two slashes."""
        return self._facts.has_double_slash

    @property
    def has_query_quote(self) -> bool:
        """Whether an apostrophe stands in the query, which a client that tidies URLs encodes."""
        return self._facts.has_query_quote

    @property
    def has_empty_query(self) -> bool:
        """Whether the URL ends in a question mark."""
        return self._facts.has_empty_query

    @property
    def has_get_body(self) -> bool:
        """Whether a GET request has a body."""
        return self.method == "GET" and self.body is not None

    @property
    def has_forbidden_method(self) -> bool:
        """Whether the method is one that browsers never send (Fetch Standard §2.2.1)."""
        return self.method in ("CONNECT", "TRACE", "TRACK")

    @property
    def has_forbidden_header(self) -> bool:
        """Whether a header is set that the client keeps for itself (see `Language.forbidden_headers`)."""
        own = self._language.forbidden_headers
        return any(name.lower() in own for name, _ in self._facts.request.headers)

    @property
    def has_head_body(self) -> bool:
        """Whether a HEAD request has a body."""
        return self.method == "HEAD" and self.body is not None

    @property
    def redirects(self) -> list[int]:
        """Documented 3xx statuses: a success of this operation."""
        return self._facts.redirects

    @property
    def has_answer(self) -> bool:
        """Whether a success may have a body: documented, or behind a redirect, or no success is."""
        successes = [one for one in self._facts.request.responses if one.is_success]
        return not successes or any(one.media_type or one.status[0] == "3" for one in successes)

    @property
    def may_be_empty(self) -> bool:
        """Whether one documented success has a body and another has none."""
        return self.has_answer and any(
            one.is_success and not one.media_type for one in self._facts.request.responses
        )

    @property
    def has_empty_answer(self) -> bool:
        """Whether a documented success, or a documented error, has no body."""
        return not all(one.media_type for one in self._facts.request.responses)

    @property
    def has_resent_body(self) -> bool:
        """Whether a client that follows a documented redirect sends the body again (RFC 9110 §15.4.8)."""
        return self.body is not None and any(status in (307, 308) for status in self.redirects)

    @property
    def has_hidden_body(self) -> bool:
        """Whether a documented success has a body that the client throws away (see `Promises.hides`)."""
        shown = (one for one in self._facts.request.responses if one.is_success and one.media_type)
        return any(one.status.isdigit() and int(one.status) in self._language.promises.hides for one in shown)

    @property
    def encoded_inputs(self) -> list[str]:
        """The names of the Inputs that the sample itself encodes for their place."""
        encoded = self._language.encode
        return list(dict.fromkeys(name for name, place in self._uses if place in encoded))

    @property
    def _uses(self) -> list[tuple[str, str]]:
        """Each Input with its place, which is ``param`` for those in `query`."""
        uses = self._facts.uses
        if not self.query:
            return uses
        return [(name, "param" if place == "query" else place) for name, place in uses]

    @property
    def imports(self) -> list[str | Placed]:
        """``%NAME`` for each of `encoded_inputs`, for a client that imports variables by such a word.

        What an earlier answer brought is in no environment variable: ``name=value``.
        """
        outputs = {one.name: one for one in self._facts.request.inputs if isinstance(one, StepOutput)}
        return [
            Placed((f"{name}=", outputs[name])) if name in outputs else f"%{name}"
            for name in self.encoded_inputs
        ]

    @property
    def needs_encoding(self) -> bool:
        """Whether the sample itself encodes an Input for its place."""
        return bool(self.encoded_inputs)

    @property
    def title(self) -> str:
        """``GET /users/USER_ID``."""
        return f"{self.method} {self._facts.path_template}"

    @property
    def comment(self) -> Comment:
        """What the sample does, which environment variables it reads, and what its reader must know."""
        lines = [title(self._facts.request.summary) or self.title]
        if self.has_inputs:
            lines.append(f"Set {listed(self._facts.inputs)} first")
        if names := list(self._facts.request.stand_ins):
            many = f"each value that is only a name, such as {names[0]}"
            lines.append(f"Replace {listed(names) if len(names) <= _MOST_LISTED else many}")
        if self.encoded_inputs and self._language.encode_needs:
            lines.append(self._language.encode_needs)
        places = {place for _, place in self._uses}
        lines += dict.fromkeys(
            unfit.comment
            for unfit in self._language.promises.unfit
            if unfit.comment and unfit.place in places
        )
        return Comment(tuple(lines))

    def states(self, fact: str) -> bool:
        """Whether a fact is true: the name of an attribute, or of one of the body (``body.has_files``).

        Raises:
            AttributeError: there is no such fact.
        """
        first, _, rest = fact.partition(".")
        value = getattr(self, first)
        return bool(value is not None and getattr(value, rest) if rest else value)

    def _all_headers(self) -> list[Pair]:
        headers = list(self._facts.request.headers)
        body = self._facts.request.body
        if body is not None and body.kind not in ("form", "multipart"):
            headers.append(("Content-Type", (body.media_type,)))
        return headers


def _length(value: Value) -> int:
    return sum(len(part.name) if isinstance(part, Input) else len(part) for part in value)


def _number(value: tuple[str | Input, ...]) -> Code | None:
    """A whole number that is written as such, or None."""
    text = "".join(part for part in value if isinstance(part, str))
    is_number = text.isascii() and text.isdecimal() and len(text) < 10 and str(int(text)) == text
    return Code(text) if is_number and len(value) == 1 else None


class BasicView:
    """HTTP Basic credentials; `is_form_encoded` if the sample encodes both first (RFC 6749 §2.3.1)."""

    def __init__(self, basic: Basic) -> None:
        place = basic_place(basic)
        self.is_form_encoded = basic.form_encoded
        both = Placed((*basic.username, *basic.password))
        self.has_inputs = both.has_inputs
        # Whether the sample itself encodes an Input in them.
        self.has_encoded_inputs = basic.form_encoded and both.has_inputs
        # Whether there is fixed text in them other than ASCII.
        self.has_odd_text = not all(part.isascii() for part in both.value if isinstance(part, str))
        self.username = Placed(basic.username, place)
        self.password = Placed(basic.password, place)
        self.credentials = Placed((*basic.username, Verbatim(":"), *basic.password), place)
