"""warning: Method that the description does not have.

The description has the path, but not with this method.

## Bad

```bash
curl --fail -X PUT https://api.acme.dev/v1/items
```

## Good

```bash
curl --fail -X POST https://api.acme.dev/v1/items
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#path-item-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Methods that a path of the description does not have."""
    return of_rule(sample, "WP402")
