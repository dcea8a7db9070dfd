"""Python text in, its syntax tree out: by the interpreter's own parser, with elisions set aside."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from textwrap import dedent

_LINE = r"^([ \t]*)(?:…|\.{2,})"
_ELISIONS = (
    (re.compile(rf"{_LINE}[ \t]*,?[ \t]*$", re.MULTILINE), r"\1#..."),
    (re.compile(rf"{_LINE}[^\n]*(?:…|\.{{3}})[ \t]*$", re.MULTILINE), r"\1#..."),
    (re.compile(r"(?<=[\[({,])[ \t]*(?:\.\.\.|…|\[(?:\.\.\.|…)\])[ \t]*,"), ""),
    (re.compile(r"(?<=[\[({,])[ \t]*(?:\.\.\.|…)[ \t]*(?=[\])}])"), ""),
    (re.compile(r"(?<=\bimport )(?:\.{3}|…)[ \t]*$", re.MULTILINE), "x"),
    (re.compile(r"^[ \t]*\[(?:\.\.\.|…)\][ \t]*$|^[ \t]*[%!].*$", re.MULTILINE), ""),
)
_HEADER = re.compile(
    r"([ \t]*)(?:(?:(?:async[ \t]+)?(?:def|for|with)|class|if|elif|else|while|try|except|finally)\b|\))"
    r"[^#\n]*:(?=[ \t]*(?:#|$))"
)
_PLACEHOLDER = re.compile(
    r"(\"[^\"\n]*\"|'[^'\n]*')|(?<![\w)\]>])<[A-Za-z_][\w .:/'-]{0,50}>(?!\w)|\{\{\s*[\w.]+\s*\}\}"
)


@lru_cache(maxsize=64)  # several rules ask for the trees of the page at hand
def parse_python(text: str) -> ast.Module | None:
    """The syntax tree of a sample, with the elisions of documentation set aside; None if it has none."""
    return next((tree for each in readings(text) if (tree := tree_of(each)) is not None), None)


def parsed_leniently(text: str) -> ast.Module | None:
    """As `parse_python`, with bare placeholders as names."""
    return parse_python(text) or tree_of(_PLACEHOLDER.sub(lambda match: match[1] or "x", dedent(text)))


def readings(text: str) -> Iterator[str]:
    """A text as it stands, and as what documentation may mean by it; no line moves."""
    yield text
    yield (text := dedent(text))
    for pattern, replacement in _ELISIONS:
        text = pattern.sub(replacement, text)
    yield (text := text.replace("…", "..."))
    yield _with_bodies(text)


def tree_of(text: str) -> ast.Module | None:
    """The tree of a text as it stands; None if the interpreter refuses it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _with_bodies(text: str) -> str:
    """The text with a `pass` behind each header whose body is a comment, an elision or the end."""
    rows = text.split("\n")
    for at, row in enumerate(rows):
        header = _HEADER.match(row)
        below = [each for each in rows[at + 1 :] if each.strip()] if header else []
        code = next((each for each in below if not each.lstrip().startswith("#")), "")
        is_open = not code or below[0].lstrip().startswith("#")
        if header and is_open and len(code) - len(code.lstrip()) <= len(header[1]):
            rows[at] = f"{header[0]} pass{row[header.end() :]}"
    return "\n".join(rows)
