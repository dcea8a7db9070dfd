"""error: Option that curl does not have.

curl does not have this option, or the option lacks its argument; curl stops before it sends anything.

## Bad

```bash
curl --headers "Accept: application/json" https://api.acme.dev/items
```

## Good

```bash
curl --fail --header "Accept: application/json" https://api.acme.dev/items
```

## Source

[curl manual](https://curl.se/docs/manpage.html)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample
from generator.auditing.understanding.shell.meant import fault_in

_BODIES = ("data", "data-urlencode", "data-raw", "data-ascii", "data-binary", "json")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Options that curl does not have, that lack their argument, or that it refuses side by side."""
    yield from sample.noticed_as("WP116")
    for curl in sample.curls:
        body, form = curl.option(*_BODIES), curl.option("form", "form-string")
        if form is not None and body is not None and curl.option("get") is None and sample.script:
            message = "curl takes no --form beside --data: it stops"
            offset = max(form.word.offset, body.word.offset)
            yield fault_in(sample.script, "WP116", message, offset, "Write --form for each.")
