"""What a template sees of a request's body."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import (
    BinaryBody,
    Body,
    FormBody,
    FormPart,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Number,
    TextBody,
    Value,
    json_values,
)
from generator.rendering.languages.language import Language
from generator.rendering.text.json_documents import flat_json_text, has_number
from generator.rendering.text.literals import Code, Key, Name, Placed, Verbatim, url_encoded
from generator.rendering.text.naming import noun

if TYPE_CHECKING:
    from generator.rendering.views.facts import Facts


class JsonValue(Struct, frozen=True):
    """The value of a JSON body, whether to write it as a value of the language, and what makes its text.

    An object that `is_spread` has a line for each member, however short.
    """

    value: Json
    is_native: bool
    text: Callable[[Json, str], str]
    is_spread: bool = False


class BodyView:
    """The body; `kind` is form, json, text, binary or multipart, and says which attributes there are."""

    def __init__(self, body: Body, facts: "Facts", language: Language) -> None:
        self.kind = body.kind
        self.media_type = body.media_type
        # What a program calls the body: after the operation, such as ``order``.
        self.name = Code(noun(facts.request.operation))
        # Whether a JSON body is a value of the language rather than JSON text.
        self.is_native = facts.is_native(language)
        # Whether an Input stands in a JSON body, and whether that is JSON text.
        self.has_json_inputs = facts.has_json_inputs
        self.has_inputs = not self.is_native and facts.has_json_inputs
        self._body = body
        self._facts = facts
        self._language = language

    @property
    def fields(self) -> list[tuple[Name, Placed]]:
        """Form fields in order."""
        assert isinstance(self._body, FormBody)  # noqa: S101
        return [(Name(name), Placed(value, "field")) for name, value in self._body.fields]

    @property
    def has_one_field(self) -> bool:
        """Whether a form has one field, which a program writes on the line of the form."""
        return len(self.fields) == 1

    @property
    def assignments(self) -> list["Assignment"]:
        """Form fields as ``name=value``, for a client that is given each as one word."""
        assert isinstance(self._body, FormBody)  # noqa: S101
        return [Assignment(name, value) for name, value in self._body.fields]

    @property
    def pairs(self) -> list[Placed]:
        """Form fields as they are sent, each as ``name=value``, encoded."""
        assert isinstance(self._body, FormBody)  # noqa: S101
        return [
            Placed((Verbatim(f"{url_encoded(name)}="), *value), "form") for name, value in self._body.fields
        ]

    @property
    def words(self) -> list["WordView"]:
        """Form fields as ``name=value``, neither encoded, for a client that reads each as one word."""
        assert isinstance(self._body, FormBody)  # noqa: S101
        return [
            WordView(name, "=", Placed(value, "field"), self._language) for name, value in self._body.fields
        ]

    @property
    def texts(self) -> list["WordView"]:
        """Whatever is text in a form of either kind, as words."""
        if self.kind == "multipart":
            return [part.word for part in self.parts if not part.is_file]
        return self.words if self.kind == "form" else []

    @property
    def has_unfit_inputs(self) -> bool:
        """Whether an Input stands in JSON that is not given to the client as `members`."""
        return self.has_inputs and not self.members

    @property
    def content(self) -> "Placed | JsonValue":
        """The text of a body that is a form, JSON or text, as it is sent."""
        if self.kind == "json":
            return self.json
        if self.kind == "text":
            return self.text
        pairs = [part for pair in self.pairs for part in (Verbatim("&"), *pair.value)]
        return Placed(tuple(pairs[1:]), "form")

    @property
    def has_form_inputs(self) -> bool:
        """Whether an Input stands in a field of a form."""
        return isinstance(self._body, FormBody) and any(value.has_inputs for _, value in self.fields)

    @property
    def members(self) -> list["WordView"]:
        """The members of a JSON object as words, ``name=text`` or ``name:=value``.

        Empty if the client cannot be given the body so (see `Language.members`).
        """
        body, fit = self._body, self._language.members
        if fit is None or not isinstance(body, JsonBody) or body.media_type != "application/json":
            return []
        if not isinstance(body.value, dict) or has_number(body.value):
            return []
        inner = (item for item in body.value.values() if not isinstance(item, tuple))
        if not all(map(fit.fullmatch, body.value)) or any(any(json_values(item)) for item in inner):
            return []
        words = [self._member(name, value) for name, value in body.value.items()]
        return words if all(word.is_plain for word in words) else []

    def _member(self, name: str, value: Json) -> "WordView":
        if isinstance(value, tuple):
            return WordView(name, "=", Placed(value, "field"), self._language)
        if isinstance(value, str) and not isinstance(value, Number):
            return WordView(name, "=", Placed((value,), "field"), self._language)
        return WordView(name, ":=", Placed((flat_json_text(value),), "field"), self._language)

    @property
    def groups(self) -> list[tuple[Name, list[Placed]]]:
        """Form fields by name, for containers that hold a name once."""
        groups: dict[Name, list[Placed]] = {}
        for name, value in self.fields:
            groups.setdefault(name, []).append(value)
        return list(groups.items())

    @property
    def has_repeats(self) -> bool:
        """Whether the name of a form's field, or of a multipart part, comes twice."""
        if self.kind == "multipart":
            return len({part.name for part in self.parts}) < len(self.parts)
        return len(self.groups) < len(self.fields)

    @property
    def has_repeated_parts(self) -> bool:
        """Whether the name of a multipart part comes twice."""
        return self.kind == "multipart" and self.has_repeats

    @property
    def json(self) -> JsonValue:
        """The value of a JSON body."""
        assert isinstance(self._body, JsonBody)  # noqa: S101
        return JsonValue(self._body.value, self.is_native, self._facts.json_text)

    @property
    def is_one_line(self) -> bool:
        """Whether the text of a JSON body stands on one line."""
        return not self.has_inputs and "\n" not in self.json.text(self.json.value, self._language.json_avoid)

    @property
    def has_usual_type(self) -> bool:
        """Whether a client that makes the body from values names this media type by itself."""
        if isinstance(self._body, FormBody):
            return bool(self._body.fields)
        return self.kind == "multipart" or (self.is_native and self.media_type == "application/json")

    @property
    def has_parameters(self) -> bool:
        """Whether the media type has parameters, such as a charset."""
        return ";" in self.media_type

    @property
    def text(self) -> Placed:
        """The text of a text body."""
        assert isinstance(self._body, TextBody)  # noqa: S101
        return Placed(self._body.text)

    @property
    def file(self) -> str:
        """The name of the file that a binary body sends."""
        assert isinstance(self._body, BinaryBody)  # noqa: S101
        return self._facts.files[self._body.file]

    @property
    def file_argument(self) -> str:
        """``@`` and the name of the file, for clients that read a file so."""
        return f"@{self.file}"

    @property
    def parts(self) -> list["PartView"]:
        """The parts of a multipart body."""
        assert isinstance(self._body, MultipartBody)  # noqa: S101
        parts = [PartView(part, self._facts.files, self._language) for part in self._body.parts]
        for part in [part for part in parts if part.has_head][:1]:
            part.is_first_head = True
        return parts

    @property
    def has_encoding(self) -> bool:
        """Whether a field of a form is not sent as it stands."""
        return self.kind == "form" and not all(one.is_plain for one in self.assignments)

    @property
    def has_files(self) -> bool:
        """Whether a file is read: the whole body, or a part of it."""
        if self.kind == "multipart":
            return any(part.is_file for part in self.parts)
        return self.kind == "binary"

    @property
    def has_parts(self) -> bool:
        """Whether it is a multipart body."""
        return self.kind == "multipart"

    @property
    def has_typed_inputs(self) -> bool:
        """Whether an Input stands in the text of a multipart part that has a media type."""
        return self.kind == "multipart" and any(part.has_typed_input for part in self.parts)

    @property
    def has_typed_texts(self) -> bool:
        """Whether a multipart part that is no file has a media type."""
        return self.kind == "multipart" and any(part.media_type and not part.is_file for part in self.parts)

    @property
    def has_filenames(self) -> bool:
        """Whether a multipart part is sent under another name than its file has."""
        return self.kind == "multipart" and any(part.filename for part in self.parts)

    @property
    def has_odd_names(self) -> bool:
        """Whether a multipart part has a name that the client cannot give it (see `Language.names`)."""
        return isinstance(self._body, MultipartBody) and self._is_odd(part.name for part in self._body.parts)

    @property
    def has_odd_filenames(self) -> bool:
        """Whether a file is sent under a name with quotes, or with more than printable ASCII."""
        if self.kind != "multipart":
            return False
        return any(re.search(r"[^ !#-~]", part.sent_filename or "") for part in self.parts)

    @property
    def has_odd_fields(self) -> bool:
        """Whether a field of a form has a name that the client cannot give it (see `Language.names`)."""
        return isinstance(self._body, FormBody) and self._is_odd(name for name, _ in self._body.fields)

    @property
    def has_own_parts(self) -> bool:
        """Whether FormData would change a text part, or cannot hold it: line breaks, media types.

        It ends every line with CRLF (HTML §4.10.22.8), and has media types for files alone.
        """
        return self.kind == "multipart" and any(part.is_own for part in self.parts)

    @property
    def has_typed_parts(self) -> bool:
        """Whether a part of a multipart body has a media type of its own."""
        return self.kind == "multipart" and any(part.media_type for part in self.parts)

    @property
    def is_text(self) -> bool:
        """Whether the program writes the body as text: a form, text, or JSON that is not native."""
        return self.kind in ("form", "text") or (self.kind == "json" and not self.is_native)

    def _is_odd(self, names: Iterable[str]) -> bool:
        return not all(map(self._language.names.fullmatch, names))


