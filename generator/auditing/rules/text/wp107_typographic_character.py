"""error: Typographic character or HTML entity in code.

A word processor turned straight quotes or hyphens into typographic ones, or an HTML entity was escaped twice and
is shown to the reader. No language takes them for what they were.

## Bad

```bash
curl -H “Accept: application/json” https://api.acme.dev/items
```

## Good

```bash
curl --fail -H "Accept: application/json" https://api.acme.dev/items
```

## Source

[POSIX Shell Command Language, Quoting](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02)
"""

import re
from collections.abc import Iterator

from generator.auditing.judging.syntax import entity_fault, typographic_json
from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample
from generator.auditing.understanding.shell.meant import fault_in

_QUOTE = re.compile(r"[“”‘’„\u00a0]|^[–—]")
_ENTITY = re.compile(r"&(?:amp|quot|lt|gt|#39|#x27);")
_MARKUP = re.compile(r"<\w+[^>]*>.*</\w+>|xml")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Typographic characters and entities; those that keep a program from parsing are noticed there."""
    yield from sample.noticed_as("WP107")
    if sample.script is not None:
        yield from _in_words(sample)
        yield from _entities(sample.text)
    if sample.is_code and not any(fault.rule == "WP107" for fault in sample.fragment.faults):
        yield from typographic_json(sample.text)


def _in_words(sample: PageSample) -> Iterator[CodeFault]:
    """The first such character of each line that a shell takes for a part of a word."""
    script = sample.script
    told: set[int] = set()
    for command in script.commands if script is not None else ():
        for word in command.words:
            bare = (piece for piece in word.pieces if not piece.quote and not piece.expands)
            match = next((found for piece in bare if (found := _QUOTE.search(piece.text))), None)
            if match and script is not None and script.line(word.offset) not in told:
                told.add(script.line(word.offset))
                message = f"a typographic character ({match[0]!r}) is part of the word {word.value[:40]}"
                yield fault_in(script, "WP107", message, word.offset, "Type the plain ASCII quote or hyphen.")


def _entities(text: str) -> Iterator[CodeFault]:
    """The first entity of a command that holds no markup of its own."""
    start = 0
    for row in text.splitlines(keepends=True):
        match = _ENTITY.search(text, start, start + len(row))
        if match and not _MARKUP.search(row):
            yield entity_fault(text, match)
            return
        start += len(row)
