"""Token responses that a page shows, against RFC 6749 §5.1: no type, numbers that are texts (WP516)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding.call import Fault

_TOKEN = re.compile(r"[\"']access_token[\"']\s*:")
_BESIDE = re.compile(r"[\"'](?:refresh_token|expires_in|scope|id_token)[\"']\s*:")
_TEXT = re.compile(r"[\"']expires_in[\"']\s*:\s*[\"']\d+[\"']")
_KINDS = ("", "json", "http", "javascript", "js", "text")


def token_answer_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The token responses of a page that asks for tokens by a grant of OAuth."""
    yield from _too_long(page)
    yield from _created(page)
    if not any(grant_of(item.call) for item in calls):
        return  # an API of its own kind, which may answer as it likes
    yield from _never_renewed(page)
    yield from _never_sent(page)
    yield from _same_again(page)
    yield from _token_alone(page)
    for block in page.blocks:
        text = block.text
        token = _TOKEN.search(text) if block.hint.lower() in _KINDS and "{" in text[:2000] else None
        if token is None or not (text.lstrip().startswith("{") or text.lstrip().startswith("HTTP/")):
            continue
        is_whole = re.search(r"\.\.\.\s*[,}\n]|…", text[token.end() :]) is None
        slips = list(_slips(text))
        for offset, name, meant in slips:
            line = block.line_of(offset)
            message = f"{name} is no member of a token response"
            yield Fault("WP516", message, line, None, f"Write {meant} (RFC 6749 §5.1).")
        is_told = any(meant == "token_type" for *_, meant in slips)
        if is_whole and _BESIDE.search(text) and "token_type" not in text and not is_told:
            line = block.line_of(token.start())
            message = "this token response has no token_type, which is required"
            yield Fault("WP516", message, line, None, "Add token_type, such as Bearer (RFC 6749 §5.1).")
        if (number := _TEXT.search(text)) is not None:
            line = block.line_of(number.start())
            message = "expires_in is a text here, and is a number of seconds"
            yield Fault("WP516", message, line, None, "Write the number without quotes (RFC 6749 §5.1).")


_MEMBER = re.compile(r"\"([A-Za-z_ -]{5,20})\"\s*:")
_MEMBERS = ("token_type", "expires_in", "refresh_token", "scope", "id_token")


def _slips(text: str) -> Iterator[tuple[int, str, str]]:
    """The members that are nearly one of a token response, which is missing; each with its place."""
    found = {match[1]: match.start(1) for match in _MEMBER.finditer(text)}
    for name, offset in found.items():
        spelt = re.sub(r"[ -]", "_", name)
        for meant in _MEMBERS:
            is_near = spelt == meant or (is_slip(name, meant, 0.85) and not is_plural(name, meant))
            if name.islower() and name not in _MEMBERS and meant not in found and is_near:
                yield offset, name, meant


_YEAR = 365 * 86400
_MOST_YEARS = 40  # nobody issues a token for longer: it is in milliseconds, or the time of a clock
_SECONDS = re.compile(r"[\"']expires_in[\"']\s*:\s*(\d{10,18})\b")


