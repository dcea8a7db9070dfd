"""Are these the parameters of an operation? Each is taken out of its place and held against its schema."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, unquote_plus

from generator.contract import Contract, ParameterRule
from generator.media_types import is_json
from generator.proving.http_message import Received
from generator.proving.mock.described.bodies import BodyFaultError, misfits, parsed_json
from generator.proving.mock.described.problems import Misfit
from generator.proving.mock.described.routes import Found
from generator.proving.mock.described.styles import (
    Pairs,
    cookie_texts,
    cookies_of_header,
    encoded_query_pairs,
    header_texts,
    path_texts,
    query_texts,
)
from generator.proving.mock.described.values import Texts, meanings


def parameter_misfits(contract: Contract, found: Found, request: Received) -> Iterator[Misfit]:
    """What is wrong with each parameter, undescribed ones aside: few servers look at those."""
    query = request.target.partition("?")[2]
    pairs = encoded_query_pairs(query)
    cookies = cookies_of_header(_header(request, "Cookie") or "")
    for rule in contract.parameters:
        others = [each.name for each in contract.parameters if each is not rule and each.place == rule.place]
        where = f"{rule.place} parameter '{rule.name}'"
        text = _raw(rule, found, request, query, pairs, cookies)
        if rule.media_type is not None:
            yield from _content_misfits(rule, where, text)
            continue
        texts = _texts(rule, text, pairs, cookies, others)
        if texts is None:
            if rule.required:
                received = "nothing" if rule.place != "path" else str(text)
                yield Misfit(where, f"a value in the style {rule.style}", received)
            continue
        yield from misfits(where, list(meanings(texts, rule.shape)), rule.check)


def _texts(
    rule: ParameterRule, text: str | None, pairs: Pairs, cookies: Pairs, others: Sequence[str]
) -> list[Texts] | None:
    match rule.place:
        case "path":
            return None if text is None else path_texts(rule, text)
        case "header":
            return None if text is None else header_texts(rule, text)
        case "cookie":
            return cookie_texts(rule, cookies, others)
        case _:
            return query_texts(rule, pairs, others)


def _raw(
    rule: ParameterRule, found: Found, request: Received, query: str, pairs: Pairs, cookies: Pairs
) -> str | None:
    """The text of a parameter that has one of its own, as it was sent."""
    match rule.place:
        case "path":
            return found.values.get(rule.name)
        case "header":
            return _header(request, rule.name)
        case "querystring":
            return query
        case "cookie":
            return next((value for name, value in cookies if name == rule.name), None)
        case _:
            return next((value for name, value in pairs if unquote_plus(name) == rule.name), None)


def _content_misfits(rule: ParameterRule, where: str, text: str | None) -> Iterator[Misfit]:
    """A parameter whose value is a text of a media type, such as JSON."""
    if text is None:
        if rule.required:
            yield Misfit(where, f"a value ({rule.media_type})", "nothing")
        return
    values: list[Any]
    if rule.place == "querystring" and not is_json(rule.media_type or ""):
        members: Texts = {
            unquote_plus(name): unquote_plus(value) for name, value in encoded_query_pairs(text)
        }
        values = list(meanings([members], rule.shape))
    else:
        decode = {"path": unquote, "query": unquote_plus, "querystring": unquote}.get(rule.place, str)
        values = [decode(text)]
        if is_json(rule.media_type or ""):
            try:
                values = [parsed_json(where, values[0].encode())]
            except BodyFaultError as fault:
                yield from fault.misfits
                return
    yield from misfits(where, values, rule.check)


def given_names(request: Received, place: str) -> set[str]:
    """The names that stand in the query or among the cookies."""
    if place == "cookie":
        return {name for name, _ in cookies_of_header(_header(request, "Cookie") or "")}
    return {unquote_plus(name) for name, _ in encoded_query_pairs(request.target.partition("?")[2])}


def _header(request: Received, name: str) -> str | None:
    """All lines of a header as one (RFC 9110 §5.3), read as UTF-8; cookies are joined their own way."""
    wanted = name.lower()
    values = [value for key, value in request.headers if key.lower() == wanted]
    if not values:
        return None
    return ("; " if wanted == "cookie" else ", ").join(values).encode("latin-1").decode("utf-8", "replace")
