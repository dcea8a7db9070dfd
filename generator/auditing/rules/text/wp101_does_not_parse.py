"""error: Does not parse or compile.

The compiler, interpreter or parser of the sample's language refuses it, so nobody who copies it can run it.
The message is the tool's own.

What documentation leaves out on purpose is no fault: elisions (`...`), placeholders, signatures without a
body, members without their class. A name that only the rest of the program would define counts in a whole
program alone. See [what is judged](../how-to/audit.md#look-at-what-it-finds).

## Bad

```bash
curl -H "Accept: application/json https://api.acme.dev/items
```

## Good

```bash
curl --fail -H "Accept: application/json" https://api.acme.dev/items
```

## Source

[POSIX Shell Command Language, Quoting](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """What Python refuses; the tools of the other languages judge all samples of an audit in one batch."""
    return sample.noticed_as("WP101")
