"""warning: http where https is meant.

Credentials and data travel in clear text, and an API that is served over https answers with a redirect or not
at all. It is an error where the description has https alone. Addresses of the own machine are left out.

## Bad

```bash
curl --fail http://api.acme.dev/items
```

## Good

```bash
curl --fail https://api.acme.dev/items
```

## Source

[RFC 9700 §2.6](https://www.rfc-editor.org/rfc/rfc9700#section-2.6)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, CodeFault
from generator.auditing.requests.urls import is_local
from generator.auditing.rules.described.compare import description_faults
from generator.auditing.samples.sample import PageSample

_BARE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[:/?]|$)")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Requests over http; an error where the description serves the operation over https alone."""
    described = {fault.line: fault for fault in description_faults(sample) if fault.rule == "WP201"}
    yield from described.values()
    for call in sample.calls:
        url = call.url.strip()
        if call.url_line in described:
            continue
        if url.startswith("http://") and not is_local(url):
            message = f"{url[:70].replace(HOLE, '…')} is sent in clear text"
            yield CodeFault("WP201", message, call.url_line, None, "Write https://.")
        if call.client == "curl" and not is_local(f"http://{url}") and _BARE.match(url):
            message = f"{url[:60]} has no scheme, and curl speaks http"
            yield CodeFault("WP201", message, call.url_line, None, f"Write https://{url[:40]}.")
