"""Parameters of a POST of which a page says nowhere how they are sent: form, JSON or query (WP507)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.pages.endpoints import named_endpoints
from generator.auditing.rules.pages.placed import Placed, is_sketch
from generator.auditing.rules.parameters.listed import listed_parameters
from generator.auditing.understanding.call import Fault

_WITH_BODY = ("POST", "PUT", "PATCH")
_SAID = re.compile(
    r"(?i)\b(?:form\w*|url-?encoded|multipart|json|xml|content-type|media type|body|payload|query\w*|graphql"
    r"|soap|rpc)\b"
)
_OF_ANSWER = re.compile(r"(?i)\b(?:respon\w+|returns?|answers?|authorization)\b")


def unsaid_place_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """One note for a page that shows the answer of such an endpoint, and no request.

    `calls` are those of messages too.
    """
    is_shown = any(block.text.lstrip()[:1] == "{" for block in page.blocks)
    if not is_shown or any(not is_sketch(item.call) for item in calls):
        return
    lines = [line for line, _, method, path in named_endpoints(page) if method in _WITH_BODY and "/" in path]
    if len(lines) != 1 or sum(1 for _ in listed_parameters(page)) < 2:
        return
    texts = [each.text for each in page.texts] + [each.text for each in page.headings]
    texts += [" ".join(table.header) for table in page.tables]
    if not any(_SAID.search(text) and not _OF_ANSWER.search(text) for text in texts):
        message = "the page shows no request, and does not say how the parameters are sent"
        yield Fault("WP507", message, lines[0], None, "Say it: as a form, as JSON, or in the query.", "note")
