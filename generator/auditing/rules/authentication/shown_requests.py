"""The body of a token request, shown alone as JSON (WP205): of OAuth it is a form (RFC 6749 §4.1.3).

A server may take JSON nevertheless; then a reader has to be told with which Content-Type it is sent.
"""

import json
import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_FIELDS = {  # RFC 6749 §11.2, RFC 7636 §6.1, RFC 7521 §4.2, RFC 8707 §2
    *("grant_type", "client_id", "client_secret", "redirect_uri", "scope", "code", "code_verifier"),
    *("username", "password", "refresh_token", "client_assertion", "client_assertion_type", "resource"),
    *("audience", "state"),
}
_SAYS = re.compile(
    r"(?i)content[- _]?type|media type|\bapplication/|form[- ]?url|\bforms?\b|\b(?:as|in|is) JSON\b"
    r"|JSON[- ](?:body|object|payload|encoded|format)"
)
_LONGEST = 2000  # characters of such a body


def shown_request_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The first such body of a page that says nowhere how a request is written."""
    if "grant_type" not in page.source or _SAYS.search(page.source):
        return
    for sample in samples:
        line = _grant_line(sample.text) if not sample.is_code and len(sample.text) <= _LONGEST else None
        if line is not None:
            message = "this token request is JSON, and nothing says its Content-Type: of OAuth it is a form"
            fix = "Show it as application/x-www-form-urlencoded (RFC 6749 §4), or name the Content-Type."
            yield Fault("WP205", message, sample.block.line_at(line), None, fix, "note")
            return


def _grant_line(text: str) -> int | None:
    """The line of ``grant_type`` in a body that has nothing but what a token request has."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict) or not body.keys() <= _FIELDS or "grant_type" not in body:
        return None
    return text.count("\n", 0, text.index('"grant_type"')) if len(body) > 1 else None
