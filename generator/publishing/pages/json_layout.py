"""JSON text laid out for a reader, with every literal as it was: digits of numbers, escapes in strings."""

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)


def indented(text: str, step: str = "  ") -> str:
    """`text` with a line for each member; an empty object or array stays on its line.

    Text that is not JSON comes back as it is.
    """
    try:
        json.loads(text, parse_int=str)  # no int: a number may have more digits than one takes
    except (ValueError, RecursionError):
        return text
    tokens = _TOKEN.findall(text)
    pieces: list[str] = []
    depth = 0
    for each, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if each in "[{":
            depth += 1
            pieces.append(each if following in ("]", "}") else f"{each}\n{step * depth}")
        elif each in "]}":
            depth = max(0, depth - 1)
            empty = pieces[-1:] and pieces[-1] in ("[", "{")
            pieces.append(each if empty else f"\n{step * depth}{each}")
        elif each == ",":
            pieces.append(f",\n{step * depth}")
        else:
            pieces.append(": " if each == ":" else each)
    return "".join(pieces)
