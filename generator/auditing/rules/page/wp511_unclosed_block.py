"""warning: Code block is never closed.

The fence has no end: the rest of the page is shown as code.

## Bad

````markdown
```bash
curl --fail https://api.acme.dev/items

# More
````

## Good

````markdown
```bash
curl --fail https://api.acme.dev/items
```

# More
````

## Source

[CommonMark, Fenced code blocks](https://spec.commonmark.org/0.31.2/#fenced-code-blocks)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample

# What was to be seen of the page, and is code now.
_SWALLOWED = re.compile(r"^ {0,3}(?:#{1,6} \S|```|~~~)", re.MULTILINE)


def check(sample: PageSample) -> Iterator[CodeFault]:
    """A fence without an end that takes in headings and other blocks."""
    if not sample.block.closed and _SWALLOWED.search(sample.block.text):
        message = "the code block is never closed: the rest of the page is shown as code"
        yield CodeFault("WP511", message, 0, None, "Close the fence.")
