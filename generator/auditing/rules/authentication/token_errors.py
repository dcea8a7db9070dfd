"""What a token endpoint answers, as a page shows it, against RFC 6749 §4.4.3 and §5.2 (WP516)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Block, Outline, Page
from generator.auditing.rules.answers.parts import error_status
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.placed import Placed, is_sketch
from generator.auditing.understanding.call import Fault

_ERROR = re.compile(r"\"error\"\s*:\s*\"(\w+)\"")
# RFC 6749 §5.2: 400, but for a client that is not known.
_BAD_REQUEST = {
    *("invalid_request", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"),
}
_OF_TOKEN_ENDPOINT = {*_BAD_REQUEST, "invalid_client"}
# RFC 6750 §3.1: what a resource server says of a token that it was shown.
_OF_RESOURCE = {"insufficient_scope": "invalid_scope", "invalid_token": "invalid_grant"}


def token_error_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of the answers on a page with token requests; lines are 1-based lines of the file."""
    tokens = sorted((item for item in calls if grant_of(item.call)), key=lambda item: item.line)
    if not tokens:
        return
    outline = Outline(page.headings)
    yield from _renewed(page, outline, tokens)
    if all(grant_of(item.call) or is_sketch(item.call) for item in calls):
        yield from _errors(page, outline)


def _errors(page: Page, outline: Outline) -> Iterator[Fault]:
    """Errors of a page on nothing but the token endpoint: their status, and whose they are."""
    errors = [(block, match) for block in page.blocks if (match := _ERROR.search(block.text))]
    own = {_section(outline, block) for block, match in errors if match[1] in _OF_TOKEN_ENDPOINT}
    for block, match in errors:
        line = block.line_of(match.start())
        status = error_status(page, outline, block)
        if match[1] in _BAD_REQUEST and status not in ("", "400"):
            message = f"OAuth answers {match[1]} with 400 (RFC 6749 §5.2), and the page says {status}"
            fix = "Say 400; 401 is for a client that is not known, invalid_client."
            yield Fault("WP516", message, line, None, fix)
        elif match[1] == "invalid_client" and status not in ("", "400", "401"):
            message = (
                f"OAuth answers invalid_client with 401 or 400 (RFC 6749 §5.2), and the page says {status}"
            )
            yield Fault("WP516", message, line, None, "Say 401.")
        elif match[1] in _OF_RESOURCE and _section(outline, block) in own:
            message = f"{match[1]} is what an API says of a token (RFC 6750 §3.1), and no token endpoint"
            yield Fault("WP516", message, line, None, f"Write {_OF_RESOURCE[match[1]]}, with 400.")


def _section(outline: Outline, block: Block) -> str:
    """The sections around that of a block, which its errors share with those beside it."""
    return " / ".join(outline.path(block.line).split(" / ")[:_SHARED])


_SHARED = 2  # headings: the page's, and the one above its errors


_BRINGS = re.compile(
    r"\"access_token\"\s*:[^{}]*\"refresh_token\"\s*:|\"refresh_token\"\s*:[^{}]*\"access_token\""
)
_RENEWED = re.compile(r"\"refresh_token\"\s*:(?!\s*(?:null\b|\"\"))")


def _renewed(page: Page, outline: Outline, tokens: Sequence[Placed]) -> Iterator[Fault]:
    """A refresh token in the answer to client credentials, which the client can simply send again."""
    first, grants = tokens[0].line, {grant_of(item.call) for item in tokens}
    for block in page.blocks:
        token = _RENEWED.search(block.text) if _BRINGS.search(block.text) else None
        if token is None or block.line < first or not block.text.lstrip().startswith(("{", "HTTP/")):
            continue
        start, end = outline.bounds(block.line)
        inside = {grant_of(item.call) for item in tokens if start <= item.line < end}
        if (inside or grants) == {"client_credentials"}:
            message = "client credentials bring no refresh token (RFC 6749 §4.4.3)"
            line = block.line_of(token.start())
            yield Fault("WP516", message, line, None, "Leave it out, or show the grant that brings one.")
