"""A client that is to say who it is by parameters, and whose samples say it by HTTP Basic (WP512).

RFC 6749 §2.3.1 has both ways; a server may take one of them alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.pages.siblings import way_of
from generator.auditing.rules.pages.subjects import Subjects
from generator.auditing.rules.parameters.listed import Listed, listed_parameters
from generator.auditing.understanding.call import Fault

_BASIC = re.compile(r"(?i)\bbasic\b|client_secret_basic|\bbase-?64\b|\bauthorization header\b")


def listed_client_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The first sample below a list with ``client_secret`` that sends it elsewhere, without a word on it."""
    if not any(grant_of(item.call) and way_of(item.call) == "HTTP Basic" for item in calls):
        return
    texts = [each.text for each in page.paragraphs] + [each.text for each in page.headings]
    texts += [cell for table in page.tables for _, cells in table.rows for cell in cells]
    if any(map(_BASIC.search, texts)):
        return
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed_parameters(page):
        groups[each.group].append(each)
    subjects = Subjects(Outline(page.headings), calls)
    for line, group in groups.items():
        if not {"client_secret", "grant_type"} <= {each.name for each in group}:
            continue
        item = next((each for each in subjects.calls(line) if way_of(each.call) == "HTTP Basic"), None)
        if item is not None:
            message = f"client_secret is listed as a parameter (line {line}), and is sent by HTTP Basic here"
            yield Fault(
                "WP512", message, item.line, None, "Say that the server takes Basic, or send the parameter."
            )
