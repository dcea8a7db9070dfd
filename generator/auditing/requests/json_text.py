"""The value of JSON that somebody wrote by hand."""

import json


def json_or_none(text: str) -> object | None:
    """The value of a JSON text, whose strings may hold line breaks; None for what is none."""
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return value
