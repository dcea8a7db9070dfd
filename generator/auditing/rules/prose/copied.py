"""Sentences that were copied to another section, and still name what the first section is about (WP519)."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest

from generator.auditing.pages import NEVER, Heading, Page, Paragraph
from generator.auditing.understanding.call import Fault

_NEAR = 8  # lines between a heading and the sentence that says what its section is for
_SENTENCE = re.compile(r"(?=.{,200}\Z)[^\s:]+(?: [^\s:]+){2,}")  # of three words or more
_WORD = re.compile(r"[a-z]{3,}")
_PLURAL = re.compile(r"[es]+$")
_ELSEWHERE = re.compile(r"(?i)\bsame as\b|\bsee\b|`[^`]*`|\[")  # leads on, or shows code
# What is done with a thing, and how many there are of it, is said in many words; the thing in one.
_NO_THINGS = """
add all and any batch bulk call cancel change check count create current delete edit endpoint example fetch
find for from get given guide how into list lookup make method multiple new one overview patch post put read
reference register remove request response retrieve return search send set show single specific start stop
submit the update upload use using via view with your
"""


def copied_faults(page: Page) -> Iterator[Fault]:
    """``Get a device.`` below the heading ``Get firmware``, and below ``Get device`` as well."""
    alike: defaultdict[tuple[int, str], list[tuple[Heading, Paragraph]]] = defaultdict(list)
    for heading, paragraph in _opened(page):
        alike[heading.level, paragraph.text.lower()].append((heading, paragraph))
    for (_, text), places in alike.items():
        titles = [_things(heading.text) for heading, _ in places]
        shared = frozenset.intersection(*titles)
        own = [title - shared for title in titles]
        meant = [number for number, things in enumerate(own) if things & _things(text)]
        if len(meant) != 1 or not all(own):
            continue
        origin, _ = places[meant[0]]
        for heading, paragraph in places:
            if heading.line > origin.line:
                message = f"this is said of {origin.text} (line {origin.line}), and here of {heading.text}"
                yield Fault("WP519", message, paragraph.line, None, "Say what this one does.", "note")


def _opened(page: Page) -> Iterator[tuple[Heading, Paragraph]]:
    """Each heading with the sentence near below it, if there is one; between them may stand a path."""
    starts = [paragraph.line for paragraph in page.paragraphs]
    for heading, following in zip_longest(page.headings, page.headings[1:]):
        end = min(heading.line + _NEAR, following.line - 1 if following is not None else NEVER)
        near = page.paragraphs[bisect_right(starts, heading.line) : bisect_right(starts, end)]
        said = (each for each in near if _SENTENCE.fullmatch(each.text) and not _ELSEWHERE.search(each.text))
        if (first := next(said, None)) is not None:
            yield heading, first


def _things(text: str) -> frozenset[str]:
    """The things that a text names, as one of each."""
    words = (word for word in _WORD.findall(text.lower()) if word not in _NO_THINGS.split())
    return frozenset(_PLURAL.sub("", word) for word in words)
