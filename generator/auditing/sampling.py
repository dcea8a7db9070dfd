"""A `Page` in, its `Sample`s out: every block is read once, with the names that those above it define."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.pages import Block, Page
from generator.auditing.recognising import recognised
from generator.auditing.rules.samples import Sample, family_of, read_sample

if TYPE_CHECKING:
    import ast

# What JavaScript declares or imports, also between the braces of an object or an import.
_JS_NAMES = re.compile(
    r"\b(?:const|let|var|function|class|import)\s+\{?\s*(\w+)|(?:(?<!\$)\{|,)\s*(?:\w+\s+as\s+)?(\w+)\s*(?=[,}])"
)
# What PHP gives a value, and does not compare.
_PHP_NAMES = re.compile(r"\$(\w+)\s*=(?!=|>)")
_IN_QUOTES = re.compile(r"(`{1,3})\s*(curl\s[^`]*)\1[.:]?")  # in backquotes, and nothing else
# A command at the start of a paragraph, maybe with its number or its prompt.
_IN_TEXT = re.compile(r"((?:\d+[.)]\s+)?(?:\$ )?)curl\s+(?:-|['\"]?https?://)")


def read_samples(page: Page) -> list[Sample]:
    """Every block of a page, read in the order of the page."""
    samples: list[Sample] = []
    names: defaultdict[str, set[str]] = defaultdict(set)  # by the family of the language
    constants: dict[str, ast.expr] = {}
    for block in page.blocks:
        language = recognised(block)
        earlier = frozenset(names[family_of(language)])
        sample = read_sample(block, language, earlier, constants, page.kind == "notebook")
        samples.append(sample)
        constants |= sample.constants
        names[sample.family] |= _names(sample)
    if any(sample.language == "go" for sample in samples):
        from generator.auditing.rules.go.pieces import used_further_down

        used_further_down(samples)
    return samples


def _names(sample: Sample) -> set[str]:
    """The names that a sample defines for those of its language below it."""
    if sample.family == "python":
        from generator.auditing.rules.python import top_level_names

        return set(top_level_names(sample.text))
    if sample.family == "javascript":
        return {name for pair in _JS_NAMES.findall(sample.text) for name in pair if name}
    if sample.family == "ruby":
        from generator.auditing.rules.ruby.names import given_names

        return set(given_names(sample.text))
    return set(_PHP_NAMES.findall(sample.text)) if sample.family == "php" else set()


def samples_in_text(page: Page) -> Iterator[Sample]:
    """The commands in running text, which nobody marked as code; they are copied all the same."""
    for block in _commands(page):
        yield read_sample(block, recognised(block), frozenset())


def _commands(page: Page) -> Iterator[Block]:
    for paragraph in page.paragraphs:
        if quoted := _IN_QUOTES.fullmatch(paragraph.text.strip()):
            yield Block(quoted[2], page.path, paragraph.line, "bash")
        elif command := _IN_TEXT.match(paragraph.text):
            yield Block(paragraph.text[command.end(1) :], page.path, paragraph.line, "bash")
