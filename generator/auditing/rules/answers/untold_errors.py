"""A page on an API that shows what comes back where all goes well, and tells of no error (WP509).

To tell of errors is to say with which status they come, what they bring, or where that is said: a word such
as "fails" is none of these. OpenAPI 3.1 wants "known errors" among the responses of each operation.
"""

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_STATUSES = [each for each in HTTPStatus if each >= HTTPStatus.BAD_REQUEST]
_NUMBER = rf"(?<![\w.:/$-])(?:{'|'.join(str(each.value) for each in _STATUSES)})(?![\w:/]|[.,-]\d)"
# "up to 500 items", "500 ms": a number that is no status.
_COUNTED = r"(?!\s*(?:%|ms\b|(?:\w+ )?(?:items?|results?|records?|rows|requests?|calls?|char\w*|bytes)\b))"
_PHRASES = "|".join(each.phrase for each in _STATUSES if each != HTTPStatus.GONE)
# The word for errors in the languages that documentation is mostly written in.
_WORDS = (
    r"error|exception|status(?:es\b| ?codes?\b)|troubleshoot|problem|\bthrows?\b|\braises?\b"
    r"|fehler|erreur|\berros?\b|błęd|ошибк|\bhata|lỗi|错误|錯誤|エラー|오류|에러"
)
# What a code of the API's own means: "code: 0 is success, all others are a failure".
_OWN_CODES = r"(?:\bcodes?\b|代碼|代码|コード|코드)[^\n]{0,60}(?:\bfail(?:ed|ure|s)?\b|失敗|失败|실패)"
# A field of a directive of sphinxcontrib-httpdomain: ":status 409: the name is taken".
_FIELD = r":(?:status(?:code)?|code)\s+[45]\d\d"
_TELLS = re.compile(rf"{_NUMBER}{_COUNTED}|\b[45]xx\b|{_FIELD}|(?:{_PHRASES})|(?i:{_WORDS}|{_OWN_CODES})")
_CODE = re.compile(r"`+[^`\n]*`+")  # a member or a value that is called so
# An answer that is one of an error: by its status line, or by a member that is not empty.
_ERROR_ANSWER = re.compile(
    r"HTTP/[\d.]+ [45]\d\d"
    r"|\"(?:http_?)?(?:status|code|status_?code)\"\s*:\s*\"?[45]\d\d\b"
    r"|\"(?:[\w-]*_)?(?:errors?|errorMessage|errorCode|error_\w+|fault|exception)\""
    r"\s*:\s*+(?!false|null|\{\s*\}|\[\s*\]|\"\"|\[\s*\{[^{}]*\"\"|\"(?:string|false|null|no|none|0)\"|0\b)"
    r"|<\w*(?:[Ee]rror|[Ff]ault)\w*\b"
    r"|\"title\"\s*:[^{}]*\"detail\"\s*:",
    re.IGNORECASE,
)
# The description is shown in the place of this: it says what the answers are.
_GENERATED = re.compile(
    r"^openapi(?:-schema)?:\s*\S|\{% (?:swagger|openapi)|<(?:redoc|rapi-doc|elements-api|openapi|swagger)\b"
    r"|swagger-ui|^\.\. (?:openapi|auto(?:flask|bottle|tornado))::",
    re.MULTILINE | re.IGNORECASE,
)


def untold_error_faults(page: Page, samples: Sequence[Sample], line: int) -> Iterator[Fault]:
    """A note at the `line` of the page's first request, where no word, table or answer is of an error."""
    if _GENERATED.search(page.source) or any(map(_tells, _texts(page, samples))):
        return
    if any(_ERROR_ANSWER.search(each.text) for each in samples if not each.is_code):
        return
    message = "the page tells of no error: neither which statuses there are, nor what they bring"
    fix = "Say which status comes when, with its body, or link to the page that does."
    yield Fault("WP509", message, line, None, fix, "note")


def _tells(text: str) -> bool:
    return _TELLS.search(_HAPPENS.sub("", _CODE.sub(_status_alone, text))) is not None


# That there may be one says nothing of it: "20X unless an error occurred"; nor does the status of success:
# "Retorno de sucesso (status code 200 ou 201)", ":statuscode 200: no error".
_HAPPENS = re.compile(
    r"(?i)\b(?:whether|unless|that|if) (?:an?|any|some) errors? (?:has )?(?:occur\w*|happen\w*)\b"
    r"|\bstatus ?codes?:? (?:(?:is|of) )?`*2\d\d\b|\bno errors?\b"
)


def _status_alone(match: re.Match[str]) -> str:
    """What a piece of code tells of errors: ``401``, ``400 Bad Request``, ``invalid_grant`` and the like."""
    return "error" if _NAMED.search(match[0]) else "``"


_NAMED = re.compile(rf"{_NUMBER}|{_PHRASES}|[a-z]_error\b|\binvalid_|[A-Za-z](?:Error|Exception)\b")


def _texts(page: Page, samples: Sequence[Sample]) -> Iterator[str]:
    """What a page says in words: in its text, and in the source around its code, such as components."""
    yield from (each.text for each in page.paragraphs)
    yield from (each.text for each in page.headings)
    for table in page.tables:
        yield " ".join(table.header)
        yield from (each.text for each in table.texts)
    yield from (each.block.tab for each in samples)
    if page.kind != "html":
        inside = {line for block in page.blocks for line in range(block.line, block.last_line + 1)}
        rows = enumerate(page.source.split("\n"), 1)
        yield from (row for number, row in rows if number not in inside)


_LIMITED = re.compile(
    r"(?i)\brate[- ]limit(?:s|ed|ing)?\b|\brequests? (?:per|/|a) ?(?:second|minute|hour|day)\b"
)
_BEYOND = re.compile(
    r"(?i)\b429\b|too many|throttl|retry-after|\bexceed|\bblock(?:ed|s)\b|\breject|\bden(?:y|ied)\b"
)
_ERRORS_SHOWN = re.compile(r"\b40[0134]\b")


def untold_limit_faults(page: Page) -> Iterator[Fault]:
    """A note on a section about limits of requests, on a page that says not what comes beyond them.

    RFC 6585 §4 has 429 and ``Retry-After`` for that; a link may lead to where it is said.
    """
    heading = next((each for each in page.headings if _LIMITED.search(each.text)), None)
    if heading is None or _BEYOND.search(page.source) or not _ERRORS_SHOWN.search(page.source):
        return
    message = "the page limits how many requests there may be, and does not say what comes beyond that"
    fix = "Say the status, 429 for instance, and when to try again."
    yield Fault("WP509", message, heading.line, None, fix, "note")
