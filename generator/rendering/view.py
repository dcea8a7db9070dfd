"""What a template sees: the facts of a request, in the words of one language."""

from generator.model import Basic, Pair
from generator.rendering.body_view import BodyView, WordView
from generator.rendering.comments import Comment, listed
from generator.rendering.facts import Facts, HeaderInput
from generator.rendering.inputs import basic_place, variables
from generator.rendering.language import Language
from generator.rendering.literals import Code, Name, Placed, Verbatim


class RequestView:
    """The request of a sample."""

    def __init__(self, facts: Facts, language: Language) -> None:
        request = facts.request
        self.inputs = facts.inputs
        self.has_inputs = facts.has_inputs
        self.variables = variables(facts, language)
        self.method = request.method
        self.url = Placed(request.url, "url")
        self.body = BodyView(request.body, facts, language, self.variables) if request.body else None
        self.basic = BasicView(request.basic) if request.basic else None
        self.encoded_inputs = self._encoded_inputs(facts, language) if facts.inputs else []
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
    def has_long_host(self) -> bool:
        """Whether a formatter would fold a line that has the host in it."""
        return self._facts.has_long_host

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
        """The headers of `header_lines` as ``Name:value``, for a client that reads each as one word."""
        return [
            WordView(name, ":" if any(value) else ";", Placed(value, "header"), self._language)
            for name, value in self._all_headers()
        ]

    @property
    def header_inputs(self) -> list[HeaderInput]:
        """The environment variables whose values stand in a header, which must not hold a line break."""
        return self._facts.header_inputs

    @property
    def has_headers(self) -> bool:
        """Whether the sample sets any header itself."""
        return bool(self._facts.request.headers or self.body or self.basic)

    @property
    def needs_encoding(self) -> bool:
        """Whether the sample itself encodes an Input for its place."""
        return bool(self.encoded_inputs)

    @property
    def has_url_inputs(self) -> bool:
        """Whether the URL has Inputs, which the sample percent-encodes."""
        return self._facts.has_url_inputs

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
        """Documented 3xx statuses: a success of this operation, never followed."""
        return self._facts.redirects

    @property
    def has_hidden_body(self) -> bool:
        """Whether a documented success has a body that the client throws away (see `Language.hides`)."""
        shown = (one for one in self._facts.request.responses if one.is_success and one.body)
        return any(one.status.isdigit() and int(one.status) in self._language.hides for one in shown)

    @property
    def input_values(self) -> list[Placed]:
        """The Inputs that the environment must hold, for a sample that asks for all of them first."""
        return [Placed((one,), "required") for one in self._facts.request.inputs] if self.has_inputs else []

    @property
    def declarations(self) -> list[Code]:
        """One declaration for each Input and place, laid out as the language's formatter leaves it."""
        return [self.variables.declaration(*use) for use in self.variables.names]

    @property
    def comment(self) -> Comment:
        """What the sample does and which environment variables it reads."""
        lines = [self._facts.request.summary or f"{self.method} {self._facts.split.path}"]
        if self.has_inputs:
            lines.append(f"Set {listed(self.inputs)} in the environment first")
        if self.encoded_inputs and self._language.encode_needs:
            lines.append(self._language.encode_needs)
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
            headers.insert(0, ("Content-Type", (body.media_type,)))
        return headers

    @staticmethod
    def _encoded_inputs(facts: Facts, language: Language) -> list[str]:
        """For clients that import a variable by word: ``%NAME``, or ``NAME=text`` where a value is shown."""
        places = language.encode
        names = [name for name, place in facts.uses if place in places]
        if "form" in places:
            names += facts.form_inputs
        if facts.has_leaves and "json" in places:
            names += [name for name, place in facts.uses if place == "text"]
        shown = facts.shown
        return [f"%{name}" if shown is None else f"{name}={shown[name]}" for name in dict.fromkeys(names)]


class BasicView:
    """HTTP Basic credentials; `is_form_encoded` if the sample encodes both first (RFC 6749 §2.3.1)."""

    def __init__(self, basic: Basic) -> None:
        place = basic_place(basic)
        self.is_form_encoded = basic.form_encoded
        self.username = Placed(basic.username, place)
        self.password = Placed(basic.password, place)
        self.credentials = Placed((*basic.username, Verbatim(":"), *basic.password), place)
