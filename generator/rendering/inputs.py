"""Where the Inputs of a request stand, what holds them in a sample, and what is shown in their stead."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.model import (
    Basic,
    FormBody,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
    json_values,
)
from generator.rendering.language import AS_TEXT, Language
from generator.rendering.literals import Placed, Variables, placed_parts

if TYPE_CHECKING:
    from generator.rendering.facts import Facts


def uses(request: Request) -> Iterator[tuple[str, str]]:
    """Each Input of the request, by name, with the place it goes to."""
    placed = [Placed(request.url, "url")]
    if request.basic is not None:
        place = basic_place(request.basic)
        placed += [Placed(request.basic.username, place), Placed(request.basic.password, place)]
    placed += [Placed(value) for value in replace(request, url=(), basic=None).values()]
    for one in placed:
        for part, place in placed_parts(one):
            if isinstance(part, Input):
                yield part.name, AS_TEXT.get(place, place)


def basic_place(basic: Basic) -> str:
    """Where HTTP Basic credentials stand: form-encoded ones are encoded by the sample."""
    return "basic" if basic.form_encoded else "text"


def variables(facts: "Facts", language: Language) -> Variables:
    """The identifiers of a sample, none of which is a word of the language or of its snippet."""
    names: dict[tuple[str, str], str] = {}
    held: dict[Value, str] = {}
    if not facts.inputs:
        return Variables(language, names, held, facts.shown)
    taken = set(language.reserved)
    if language.variable:
        for name, place in dict.fromkeys(facts.uses):
            names[name, place] = _identifier(name, place, language.variable, taken)
    interpolation = language.interpolation.get("json")
    style = interpolation.leaf if interpolation else ""
    body = facts.request.body
    if style and isinstance(body, JsonBody) and not facts.is_native(language):
        for leaf in dict.fromkeys(json_values(body.value)):
            name = next(part.name for part in leaf if isinstance(part, Input))
            held[leaf] = _identifier(name, "json", style, taken)
    return Variables(language, names, held, facts.shown)


def _identifier(name: str, place: str, style: str, taken: set[str]) -> str:
    """A new identifier, which joins those that are `taken`."""
    for words in _candidates(name, place):
        camel = words[0] + "".join(word.capitalize() for word in words[1:])
        identifier = "_".join(words) if style == "snake" else camel
        if identifier not in taken and identifier[:1].isalpha():
            taken.add(identifier)
            return identifier
    raise AssertionError("candidates go on for ever")


def _candidates(name: str, place: str) -> Iterator[list[str]]:
    words = [word for word in name.lower().split("_") if word]
    yield words
    yield [*words, place]
    number = 1
    while True:
        yield ["input", *words, *([] if number == 1 else [str(number)])]
        number += 1


def shown_in_place(request: Request, shown: Mapping[str, str]) -> Request:
    """`request` with text for its Inputs wherever they need no encoding; files stay Inputs."""

    def fill(value: Value) -> Value:
        return tuple(
            shown[part.name] if isinstance(part, Input) and part.kind == "text" else part for part in value
        )

    def fill_json(value: Json) -> Json:
        if isinstance(value, tuple):
            return "".join(str(part) for part in fill(value))
        if isinstance(value, list):
            return [fill_json(item) for item in value]
        return {key: fill_json(item) for key, item in value.items()} if isinstance(value, dict) else value

    body, basic = request.body, request.basic
    match body:
        case FormBody(fields=fields):
            body = replace(body, fields=tuple((name, fill(value)) for name, value in fields))
        case JsonBody(value=value):
            body = replace(body, value=fill_json(value))
        case TextBody(text=text):
            body = replace(body, text=fill(text))
        case MultipartBody(parts=parts):
            body = replace(body, parts=tuple(replace(part, value=fill(part.value)) for part in parts))
    if basic is not None and not basic.form_encoded:
        basic = replace(basic, username=fill(basic.username), password=fill(basic.password))
    headers = tuple((name, fill(value)) for name, value in request.headers)
    return replace(request, headers=headers, body=body, basic=basic)
