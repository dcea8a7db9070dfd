"""A `Page` in, its `PageSample`s out: every block is read once, with the names that those above it define."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.described.endpoints import Endpoint
from generator.auditing.pages.language import recognised
from generator.auditing.pages.page import Block, Page
from generator.auditing.samples.reading import read_sample
from generator.auditing.samples.sample import PROSE, PageSample, Surroundings

if TYPE_CHECKING:
    import ast

# What a text gives a value, declares or imports; in JavaScript, also between braces.
_NAMES = {
    "python": re.compile(r"^(?:def |class |import |from \S+ import )?(\w+)\b", re.MULTILINE),
    "javascript": re.compile(
        r"(?:\b(?:const|let|var|function|class|import)\s+\{?|(?<!\$)\{|,)\s*(?:\w+\s+as\s+)?(\w+)"
    ),
}
_IN_QUOTES = re.compile(r"(`{1,3})\s*(curl\s[^`]*)\1[.:]?")  # in backquotes, and nothing else
# A command at the start of a paragraph, maybe with its number or its prompt.
_IN_TEXT = re.compile(r"((?:\d+[.)]\s+)?(?:\$ )?)curl\s+(?:-|['\"]?https?://)")


def samples_of_page(page: Page, known: Sequence[Endpoint] = ()) -> list[PageSample]:
    """Every block of a page, read in the order of the page; `known` are the operations that are described."""
    samples: list[PageSample] = []
    around = Surroundings(page, samples, known)
    names: defaultdict[str, set[str]] = defaultdict(set)  # by the family of the language
    constants: dict[str, ast.expr] = {}
    for block in page.blocks:
        sample = read_sample(block, recognised(block), constants)
        sample.earlier = frozenset(names[sample.family])
        sample.around = around
        samples.append(sample)
        constants |= sample.constants
        if sample.family in _NAMES:
            names[sample.family].update(_NAMES[sample.family].findall(sample.text))
    return samples


def samples_in_text(page: Page) -> Iterator[PageSample]:
    """The commands in running text, which nobody marked as code; and the text, which may show a secret."""
    for block in _commands(page):
        yield read_sample(block, recognised(block))
    for paragraph in page.paragraphs:
        yield PageSample(Block(paragraph.text, page.path, paragraph.line), PROSE, paragraph.text)


def _commands(page: Page) -> Iterator[Block]:
    for paragraph in page.paragraphs:
        if quoted := _IN_QUOTES.fullmatch(paragraph.text.strip()):
            yield Block(quoted[2], page.path, paragraph.line, "bash")
        elif command := _IN_TEXT.match(paragraph.text):
            yield Block(paragraph.text[command.end(1) :], page.path, paragraph.line, "bash")
