"""Means that the text names for the sample below it, and that the sample does not use (WP519)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_MEANS = {
    "curl": re.compile(r"(?i)curl"),
    "axios": re.compile(r"(?i)axios"),
    "fetch": re.compile(r"fetch\b"),
    "requests": re.compile(r"\brequests\b"),
    "httpx": re.compile(r"httpx"),
    "guzzle": re.compile(r"(?i)guzzle"),
    "okhttp": re.compile(r"(?i)okhttp"),
    "restsharp": re.compile(r"(?i)restsharp|\bRestClient\b"),
    "httparty": re.compile(r"(?i)httparty"),
    "faraday": re.compile(r"(?i)faraday"),
    "jquery": re.compile(r"(?i)jquery|\$\.|\$\("),
}
_NAMED = re.compile(
    r"(?i)\b(?:using|with|via) (?:the |a |native |plain |PHP(?:'s)? |Node(?:\.?js)? |Python |Java |C# ){0,3}"
    rf"[`*]{{0,3}}(?P<means>{'|'.join(_MEANS)})[`*]{{0,3}}(?P<rest>[^.:]{{0,40}}[.:]?)\s*$"
)
_TAG = re.compile(r"<[^<>]*>")
_OTHER = re.compile(r"(?i)\b(?:or|and|not|instead|alternative\w*|library|sdk)\b")


def means_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A sample right below a sentence such as ``This is done using cURL:`` that uses something else."""
    rows = page.source.split("\n") if page.kind == "markdown" else []
    for sample in samples if rows else ():
        if not sample.is_code or not sample.calls:
            continue
        # The fence is on the line above the block, and maybe an empty line above that.
        above = [row for row in rows[max(sample.block.line - 4, 0) : sample.block.line - 2] if row.strip()]
        match = _NAMED.search(_TAG.sub("", above[-1])) if above else None
        if match is None or _OTHER.search(match["rest"]):
            continue
        if not _MEANS[match["means"].lower()].search(sample.text):
            client = sample.calls[0].client
            message = f"the text says that this is done with {match['means']}, and the sample uses {client}"
            line = sample.block.line_at(sample.calls[0].line)
            yield Fault("WP519", message, line, None, "Correct the one that is wrong.", "note")
