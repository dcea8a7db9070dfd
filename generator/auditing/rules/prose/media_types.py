"""Media types that the text names with a slip, so that there are none of that name (WP206)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page, Paragraph
from generator.auditing.understanding.call import Fault

# What samples send themselves is told of there.
_WRONG = {
    "application/x-www-form-urlencoded": re.compile(
        r"(?i)\bapplication/(?:x-?)?(?:www-?)?form-?(?:url)?-?encoded\b(?<!x-www-form-urlencoded)"
    ),
    "multipart/form-data": re.compile(
        r"(?i)\bmultipart/(?:formdata|form_data|forms?-datas?)\b(?<!/form-data)"
    ),
    "application/json": re.compile(r"(?i)\b(?:text|application/x)[/-]json\b|\bapplications?/jsons\b"),
}


def media_type_faults(page: Page) -> Iterator[Fault]:
    """One note for each of the types that the text writes with a slip."""
    texts = [*page.texts, *(Paragraph(heading.text, heading.line) for heading in page.headings)]
    for meant, pattern in _WRONG.items():
        for each in texts:
            match = pattern.search(each.text) if "/" in each.text else None
            if match is not None:
                message = f"there is no media type {match[0]}"
                yield Fault("WP206", message, each.line_of(match.start()), None, f"Write {meant}.", "note")
                break
