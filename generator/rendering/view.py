"""What a template sees: read-only facts of a request, in the words of one language."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.model import (
    Basic,
    BinaryBody,
    Body,
    FormBody,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
)
from generator.rendering.language import Language
from generator.rendering.literals import Code, Placed, Variables, Verbatim, has_number, url_encoded


@dataclass(frozen=True, slots=True)
class Comment:
    """Lines for a comment at the top of a sample; made harmless where they are rendered."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A JSON body's value; `is_native` if it goes out as a value of the language, not as text."""

    value: Json
    is_native: bool


class BodyView:
    """The body; `kind` is form, json, text, binary or multipart."""

    def __init__(self, body: Body, language: Language) -> None:
        self.kind = body.kind
        self.media_type = body.media_type
        self._body = body
        self._language = language

    @property
    def fields(self) -> list[tuple[str, Placed]]:
        """Form fields in order."""
        assert isinstance(self._body, FormBody)  # noqa: S101
        return [(name, Placed(value)) for name, value in self._body.fields]

    @property
    def assignments(self) -> list[Placed]:
        """Form fields as ``name=value``, the name encoded, the value not."""
        assert isinstance(self._body, FormBody)  # noqa: S101
        return [Placed((url_encoded(name) + "=", *value)) for name, value in self._body.fields]

    @property
    def groups(self) -> list[tuple[str, list[Placed]]]:
        """Form fields by name, for containers that hold a name once."""
        groups: dict[str, list[Placed]] = {}
        for name, value in self.fields:
            groups.setdefault(name, []).append(value)
        return list(groups.items())

    @property
    def has_repeats(self) -> bool:
        """Whether a form field's name comes twice."""
        return len(self.groups) < len(self.fields)

    @property
    def json(self) -> JsonValue:
        """The value of a JSON body."""
        assert isinstance(self._body, JsonBody)  # noqa: S101
        return JsonValue(self._body.value, self.is_native)

    @property
    def is_native(self) -> bool:
        """Whether a JSON body is a value of the language rather than JSON text."""
        body = self._body
        return isinstance(body, JsonBody) and self._language.json is not None and not has_number(body.value)

    @property
    def text(self) -> Placed:
        """The text of a text body."""
        assert isinstance(self._body, TextBody)  # noqa: S101
        return Placed(self._body.text)

    @property
    def file(self) -> Placed:
        """The path of the file that a binary body sends."""
        assert isinstance(self._body, BinaryBody)  # noqa: S101
        return Placed((self._body.file,))

    @property
    def parts(self) -> tuple[object, ...]:
        """The parts of a multipart body."""
        assert isinstance(self._body, MultipartBody)  # noqa: S101
        return self._body.parts


class BasicView:
    """HTTP Basic credentials; with `is_form_encoded`, their place is ``basic``, else ``text``."""

    def __init__(self, basic: Basic) -> None:
        self.is_form_encoded = basic.form_encoded
        place = "basic" if basic.form_encoded else "text"
        self.username = Placed(basic.username, place)
        self.password = Placed(basic.password, place)
        self.credentials = Placed((*basic.username, Verbatim(":"), *basic.password), place)


