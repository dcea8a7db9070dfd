"""What the prose of a page promises, against what its samples and tables show (WP506 to WP510)."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.answers.json_blocks import json_block_faults
from generator.auditing.rules.answers.parts import begin_of_answer
from generator.auditing.rules.answers.reasons import reason_faults
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.parameters.untyped import untyped_faults
from generator.auditing.rules.prose.languages import promised_languages
from generator.auditing.rules.prose.unwritten import unwritten_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import HOLE, Fault

_GRANTS = {
    "password": r"\b(?:resource owner )?password(?: credentials?)? (?:grant|flow)\b"
    r"|\bresource owner (?:password|credentials)\b|\bROPC\b|grant_type\W+password\b",
    "client_credentials": r"\bclient[ _-]credentials?\b",
    "authorization_code": r"\bauthori[sz]ation[ _-]code\b|\bauth code (?:grant|flow)\b",
    "refresh_token": r"\brefresh(?:ing)?[ _-]token (?:grant|flow|request)\b"
    # ``Getting a refresh token`` is what other grants do.
    r"|(?<!getting )(?<!getting a )(?<!get a )(?<!obtain a )(?<!obtaining a )(?<!request a )"
    r"\brefresh(?:ing)? (?:an? |the |your )?(?:\w+ ){0,3}tokens?\b"
    r"|\brefresh(?:es|ing)? (?:it|them) (?:when|before|after|once)\b"
    r"|grant_type\W+refresh_token",
    "device_code": r"\bdevice (?:authori[sz]ation|code) (?:grant|flow)\b",
}
_STATUS = re.compile(r"\b[45]\d\d\b|\b[45]xx\b|HTTP[ /]|status", re.IGNORECASE)


def prose_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page's prose; their lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    yield from _grants(page, outline, samples)
    yield from _promised(page, samples)
    yield from untyped_faults(page, outline, samples)
    yield from _error_statuses(page, outline)
    yield from _error_tables(page, outline)
    yield from json_block_faults(samples)
    yield from unwritten_faults(page, outline, samples)
    yield from promised_languages(page, samples)
    yield from reason_faults(page)


def _grants(page: Page, outline: Outline, samples: Sequence[Sample]) -> Iterator[Fault]:
    said: dict[tuple[int, int], set[str]] = {}
    for sample in samples:
        sent = [(grant_of(call), call) for call in sample.calls if grant_of(call)]
        if not sent:
            continue
        # The nearest heading that names a grant, as in ``Client Credentials Flow / Request``; below one about
        # refresh tokens, the request that brings the first of them may stand.
        *above, title = outline.path(sample.block.line).split(" / ")
        around = (_grants_in(each) - {"refresh_token"} for each in reversed(above))
        named = _grants_in(title) or next(filter(None, around), set())
        if not named:
            said = said or _grants_of_sections(page, outline)
            named = said.get(outline.bounds(sample.block.line), set())
        for grant, call in sent:
            if len(named) == 1 and HOLE not in grant and grant in _GRANTS and grant not in named:
                line = sample.block.line_at(call.body.line if call.body else call.line)
                yield Fault(
                    "WP506",
                    f"the section is about {min(named)}, and the sample sends grant_type={grant}",
                    line,
                    None,
                    "Show the grant that the section describes.",
                )


def _grants_in(text: str) -> set[str]:
    return {grant for grant, pattern in _GRANTS.items() if re.search(pattern, text, re.IGNORECASE)}


def _grants_of_sections(page: Page, outline: Outline) -> dict[tuple[int, int], set[str]]:
    """The grants that the text of each section names; a text that rules one out names none."""
    found: dict[tuple[int, int], set[str]] = {}
    for paragraph in page.paragraphs:
        if "grant" in paragraph.text.lower() and not _NEGATED.search(paragraph.text):
            found.setdefault(outline.bounds(paragraph.line), set()).update(_grants_in(paragraph.text))
    return found


def _promised(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A page with token requests names a flow that none of its samples shows."""
    shown = {
        grant_of(call).rpartition(":")[2] for sample in samples for call in sample.calls if grant_of(call)
    }
    if not shown or any(HOLE in grant for grant in shown):
        return
    text = "\n".join(sample.block.text for sample in samples)
    for grant, pattern in _GRANTS.items():
        if grant in shown or re.search(rf"grant_type[\"']?\s*[=:,]\s*[\"']?\S*{grant}", text):
            continue
        mention = _mention(page, samples, pattern)
        if mention is not None:
            yield Fault(
                "WP507",
                f"the page tells of {grant}, and no sample shows it",
                mention,
                None,
                "Add a sample, or say where one is.",
            )


