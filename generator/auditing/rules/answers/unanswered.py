"""What a page about an API leaves out of the answers: requests without any, errors that nothing tells of.

A reader who writes a client needs to know what comes back (OpenAPI 3.1 requires a response of each
operation). Each is told once a page, as a note: WP517 the answer that no one shows, WP509 the errors.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from generator.auditing.pages import NEVER, Outline, Page
from generator.auditing.rules.answers.untold_errors import untold_error_faults
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.path_index import same_path
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.sections import METHODS
from generator.auditing.understanding.call import HOLE, Fault

# A word that says what an answer is, rather than that there is one.
_TOLD = re.compile(
    r"(?i)\b(?:returns?|responds?|answers?|replies|yields?|outputs?|prints?)\b(?! (?:to|the call|your)\b)"
    r"|\b(?:responses?|answers?|results?|output|repl(?:y|ies))\b[^.\n]{0,60}"
    r"\b(?:is|are|will|has|have|contains?|includes?|holds?|looks?|consists?|gives?|shows?|be|with|of|body"
    r"|code|status)\b"
    r"|\b(?:20\d|no content|empty (?:body|response|answer))\b|\bgets? back\b"
    r"|\byou(?:'ll| will) (?:get|see|receive)\b"
)
_ANSWER_TITLE = re.compile(
    r"(?i)\b(?:respon\w+|returns?|answers?|results?|output|reply|status codes?|return (?:type|value)s?)\b"
    r"|\b(?:réponses?|respuestas?|respostas?|rispost[ae]|antwort(?:en)?)\b|ответ"
    r"|[回响響应應][应應]|返[回却]|レスポンス|응답"  # these are parts of words
)
_API = re.compile(r"(?i)(?:^|[/.])(?:api|rest|v\d+(?:\.\d+)?|graphql)(?=[/.]|$)|^api[\w-]*\.")
_FILE = re.compile(
    r"(?i)\.(?:sh|py|js|css|gz|tgz|xz|bz2|zip|deb|rpm|asc|gpg|key|pem|crt|txt|ya?ml|exe|jar|iso|html?|png|jpe?g|pdf|svg)$"
)
_HERE = re.compile(r"(?:localhost|127\.|0\.0\.0\.0|\[::)")  # a tutorial's own server, that the reader wrote
_NO_ANSWER = ("DELETE", "HEAD", "OPTIONS")
_SAVED = re.compile(
    r"\s(?:-o|-O|--output|--remote-name)\b|>\s*\S|\|\s*(?:(?:sudo )?(?:ba|z)?sh|jq|json_pp|grep|tar|gpg)\b"
)
# A comment with what comes back, or the answer itself below the request.
_SHOWN_HERE = re.compile(
    r"(?im)(?:^|\s)(?:#|//|--|/?\*|<!--)\s[^\n]*(?:[{\[]|=>|->|\boutput|\breturns?|\brespon)"
    r"|^[{<\[]\s*[\"\w/]|^[< ]*HTTP/[\d.]+ 2\d\d\b"  # further in, it is a line of the request's body
)
_ANSWERS = ("json", "http", "xml", "html", "yaml", "text", "other", "", "none", "csv")


def unanswered_faults(
    page: Page, samples: Sequence[Sample], calls: Sequence[Placed], shown: Sequence[Placed]
) -> Iterator[Fault]:
    """The notes of a page; `shown` are requests as messages. Lines are 1-based lines of the file."""
    rows = {id(each): each.text.split("\n") for each in samples if each.calls}
    about = [item for item in calls if _is_of_api(item, rows[id(item.sample)])]
    if len(about) * 2 < len(calls) or not _speaks_of_api(page):
        return
    if about:
        yield from _without_answer(page, samples, about)
    requests = about or [item for item in shown if item.call.method and not _HERE.match(item.host)]
    if requests and len(page.headings) + len(page.paragraphs) >= _FEW:
        yield from untold_error_faults(page, samples, requests[0].line)


def _speaks_of_api(page: Page) -> bool:
    """Whether a page has a word of an API, or names a request that can be made: ``POST /orders``."""
    texts = [each.text for each in page.headings] + [each.text for each in page.paragraphs]
    is_directive = page.kind == "restructured" and _DIRECTIVE.search(page.source) is not None
    return (
        is_directive
        or any(map(_WORD.search, texts))
        or any(_REQUEST.match(each.text) for each in page.blocks)
    )


# The directives of sphinxcontrib-httpdomain: ``.. http:post:: /items``.
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+http:[a-z]+::[ \t]*/", re.MULTILINE)

_REQUEST = re.compile(rf"\s*(?:{METHODS}) /\S*[ \t]*(?:HTTP/[\d.]+)?[ \t]*(?:\n|$)")
_WORD = re.compile(
    rf"\bAPIs?\b|(?i:\bendpoints?\b|^\W*HTTPS? requests?\W*$)"
    rf"|\b(?:{METHODS})\b[`*_\s:]+[`*]*(?:https?:/)?/?[{{/]\S"
)


def _is_of_api(item: Placed, rows: Sequence[str]) -> bool:
    """Whether a request is one to an API, and nobody's download, nor a part of an installation."""
    call = item.call
    is_other = call.client == "http" or item.scheme in ("ftp", "file", "ws", "wss")
    if is_other or _FILE.search(item.path) or _HERE.match(item.host):
        return False
    row = rows[call.line : call.url_line + 1]
    if item.sample.language in ("bash", "console") and _SAVED.search(" ".join(row)):
        return False
    has_key = any(re.search(r"(?i)^authorization$|key|token|secret", header.name) for header in call.headers)
    is_sent = bool(call.basic) or call.body is not None or call.method in ("POST", "PUT", "PATCH")
    is_open = call.url[:1] in (HOLE, "/", "{", "<", "$")  # on a host that the reader knows from above
    return has_key or is_sent or is_open or _API.search(item.host + item.path) is not None


