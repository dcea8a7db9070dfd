"""The text of a request body in, what kind of body it is and its fields out."""

import json
import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Body


def text_body(text: str, line: int, encodes: bool = False) -> Body:
    """The body that a literal text makes: JSON, a form, or neither."""
    if re.match(r"\s*[\[{]", text):
        return Body("json", text, json_fields(text), line=line)
    if re.match(r"\s*[\w.\[\]-]+=", text):
        return Body("form", text, form_pairs(text), encodes, line)
    return Body("raw", text, line=line)


def form_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The names and values of a form or query as they are written, nothing decoded."""
    pairs = (pair.partition("=") for pair in text.strip().split("&") if pair)
    return tuple((name, value) for name, _, value in pairs)


def json_fields(text: str) -> tuple[tuple[str, str], ...]:
    """The members of a JSON object, their values as text; nothing for what is no object.

    Of text that is not quite JSON, those that can be made out; one named `HOLE` where there may be others.
    """
    try:
        value = json.loads(text)
    except ValueError:
        return tuple(_members(text)) if text.lstrip().startswith("{") else ()
    except RecursionError:
        return ()
    if not isinstance(value, dict):
        return ()
    return tuple(
        (str(name), item if isinstance(item, str) else json.dumps(item)) for name, item in value.items()
    )


_TOKEN = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|([{}\[\]:,])|([^\s{}\[\]:,\"']+|[\"'])")


def _members(text: str) -> Iterator[tuple[str, str]]:
    """The outermost members of an object that has a slip in it, such as a comma too many."""
    depth, name, before = 0, "", ""
    for token in _TOKEN.finditer(text):
        mark, word = token[3], token[1] or token[2] or token[4] or ""
        if mark in ("}", "]"):
            depth -= 1
        elif mark == ":":
            name = before if depth == 1 and not name else name
        elif name and depth == 1:
            if mark != ",":
                yield name, mark or word
            name = ""
        depth += mark in ("{", "[")
        before = "" if mark else word
    if depth or "..." in text or "…" in text:
        yield HOLE, ""
