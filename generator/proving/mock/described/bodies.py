"""Is this the body that an operation describes? Its media type, its form, and its value by the schema.

XML that its schema describes as an object is right if it is well-formed; text and files are held against the
lengths and patterns of their schemas. For multipart it is the parser of the judge, python-multipart, that
takes the parts apart.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from generator.contract import Check, Contract, FieldRule, MediaRule
from generator.media_types import essence, is_form, is_json, is_multipart, is_xml
from generator.proving.http_message import Received
from generator.proving.judging.compare_bodies import form_pairs, multipart_parts
from generator.proving.judging.compare_json import refuse
from generator.proving.mock.described.problems import Misfit, misfits_of
from generator.proving.mock.described.values import json_or_text, meanings, typed

_ESCAPED = re.compile("%22|%0[AD]")  # in a name, as browsers write it (HTML §4.10.22.8)
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class BodyFaultError(Exception):
    """A body that is refused: the status of the answer, and what is wrong."""

    def __init__(self, status: int, *misfits: Misfit) -> None:
        super().__init__(status)
        self.status = status
        self.misfits = misfits


def check_body(contract: Contract, request: Received) -> None:
    """Hold the body of `request` against `contract`.

    Raises:
        BodyFaultError: 400 where it is missing or malformed, 415 for another media type, 422 where its
            value does not fit the schema.
    """
    content_type = request.header("Content-Type")
    if not request.body and (content_type is None or not contract.body_required):
        if contract.body_required:
            raise BodyFaultError(400, Misfit("body", _listed(contract), "no body"))
        return
    if not contract.bodies:
        return
    rule = _rule(contract, content_type or "")
    if rule is None:
        received = content_type or "no Content-Type"
        raise BodyFaultError(415, Misfit("header 'Content-Type'", _listed(contract), received))
    candidates = list(_values(rule, content_type or "", request.body))
    if wrong := misfits("body", candidates, rule.check):
        raise BodyFaultError(422, *wrong)


def misfits(where: str, candidates: list[Any], check: Check) -> list[Misfit]:
    """Nothing if one of the `candidates` fits, else what is wrong with the first."""
    first: list[Misfit] | None = None
    for candidate in candidates:
        try:
            errors = check(candidate)
        except (ValueError, RecursionError) as error:
            return [Misfit(where, "a value that the schema can be held against", str(error))]
        if not errors:
            return []
        if first is None:
            first = list(misfits_of(where, errors))
    return first or []


def parsed_json(where: str, data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """The value of a JSON text.

    Raises:
        BodyFaultError: 400, it is none.
    """
    try:
        return json.loads(data.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        reason = str(error) or "one that is nested too deep"
        raise BodyFaultError(400, Misfit(where, "a JSON text in UTF-8 (RFC 8259)", reason)) from error


def check_xml(where: str, data: bytes) -> None:
    """See that `data` is XML; nothing outside of it is read, and it may declare no entities.

    Raises:
        BodyFaultError: 400, it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data, True)
    except (ValueError, expat.ExpatError) as error:
        raise BodyFaultError(400, Misfit(where, "a well-formed XML text", str(error))) from error


def _refuse_entity(name: str, *_: object) -> NoReturn:
    raise ValueError(f"an entity {name!r} of its own, which could grow without end")


def _listed(contract: Contract) -> str:
    return " or ".join(rule.media_type for rule in contract.bodies) or "a body"


def _rule(contract: Contract, content_type: str) -> MediaRule | None:
    """The rule for a media type, the most exact one."""
    name = essence(content_type)
    for wanted in (name, f"{name.partition('/')[0]}/*", "*/*"):
        for rule in contract.bodies:
            if name and essence(rule.media_type) == wanted:
                return rule
    return None


def _values(rule: MediaRule, content_type: str, data: bytes) -> Iterator[Any]:
    """What the body may stand for."""
    name = essence(content_type)
    if is_json(name):
        yield parsed_json("body", data)
    elif is_form(name):
        yield from _form(rule, data)
    elif is_multipart(name):
        yield from _multipart(rule, content_type, data)
    else:
        if is_xml(name):
            check_xml("body", data)
        if "string" in rule.types or not (rule.types or is_xml(name)):
            yield data.decode("utf-8", "replace") if name.startswith("text/") else data.decode("latin-1")


