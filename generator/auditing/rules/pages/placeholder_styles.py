"""Placeholders that one page writes or uses in several ways: ``{id}``, ``<id>``, ``YOUR_ID`` (WP212).

A reader who replaces what one sample shows has to know that the others mean the same by it
(https://developers.google.com/style/placeholders).
"""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# What is no template, no generic type and no expression: a name alone between the marks.
_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+){0,4}"
_STYLES = {
    "{{x}}": re.compile(rf"\{{\{{ ?{_NAME} ?\}}\}}"),
    "{x}": re.compile(rf"(?<![{{$#%@])\{{{_NAME}\}}(?!\}})"),
    "<x>": re.compile(rf"(?<![\w<])<{_NAME}>(?![^\n]*</)"),
    "YOUR_X": re.compile(r"(?<![\w<{\[$-])(?:(?:YOUR|MY)_[A-Z][A-Z0-9_]*\b|your[_-][a-z][a-z0-9_-]*\b)"),
    "[x]": re.compile(rf"(?<=[\s/='\"])\[(?:your |the )?{_NAME}\](?=[\s/&'\"?]|$)", re.MULTILINE),
}
_MOST = 3  # ways: two of them are often a path's and a credential's


def placeholder_style_faults(samples: Sequence[Sample], calls: Sequence[Placed]) -> Iterator[Fault]:
    """One note for a page whose requests mark what to replace in three ways, or by one brace and two."""
    found: dict[str, tuple[int, str]] = {}
    hosts = {item.host.rpartition(":")[0] or item.host for item in calls if item.host}
    domains = {".".join(host.split(".")[-2:]) for host in hosts}
    if len(domains) > 1:
        return  # each API has its own way
    for sample in samples:
        if sample.language not in ("bash", "console", "http") or not sample.calls:
            continue  # in other languages a brace or an angle is the language's own
        for style, pattern in _STYLES.items():
            match = pattern.search(sample.text) if style not in found else None
            if match is not None:
                line = sample.line_of(match.start())
                found[style] = line, match[0]
    if len(found) >= _MOST or {"{x}", "{{x}}"} <= found.keys():
        first, *others = sorted(found.values())
        named = ", ".join(f"{text} (line {line})" for line, text in others)
        message = f"what the reader replaces is written {first[1]} here, and {named}"
        yield Fault("WP212", message, first[0], None, "Mark every placeholder in the same way.", "note")


_BASE = r"\w*(?:URL|URI|HOST|DOMAIN|BASE|SERVER|ENDPOINT)\w*"
_BASES = rf"(<{_BASE}>|\{{\{{ ?{_BASE} ?\}}\}}|\$\{{{_BASE}\}}|\${_BASE}\b)"
_WHOLE = re.compile(rf"(?:^|(?<=[\s\"'`])){_BASES}/\w", re.IGNORECASE | re.MULTILINE)
_BEHIND_SCHEME = re.compile(rf"https?://{_BASES}(?=[/\"'`\s:?])", re.IGNORECASE)


def schemed_placeholder_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A placeholder that begins an address here and stands behind ``https://`` there.

    Whatever a reader puts in, one of the two has no scheme, or has it twice.
    """
    whole: dict[str, int] = {}
    behind: dict[str, int] = {}
    for sample in samples:
        for pattern, found in (_WHOLE, whole), (_BEHIND_SCHEME, behind):
            for match in pattern.finditer(sample.text):
                found.setdefault(match[1], sample.line_of(match.start(1)))
    for name in sorted(whole.keys() & behind.keys(), key=lambda each: whole[each]):
        message = f"{name} begins the address here, and stands behind https:// in line {behind[name]}"
        fix = "Write the scheme in every sample, or in none."
        yield Fault("WP212", message, whole[name], None, fix, "warning")