class RequestView:
    """The request of a sample."""

    def __init__(self, request: Request, language: Language, shown: Mapping[str, str] | None) -> None:
        self._request = request
        self._language = language
        self.method = request.method
        self.url = Placed(request.url, "url")
        self.headers = [(name, Placed(value)) for name, value in request.headers]
        self.body = BodyView(request.body, language) if request.body else None
        self.basic = BasicView(request.basic) if request.basic else None
        self.inputs = [item.name for item in request.inputs]
        self.variables = _variables(request, language, dict(shown) if shown is not None else None)

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
        return len(self.host) > 32

    @property
    def target(self) -> Placed:
        """Path and query."""
        first = urlsplit(self._first)
        start = self._first.index(first.netloc) + len(first.netloc)
        return Placed((self._first[start:], *self._request.url[1:]), "url")

    @property
    def _first(self) -> str:
        first = self._request.url[0]
        assert isinstance(first, str)  # noqa: S101  (the reader puts scheme and host there)
        return first

    @property
    def has_inputs(self) -> bool:
        """Whether the reader brings values in environment variables."""
        return bool(self.inputs) and self.variables.shown is None

    @property
    def needs_encoding(self) -> bool:
        """Whether the sample itself encodes an Input for its place."""
        return bool(self.encoded_inputs)

    @property
    def header_lines(self) -> list[Placed]:
        """``Name: value`` for each header, Content-Type included where the body's client does not set it."""
        headers = list(self._request.headers)
        body = self._request.body
        if body is not None and body.kind != "form":
            headers.insert(0, ("Content-Type", (body.media_type,)))
        return [Placed((f"{name}: ", *value)) for name, value in headers]

    @property
    def has_url_inputs(self) -> bool:
        """Whether the URL has Inputs, which the sample percent-encodes."""
        return any(isinstance(part, Input) for part in self._request.url)

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
        names = dict.fromkeys(name for name, place in _uses(self._request) if place in self._language.encode)
        shown = self.variables.shown
        return [f"%{name}" if shown is None else f"{name}={shown[name]}" for name in names]

    @property
    def comment(self) -> Comment:
        """What the sample does and which environment variables it reads."""
        path = urlsplit(self._first).path
        lines = [_sentence(self._request.summary or f"{self.method} {path}")]
        if self.has_inputs:
            lines.append(f"Set {_listed(self.inputs)} in the environment first.")
        if self.encoded_inputs and self._language.encode_needs:
            lines.append(self._language.encode_needs)
        return Comment(tuple(lines))


def comment_literal(comment: Comment, language: Language) -> Code:
    """A comment in the language's syntax, a space for whatever could end it or mean something in it."""
    lines: list[str] = []
    for line in comment.lines:
        text = " ".join(
            re.sub(
                r"[^\x20-\x7e\xa1-\u0377\u037b-\u058f\u05d0-\u05ea\u0900-\u1fff\u2010-\u2015"
                r"\u2018-\u2027\u2030-\u205e\u20a0-\u2fff\u3001-\ud7ff]",
                " ",
                line,
            ).split()
        )
        for run, instead in language.comment_replace.items():
            text = re.sub(re.escape(run), instead, text, flags=re.IGNORECASE)
        if language.comment_keep:
            text = " ".join(re.sub(rf"[^{language.comment_keep}]", " ", text).split())
        lines += textwrap.wrap(text, 76, break_long_words=False, break_on_hyphens=False)
    return Code("\n".join(language.comment.format(text=line) for line in lines))


def _sentence(text: str) -> str:
    return text.rstrip(". ") + "."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _uses(request: Request) -> Iterator[tuple[str, str]]:
    """Each Input of the request with the place it goes to."""
    places: list[tuple[Value, str]] = [(request.url, "url")]
    if request.basic is not None:
        place = "basic" if request.basic.form_encoded else "text"
        places += [(request.basic.username, place), (request.basic.password, place)]
    known = {id(value) for value, _ in places}
    places += [(value, "text") for value in request.values() if id(value) not in known]
    return ((part.name, place) for value, place in places for part in value if isinstance(part, Input))


def _variables(request: Request, language: Language, shown: dict[str, str] | None) -> Variables:
    names: dict[tuple[str, str], str] = {}
    if language.variable:
        for name, place in dict.fromkeys(_uses(request)):
            words = name.lower().split("_")
            snake = "_".join(words)
            camel = words[0] + "".join(word.capitalize() for word in words[1:])
            variable = snake if language.variable == "snake" else camel
            if variable in language.reserved or not variable[:1].isalpha():
                variable = (
                    f"input_{variable}" if language.variable == "snake" else f"input{variable.capitalize()}"
                )
            if variable in names.values():
                variable += f"_{place}" if language.variable == "snake" else place.capitalize()
            names[name, place] = variable
    return Variables(language, names, shown)
