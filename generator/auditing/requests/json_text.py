"""The value of JSON that somebody wrote by hand, with the slips that a reader looks past."""

import json
import re

_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')
_TRAILING = re.compile(r",(?=\s*[}\]])")
# A value at the end of a line, and a member or an object on the next one: a comma is missing between them.
_PARTED = re.compile(r'(?<=["\d}\]el])(?=[ \t]*\n\s*["{])')


def json_value(text: str) -> object | None:
    """The value of a JSON text, once its commas and quotes are as they should be; None for no value."""
    for candidate in (text, _with_commas(text)):
        try:
            value: object = json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _with_commas(text: str) -> str:
    kept: list[str] = []

    def held(match: re.Match[str]) -> str:
        kept.append(match[0] if match[0][0] == '"' else json.dumps(match[0][1:-1].replace("\\'", "'")))
        return f'"{len(kept) - 1}"'

    bare = _PARTED.sub(",", _TRAILING.sub("", _TOKEN.sub(held, text)))
    return re.sub(r'"(\d+)"', lambda match: kept[int(match[1])], bare)
