"""A file of Go that a page shows in pieces: its package and imports first, its functions further down."""

import re
from collections.abc import Sequence

from generator.auditing.rules.samples import Sample

_WHOLE = re.compile(r"^func main\(", re.MULTILINE)
_PACKAGE = re.compile(r"^[ \t]*package \w", re.MULTILINE)
_USED = re.compile(r"\b(\w+)\.[A-Z]")
_IMPORTED = re.compile(r'"(?:[^"]*/)?(\w+)" is imported and not used')


def used_further_down(samples: Sequence[Sample]) -> None:
    """Takes back that an import is not used, where a later piece without a package of its own uses it."""
    used: set[str] = set()
    for sample in reversed(samples):
        if sample.language != "go":
            continue
        if not _PACKAGE.search(sample.text):
            used.update(_USED.findall(sample.text))
        elif not _WHOLE.search(sample.text):
            sample.faults = [
                fault
                for fault in sample.faults
                if (match := _IMPORTED.match(fault.message)) is None or match[1] not in used
            ]
