"""warning: Operation that the description does not have.

No operation of the description has the path that the sample calls; often only a slash at the end differs. A
host may serve other APIs as well: a path that does not begin as the servers' addresses do counts only if it
ends like one of the description, as `/v1/items` does for `/v2/items`.

## Bad

```bash
curl --fail https://api.acme.dev/v1/item
```

## Good

```bash
curl --fail https://api.acme.dev/v1/items
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#paths-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Paths that the description does not have."""
    return of_rule(sample, "WP401")
