r"""error: Continued line is broken.

A backslash continues a line only as its very last character. Without it, or with a space or a comment behind
it, the command ends there and the next line runs as another command. Within single quotes a backslash
continues nothing. A backslash behind the last line is a warning, and an error where the URL was to follow.

## Bad

```bash
curl -X POST https://api.acme.dev/items
  -H "Accept: application/json"
```

## Good

```bash
curl --fail -X POST https://api.acme.dev/items \
  -H "Accept: application/json"
```

## Source

[POSIX Shell Command Language, Escape character](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_01)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample
from generator.auditing.understanding.shell.curl import CONTINUED
from generator.auditing.understanding.shell.meant import fault_in

_BODIES = ("data", "data-urlencode", "data-raw", "data-ascii", "data-binary", "json")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Lines that go on where no backslash ends the one before, or that end with one for nothing."""
    yield from sample.noticed_as("WP109")
    yield from _unended(sample)
    for curl in sample.curls:
        for option in curl.options:
            if option.name in _BODIES and CONTINUED.match(option.argument) and sample.script is not None:
                message = "within single quotes a backslash continues no line, and is sent with the body"
                yield fault_in(sample.script, "WP109", message, option.word.offset, "Remove the backslash.")


def _unended(sample: PageSample) -> Iterator[CodeFault]:
    """A backslash at the end of the last line, where the URL was to follow."""
    rows = sample.text.rstrip().split("\n")
    is_open = re.search(r"(?<!\\)\\$", rows[-1]) and not rows[-1].lstrip().startswith("#")
    if sample.curls and is_open and not (sample.curls[-1].urls or sample.curls[-1].option("url")):
        message = "the last line ends with a backslash, and no URL follows"
        yield CodeFault("WP109", message, len(rows) - 1, len(rows[-1]) - 1, "Write the URL after it.")
