"""May a call send more than its sample shows? Options in a variable, a client that was made elsewhere."""

import re
from functools import lru_cache

from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import HOLE

# An argument of a command that is a variable and nothing else: ``$OPTS``, ``"${HEADERS[@]}"``.
_ARGUMENT = re.compile(r"(?:^|\s)\"?\$(?:\{[^}\s]*\}|\w+|\([^)\n]*\))\"?(?=\s|$)")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_SPREAD = re.compile(r"\.\.\.\s*[A-Za-z_$]")
_OPTIONS = re.compile(r"\bfetch\([^()]*(?:\([^()]*\))?[^()]*,\s*([A-Za-z_$][\w$]*)\s*\)")
_MADE = {
    "axios": re.compile(r"\baxios\s*[.(]"),
    "HttpClient": re.compile(r"\bnew\s+(?:System\.Net\.Http\.)?HttpClient\b|\bHttpClient\s+\w+\s*=\s*new\b"),
    "Guzzle": re.compile(r"\bnew\s+(?:\\?GuzzleHttp\\)?Client\(\s*(?:\[|\))"),
}


def may_send_more(item: Placed) -> bool:
    """Whether not all headers of a call are known from its sample."""
    call = item.call
    is_open = any(not header.name or HOLE in header.name for header in call.headers)
    return is_open or _brings_more(call.client, item.sample.text)


@lru_cache(maxsize=64)  # one answer for a sample, of however many requests
def _brings_more(client: str, text: str) -> bool:
    """Whether the text gives a client something to send whose content it does not show."""
    if client == "curl":
        return _ARGUMENT.search(_QUOTED.sub(_of_one_word, text)) is not None
    if client == "fetch":
        options = _OPTIONS.search(text)
        is_given = options is None or re.search(rf"\b(?:const|let|var)\s+{re.escape(options[1])}\b", text)
        return _SPREAD.search(text) is not None or not is_given
    if client == "net/http":
        return _is_passed_on(text)
    made = _MADE.get(client)
    return made is not None and made.search(text) is None


def _of_one_word(quoted: re.Match[str]) -> str:
    """A quoted argument that may be a variable alone; what is quoted besides is text."""
    return "x" if quoted[0][0] == "'" or " " in quoted[0] else quoted[0]


def _is_passed_on(text: str) -> bool:
    """Whether a request of Go is given to another function than ``Do``, or to a client made elsewhere."""
    for name in set(_REQUEST.findall(text)):
        if re.search(rf"\b(?!Do\b)\w+\([^()\n]*\b{name}\b\s*[,)]", text):
            return True
    return any(not re.search(rf"\b{name}\s*:?=", text) for name in set(_DOES.findall(text)))


_REQUEST = re.compile(r"\b(\w+),\s*\w+\s*:?=\s*http\.NewRequest")
_DOES = re.compile(r"(?<![.\w])(\w+)\.Do\(")
