"""Names in the query of an address in the text that are nearly those which the samples send (WP504)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.authentication.token_requests import query_pairs
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.slips import slips_of
from generator.auditing.understanding.call import Fault

_ADDRESS = re.compile(r"`[^`\n]{0,80}?(?:https?://|/)[^\s`]{0,500}\?([^\s`]+)")
_PAIR = re.compile(r"(?:^|&)([A-Za-z_][\w-]{5,40})=")  # short names are near to too many
_LIKENESS = 0.88


def named_query_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """``?timetamp=1`` in the text of a page whose samples send ``timestamp``; each name once."""
    sent = {
        name
        for item in calls
        for name, _ in [
            *(item.call.body.fields if item.call.body else ()),
            *item.call.query,
            *query_pairs(item.call.url),
        ]
    }
    known = frozenset(sent)
    listed = {word for table in page.tables for name in table.named for word in re.findall(r"\w+", name)}
    told: set[str] = set()
    for paragraph in page.paragraphs if known else ():
        for address in _ADDRESS.finditer(paragraph.text):
            for pair in _PAIR.finditer(address[1]):
                name = pair[1]
                near = slips_of(name, known, _LIKENESS) if name not in known | told | listed else []
                if len(near) == 1:
                    told.add(name)
                    line = paragraph.line_of(address.start(1) + pair.start(1))
                    message = f"the text has {name} in the address, and the samples send {near[0]}"
                    yield Fault("WP504", message, line, None, "Correct the one that is wrong.", "note")