def _form(rule: MediaRule, data: bytes) -> Iterator[dict[str, Any]]:
    pairs = form_pairs(data)
    if isinstance(pairs, str):
        raise BodyFaultError(400, Misfit("body", f"a form ({rule.media_type})", pairs))
    texts: dict[str, list[str]] = {}
    for name, value in pairs:
        texts.setdefault(name.decode("utf-8", "replace"), []).append(value.decode("utf-8", "replace"))
    yield from _objects(_fields(rule, texts))


def _fields(rule: MediaRule, texts: Mapping[str, list[str]]) -> dict[str, list[Any]]:
    """What each field may stand for; ``name[key]`` belongs to the object `name` of that style."""
    deep: dict[str, dict[str, str]] = {}
    plain: dict[str, list[str]] = {}
    for name, values in texts.items():
        owner, bracket, key = name.partition("[")
        known = rule.fields.get(owner)
        if bracket and key.endswith("]") and known is not None and known.style == "deepObject":
            deep.setdefault(owner, {})[key[:-1]] = values[-1]
        else:
            plain[name] = values
    found = {name: list(meanings([members], rule.fields[name].shape)) for name, members in deep.items()}
    for name, values in plain.items():
        found[name] = list(_meanings(rule.fields.get(name, rule.other), values))
    return found


def _meanings(rule: FieldRule, values: list[str]) -> Iterator[Any]:
    if "array" in rule.shape.types:
        if rule.explode:
            yield from meanings([values], rule.shape)
        else:
            between = _DELIMITERS.get(rule.style, ",")
            yield from meanings([values[-1].split(between)], rule.shape)
    if rule.shape.types != {"array"}:
        yield from meanings([values[0] if len(values) == 1 else values], rule.shape)


def _objects(fields: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Objects of the fields: all with their first meaning, all with their last, and those between."""
    for index in range(max((len(meant) for meant in fields.values()), default=1)):
        yield {name: meant[min(index, len(meant) - 1)] for name, meant in fields.items()}


def _multipart(rule: MediaRule, content_type: str, data: bytes) -> Iterator[dict[str, Any]]:
    from python_multipart.multipart import parse_options_header

    _, options = parse_options_header(content_type)
    if b"boundary" not in options:
        raise BodyFaultError(400, Misfit("header 'Content-Type'", "multipart with a boundary", content_type))
    parts = multipart_parts(data, options[b"boundary"])
    if isinstance(parts, str):
        raise BodyFaultError(400, Misfit("body", "multipart (RFC 7578)", parts))
    values: dict[str, list[list[Any]]] = {}
    for headers, content in parts:
        _, disposition = parse_options_header(headers.get("content-disposition"))
        written = disposition.get(b"name", b"").decode("utf-8", "replace")
        name = _ESCAPED.sub(lambda match: unquote(match[0]), written)
        values.setdefault(name, []).append(
            _part(rule, name, headers, content, is_file=b"filename" in disposition)
        )
    fields: dict[str, list[Any]] = {}
    for name, items in values.items():
        is_list = "array" in rule.fields.get(name, rule.other).shape.types
        fields[name] = [list(item) for item in zip(*items, strict=True)] if is_list else items[-1]
    yield from _objects(fields)


def _part(
    rule: MediaRule, name: str, headers: Mapping[str, bytes], content: bytes, *, is_file: bool
) -> list[Any]:
    """What one part may stand for, as its type and as text; its media type must be a described one."""
    field = rule.fields.get(name, rule.other)
    sent = headers.get("content-type", b"").decode("latin-1")
    allowed = [each.strip() for each in (field.media_type or "").split(",") if each.strip()]
    if sent and allowed and not any(_is_within(essence(sent), essence(each)) for each in allowed):
        raise BodyFaultError(415, Misfit(f"body part '{name}'", " or ".join(allowed), sent))
    if is_json(sent):
        return [parsed_json(f"body part '{name}'", content)] * 2
    if is_xml(sent):
        check_xml(f"body part '{name}'", content)
    if is_file:
        return [content.decode("latin-1")] * 2
    text = content.decode("utf-8", "replace")
    types = field.shape.items if "array" in field.shape.types else field.shape.types
    if "object" in types and text[:1] == "{":
        return [json_or_text(text), text]
    return [typed(text, types), text]


def _is_within(name: str, allowed: str) -> bool:
    return allowed in (name, "*/*", f"{name.partition('/')[0]}/*")
