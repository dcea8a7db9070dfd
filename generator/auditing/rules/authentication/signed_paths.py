"""The path that a sample signs, against the path that it requests (WP519).

A server makes the signature anew of what it was sent: who signs another path, or leaves the query out where
the page wants it in, is refused.
"""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import HOLE, Fault

_SIGNS = re.compile(r"(?i)hmac")
# ``APIPATH=user/info``, ``api_path = "user/info"``, ``const path = '/v1/items';``
_SIGNED = re.compile(
    r"(?im)^[ \t]*(?:(?:const|let|var|string|final)[ \t]+)*\$?(\w*path\w*)[ \t]*:?=[ \t]*([\"']?)"
    r"(/?[\w-]+(?:/[\w.-]+)+)\2[ \t]*;?[ \t]*(?:#.*|//.*)?$"
)
_WITH_QUERY = re.compile(
    r"(?i)\b(?:path|uri|url)\b[^.\n]{0,60}\b(?:includ\w+|with) (?:any |the |its |all )*query\b"
)
_QUERY_BEHIND = re.compile(r"(?i)\$\{?(\w*path)\}?\?|\{(\w*path)\}\?|\b(\w*path)[ \t]*[+.][ \t]*[\"'`]\?")
_HANDED = re.compile(r"(?i)\w*(?:sign|hmac)\w*\(([^;\n]*)\)")


def signed_path_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A note on the first sample that signs another path than it requests, and on each without its query."""
    is_wanted = any(_WITH_QUERY.search(each.text) for each in page.texts)
    is_told = False
    for item in calls:
        text = item.sample.text
        if len(item.sample.calls) != 1:
            continue
        signed = _SIGNED.search(text) if _SIGNS.search(text) else None
        line = item.sample.line_of(signed.start(3)) if signed is not None else 0
        if signed is not None and not is_told and _is_another(signed[3], item.path):
            is_told = True
            message = f"the sample signs {signed[3]}, and requests {item.path}"
            yield Fault("WP519", message, line, None, "Sign what is requested.", "note")
        behind = _QUERY_BEHIND.search(text) if is_wanted else None
        if behind is not None and _is_signed_alone(text, next(filter(None, behind.groups()))):
            at = item.sample.line_of(behind.start())
            message = "the text wants the query signed as well, and this sample signs the path alone"
            yield Fault("WP519", message, at, None, "Sign the path with its query.", "note")


def _is_another(signed: str, requested: str) -> bool:
    """Whether a path that is known is not the end of the one that is requested."""
    return HOLE not in requested and requested != "" and not requested.rstrip("/").endswith(signed.strip("/"))


def _is_signed_alone(text: str, name: str) -> bool:
    """Whether a function that signs is handed the path by its name."""
    return any(name in (part.strip(" $") for part in match[1].split(",")) for match in _HANDED.finditer(text))
