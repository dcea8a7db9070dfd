"""Parameters out of a request: each `style` of OpenAPI undone, by the rules of RFC 6570.

A function gives the ways in which the text can be understood, the likeliest first; None if the parameter
is not there. What is percent-encoded is split first and decoded afterwards.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote, unquote_plus

from generator.contract import ParameterRule, TextTypes
from generator.proving.mock.described.values import Texts

Pairs = Sequence[tuple[str, str]]
"""Names and values in their order, as they were sent."""

_Decode = Callable[[str], str]
_DELIMITERS = {"spaceDelimited": re.compile(r"%20|\+| "), "pipeDelimited": re.compile(r"%7[Cc]|\|")}
_COMMA = re.compile(",")


def encoded_query_pairs(query: str) -> Pairs:
    """The pairs of a query, still encoded; without ``=`` the value is empty."""
    return [(name, value) for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)]


def cookies_of_header(header: str) -> Pairs:
    """The cookies of a ``Cookie`` header (RFC 6265 §4.2.1)."""
    pairs = (pair.strip().partition("=") for pair in header.split(";") if pair.strip())
    return [(name, value) for name, _, value in pairs]


def path_texts(rule: ParameterRule, text: str) -> list[Texts] | None:
    """`simple`, `label` and `matrix`."""
    if rule.style == "matrix":
        return _matrix(rule, text)
    between = _COMMA
    if rule.style == "label":
        if not text.startswith("."):
            return None
        text = text[1:]
        between = re.compile(r"\.") if rule.explode else _COMMA
    return _delimited(rule.shape, text, between, unquote, pairs_joined=rule.explode)


def header_texts(rule: ParameterRule, value: str) -> list[Texts]:
    """`simple`, in which nothing is encoded; white space around a comma is of no account."""
    return _delimited(rule.shape, value, re.compile(r"\s*,\s*"), str, pairs_joined=rule.explode)


def query_texts(rule: ParameterRule, pairs: Pairs, others: Iterable[str]) -> list[Texts] | None:
    """`form`, `spaceDelimited`, `pipeDelimited`, `deepObject`; `others` are names of other parameters."""
    named = [(unquote_plus(name), value) for name, value in pairs]
    if rule.style == "deepObject":
        deep = {
            name[len(rule.name) + 1 : -1]: unquote_plus(value)
            for name, value in named
            if name.startswith(f"{rule.name}[") and name.endswith("]")
        }
        return [deep] if deep else None
    if rule.explode:
        return _exploded(rule, named, unquote_plus, others)
    values = [value for name, value in named if name == rule.name]
    if not values:
        return None
    between = _DELIMITERS.get(rule.style, _COMMA)
    return _delimited(rule.shape, values[-1], between, unquote_plus, pairs_joined=False)


def cookie_texts(rule: ParameterRule, pairs: Pairs, others: Iterable[str]) -> list[Texts] | None:
    """`form`, and 3.2's `cookie`; nothing is encoded."""
    if rule.explode:
        return _exploded(rule, pairs, str, others)
    values = [value for name, value in pairs if name == rule.name]
    return _delimited(rule.shape, values[-1], _COMMA, str, pairs_joined=False) if values else None


def _exploded(
    rule: ParameterRule, pairs: Pairs, decode: _Decode, others: Iterable[str]
) -> list[Texts] | None:
    """A pair for each item, or for each property under the property's own name."""
    values = [decode(value) for name, value in pairs if name == rule.name]
    if values:
        as_list: list[Texts] = [values]
        return _ordered(rule.shape, values[-1], as_list, [])
    if "object" in rule.shape.types:
        taken = set(others)
        members = {
            name: decode(value)
            for name, value in pairs
            if name in rule.shape.properties or (rule.shape.extra is not None and name not in taken)
        }
        return [members] if members else None
    return None


def _matrix(rule: ParameterRule, text: str) -> list[Texts] | None:
    if not text.startswith(";"):
        return None
    pairs = [pair.partition("=") for pair in text[1:].split(";")]
    values = [value for name, _, value in pairs if unquote(name) == rule.name]
    if rule.explode:
        members: Texts = {unquote(name): unquote(value) for name, _, value in pairs}
        if not values:
            return [members] if "object" in rule.shape.types else None
        items: list[str] = [unquote(value) for value in values]
        return _ordered(rule.shape, items[-1], [items], [members])
    return _delimited(rule.shape, values[-1], _COMMA, unquote, pairs_joined=False) if values else None


def _delimited(
    shape: TextTypes, text: str, between: re.Pattern[str], decode: _Decode, *, pairs_joined: bool
) -> list[Texts]:
    """One text as a scalar, a list and an object: names and values in turn, or ``name=value``."""
    pieces = between.split(text) if text else []
    items = [decode(piece) for piece in pieces]
    members: dict[str, str] | None = None
    if pairs_joined:
        if all("=" in piece for piece in pieces):
            halves = [piece.partition("=") for piece in pieces]
            members = {decode(name): decode(value) for name, _, value in halves}
    elif len(items) % 2 == 0:
        members = dict(zip(items[::2], items[1::2], strict=True))
    return _ordered(shape, decode(text), [items], [] if members is None else [members])


def _ordered(shape: TextTypes, scalar: str, lists: list[Texts], objects: list[Texts]) -> list[Texts]:
    """What the types allow, structures first; a scalar if they allow nothing else."""
    found: list[Texts] = []
    if "array" in shape.types:
        found += lists
    if "object" in shape.types:
        found += objects
    if not found or shape.types - {"array", "object"}:
        found.append(scalar)
    return found
