"""Where the Inputs of a request stand, and what is shown in their stead."""

from collections.abc import Callable, Iterator
from typing import TypeGuard
from urllib.parse import quote

from msgspec.structs import replace

from generator.model import (
    Basic,
    Input,
    Json,
    Part,
    Request,
    StepOutput,
    Value,
)
from generator.rendering.text.literals import Placed, Verbatim, placed_parts
from generator.request_values import with_values


def uses(request: Request) -> Iterator[tuple[str, str]]:
    """Each Input of the request that is no file, by name, with the place it goes to.

    These are ``path``, ``query``, ``basic`` (credentials that are form-encoded), ``credentials`` (others),
    ``bearer``, ``header``, ``field`` (of a form), ``part`` (of a multipart form),
    ``json`` and ``text``.
    """
    placed = [Placed(request.url, "url")]
    if request.basic is not None:
        place = basic_place(request.basic)
        placed += [Placed(request.basic.username, place), Placed(request.basic.password, place)]
    token = bearer_token(request)
    placed += [Placed(value, "header") for name, value in request.headers if not (token and _is_proof(name))]
    placed += [Placed(token, "bearer")] if token else []
    place = (
        {"form": "field", "json": "json", "multipart": "part"}.get(request.body.kind, "text")
        if request.body
        else ""
    )
    placed += [Placed(value, place) for value in replace(request, url=(), basic=None, headers=()).values()]
    for one in placed:
        for part, place in placed_parts(one):
            if isinstance(part, Input) and part.kind == "text":
                yield part.name, place


def basic_place(basic: Basic) -> str:
    """Where HTTP Basic credentials stand: form-encoded ones are encoded by the sample."""
    return "basic" if basic.form_encoded else "credentials"


def bearer_token(request: Request) -> Value:
    """The token of the only credentials, if these are a bearer token (RFC 6750 §2.1), or nothing."""
    values = [value for name, value in request.headers if _is_proof(name)]
    if len(values) != 1 or request.basic or not values[0]:
        return ()
    first, *rest = values[0]
    if not isinstance(first, str) or not first.startswith("Bearer "):
        return ()
    text = first.removeprefix("Bearer ")
    return (*([text] if text else []), *rest)


def _is_proof(header: str) -> bool:
    return header.lower() == "authorization"


def with_placeholders(request: Request) -> Request:
    """`request` with ``<CLIENT_ID>`` for each Input, to be replaced by the reader, and so never encoded."""
    return _filled(request, _placeholder, lambda text: text)


def with_examples(request: Request) -> Request:
    """`request` with the documented example of each Input, or a placeholder where there is none."""
    return _filled(
        request, lambda item: item.example or _placeholder(item), lambda text: quote(text, safe="")
    )


def _placeholder(item: Input) -> str:
    return f"<{item.name}>"


def _filled(request: Request, shown: Callable[[Input], str], in_url: Callable[[str], str]) -> Request:
    """`request` with text for its Inputs; files stay Inputs."""

    def filled(item: Input) -> str:
        """What is shown for an Input; a placeholder is for the reader to replace, and never encoded."""
        value = shown(item)
        return Verbatim(value) if value == _placeholder(item) else value

    def fill(value: Value) -> Value:
        return tuple(filled(one) if _is_brought(one) else one for one in value)

    def fill_json(value: str | Value) -> Json:
        if isinstance(value, str):
            return value
        parts = fill(value)
        return parts if any(isinstance(one, Input) for one in parts) else "".join(map(str, parts))

    url = tuple(in_url(shown(part)) if _is_brought(part) else part for part in request.url)
    if not any(isinstance(part, Input) for part in url):
        url = ("".join(map(str, url)),)
    return replace(with_values(request, fill, fill_json), url=url)


def _is_brought(part: Part) -> TypeGuard[Input]:
    """Whether a part is text that the reader brings."""
    return isinstance(part, Input) and part.kind == "text" and not isinstance(part, StepOutput)
