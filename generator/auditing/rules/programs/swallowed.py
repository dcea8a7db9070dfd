"""Errors that a sample catches and makes nothing of, or hands on as if they were results (WP603)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# A handler with a comment alone; one with nothing at all is told among the other habits.
_COMMENTED = {
    language: re.compile(pattern)
    for language, pattern in (
        ("java", r"\bcatch\s*\([^()]*\)\s*\{((?:\s|//[^\n]*|/\*.*?\*/)*)\}"),
        ("csharp", r"\bcatch\b\s*(?:\([^()]*\)\s*)?\{((?:\s|//[^\n]*|/\*.*?\*/)*)\}"),
        ("javascript", r"\bcatch\b\s*(?:\([^()]*\)\s*)?\{((?:\s|//[^\n]*|/\*.*?\*/)*)\}"),
        ("php", r"\bcatch\s*\([^()]*\)\s*\{((?:\s|//[^\n]*|#[^\n]*|/\*.*?\*/)*)\}"),
    )
}
# ``except RequestException as e: return {"error": str(e)}``: who calls it is told nothing of the failure.
_RETURNED = {
    "python": re.compile(
        r"\bexcept (?P<kind>[\w.]+|\([\w., ]+\)) as (?P<name>\w+):\s*\n"
        r"\s*return (?:\{\s*[\"']\w+[\"']:\s*|f?[\"'][^\"'\n]*\{|)(?:str\((?P=name)\)|(?P=name)\b)"
    ),
    "javascript": re.compile(
        r"\bcatch\s*\((?P<name>\w+)\)\s*\{\s*return \{\s*\w+:\s*(?P=name)(?:\.message)?\s*,?\s*\};?\s*\}"
    ),
}
# A handler of any error that says a fixed text, and not a word of the error.
_FIXED = r"(?:\"[^\"\n{$]*\"|'[^'\n{$]*')"
_TEXT = rf"\(\s*{_FIXED}\s*\)\s*;?\s*"
_MUTE = {
    "java": rf"\bcatch\s*\(\s*(?:final )?(?:Exception|Throwable|IOException)\s+\w+\s*\)\s*\{{\s*"
    rf"(?:System\.(?:out|err)\.print(?:ln)?{_TEXT})\}}",
    "csharp": rf"\bcatch\b\s*(?:\(\s*(?:Exception|HttpRequestException)(?:\s+\w+)?\s*\)\s*)?\{{\s*"
    rf"(?:Console\.(?:Error\.)?WriteLine{_TEXT})\}}",
    "javascript": rf"\bcatch\b\s*(?:\(\w+\)\s*)?\{{\s*(?:console\.\w+{_TEXT})\}}"
    rf"|\.catch\(\s*(?:\(?\w*\)?\s*=>|function\s*\(\w*\))\s*\{{?\s*(?:console\.\w+{_TEXT})\}}?\s*\)",
    "php": rf"\bcatch\s*\(\s*\\?(?:Exception|Throwable)\s*(?:\$\w+)?\s*\)\s*\{{\s*"
    rf"echo\s*{_FIXED}\s*;\s*\}}",
    "python": rf"^([ \t]*)except(?: (?:\w+\.)*(?:Exception|RequestException)(?: as \w+)?)?:\s*\n"
    rf"\1[ \t]+print{_TEXT}(?=\n(?!\1[ \t]+\S)|\Z)",
}
_OF_REQUESTS = re.compile(r"(?:[\w.]*(?:RequestException|HTTPError|HTTPStatusError|URLError)|Exception)")
_ASIDE = re.compile(
    r"(?i)finally|\bclose\(|unlink|remove|sleep|parse|decode|already|ignore|optional|best.effort"
)


def swallowed_faults(sample: Sample) -> Iterator[Fault]:
    """The handlers of a sample that leave an error behind, or return it."""
    language = sample.family
    text = sample.text
    for match in _COMMENTED[language].finditer(text) if language in _COMMENTED else ():
        line = text.count("\n", 0, match.start())
        above = "\n".join(text.split("\n")[max(line - 2, 0) : line])
        if match[1].strip() and not _ASIDE.search(match[0]) and not _ASIDE.search(above):
            message = "the error is caught, and nothing is made of it"
            fix = "Tell of it and stop, or let it go on to the caller."
            yield Fault("WP603", message, line, None, fix, "note")
            return
    yield from _unread_error(text) if language == "java" else ()
    yield from _never_thrown(text) if language == "php" else ()
    yield from _unanswered(sample) if language == "javascript" else ()
    # Where requests are sent, what the program ends with is asked for elsewhere; not so in JavaScript.
    is_asked = language == "javascript" or (language in _MUTE and not sample.calls)
    mute = re.search(_MUTE[language], text, re.MULTILINE) if is_asked else None
    if mute is not None:
        message = "the error is caught, and what it says is told nowhere"
        fix = "Print the error too, and end with a status that is not 0."
        yield Fault("WP603", message, text.count("\n", 0, mute.start()), None, fix, "note")
    for match in _RETURNED[language].finditer(text) if sample.calls and language in _RETURNED else ():
        if language == "javascript" or _OF_REQUESTS.fullmatch(match["kind"]):
            message = f"{match['name']} is returned like a result: who calls this is told of no error"
            line = text.count("\n", 0, text.index("return", match.start()))
            yield Fault("WP603", message, line, None, "Let it go on to the caller.", "note")
            return


_HANDLED = re.compile(r"\bcatch\s*\(\s*(?:\(\s*|function\s*\(\s*)?(\w+)\b")


def _unanswered(sample: Sample) -> Iterator[Fault]:
    """``error.response.data`` of axios: there is no response where the server could not be reached.

    https://axios-http.com/docs/handling_errors
    """
    if not any(call.client == "axios" for call in sample.calls):
        return
    for name in dict.fromkeys(_HANDLED.findall(sample.text)):
        read = re.search(rf"(?<![\w.]){name}\.response\.\w", sample.text)
        if read is not None and not re.search(rf"(?<![\w.]){name}\.response\b(?!\.\w)", sample.text):
            message = f"{name}.response is undefined where no answer came, and reading it throws again"
            fix = f"Ask for {name}.response first, or write {name}.response?.data."
            yield Fault("WP603", message, sample.text.count("\n", 0, read.start()), None, fix, "note")
            return


_CODE_COMPARED = re.compile(
    r"(?i)(?:code|status)(?:\(\))?\s*(?:[=!]=|[<>]=?)|\d\s*(?:[=!]=|[<>]=?)\s*\w*(?:code|status)|switch\s*\("
)


def _unread_error(text: str) -> Iterator[Fault]:
    """HttpURLConnection throws in getInputStream where the server refuses, and has what it said elsewhere."""
    opened = text.find(".getInputStream()") if "HttpURLConnection" in text else -1
    is_looked_at = "getErrorStream" in text or _CODE_COMPARED.search(text) is not None
    if opened >= 0 and "getResponseCode()" in text and not is_looked_at:
        message = "getInputStream throws where the server refuses, and what it says is read nowhere"
        fix = "Read getErrorStream() where the code is 400 or above."
        yield Fault("WP603", message, text.count("\n", 0, opened), None, fix, "note")


_TRIED = re.compile(r"\btry\s*\{(?P<tried>.{0,4000}?)\}\s*catch\s*\(", re.DOTALL)
_WITHOUT_THROWING = re.compile(r"\b(file_get_contents|curl_exec)\s*\(")
# What throws, and what looks for itself at how a request went.
_MAY_THROW = re.compile(
    r"\bthrow\b|\bnew (?!\\?(?:stdClass|CURLFile)\b)|->|::|THROW|curl_err|=== ?false|if ?\( ?!"
    r"|set_error_handler"
)


def _never_thrown(text: str) -> Iterator[Fault]:
    """A catch around PHP's functions for requests, which give false where a request fails (PHP manual)."""
    for match in _TRIED.finditer(text) if "catch" in text else ():
        call = _WITHOUT_THROWING.search(match["tried"])
        if call is not None and not _MAY_THROW.search(match["tried"]):
            message = f"{call[1]} throws nothing: it gives false, and the catch is never reached"
            line = text.count("\n", 0, match.start("tried") + call.start())
            yield Fault("WP603", message, line, None, f"Compare what {call[1]} gives with false.", "note")
            return
