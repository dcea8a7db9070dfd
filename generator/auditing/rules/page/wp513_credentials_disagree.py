"""warning: Samples disagree about the credentials.

A sample sends no credentials, or an Authorization header of another scheme, where two or more of the samples
beside it agree. Copied as it is, it gets 401.

## Bad

````markdown
# Items

```bash
curl --fail -H "Authorization: Bearer $TOKEN" https://api.acme.dev/items
```

```ruby
uri = URI("https://api.acme.dev/items")
puts Net::HTTP.get_response(uri, "Authorization" => "Bearer #{token}").code
```

```python
import requests

requests.get("https://api.acme.dev/items", timeout=10).raise_for_status()
```
````

## Good

````markdown
# Items

```bash
curl --fail -H "Authorization: Bearer $TOKEN" https://api.acme.dev/items
```

```ruby
uri = URI("https://api.acme.dev/items")
puts Net::HTTP.get_response(uri, "Authorization" => "Bearer #{token}").code
```

```python
import os

import requests

headers = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
requests.get("https://api.acme.dev/items", headers=headers, timeout=10).raise_for_status()
```
````

## Source

[RFC 9110 §11](https://www.rfc-editor.org/rfc/rfc9110#section-11)
"""

import re
from collections import Counter
from collections.abc import Iterator

from generator.auditing.requests.call import CREDENTIALS, HOLE, CodeFault
from generator.auditing.requests.tokens import grant_of, sends_credentials
from generator.auditing.rules.described.compare import CREDENTIAL, description_faults
from generator.auditing.rules.page.sections import PlacedCall, section_of
from generator.auditing.samples.sample import PageSample

_SCHEME = re.compile(r"[A-Za-z][\w-]*(?=\s)")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """A sample without credentials, or of another scheme, where two beside it agree."""
    section = section_of(sample)
    if any(grant_of(item.call) for item in section):
        return
    if any(CREDENTIALS in fault.about for fault in description_faults(sample)):
        return
    sending = [item for item in section if sends_credentials(item.call)]
    usual, count = next(iter(Counter(filter(None, map(_scheme, section))).most_common(1)), ("", 0))
    for item in section:
        if item.sample is not sample:
            continue
        header, scheme = item.call.header("Authorization"), _scheme(item)
        if item not in sending and len(sending) > 1 and not _is_open(item):
            message = "this sample sends no credentials, unlike the samples beside it"
            line = item.call.url_line
            yield CodeFault("WP513", message, line, None, "Send the same Authorization in every language.")
        elif header is not None and scheme and scheme != usual and count > 1:
            message = f"Authorization is {scheme} here, and {usual} in the samples beside it"
            yield CodeFault("WP513", message, header.line, None, "Send the same in every language.")


def _scheme(item: PlacedCall) -> str:
    """The scheme of a call's Authorization; empty where none is seen."""
    header = item.call.header("Authorization")
    match = _SCHEME.match(header.value) if header is not None else None
    return match[0].capitalize() if match else ""


def _is_open(item: PlacedCall) -> bool:
    """Whether a sample may send credentials that its text does not show."""
    is_open = any(not header.name or HOLE in header.name for header in item.call.headers)
    return is_open or CREDENTIAL.search(item.sample.text) is not None or item.call.client == "HttpClient"
