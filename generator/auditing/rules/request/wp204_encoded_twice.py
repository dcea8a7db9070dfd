"""error: Value is encoded twice.

The value is encoded by hand and then once more by what takes it, so the server gets `%2540` for `@`. JSON
that is serialised a second time arrives as a text and no object.

## Bad

```python
import requests

form = {"redirect_uri": "https%3A%2F%2Fapp.acme.dev%2Fdone"}
requests.post("https://api.acme.dev/logins", data=form, timeout=10).raise_for_status()
```

## Good

```python
import requests

form = {"redirect_uri": "https://app.acme.dev/done"}
requests.post("https://api.acme.dev/logins", data=form, timeout=10).raise_for_status()
```

## Source

[RFC 3986 §2.4](https://www.rfc-editor.org/rfc/rfc3986#section-2.4)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.requests.urls import split
from generator.auditing.samples.sample import PageSample

_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_TWICE = re.compile(r"%25[0-9A-Fa-f]{2}")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Values that are encoded where the client encodes them once more, or that show it."""
    for call in sample.calls:
        body = call.body
        if _TWICE.search(split(call.url)[3]):
            message = "a value of the query is encoded twice"
            yield CodeFault("WP204", message, call.url_line, None, "Encode it once.")
        pattern = _ENCODED if body is not None and body.encodes else _TWICE
        fields = body.fields if body is not None and body.kind == "form" else ()
        name = next((name for name, value in fields if pattern.search(value)), None)
        if body is not None and name:
            message = f"the value of {name} is encoded here, and the client encodes it once more"
            message = message if body.encodes else f"the value of {name} is encoded twice"
            yield CodeFault("WP204", message, body.line, None, "Write the plain value.")
