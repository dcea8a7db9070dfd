"""What a browser must not be trusted with: a client's secret (WP305), a token that any script may read.

RFC 6749 §2.1 calls a client in a browser public: whoever opens the page can read its code, so that a secret
in it is none. OWASP's HTML5 cheat sheet: whatever script runs on a page, an injected one too, reads what
localStorage has.
"""

import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Call, Fault

_CLIENTS = ("XMLHttpRequest", "jQuery")
_OF_BROWSER = re.compile(r"(?<![\w.])(?:document|window|localStorage|sessionStorage)\s*[.\[]")
# Modules that run on a server; XMLHttpRequest is a package there too.
_OF_SERVER = re.compile(
    r"\brequire\(|\bprocess\.env\b|\bexports\b|\bfrom ['\"](?:node:|express|xmlhttprequest)"
)
_SECRETS = {"client_secret", "clientSecret"}
_STORED = re.compile(
    r"\b(localStorage)\s*(?:\.setItem\(\s*|\[\s*)[\"'`][\w.:-]*?((?:access|refresh|auth|id|bearer)?[_-]?token|jwt)[\"'`]",
    re.IGNORECASE,
)


def browser_faults(sample: Sample) -> Iterator[Fault]:
    """The secrets that a sample of JavaScript for browsers has or leaves in them."""
    if sample.family != "javascript" or _OF_SERVER.search(sample.text):
        return
    is_of_browser = _OF_BROWSER.search(sample.text) is not None
    for call in sample.calls:
        if (is_of_browser or call.client in _CLIENTS) and _SECRETS & _sent(call):
            message = "a browser runs this code, and whoever opens the page reads the client's secret in it"
            fix = "Ask for the token on a server, or use PKCE without a secret (RFC 6749 §2.1)."
            yield Fault("WP305", message, call.line, None, fix)
            return
    stored = _STORED.search(sample.text)
    if stored is not None:
        message = f"{stored[2]} is kept in localStorage, which every script on the page can read"
        fix = "Keep it in memory, or in a cookie that is HttpOnly."
        yield Fault("WP305", message, sample.text.count("\n", 0, stored.start()), None, fix, "note")


def _sent(call: Call) -> set[str]:
    """The names of what a request sends."""
    return {name for name, value in [*(call.body.fields if call.body else ()), *call.query] if value}