class WordView:
    """A header, a field of a form or a member of an object, for a client that reads each as one word.

    `is_plain` says whether the client takes its fixed text as it is (see `Language.plain`).
    """

    def __init__(self, name: str, mark: str, value: Placed, language: Language) -> None:
        self.word = Placed((f"{name}{mark}", *value.value), value.place)
        text = "".join("x" if isinstance(part, Input) else part for part in self.word.value)
        match = language.plain.fullmatch(text)
        self.is_plain = match is not None and match.groupdict().get("mark", mark) == mark


class Assignment:
    """A field of a form as one word, its name encoded; `is_plain` if its value needs no encoding.

    `start` is the word up to its value.
    """

    def __init__(self, name: str, value: Value) -> None:
        text = "".join(map(str, value))
        self.is_plain = not any(isinstance(part, Input) for part in value) and url_encoded(text) == text
        self.start = f"{url_encoded(name)}="
        self.value = Placed(value, "field")
        self.word = Placed((self.start, *value), "field")


class PartView:
    """One part of a multipart body (RFC 7578).

    A file is read from `file`; `filename` is the name that is sent, where it is another one.
    """

    def __init__(self, part: FormPart, files: Mapping[Input, str], language: Language) -> None:
        self.name = part.name
        self.media_type = part.media_type
        inputs = [piece for piece in part.value if isinstance(piece, Input)]
        self.is_file = any(piece.kind == "file" for piece in inputs)
        self.file = files[inputs[0]] if self.is_file else ""
        self.filename = part.filename if part.filename != self.file else None
        kind = f";type={part.media_type}" if part.media_type else ""
        # Whether no part before it has a head.
        self.is_first_head = False
        self.has_head = self.is_file or part.media_type is not None
        self.has_typed_input = bool(inputs) and not self.is_file and part.media_type is not None
        self.value = Placed(part.value, "part")
        texts = [self.name, part.filename or "", *(() if self.is_file else part.value)]
        is_typed = part.media_type is not None and not self.is_file
        self.is_own = is_typed or any(isinstance(one, str) and re.search("[\r\n]", one) for one in texts)
        text = Placed((f"@{self.file}{kind}",)) if self.is_file else self.value
        self.word = WordView(part.name, "" if self.is_file else "=", text, language)
        self._part = part

    @property
    def key(self) -> Key:
        """The name, to be spelled as a key."""
        return Key(self.name)

    @property
    def sent_filename(self) -> str | None:
        """The name under which a file is sent."""
        return (self.filename or self.file) if self.is_file else self.filename

    @property
    def sent_name(self) -> str:
        """The name as it stands between quotes, with the escapes of the WHATWG (HTML §4.10.22.8)."""
        return _escaped(self.name)

    @property
    def type(self) -> str:
        """The media type, or the one that stands for any file."""
        return self.media_type or "application/octet-stream"

    @property
    def disposition(self) -> str:
        """``form-data; name="…"``, with the escapes of the WHATWG (HTML §4.10.22.8)."""
        name = f'form-data; name="{_escaped(self.name)}"'
        sent = self.sent_filename
        return name if sent is None else f'{name}; filename="{_escaped(sent)}"'

    @property
    def head(self) -> str:
        """The header lines of the part, without the line break at their end."""
        line = f"Content-Disposition: {self.disposition}"
        return line if self.media_type is None else f"{line}\r\nContent-Type: {self.media_type}"

    @property
    def argument(self) -> Placed:
        """``name=value``, or ``name=@file;type=…``, as ``curl --form`` reads it."""
        name, value = self.name, self._part.value
        kind = f";type={self.media_type}" if self.media_type else ""
        if self.is_file:
            filename = f';filename="{_quoted(self.filename)}"' if self.filename else ""
            return Placed((f"{name}=@{self.file}{filename}{kind}",))
        if kind:
            return Placed((f'{name}="', *(_quoted(str(part)) for part in value), f'"{kind}'))
        return Placed((f"{name}=", *value))


def _escaped(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