def _mention(page: Page, samples: Sequence[Sample], pattern: str) -> int | None:
    """The line that promises a flow; a section with code of its own shows it, if by a library's means."""
    outline = Outline(page.headings)
    code = sorted(sample.block.line for sample in samples if sample.is_code and not sample.calls)
    for heading in page.headings:
        match = re.search(pattern, heading.text, re.IGNORECASE)
        if match is not None and not _is_brought(heading.text[: match.start()], match[0]):
            end = outline.end(heading.line, heading.level)
            is_shown = bisect_left(code, end) > bisect_left(code, heading.line)
            return None if is_shown else heading.line
    for paragraph in page.paragraphs:
        match = re.search(pattern, paragraph.text, re.IGNORECASE)
        if match is None or _is_brought(paragraph.text[: match.start()], match[0]):
            continue
        if not _NEGATED.search(paragraph.text) and not _is_enumerated(paragraph.text, match):
            return paragraph.line_of(match.start())
    return None


def _is_enumerated(text: str, match: re.Match[str]) -> bool:
    """Whether a name is one of several that stand in a row, each as code: values, and no promise."""
    lead, tail = text[: match.start()], text[match.end() :]
    if not lead.endswith("`") or not tail.startswith("`"):
        return False
    return (
        re.search(r"`(?:,| or| and|, or|, and|/) *`$", lead) is not None
        or re.match(r"`(?:,| or| and|, or|, and|/) *`", tail) is not None
    )


def _is_brought(lead: str, match: str) -> bool:
    """Whether a text says that an answer brings a token, as in ``to obtain an access and refresh token``."""
    is_flow = re.search(r"(?i)grant|flow|request$", match) is not None
    return _BROUGHT.search(lead) is not None or (not is_flow and _WITH_ACCESS.search(lead) is not None)


# ``The server responds with a refresh token``: what an answer holds is no flow.
_BROUGHT = re.compile(r"(?i)\b(?:respon\w+|returns?|includes?|contains?|issues?|sends?)\b[^.;]{0,40}$")
_WITH_ACCESS = re.compile(r"(?i)\baccess (?:tokens? )?(?:and|&|or|/|plus) (?:an? |the )?$")
_NEGATED = re.compile(r"\b(?:not|no longer|instead of|deprecated|other than|avoid)\b|n't\b", re.IGNORECASE)


