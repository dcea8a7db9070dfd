"""Placeholders that one page writes in several ways: ``{id}``, ``{{id}}``, ``<id>``, ``YOUR_ID`` (WP212).

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
