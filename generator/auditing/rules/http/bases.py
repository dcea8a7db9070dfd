"""Base addresses whose path is lost when a path is resolved against them (RFC 3986 §5.2.2, WP208).

``https://host/v2`` and ``/orders`` make ``https://host/orders``; so do ``https://host/v2`` and ``orders``,
since only what stands before the last slash is kept. Clients that join the two texts, such as axios, are not
meant.
"""

import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_BASE = r"https?://[^/\"'\s]+(?P<path>/[^\"'\s]*)"
_PATH = r"(?P<slash>/?)[\w{$#-][^\"'\s]*"
# How a client is given its base, and how a path; whether it adds the slash at the base's end itself.
_CLIENTS = {
    "csharp": (
        re.compile(rf"\bBaseAddress\s*=\s*new(?: Uri)?\(\s*\"{_BASE}\""),
        re.compile(rf"\b(?:Get|Post|Put|Patch|Delete)\w*Async(?:<[^<>()]*>)?\(\s*\$?\"{_PATH}\""),
        False,
    ),
    "php": (
        re.compile(rf"['\"]base_uri['\"]\s*=>\s*['\"]{_BASE}['\"]"),
        re.compile(
            r"->(?:get|post|put|patch|delete)\(\s*['\"](?P<slash>/?)[\w{$-]"
            r"|->request\(\s*['\"][A-Z]+['\"]\s*,\s*['\"](?P<also>/?)[\w{$-]"
        ),
        False,
    ),
    "ruby": (
        re.compile(rf"\bFaraday\.new\(?\s*(?:url:\s*)?['\"]{_BASE}['\"]"),
        re.compile(rf"\.(?:get|post|put|patch|delete)[( ]\s*['\"]{_PATH}['\"]"),
        True,
    ),
}
_JOINED = {
    "python": re.compile(rf"\burljoin\(\s*[\"']{_BASE}[\"']\s*,\s*f?[\"']{_PATH}[\"']"),
    "javascript": re.compile(
        rf"\bnew URL\(\s*[\"'`](?P<slash>/?)[\w{{$-][^\"'`\s]*[\"'`]\s*,\s*[\"'`]{_BASE}[\"'`]"
    ),
}


def base_faults(sample: Sample) -> Iterator[Fault]:
    """The bases of a sample whose path, or the end of it, no request has."""
    language = sample.family
    if language in _JOINED:
        for match in _JOINED[language].finditer(sample.text):
            yield from _lost(sample.text, match, {match["slash"]}, adds_slash=False)
    elif language in _CLIENTS:
        given, asked, adds_slash = _CLIENTS[language]
        bases = list(given.finditer(sample.text))
        paths = {each["slash"] or each.groupdict().get("also") or "" for each in asked.finditer(sample.text)}
        if len(bases) == 1 and paths:
            yield from _lost(sample.text, bases[0], paths, adds_slash=adds_slash)


def _lost(text: str, base: re.Match[str], paths: set[str], *, adds_slash: bool) -> Iterator[Fault]:
    path = base["path"].partition("?")[0]
    at = text.count("\n", 0, base.start("path"))
    if paths == {"/"} and path.strip("/"):
        message = f"a path that begins with / takes the place of the base's own: {path.rstrip('/')} is lost"
        fix = "End the base with /, and write the paths without / before them."
        yield Fault("WP208", message, at, None, fix, "warning")
    elif paths == {""} and path.strip("/") and not path.endswith("/") and not adds_slash:
        last = path.rpartition("/")[2]
        message = f"the base does not end with /: its last part, {last}, is lost"
        yield Fault("WP208", message, at, None, "End the base with /.", "warning")
