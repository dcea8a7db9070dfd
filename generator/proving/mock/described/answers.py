"""Which documented response a request gets: by ``Prefer`` (RFC 7240), by ``Accept``, else the success."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus

from generator.media_types import essence
from generator.model import Response
from generator.proving.http_message import Received, Reply
from generator.proving.mock.described.problems import Misfit, problem

_PREFERENCE = re.compile(r'([A-Za-z0-9!#$%&\'*+.^_`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?')
_RANGES = {"1XX": 100, "2XX": 200, "3XX": 300, "4XX": 400, "5XX": 500}
_CONCRETE = {"*/*": "application/octet-stream", "text/*": "text/plain", "application/*": "application/json"}


def answer(responses: Sequence[Response], request: Received) -> Reply:
    """The reply to a request that fits, or a problem if there is no response such as it asks for."""
    wanted = _preferences(value for name, value in request.headers if name.lower() == "prefer")
    code, name = wanted.get("code", ""), wanted.get("example", "")
    candidates = [each for each in responses if _is_status(each, code)] if code else _successes(responses)
    if not candidates:
        if not code:
            return Reply(200 if not responses else _status(responses[0], ""))
        listed = ", ".join(dict.fromkeys(each.status for each in responses)) or "none"
        return problem(400, [Misfit("header 'Prefer'", f"a documented code ({listed})", f"code={code}")])
    if name:
        named = [each for each in candidates if each.example == name]
        if not named and not code:
            named = [each for each in responses if each.example == name]
        if not named:
            listed = ", ".join(dict.fromkeys(each.example for each in candidates if each.example)) or "none"
            misfit = Misfit("header 'Prefer'", f"a documented example ({listed})", f"example={name}")
            return problem(400, [misfit])
        candidates = named
    chosen = _acceptable(candidates, request.header("Accept"))
    if chosen is None:
        types = " or ".join(dict.fromkeys(each.media_type or "" for each in candidates))
        received = request.header("Accept") or ""
        return problem(406, [Misfit("header 'Accept'", types, received)])
    return _reply(chosen, code, wanted)


def _preferences(values: Iterable[str]) -> dict[str, str]:
    """Names in lower case with their values; the first of a name counts (RFC 7240 §2)."""
    found: dict[str, str] = {}
    for value in values:
        for name, quoted, token in _PREFERENCE.findall(value):
            found.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or token)
    return found


def _is_status(response: Response, code: str) -> bool:
    if response.status == "default":
        return len(code) == 3 and code.isdigit() and code[0] in "2345"
    return response.status in (code, f"{code[:1]}XX") and len(code) == 3


def _successes(responses: Sequence[Response]) -> list[Response]:
    """The responses of the first status that is a success; `default` where none is."""
    statuses = [each.status for each in responses]
    for begin in ("2", "3", "d"):
        for status in statuses:
            if status.startswith(begin):
                return [each for each in responses if each.status == status]
    return []


def _acceptable(candidates: Sequence[Response], accept: str | None) -> Response | None:
    """The first of the best by ``Accept`` (RFC 9110 §12.5.1); what has no media type is always good."""
    if accept is None or any(each.media_type is None for each in candidates):
        return candidates[0]
    qualities = [_quality(essence(each.media_type or ""), accept) for each in candidates]
    best = max(qualities)
    return candidates[qualities.index(best)] if best > 0 else None


def _quality(media_type: str, accept: str) -> float:
    """The weight of the most exact range that holds `media_type`."""
    exact, quality = -1, 0.0
    for item in accept.split(","):
        wanted, *parameters = (piece.strip().lower() for piece in item.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        ranges = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
        is_within = wanted in ranges or media_type in ("*/*", f"{wanted.partition('/')[0]}/*")
        rank = ranges.index(wanted) if wanted in ranges else 0
        if is_within and rank > exact:
            exact = rank
            quality = float(weight) if re.fullmatch(r"[01](\.\d*)?", weight) else 0.0
    return quality


def _reply(response: Response, code: str, wanted: dict[str, str]) -> Reply:
    headers = [(name, value) for name, value in response.headers if _is_sendable(name, value)]
    if response.media_type and response.body is not None:
        headers.insert(0, ("Content-Type", _CONCRETE.get(response.media_type, response.media_type)))
    applied = ", ".join(f"{name}={value}" for name, value in wanted.items() if name in ("code", "example"))
    if applied:
        headers.append(("Preference-Applied", applied))
    return Reply(_status(response, code), tuple(headers), (response.body or "").encode())


def _is_sendable(name: str, value: str) -> bool:
    """``Content-Type`` is the media type's; OpenAPI has it ignored among headers. No line breaks get out."""
    return name.lower() not in ("content-type", "content-length", "transfer-encoding", "connection") and (
        value.isprintable() and value.isascii()
    )


def _status(response: Response, code: str) -> int:
    if code.isdigit():
        return int(code)
    if response.status.isdigit():
        return int(response.status)
    return _RANGES.get(response.status, int(HTTPStatus.OK))