_NAMES_REQUEST = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b[`*_\s:|]+\S*/|\b(?:curl|fetch|requests?)\b")
_OF_TYPE = re.compile(r"(?i)structure|fields|properties|attributes|members")


def _error_statuses(page: Page, outline: Outline) -> Iterator[Fault]:
    """An error response is shown, and nothing in its section says with which status it comes."""
    lines = [paragraph.line for paragraph in page.paragraphs]
    is_of_type = any(_OF_TYPE.fullmatch(heading.text.strip()) for heading in page.headings)
    if is_of_type and not _NAMES_REQUEST.search(page.source):
        return  # a type that has a field for errors is no response
    for block in page.blocks:
        if block.hint.lower() not in ("", "json", "http", "js", "javascript", "text") or not re.match(
            r"\s*\{", block.text
        ):
            continue
        if (
            not _SHOWS_ERROR.search(block.text)
            or _is_of_success(block.text)
            or (
                _STATUS.search(re.sub(_WORDED, "", block.text))
                or re.search(r"\"code\"\s*:\s*\"?[45]\d\d", block.text)
                or _STATUS.search(block.tab)
                or _SENT_BY_SERVER.search(block.prose)
            )
        ):
            continue
        start, end = begin_of_answer(outline, block.line), outline.bounds(block.line)[1]
        first = bisect_left(lines, max(start, block.line - 40))
        near = [item.text for item in outline.headings[outline.number(start) : outline.number(block.line)]]
        near += [item.text for item in page.paragraphs[first : bisect_left(lines, end)]]
        near += [each.text for table in page.tables if start <= table.line < end for each in table.texts]
        near.append(outline.path(block.line))
        if not any(re.search(r"\b[45]\d\d\b|\b[45]xx\b", text, re.IGNORECASE) for text in near):
            yield Fault(
                "WP509",
                "an error response is shown without its status",
                block.line,
                None,
                "Say the status, for instance 400 Bad Request.",
            )


# A member that holds an error, or an answer that says in words that it is one.
_WORDED = r'\A\s*\{\s*"status"\s*:\s*"error"(?=\s*,\s*"(?:message|msg)"\s*:\s*"[^"\n]+"\s*\}\s*$)'
_SHOWS_ERROR = re.compile(
    r"\"(?:error|errors|error_description|error_code|errorCode|fault)\"\s*:(?!\s*(?:null|false|\[\]|\"(?:\.\.\.|…)?\"))"
    rf"|{_WORDED}"
)


def _is_of_success(text: str) -> bool:
    """Whether JSON holds data as well, so that its error is a member of what is described, as in a model."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    errors = {"error", "errors", "error_description", "error_code", "errorCode", "fault"}
    if not isinstance(value, dict):
        return False
    held = errors & value.keys()
    if held and all(str(value[name]).lower() in _NO_ERROR for name in held):
        return True
    return any(
        each and isinstance(each, dict | list) and name not in errors and not _ABOUT_ERRORS.search(name)
        for name, each in value.items()
    )


_NO_ERROR = ("false", "none", "null", "no", "0", "", "[]", "{}")  # ``"error": "false"``
# What the server sends by itself is a request, which has no status.
_SENT_BY_SERVER = re.compile(
    r"\b(?:call-?back|web-?hook)(?:s\b|\b|_)[^.]{0,100}\b(?:invoked|called|triggered|sent|posted|delivered|POST)\b",
    re.IGNORECASE,
)
_ABOUT_ERRORS = re.compile(
    r"meta|links?$|detail|context|request|debug|param|field|validat|violat|trace|info|extension|reason|cause|warning"
    r"|^data$",
    re.IGNORECASE,
)


_ERROR_HEADER = re.compile(r"\W*errors?(?: codes?| names?)?\W*$", re.IGNORECASE)


def _error_tables(page: Page, outline: Outline) -> Iterator[Fault]:
    """A table of errors, in a section that gives none of them a status."""
    lines = [paragraph.line for paragraph in page.paragraphs]
    for table in page.tables:
        if not table.header or not _ERROR_HEADER.match(table.header[0]) or len(table.rows) < 2:
            continue
        codes = [cells[0].strip() for _, cells in table.rows if cells]
        if not all(re.fullmatch(r"[`*]*[a-z][a-z0-9_.-]*[`*]*", code) for code in codes):
            continue  # classes of a library, or sentences
        start, end = outline.bounds(table.line)
        inside = page.paragraphs[bisect_left(lines, start) : bisect_left(lines, end)]
        texts = [outline.path(table.line), *table.header, *(item.text for item in inside)]
        texts += [each.text for each in table.texts]
        if not any(re.search(r"\b[45]\d\d\b|\b[45]xx\b|status", text, re.IGNORECASE) for text in texts):
            message = "the table of errors does not say with which status they come"
            yield Fault("WP509", message, table.line, None, "Add a column with the status of each error.")
