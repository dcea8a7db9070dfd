"""Errors of a page on one operation that are about a field which its request has not (WP518)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.answers.parts import error_status
from generator.auditing.rules.pages.placed import Placed, is_sketch, shape
from generator.auditing.rules.parameters.listed import listed_parameters
from generator.auditing.rules.parameters.listed_places import sent_in_body, sent_in_query
from generator.auditing.understanding.call import HOLE, Fault

_FIELD = re.compile(
    r"\"(?:field|param|parameter|property|attribute|field_name|fieldName)\"\s*:\s*\"([a-z][\w.]*)\""
)
_OTHERS = re.compile(r"\"(?:errors?|message|code|details?|error_code)\"\s*:")


def error_field_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The first error that names a field of another operation; at a line of the file."""
    shown = [block for block in page.blocks if _FIELD.search(block.text) and _OTHERS.search(block.text)]
    made = [item for item in calls if not is_sketch(item.call)]
    if not shown or len({(item.call.method, shape(item.path)) for item in made}) != 1:
        return
    sent = {name for item in made for name in (*sent_in_body(item.call), *sent_in_query(item.call))}
    listed = {each.name.rpartition(".")[2] for each in listed_parameters(page)}
    paths = {segment for item in made for segment in re.findall(r"\w+", item.call.url)}
    texts = [*(each.text for each in page.paragraphs), *(each.text for each in page.headings)]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    if not sent or any(HOLE in name for name in sent):
        return
    outline = Outline(page.headings)
    for block in shown:
        match = _FIELD.search(block.text)
        name = match[1].rpartition(".")[2] if match is not None else ""
        is_known = any(name in names for names in (sent, listed, paths, words))
        if match is not None and not is_known and error_status(page, outline, block) in ("", "400", "422"):
            line = block.line_of(match.start())
            message = f"the error is about {name}, which the request of this page does not have"
            yield Fault("WP518", message, line, None, "Show an error of this operation.", "note")
            return
