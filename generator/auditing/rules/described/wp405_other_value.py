"""warning: Value that the description does not allow.

The description allows other values: of an enumeration, a type, bounds, a pattern, at any depth of a JSON
body; or another scheme of `Authorization`. A placeholder fits everywhere.

## Bad

```bash
curl --fail "https://api.acme.dev/v1/items?sort=up"
```

## Good

```bash
curl --fail "https://api.acme.dev/v1/items?sort=asc"
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#schema-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Values that the description does not allow."""
    return of_rule(sample, "WP405")