def _without_answer(page: Page, samples: Sequence[Sample], about: Sequence[Placed]) -> Iterator[Fault]:
    """The requests of a page whose sections neither show an answer nor say what it is, told at the first."""
    outline = Outline(page.headings)
    answers = sorted(
        sample.block.line
        for sample in samples
        if not sample.calls and _is_answer(sample) and not _of_error(outline, sample)
    )
    told = sorted(
        line for line in _told(page) if not _ERROR_TITLE.search(outline.path(line).rpartition(" / ")[2])
    )
    ordered = sorted(about, key=lambda item: item.line)
    parts = _Parts(page, outline, ordered)
    places = [item.line for item in ordered]
    shown = {
        id(each): _SHOWN_HERE.search(each.block.text)
        is not None  # a session's output is none of its commands
        for each in samples
        if each.calls
    }
    quoted = [number for number, item in enumerate(ordered) if shown.get(id(item.sample))]
    answered: set[str] = set()
    open_ones: dict[str, int] = {}
    for item in ordered:
        operation = parts.operation(item)
        if item.call.method in (*_NO_ANSWER, "") or HOLE in item.call.method or operation in answered:
            continue
        start, end = parts.of(item)
        inside = bisect_left(places, start), bisect_left(places, end)
        is_shown = bisect_left(answers, end) > bisect_left(answers, item.line)
        is_shown = is_shown or bisect_left(told, end) > bisect_left(told, start)
        is_shown = is_shown or any(
            bisect_left(answers, below) > bisect_left(answers, above) for above, below in parts.beside(item)
        )
        if is_shown or bisect_left(quoted, inside[1]) > bisect_left(quoted, inside[0]):
            answered.add(operation)
        else:
            open_ones.setdefault(operation, item.line)
    lines = [line for operation, line in open_ones.items() if operation not in answered]
    is_guide = len(page.headings) + len(page.paragraphs) < _FEW
    if lines and (answered or not is_guide):
        others = "" if len(lines) == 1 else f" So too on line{'s' * (len(lines) > 2)} {_listed(lines[1:])}."
        message = "the page does not show what this request answers"
        yield Fault("WP517", message, lines[0], None, f"Show an answer, or say that it has no body.{others}")


_FEW = 6  # headings and paragraphs: with fewer it is a sample with a title rather than a page on an API


def _listed(lines: Sequence[int]) -> str:
    named = [str(line) for line in lines[:5]]
    named += [f"{len(lines) - 5} more"] if len(lines) > 5 else []
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


