"""Is this an answer that the description documents? Its rules and the answer in, the disagreements out."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from generator.contract import AnswerRule, AnswerRules, AnswerSchema, HeaderRule, Place, SchemaError
from generator.media_types import essence, is_json
from generator.proving.against.redact import is_telling
from generator.proving.http_message import Reply
from generator.proving.mock.described.problems import misfits_of, shortened_json

_MOST = 10
_WITHOUT_BODY = frozenset((204, 205, 304))


def disagreements(rules: AnswerRules, method: str, reply: Reply) -> tuple[str, ...]:
    """What in the answer is not as documented, or is no success; each with its place in the description."""
    rule = _rule(rules.answers, reply.status)
    if rule is None:
        documented = ", ".join(each.status for each in rules.answers) or "none"
        return (
            _told(
                f"the status {_phrase(reply.status)} is not documented, only {documented}; "
                f"it came with {_excerpt(reply)}",
                rules.place,
            ),
        )
    found = list(_unlike(rule, method, reply))
    if not _is_success(rule, reply.status):
        found.insert(0, _failure(rules, rule, reply, as_described=not found))
    if len(found) > _MOST:
        found[_MOST:] = [f"and {len(found) - _MOST} more"]
    return tuple(found)


def decompressed(reply: Reply) -> Reply:
    """The answer with a body that is not compressed, where gzip or deflate did that."""
    coding = _header(reply, "content-encoding")
    if coding is None or coding.lower() not in ("gzip", "x-gzip", "deflate"):
        return reply
    try:
        body = zlib.decompress(reply.body, zlib.MAX_WBITS | 32)
    except zlib.error:
        return reply
    headers = tuple(pair for pair in reply.headers if pair[0].lower() != "content-encoding")
    return Reply(reply.status, headers, body, reply.reason)


def json_of(reply: Reply) -> Any:  # noqa: ANN401 - a JSON value
    """The body as a JSON value; None where it is none."""
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        return None


def _rule(answers: Iterable[AnswerRule], status: int) -> AnswerRule | None:
    """The rule for a status: its own, or else that of its hundred, or else the default."""
    by_status = {rule.status: rule for rule in answers}
    names = (str(status), f"{status // 100}XX", "default")
    return next((by_status[name] for name in names if name in by_status), None)


def _is_success(rule: AnswerRule, status: int) -> bool:
    return 200 <= status < 400 and rule.status[:1] in ("2", "3", "d")


def _failure(rules: AnswerRules, rule: AnswerRule, reply: Reply, *, as_described: bool) -> str:
    wanted = [each.status for each in rules.answers if each.status[:1] in ("2", "3")]
    about = f", '{rule.description.rstrip('.')}'" if rule.description else ""
    how = "as described" if as_described else "not as described"
    return _told(
        f"the status {_phrase(reply.status)} is documented as an error{about}; expected a success "
        f"({', '.join(wanted) or 'none is documented'}). The response is {how}: {_excerpt(reply)}",
        rule.place,
    )


def _unlike(rule: AnswerRule, method: str, reply: Reply) -> Iterator[str]:
    for header in rule.headers:
        yield from _header_faults(header, reply)
    if method != "HEAD" and reply.status not in _WITHOUT_BODY:
        yield from _body_faults(rule, reply)


def _header_faults(rule: HeaderRule, reply: Reply) -> Iterator[str]:
    text = _header(reply, rule.name)
    if text is None:
        if rule.required:
            yield _told(f"the header {rule.name} is required, and the answer has none", rule.place)
    elif rule.schema is not None:
        faults = _errors(rule.schema, text)
        others = _errors(rule.schema, _number(text)) if faults else []
        if faults and others:
            yield from _schema_faults(f"header {rule.name}", rule.schema, faults, is_telling(rule.name))


def _number(text: str) -> Any:  # noqa: ANN401
    """What a header's text may mean besides itself: true, false, a number, or a list of texts."""
    if re.fullmatch(r"true|false|-?(0|[1-9]\d*)(\.\d+)?", text):
        return json.loads(text)
    return [item.strip() for item in text.split(",")]


def _body_faults(rule: AnswerRule, reply: Reply) -> Iterator[str]:
    media_type = _header(reply, "content-type")
    if not rule.bodies:
        if reply.body:
            yield _told(
                f"{rule.status} is documented without a body, and one came: {_excerpt(reply)}", rule.place
            )
        return
    documented = ", ".join(rule.bodies)
    if not reply.body:
        yield _told(f"the body is empty; {documented} is documented for {rule.status}", rule.place)
    elif media_type is None:
        yield _told(f"there is no Content-Type; {documented} is documented for {rule.status}", rule.place)
    elif (name := _documented(rule.bodies, media_type)) is None:
        yield _told(
            f"the media type {shortened_json(media_type)} is not documented for {rule.status}, "
            f"only {documented}",
            rule.place,
        )
    elif _header(reply, "content-encoding") is not None:
        coding = _header(reply, "content-encoding")
        yield _told(f"the body is encoded as {shortened_json(coding)}, which nobody asked for", rule.place)
    else:
        yield from _content_faults(rule, rule.bodies[name], media_type, reply.body)


def _documented(names: Iterable[str], media_type: str) -> str | None:
    """The documented media type, or range of them, that `media_type` is one of; the closest one."""
    wanted = essence(media_type)
    fitting = [each for each in names if _covers(essence(each), wanted)]
    return min(fitting, key=lambda each: each.count("*"), default=None)


def _covers(documented: str, media_type: str) -> bool:
    return re.fullmatch(re.escape(documented).replace(r"\*", "[^/]*"), media_type) is not None


def _content_faults(
    rule: AnswerRule, schema: AnswerSchema | None, media_type: str, body: bytes
) -> Iterator[str]:
    value: Any
    if is_json(media_type):
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            yield _told(f"the body is no JSON, as its Content-Type says: {error}", rule.place)
            return
    elif essence(media_type).startswith("text/") and essence(media_type) != "text/xml":
        value = body.decode("utf-8", "replace")
    else:
        return
    if schema is not None:
        yield from _schema_faults("body", schema, _errors(schema, value))


def _errors(schema: AnswerSchema, value: Any) -> list[SchemaError]:  # noqa: ANN401
    try:
        return list(schema.check(value))
    except ValueError:  # a schema that cannot be used, which `lint` reports, asks for nothing
        return []


def _schema_faults(
    where: str, schema: AnswerSchema, errors: Iterable[SchemaError], hidden: bool = False
) -> Iterator[str]:
    for error in errors:
        names = [step for step in error.steps if isinstance(step, str)]
        is_secret = hidden or bool(names and is_telling(names[-1]))
        for misfit in misfits_of(where, [error]):
            received = misfit.received if misfit.received == "none" or not is_secret else "[a secret]"
            place = f"{misfit.where} at {misfit.pointer}" if misfit.pointer else misfit.where
            yield _told(f"{place}: expected {misfit.expected}, received {received}", schema.place_of(error))


def _told(what: str, place: Place) -> str:
    return f"{what}\n  {place}"


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _excerpt(reply: Reply) -> str:
    if not reply.body:
        return "no body"
    text = " ".join(reply.body.decode("utf-8", "backslashreplace").split())
    return text if len(text) <= 200 else f"{text[:199]}…"


def _header(reply: Reply, name: str) -> str | None:
    values = [value for key, value in reply.headers if key.lower() == name.lower()]
    return ", ".join(values) if values else None
