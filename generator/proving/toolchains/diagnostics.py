"""What a compiler, formatter or linter says of a batch, taken apart: which source it is about."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from generator.proving.sandbox.process import Run

_KEY = re.compile(r"\bsample[0-9a-f]+\b")
_FOLDER = re.compile(r"(?:[^\s:]*/)?\bsample[0-9a-f]+/")


def diagnostics(table: Mapping[str, Any], run: Run) -> dict[str, list[str]]:
    """What was said, by the key of the source.

    A line that fits the table's `complaint` starts a diagnostic. With `block`, one on standard output
    goes on to the next; with `heading`, lines below a heading are about the source that it names.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    complaint, heading = re.compile(table["complaint"]), re.compile(table.get("heading", r"(?!)"))
    for stream, is_block in ((run.stdout, table.get("block", False)), (run.stderr, False)):
        key, below = "", ""
        for line in stream.decode(errors="replace").splitlines():
            text = _FOLDER.sub("", line)
            if match := complaint.search(line):
                key = _key(match["file"])
                found[key].append(text)
            elif match := heading.search(line):
                below = _key(match["file"])
            elif is_block and key:
                found[key][-1] += "\n" + text
            elif below and line.strip() and not line[0].isspace():
                found[below].append(text)
    return dict(found)


def last_words(run: Run) -> str:
    """The end of what a tool said that named no source."""
    said = (run.stderr or run.stdout).decode(errors="replace").strip().splitlines()
    return " ".join(line.strip() for line in said[-3:])[-500:] or run.ended


def _key(file: str) -> str:
    name: str = _KEY.findall(file)[-1]
    return name
