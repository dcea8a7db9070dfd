"""Small questions of shell quoting: where a bracket closes, what an escape is worth (POSIX XCU §2.2)."""

import re

from generator.auditing.understanding.shell.script import Word

ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def unescaped(match: re.Match[str]) -> str:
    """The character of a ``$'…'`` escape; numeric ones stay as they are written."""
    return {"n": "\n", "t": "\t", "r": "\r", "x": "\\x", "u": "\\u"}.get(match[1], match[1])


def expansion_follows(text: str, at: int) -> bool:
    """Whether the dollar at an offset begins an expansion."""
    return re.match(r"\$(?:[A-Za-z_{(]|[0-9@*#?$!-])", text[at : at + 2]) is not None


def splits_url(word: Word, text: str, at: int) -> bool:
    """Whether an ampersand stands in the middle of a URL's query or a form body."""
    following = text[at + 1 : at + 2]
    is_query = "?" in word.value or re.match(r"[\w.-]+=", word.value) is not None
    return is_query and re.match(r"[\w<\[{$%.~-]", following) is not None and "=" in text[at : at + 80]


def closing(text: str, start: int, end: int, opened: str, closed: str) -> int:
    """The offset of the bracket that closes the one at `start`, -1 for none; quotes are skipped.

    So is the parenthesis behind a pattern of ``case``, which closes nothing.
    """
    depth, at = 0, start
    cases: list[int] = []  # at which depths there are commands that have not ended
    while at < end:
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "'" and opened == "(":
            at = text.find("'", at + 1, end)
            if at < 0:
                return -1
        elif char == '"':
            match = _STRING.match(text, at, end)
            if match is None:
                return -1
            at = match.end() - 1
        elif char == opened:
            depth += 1
        elif opened == "(" and char == "c" and _CASE.match(text, at, end):
            cases.append(depth)
        elif cases and char == "e" and _ESAC.match(text, at, end):
            cases.pop()
        elif char == closed and cases[-1:] == [depth]:
            pass
        elif char == closed:
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1


_CASE = re.compile(r'(?<![\w-])case\s+(?:"[^"\n]*"|[^\s"])+\s+in\s')
_ESAC = re.compile(r"(?<![\w-])esac(?![\w-])")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
