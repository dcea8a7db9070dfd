"""A request's body as Django sees it: the fields of a form, decoded, or the reason for a 400 page.

These are the rules of Django 5.2 (`HttpRequest.POST`), which a client of a real server meets: only the
two form media types have fields, url-encoded ones are UTF-8 whatever else they claim, and a body
without a ``Content-Length`` is no body at all (WSGI, PEP 3333). Python's `urllib` and `email`, which
Django calls too, do the parsing.
"""

from urllib.parse import parse_qsl

from generator.proving.http_message import Received
from generator.proving.mock.server.content_type import BadFormError, header_parameters, is_charset
from generator.proving.mock.server.multipart import FIELDS_LIMIT, MEMORY_LIMIT, multipart_fields


def form_fields(request: Received) -> list[tuple[str, str]]:
    """The fields of the body, in order; none where it is no form.

    Raises BadFormError, and UnreadableTypeError.
    """
    content_type = (request.header("Content-Type") or "").strip()
    media_type, parameters = header_parameters(content_type)
    charset = _charset(parameters)
    # WSGI has no chunked bodies: without a Content-Length Django takes the body to be empty.
    body = request.body if request.header("Content-Length") else b""
    if media_type == "application/x-www-form-urlencoded":
        return _urlencoded_fields(body, charset)
    if media_type == "multipart/form-data":
        # The letter case counts here, unlike in the line above: Django looks at it twice.
        if not content_type.startswith("multipart/"):
            raise BadFormError("multipart is not in lower case")
        return multipart_fields(body, parameters.get("boundary", ""), charset or "utf-8")
    return []


def _charset(parameters: dict[str, str]) -> str | None:
    charset = parameters.get("charset")
    return charset if charset is not None and is_charset(charset) else None


def _urlencoded_fields(body: bytes, charset: str | None) -> list[tuple[str, str]]:
    if charset is not None and charset.lower() != "utf-8":
        # "utf8" is refused as well: the name is compared, not the codec.
        raise BadFormError("a url-encoded form must be UTF-8")
    if len(body) > MEMORY_LIMIT:
        raise BadFormError("the body is too big")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("iso-8859-1")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError as error:
        raise BadFormError("too many fields") from error
