"""Python text in, its syntax tree out, or why there is none: by the interpreter's own parser."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from textwrap import dedent

from generator.auditing.rules.python.newer import older
from generator.auditing.rules.python.pieces import with_bodies

PLACEHOLDER = re.compile(r"(?<![\w)\]>])<[A-Za-z_][\w .:/'-]{0,50}>(?!\w)|\{\{\s*[\w.]+\s*\}\}")
# What a string holds is a part of its value; but ``{<`` of an f-string opens code as well.
_OR_STRING = re.compile(
    rf"(\"(?:[^\"\n{{]|\{{(?!<))*\"|'(?:[^'\n{{]|\{{(?!<))*')|{PLACEHOLDER.pattern}",
)
_NO_PYTHON = re.compile(
    r"\s*(?:HTTP/\d|(?:GET|POST|PUT|DELETE|PATCH) /|Traceback |<\?xml|<html|\{%|diff --git |index \w+\.\.)"
)
_ELISIONS = (
    (re.compile(r"^([ \t]*)(?:…|\.{2,})[ \t]*,?[ \t]*$", re.MULTILINE), r"\1#..."),
    (re.compile(r"^([ \t]*)(?:…|\.{3})[^\n]*(?:…|\.{3})[ \t]*$", re.MULTILINE), r"\1#..."),
    (re.compile(r"(?<=[\[({,])[ \t]*(?:\.\.\.|…|\[(?:\.\.\.|…)\])[ \t]*,"), ""),
    (re.compile(r"(?<=[\[({,])[ \t]*(?:\.\.\.|…)[ \t]*(?=[\])}])"), ""),
    (re.compile(r"^[ \t]*\[(?:\.\.\.|…)\][ \t]*$|^[ \t]*[%!].*$", re.MULTILINE), ""),
)


@lru_cache(maxsize=64)  # several rules ask for the trees of the page at hand
def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a sample, with the elisions of documentation set aside; None if it has none."""
    trees = (tree for candidate in _candidates(text) if (tree := tree_of(candidate)) is not None)
    return next(trees, None) or _newer(text)


def parsed_leniently(text: str) -> ast.Module | None:
    """As `parsed`, and with Python 2 and bare placeholders read as they were meant."""
    tree = parsed(text)
    if tree is not None:
        return tree
    text = dedent(text)
    text = re.sub(
        r"^([ \t]*)print[ \t]+([^(=\n].*?|\([^()]*\)[^\n]+)[ \t]*$", r"\1print(\2)", text, flags=re.MULTILINE
    )
    text = re.sub(
        r"^([ \t]*except[ \t]+[\w.]+)[ \t]*,[ \t]*(\w+)[ \t]*:", r"\1 as \2:", text, flags=re.MULTILINE
    )
    text = _OR_STRING.sub(lambda match: match[1] or "x", text).translate(
        {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}
    )
    return tree_of(text) or (None if len(text) > _LONG or is_data(text) else _mended(text))


def _mended(text: str) -> ast.Module | None:
    """The tree of a text with a few slips, once each is mended or its line left out; no line moves."""
    for _ in range(_MENDED):
        error = compile_error(text)
        if error is None:
            return tree_of(text)
        rows, at = text.split("\n"), min(max((error.lineno or 1) - 1, 0), text.count("\n"))
        better = max(_mendings(rows, at, error.msg), key=_read)
        text = better if _read(better) > _read(text) else max(_shortenings(rows, at), key=_read)
    return tree_of(text)


_MENDED = 6  # slips; a text with more is no Python, or of another kind
_LONG = 20_000  # characters, more than a sample has


def _read(text: str) -> tuple[int, int]:
    """How far a text can be read; where it has no error, further than any line."""
    error = compile_error(text)
    return (1 << 30, 0) if error is None else (error.lineno or 1, error.offset or 1)


def _mendings(rows: list[str], at: int, message: str) -> Iterator[str]:
    """A text with what may be meant in place of the line that stops the parser."""
    row, above = rows[at], rows[at - 1] if at else ""
    yield _with_row(rows, at, f"{row}:")
    yield _with_row(rows, at, re.sub(r"(?<![=!<>:])=(?!=)", "==", row, count=1) if "'=='" in message else row)
    if "indented block" in message:
        margin = above[: len(above) - len(above.lstrip())]
        yield _with_row(rows, at, f"{margin}    {row.lstrip()}")
    yield _with_row(rows, max(at - 1, 0), f"{above},")
    yield _with_row(rows, at, f"{row})")
    yield _with_row(rows, max(at - 1, 0), f"{above})")
    yield _with_row(rows, at, re.sub(r"\bf?\"[^\"]*\"|\bf?'[^']*'", "''", row))


def _shortenings(rows: list[str], at: int) -> Iterator[str]:
    """A text without the line that stops the parser, or without the one above it."""
    margin = rows[at][: len(rows[at]) - len(rows[at].lstrip())]
    yield _with_row(rows, at, f"{margin}pass")
    yield _with_row(rows, at, "")
    yield _with_row(rows, max(at - 1, 0), "")


def _with_row(rows: list[str], at: int, row: str) -> str:
    return "\n".join([*rows[:at], row, *rows[at + 1 :]])


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield dedent(text)
    yield (text := without_elisions(dedent(text)))
    yield with_bodies(text)


def without_elisions(text: str) -> str:
    """The text with what documentation leaves out set aside; no line moves."""
    for pattern, replacement in _ELISIONS:
        text = pattern.sub(replacement, text)
    return text.replace("…", "...")


def tree_of(text: str) -> ast.Module | None:
    """The tree of a text as it stands; None if the interpreter refuses it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _newer(text: str) -> ast.Module | None:
    """The tree of a sample for a newer interpreter than this one."""
    written = older(dedent(text))
    tree = tree_of(written[0]) if written is not None else None
    if tree is not None and written is not None and written[1]:
        names = [ast.Name(name, ast.Store(), lineno=1, col_offset=0) for name in sorted(written[1])]
        given = ast.Assign([*names], ast.Constant(None, lineno=1, col_offset=0), lineno=1, col_offset=0)
        tree.body.insert(0, given)
    return tree


def compile_error(text: str) -> SyntaxError | None:
    """Why the interpreter refuses a text; None where it does not, or gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def is_data(text: str) -> bool:
    """JSON, an HTTP message or a traceback in a block that says Python."""
    import json

    if _NO_PYTHON.match(text):
        return True
    if not re.match(r"\s*[\[{]", text):
        return False
    try:
        json.loads(text)
    except ValueError:
        return _ELIDED_JSON.search(text) is not None and _PYTHON_KEY.search(text) is None
    return True


_ELIDED_JSON = re.compile(r"\.\.\.|…|//")
_PYTHON_KEY = re.compile(r"[{,]\s*'\w+'\s*:")
