"""The requests of a description as an HTTP Archive (HAR 1.2), for the tools that read one.

The format is at http://www.softwareishard.com/blog/har-12-spec/. Nothing was sent, so times are zero.
An entry's `comment` is the name of the example; of the responses, the documented success is taken.
"""

import base64
import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from generator.model import (
    BinaryBody,
    Body,
    FormBody,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Request,
    Response,
    TextBody,
    Value,
)
from generator.reading.source.json_text import compact_json

_Fill = Callable[[Value], str]
_UNKNOWN = -1  # a size that is not known, as HAR has it


def har(requests: Iterable[Request], *, secrets: bool = False) -> str:
    """The archive as JSON; a secret Input is ``<ITS_NAME>``, or its documented example with `secrets`."""
    creator = {"name": "wireproof", "version": version("wireproof")}
    entries = [_entry(request, secrets=secrets) for request in requests]
    log = {"version": "1.2", "creator": creator, "entries": entries}
    return json.dumps({"log": log}, ensure_ascii=False, indent=2) + "\n"


def _entry(request: Request, *, secrets: bool) -> dict[str, Any]:
    def fill(value: Value) -> str:
        return "".join(part if isinstance(part, str) else _shown(part, secrets=secrets) for part in value)

    def encoded(value: Value) -> str:
        return "".join(
            part if isinstance(part, str) else quote(_shown(part, secrets=secrets), safe="") for part in value
        )

    return {
        "startedDateTime": "1970-01-01T00:00:00.000Z",
        "time": 0,
        "request": _request(request, encoded(request.url), fill),
        "response": _response(next((each for each in request.responses if each.is_success), None)),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": request.example,
    }


def _shown(item: Input, *, secrets: bool) -> str:
    hidden = item.secret and not secrets
    return f"<{item.name}>" if hidden or not item.example else item.example


def _request(request: Request, url: str, fill: _Fill) -> dict[str, Any]:
    headers = [{"name": name, "value": fill(value)} for name, value in request.headers]
    if request.basic is not None:
        pair = [fill(request.basic.username), fill(request.basic.password)]
        if request.basic.form_encoded:  # RFC 6749 §2.3.1
            pair = [quote_plus(text) for text in pair]
        credentials = base64.b64encode(":".join(pair).encode()).decode()
        headers.append({"name": "Authorization", "value": f"Basic {credentials}"})
    if request.body is not None:
        headers.append({"name": "Content-Type", "value": request.body.media_type})
    result = {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(headers),
        "headers": headers,
        "queryString": _pairs(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
        "comment": request.summary,
    }
    if request.body is not None:
        result["postData"] = {"mimeType": request.body.media_type, **_post_data(request.body, fill)}
    return result


def _post_data(body: Body, fill: _Fill) -> dict[str, Any]:
    """`params` for forms, `text` for all else: HAR has one or the other."""
    match body:
        case FormBody(fields=fields):
            return {"params": _pairs((name, fill(value)) for name, value in fields)}
        case MultipartBody(parts=parts):
            return {
                "params": [
                    {
                        "name": part.name,
                        "value": fill(part.value),
                        **({"fileName": part.filename} if part.filename else {}),
                        **({"contentType": part.media_type} if part.media_type else {}),
                    }
                    for part in parts
                ]
            }
        case JsonBody(value=value):
            return {"text": compact_json(_filled(value, fill))}
        case TextBody(text=text):
            return {"text": fill(text)}
        case BinaryBody(file=file):
            return {"text": "", "comment": f"the bytes of the file {file.name}"}


def _filled(value: Json, fill: _Fill) -> Json:
    if isinstance(value, tuple):
        return fill(value)
    if isinstance(value, dict):
        return {key: _filled(child, fill) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, fill) for child in value]
    return value


def _response(response: Response | None) -> dict[str, Any]:
    """The documented response; status 0, as browsers have it, where none is documented."""
    status = int(response.status[0]) * 100 if response and response.status[1:] == "XX" else 0
    if response and response.status.isdecimal():
        status = int(response.status)
    body = (response.body if response else None) or ""
    headers = list(response.headers) if response else []
    media_type = (response.media_type if response else None) or ""
    if media_type:
        headers.append(("Content-Type", media_type))
    return {
        "status": status,
        "statusText": HTTPStatus(status).phrase if status in list(HTTPStatus) else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "content": {"size": len(body.encode()), "mimeType": media_type, "text": body},
        "redirectURL": "",
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }


def _cookies(headers: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    crumbs = [
        crumb.partition("=")
        for header in headers
        if header["name"].lower() == "cookie"
        for crumb in header["value"].split("; ")
    ]
    return _pairs((name, value) for name, _, value in crumbs)


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
