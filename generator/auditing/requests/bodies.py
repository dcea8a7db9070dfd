"""The text of a request body in, what kind of body it is and its fields out."""

import json
import re

from generator.auditing.requests.call import CallBody


def text_body(text: str, line: int, encodes: bool = False) -> CallBody:
    """The body that a literal text makes: JSON, a form, or neither."""
    if re.match(r"\s*[\[{]", text):
        return CallBody("json", text, json_fields(text), line=line)
    if re.match(r"\s*[\w.\[\]-]+=", text):
        return CallBody("form", text, undecoded_form_pairs(text), encodes, line)
    return CallBody("raw", text, line=line)


def undecoded_form_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The names and values of a form or query as they are written, nothing decoded."""
    pairs = (pair.partition("=") for pair in text.strip().split("&") if pair)
    return tuple((name, value) for name, _, value in pairs)


def json_fields(text: str) -> tuple[tuple[str, str], ...]:
    """The members of a JSON object, their values as text; nothing for what is no object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(value, dict):
        return ()
    return tuple(
        (str(name), item if isinstance(item, str) else json.dumps(item)) for name, item in value.items()
    )
