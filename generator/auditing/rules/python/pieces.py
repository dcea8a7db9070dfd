"""Pieces of Python that pages show on purpose: bodies left to the reader, and lists of signatures."""

import ast
import re
import warnings

_HEADER = re.compile(
    r"([ \t]*)(?:(?:async[ \t]+)?(?:def|for|with)|class|if|elif|else|while|try|except|finally)\b[^#\n]*:"
    r"(?=[ \t]*(?:#|$))"
)
_AT_THE_END = re.compile(r":([ \t]*)(?=(?:\n[ \t]*(?:#[^\n]*)?)*\Z)")
_NAME = re.compile(
    r"^([ \t]*)(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+|\w+[ \t]*=[ \t]*(?:await[ \t]+)?)?"
    r"\.?[A-Za-z_][\w.]*[ \t]*(?=\()",
    re.MULTILINE,
)
_RETURNS = re.compile(r"[ \t]*(?:(?:->|→)[ \t]*([^\n:#]+?))?[ \t]*(?=#|$)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]", re.MULTILINE)
_BRACKET = re.compile(r"[()]|'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*")


def with_bodies(text: str) -> str:
    """The text with a `pass` behind each header whose body is a comment, an elision, or the end of it.

    A comment is a body where it is indented below its header; any other may be one whose code lost its
    indentation.
    """
    rows = _AT_THE_END.sub(r": pass", text).split("\n")
    for at, row in enumerate(rows):
        header = _HEADER.match(row)
        below = _first(rows, at + 1, "") if header else ""
        if header is None or not below.lstrip().startswith("#"):
            continue
        is_body = below.lstrip().startswith("#...") or _margin(below) > len(header[1])
        if is_body and _margin(_first(rows, at + 1, "#")) <= len(header[1]):
            rows[at] = f"{header[0]} pass{row[header.end() :]}"
    return "\n".join(rows)


def _first(rows: list[str], start: int, comment: str) -> str:
    """The first line from `start` on that is not blank, and no comment if `comment` is its mark."""
    for at in range(start, len(rows)):
        row = rows[at].lstrip()
        if row and not (comment and row.startswith(comment)):
            return rows[at]
    return ""


def _margin(row: str) -> int:
    return len(row) - len(row.lstrip())


def is_part(text: str) -> bool:
    """Whether a text goes on with a statement above it, decorates a function below, or stands in brackets."""
    first = _FIRST.match(text)
    if first is None:
        return _is_in_brackets(text.strip().rstrip(","))
    if first[1] == "@":
        return _parsed(f"{text}\ndef x(): pass") is not None
    clause = "if x: pass" if first[1] in ("elif", "else") else "try: pass"
    return _parsed(f"{clause}\n{with_bodies(text)}") is not None


def _is_in_brackets(text: str) -> bool:
    """Whether a text is the pairs of a dictionary, or some keywords of a call."""
    if (tree := _parsed(f"{{{text}\n}}")) is not None:
        return any(isinstance(each, ast.Dict) for each in ast.iter_child_nodes(tree.body[0]))
    tree = _parsed(f"x({text}\n)")
    calls = (
        [each for each in ast.iter_child_nodes(tree.body[0]) if isinstance(each, ast.Call)] if tree else []
    )
    return any(len(each.keywords) > 1 and not each.args for each in calls)


_FIRST = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(@|(?:except|finally|elif|else)\b)")


def is_signatures(text: str) -> bool:
    """Whether a text lists functions as reference pages do: ``name(key: str) -> Item``, without bodies.

    In a program that imports something, such a line is a call with a slip; as is one whose types are values.
    """
    if _IMPORT.search(text):
        return False
    tree = _parsed(_as_definitions(text))
    if tree is None:
        return False
    types = [node.annotation for node in ast.walk(tree) if isinstance(node, ast.arg)]
    return not any(isinstance(each, ast.Constant | ast.Dict | ast.List) for each in types)


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _as_definitions(text: str) -> str:
    """The text with each line that is a signature as a definition."""
    written, position = [], 0
    for match in _NAME.finditer(text):
        if match.start() < position:
            continue
        end = _closed(text, match.end())
        if end is None:
            break
        returns = _RETURNS.match(text, end)
        if returns is None:
            continue
        arrow = f" -> {returns[1]}" if returns[1] else ""
        definition = f"{match[1]}def x{text[match.end() : end]}{arrow}: ..."
        written.append(f"{text[position : match.start()]}{definition}")
        position = returns.end()
    return "".join([*written, text[position:]])


def _closed(text: str, start: int) -> int | None:
    """The place behind the parenthesis that closes the one at `start`."""
    depth = 0
    for match in _BRACKET.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return None
