"""Headers of a request that a sample receives, and takes apart before it knows that they are there (WP603).

Who sends a request without its signature is to be refused; here the program ends with an exception instead.
"""

import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_NAME = r"[\"']([\w-]+)[\"']"
# What gives None or undefined for a header that is not there, and what is done with it at once.
_TAKEN_APART = {
    "python": re.compile(rf"\brequest\.(?:headers|META)\.get\(\s*{_NAME}\s*\)(?=\[|\.\w+\()"),
    "javascript": re.compile(
        rf"\breq(?:uest)?\.(?:headers\[{_NAME}\]|(?:header|get)\({_NAME}\)|headers\.get\({_NAME}\))"
        r"(?=\[|\.(?:split|slice|substr(?:ing)?|replace|trim|toLowerCase|startsWith)\()"
    ),
    "ruby": re.compile(rf"\brequest\.(?:headers|env)\[{_NAME}\](?=\[|\.(?:split|sub|gsub|delete_prefix)\b)"),
}


def missing_header_faults(sample: Sample) -> Iterator[Fault]:
    """The first such header of a sample."""
    pattern = _TAKEN_APART.get(sample.family)
    match = pattern.search(sample.text) if pattern is not None and "eader" in sample.text else None
    if match is None:
        return
    name = next(filter(None, match.groups()))
    if len(re.findall(rf"[\"']{re.escape(name)}[\"']", sample.text)) == 1:  # else it is asked for before
        message = f"a request without {name} ends this with an exception"
        line = sample.text.count("\n", 0, match.start())
        yield Fault("WP603", message, line, None, f"Ask first whether {name} is there.", "note")