class _Parts:
    """The part of a page that belongs to each of its requests, which are in the order of their lines."""

    def __init__(self, page: Page, outline: Outline, calls: Sequence[Placed]) -> None:
        self._outline = outline
        self._lines = [item.line for item in calls]
        self._named = {
            shape("/" + path.strip("/"))
            for text in (
                *(each.text for each in page.headings),
                *(each.text for each in page.paragraphs),
                *(each.text[:_SHORT] for each in page.blocks),
            )
            for path in _NAMED.findall(text)
        }
        self._named = (
            {path for path in self._named if path.endswith("*")} if len(self._named) < _MOST else set()
        )
        self._operations = [self.operation(item) for item in calls]
        self._next = list(range(1, len(calls) + 1))  # the next request of another operation
        for number in range(len(calls) - 2, -1, -1):
            if self._operations[number] == self._operations[number + 1]:
                self._next[number] = self._next[number + 1]
        self._found: dict[tuple[int, str], tuple[int, int]] = {}
        self._beside: dict[int, list[tuple[int, int]]] = {}

    def operation(self, item: Placed) -> str:
        """The method and path of a request; by the path that the page names, where it names one for it."""
        if grant_of(item.call):
            return "token"  # every grant has the same answer (RFC 6749 §5.1)
        path = shape("/" + item.path.strip("/"))
        named = [each for each in self._named if same_path(each, path)]
        return f"{item.call.method} {named[0] if len(named) == 1 else path}"

    def of(self, item: Placed) -> tuple[int, int]:
        """The outermost section that has requests of one operation alone, and what is below it.

        Where the answer stands under a heading beside that of the request, it is above the next request.
        """
        own, number = self.operation(item), self._outline.number(item.line)
        if (number, own) not in self._found:
            start, end = self._outline.bounds(item.line)
            is_long = len(self._outline.headings) > _LONG
            for first, after in islice(self._outline.around(number), 2 if is_long else None):
                inside = slice(bisect_left(self._lines, first), bisect_left(self._lines, after))
                if inside.stop - inside.start > _MOST or not set(self._operations[inside]) <= {own}:
                    break
                start, end = (first, max(end, after)) if inside.stop > inside.start else (start, end)
            following = self._next[bisect_left(self._lines, item.line)]
            if following < len(self._lines):
                above = self._outline.bounds(self._lines[following])[0]
                end = max(end, above if above > item.line else self._lines[following])
            else:
                end = NEVER
            self._found[number, own] = start, self._with_answer(end)
        return self._found[number, own]

    def beside(self, item: Placed) -> list[tuple[int, int]]:
        """The sections of answers that follow one around a request: of all the requests that are in it.

        ``## Requests``, with a section for each, is followed by ``## Responses``, with a section for each.
        """
        number, headings = self._outline.number(item.line), self._outline.headings
        if number not in self._beside and len(headings) <= _LONG:
            self._beside[number] = [
                (after, self._outline.end(after, title.level))
                for _, after in self._outline.around(number)
                if after < NEVER
                and _ANSWER_TITLE.search((title := headings[self._outline.number(after) - 1]).text)
                and not _ERROR_TITLE.search(title.text)
            ]
        return self._beside.get(number, [])

    def _with_answer(self, end: int) -> int:
        """The end of a section, below ``### Response`` that follows it."""
        number = self._outline.number(end)
        if end < NEVER and number and _ANSWER_TITLE.search(self._outline.headings[number - 1].text):
            return self._outline.bounds(end)[1]
        return end


_MOST = 100  # requests of one operation
_LONG = 400  # headings: above, a reference whose sections are alike
_SHORT = 200  # characters of a block, which has its endpoint in its first line
_NAMED = re.compile(rf"\b(?:{METHODS})\b[`*_\s:]+(?:https?://[^\s/`]+)?(/[^\s`*?]*[}}>:][^\s`*?]*)")


def _is_answer(sample: Sample) -> bool:
    """Whether a block may be what a server sends: data, in whatever form."""
    text = sample.text.strip(" \n?.{}")
    is_word = " " not in text and "\n" not in text and sample.text.lstrip()[:1] not in ("{", "[", "<", '"')
    return not sample.is_code and bool(text) and not is_word and sample.language in _ANSWERS


def _of_error(outline: Outline, sample: Sample) -> bool:
    """Whether an answer is what comes back where something failed."""
    is_error = _ERROR_TITLE.search(outline.path(sample.block.line).rpartition(" / ")[2])
    return bool(is_error or _ERROR_MEMBER.search(sample.text))


_ERROR_TITLE = re.compile(
    r"(?i)\b[45]\d\d\b|\berrors?\b|unauth|forbidden|troubleshoot|rate limit"
    r"|erreur|fehler|\berro(?:s|res?)?\b|ошибк|\bnon auth|错误|錯誤|失败|失敗|エラー|오류"
)
_ERROR_MEMBER = re.compile(
    r"\A\s*\{\s*\"(?:error|errors|error_description|errorCode|fault)\"\s*:"
    r"|\A\s*\{[^{}]*\"(?:code|status|statusCode|status_code)\"\s*:\s*\"?[45]\d\d\b"
)


def _tells(text: str) -> bool:
    """Whether a text says what comes back, and not only what does where something fails."""
    return _TOLD.search(text) is not None and (
        _ERROR_WORD.search(text) is None or re.search(r"\b2\d\d\b", text) is not None
    )


def _is_title_of_answer(text: str) -> bool:
    """Whether a line is the title of the block below it: ``Sample success response:``."""
    is_title = len(text) < _TITLE and text.rstrip("*_ \n").endswith(":") and "\n" not in text.strip()
    return is_title and _ANSWER_TITLE.search(text) is not None and _ERROR_WORD.search(text) is None


_TITLE = 60  # characters
_ERROR_WORD = re.compile(r"(?i)\b[45]\d\d\b|\berrors?\b")


def _told(page: Page) -> Iterator[int]:
    """The lines at which a page says what comes back."""
    yield from (each.line for each in page.paragraphs if _tells(each.text))
    yield from (each.line for each in page.headings if _ANSWER_TITLE.search(each.text))
    yield from (each.line for each in page.paragraphs if _is_title_of_answer(each.text))
    for table in page.tables:
        if re.search(r"(?i)respon|status|returns?", " ".join(table.header)):
            yield table.line
