"""What a page about tokens leaves out: a request's body, how long a token lasts, the exchange of a code."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import NEVER, Outline, Page
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.placed import Placed, is_sketch
from generator.auditing.rules.prose.numbers import lifetime
from generator.auditing.understanding.call import Fault

_ENDPOINT = re.compile(r"(?i)/(?:access_?)?tokens?/?$")
_EMPTY = re.compile(r"[\"'](access_token|refresh_token)[\"']\s*:\s*(?:\"\"|'')")
_RESPONSE = re.compile(
    r"[\"']access_token[\"']\s*:[^}]{0,4000}[\"']token_type[\"']"
    r"|[\"']token_type[\"'][^}]{0,4000}[\"']access_token[\"']"
)
_LASTS = re.compile(r"(?i)expir|\bexp\b|\bttl\b|lifetime|valid_?(?:for|until|to)|validity")


def token_page_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    yield from _bodiless(page, calls)
    for block in page.blocks:
        empty = _EMPTY.search(block.text)
        if empty is not None and "token_type" in block.text:
            message = f"{empty[1]} is empty in the answer, which shows nobody what it looks like"
            yield Fault("WP516", message, block.line_of(empty.start()), None, "Show a value.")
            break
    yield from _without_end(page)
    yield from _not_exchanged(page)
    yield from _of_old_grants(page, calls)


def _bodiless(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A token request that sends nothing, in a section that lists its ``grant_type`` (RFC 6749 §4.1.3)."""
    bare = [item for item in calls if _is_bare(item)]
    outline = Outline(page.headings)
    rows = [row for table in page.tables for row in table.rows] if bare else []
    named = [line for line, cells in rows if "grant_type" in "".join(cells[:1])]
    named += [each.line for each in page.paragraphs if "grant_type" in each.text]
    shown = [block.line for block in page.blocks if "grant_type" in block.text]
    for item in bare[:_MOST]:
        number = outline.number(item.line)
        own = outline.headings[number - 1] if number else None
        start, end = (own.line, outline.end(item.line, own.level)) if own else (0, NEVER)
        if any(start <= line < end for line in named) and not any(start <= line < end for line in shown):
            message = "this token request has no body, and its section says that it sends grant_type"
            yield Fault("WP404", message, item.line, None, "Show the form that it sends (RFC 6749 §4.1.3).")


_MOST = 20  # such requests of a page


def _is_bare(item: Placed) -> bool:
    """Whether a request to a token endpoint sends nothing; a sketch of one is not asked."""
    call = item.call
    is_empty = call.body is None and not call.query and "?" not in call.url
    is_asking = call.method == "POST" and _ENDPOINT.search(item.path) is not None
    return is_empty and is_asking and not is_sketch(call)


def _without_end(page: Page) -> Iterator[Fault]:
    """A token that lasts for a time by the text, and an answer without ``expires_in`` (RFC 6749 §5.1)."""
    answers = [(block, match) for block in page.blocks if (match := _RESPONSE.search(block.text))]
    if not answers or any(_LASTS.search(block.text) or "..." in block.text for block in page.blocks):
        return
    if any(lifetime(paragraph.text) is not None for paragraph in page.paragraphs):
        block, match = answers[0]
        message = "the token lasts for a time, and the answer has no expires_in to tell it"
        fix = "Show expires_in, which RFC 6749 §5.1 recommends, where the server sends it."
        yield Fault("WP516", message, block.line_of(match.start()), None, fix)


_PASSWORD = re.compile(r"(?i)\b(?:resource owner )?password(?: credentials?)? (?:grant|flow)\b")


_IMPLICIT = re.compile(r"(?i)\bimplicit (?:grant|flow)\b")
_LEFT_BEHIND = re.compile(r"(?i)\b(?:deprecat\w+|discouraged|legacy|no longer|not recommended|removed)\b")


def _of_old_grants(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A section about a grant that is given up, none of whose requests is one that is told of (RFC 9700)."""
    if not _GRANT.search(page.source):
        return
    is_told = any(grant_of(item.call) == "password" for item in calls) or "grant_type=password" in page.source
    fix = "Show the authorization code flow with PKCE."
    heading = next((each for each in page.headings if _PASSWORD.search(each.text)), None)
    if heading is not None and not is_told:
        message = "the password grant must not be used any more (RFC 9700 §2.4)"
        yield Fault("WP307", message, heading.line, None, fix, "note")
    heading = next((each for each in page.headings if _IMPLICIT.search(each.text)), None)
    is_told = "response_type=token" in page.source or _LEFT_BEHIND.search(page.source) is not None
    if heading is not None and not is_told:
        message = "the implicit grant should not be used any more (RFC 9700 §2.1.2)"
        yield Fault("WP307", message, heading.line, None, fix, "note")


_GRANT = re.compile(r"\bgrant_type\b|\baccess_token\b")
_ASKS = re.compile(r"response_type=code\b")
_TOKENS = re.compile(
    r"(?i)grant_type|/(?:access_?)?token\b|authorization_code=|fetch_?token|get_?access_?token|exchange"
)


def _not_exchanged(page: Page) -> Iterator[Fault]:
    """A page without links that asks for a code, and shows nowhere how a token is had for it."""
    if "](" in page.source or "access_token" not in page.source:
        return
    texts = [paragraph.text for paragraph in page.paragraphs]
    asked = next((block for block in page.blocks if _ASKS.search(block.text)), None)
    is_told = any(re.search(r"(?i)\bexchange", text) for text in texts)
    shown = [*(block.text for block in page.blocks), *re.findall(r"`[^`\n]+`", page.source)]
    if asked is not None and is_told and not any(_TOKENS.search(text) for text in shown):
        message = "the page tells that the code is exchanged for a token, and shows no request for that"
        fix = "Show the request to the token endpoint (RFC 6749 §4.1.3), or link to it."
        yield Fault("WP507", message, asked.line, None, fix, "note")
