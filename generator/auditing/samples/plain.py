"""Languages without a grammar here (Kotlin, Swift, Rust, PowerShell …): the addresses in their literals."""

import re
from collections.abc import Iterator

from generator.auditing.pages.language import PLAIN
from generator.auditing.samples.sample import Sample

_URL = re.compile(r"[\"'`](https?://(?:[^\"'`\s\\]|\\\()+)[\"'`]|-Uri\s+(https?://[^\s\"']+)")
# Names that look like addresses, and are not called: of XML, of JSON Schema.
_NAMESPACE = re.compile(
    r"https?://(?:www\.w3\.org|schemas\.|json-schema\.org|xmlns\.|purl\.org)|\.(?:dtd|xsd)$"
)


def addresses(sample: Sample) -> Iterator[tuple[int, str]]:
    """The addresses that such a sample writes, each with its 0-based line; none of any other language."""
    for match in _URL.finditer(sample.text) if sample.language == PLAIN else ():
        url = match[1] or match[2]
        if not _NAMESPACE.search(url):
            yield sample.text.count("\n", 0, match.start()), url
