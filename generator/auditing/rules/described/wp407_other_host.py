"""warning: Host that differs from the description.

The sample calls another host than the servers of the description.

## Bad

```bash
curl --fail https://staging.acme.dev/v1/items
```

## Good

```bash
curl --fail https://api.acme.dev/v1/items
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#server-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Hosts that the description does not name."""
    return of_rule(sample, "WP407")