def _too_long(page: Page) -> Iterator[Fault]:
    """The lifetime of a token of OAuth that would be one of many years, as it is counted in seconds."""
    for block in page.blocks:
        shown = _SECONDS.search(block.text) if block.hint.lower() in _KINDS else None
        is_oauth = _TOKEN.search(block.text) is not None and "token_type" in block.text
        if shown is not None and is_oauth and (years := int(shown[1]) // _YEAR) >= _MOST_YEARS:
            line = block.line_of(shown.start())
            message = f"expires_in is a number of seconds, and {shown[1]} of them are {years} years"
            fix = "Write the seconds that the token lasts (RFC 6749 §5.1)."
            yield Fault("WP516", message, line, None, fix, "note")


_CREATED = re.compile(r"HTTP/[\d.]+ (20[1-9])\b")


def _created(page: Page) -> Iterator[Fault]:
    """A token of OAuth that comes with 201, in one block or in that below the status."""
    if "grant_type" not in page.source:
        return
    for number, block in enumerate(page.blocks):
        status = _CREATED.match(block.text.lstrip())
        whole = block.text
        below = page.blocks[number + 1] if number + 1 < len(page.blocks) else None
        is_head = below is not None and below.line - block.line < block.text.count("\n") + _NEAR
        if below is not None and is_head and not re.search(r"\n\s*\n\s*\S", whole):
            whole += below.text
        if status is not None and _TOKEN.search(whole) and "token_type" in whole:
            message = f"a token response has the status 200 (RFC 6749 §5.1), and the page shows {status[1]}"
            yield Fault("WP516", message, block.line, None, "Show 200, unless the server does otherwise.")


_NEAR = 6  # lines between a status and the body below it
_RENEWAL = re.compile(r"(?i)\b(?:refresh|renew|prolong|rotat)\w*")


def _never_renewed(page: Page) -> Iterator[Fault]:
    """A refresh token in an answer, on a page that says nowhere what it is for."""
    shown = None
    for block in page.blocks:
        match = re.search(r"[\"']refresh_token[\"']\s*:", block.text)
        shown = shown or (block.line_of(match.start()) if match else None)
        if _RENEWAL.search(re.sub(r"(?i)[\"'](?:\w+_)?refresh_?token\w*[\"']\s*:", "", block.text)):
            return
    texts = [paragraph.text for paragraph in page.paragraphs] + [heading.text for heading in page.headings]
    texts += [cell for table in page.tables for _, cells in table.rows for cell in cells]
    if shown is not None and not any(_RENEWAL.search(text) for text in texts):
        message = "the answer brings a refresh token, and the page does not say how it is used"
        yield Fault("WP507", message, shown, None, "Show the grant refresh_token, or link to it.", "note")


# How a token is sent: by its header, by another that is named after it, or in the query (RFC 6750 §2).
_SENT = re.compile(
    r"(?i)\bauthori[sz]ation\b(?!_| (?:code|url|grant|request|server|end))|\bbearer\b|access_token=|-token\b"
)
_FEW = 6  # headings and paragraphs: with fewer it is a sample with a title
_OF_TYPE = re.compile(r"(?i)[\"']token_type[\"']\s*:\s*[\"']bearer[\"']")


def _never_sent(page: Page) -> Iterator[Fault]:
    """A token in an answer, on a page without links that says nowhere how a request brings it."""
    is_guide = len(page.headings) + len(page.paragraphs) < _FEW
    if is_guide or _SENT.search(_OF_TYPE.sub("", page.source)) or "](" in page.source:
        return
    for block in page.blocks:
        if (token := _TOKEN.search(block.text)) is not None:
            line = block.line_of(token.start())
            message = "the answer brings a token, and the page does not say how it is sent"
            yield Fault("WP507", message, line, None, "Show a request with it, or link to one.", "note")
            return


_VALUE = re.compile(r"[\"'](access|refresh)_token[\"']\s*:\s*[\"']([\w.~+/=-]{8,})[\"']")


def _same_again(page: Page) -> Iterator[Fault]:
    """The answer to a refresh that shows the very access token which an answer above it has."""
    outline = Outline(page.headings)
    above: dict[str, int] = {}
    for block in page.blocks:
        for match in _VALUE.finditer(block.text):
            line = block.line_of(match.start())
            title = outline.path(line).rpartition(" / ")[2]
            is_shown = "." * 3 not in match[2] and not is_placeholder(match[2])
            if match[1] == "access" and match[2] in above and is_shown and _RENEWAL.search(title):
                message = f"the token that was renewed is the one of line {above[match[2]]} again"
                yield Fault("WP518", message, line, None, "Show another token.", "note")
                return
            above.setdefault(match[2], line)


# A response that is shown for itself or in a comment; in code, it may be what a function is given.
_ALONE = re.compile(
    r"(?m)^[ \t]*(?:(?:#|//|/?\*|<!--|--)[ \t]*(?:=>[ \t]*)?)?"
    r"\{\s*[\"']access_token[\"']\s*:\s*[\"'][^\"'\n]*[\"']\s*,?\s*\}"
)
_OAUTH = re.compile(r"(?i)\boauth\b|/oauth2?/")
_ERROR = re.compile(r"\{\s*[\"']error[\"']\s*:\s*\{|\{\s*[\"'](?:message|msg|code|status)[\"']\s*:[^{}]*\}")
_REFUSED = re.compile(
    r"(?i)invalid_(?:grant|client|request|scope)|unsupported_grant_type|unauthorized_client"
)


def _token_alone(page: Page) -> Iterator[Fault]:
    """``{"access_token": "…"}`` of OAuth alone, and errors whose code is not the text of ``error``."""
    texts = [each.text for each in page.paragraphs] + [each.text for each in page.headings]
    if not any(map(_OAUTH.search, [*texts, *(block.text for block in page.blocks)])):
        return
    for block in page.blocks:
        alone = _ALONE.search(block.text)
        if alone is not None:
            line = block.line_of(alone.start())
            message = "this token response has no token_type, which is required"
            yield Fault("WP516", message, line, None, "Add token_type, such as Bearer (RFC 6749 §5.1).")
        wrong = _ERROR.match(block.text.lstrip()) if _REFUSED.search(block.text) else None
        if wrong is not None and block.hint.lower() in _KINDS:
            message = "OAuth has the code of an error as the text of error (RFC 6749 §5.2)"
            fix = 'Write "error": "invalid_grant", with error_description beside it.'
            yield Fault("WP516", message, block.line, None, fix)
