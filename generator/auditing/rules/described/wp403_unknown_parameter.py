"""warning: Parameter that the description does not have.

The sample sends a parameter, or a field of its body at any depth, that the description does not have.

## Bad

```bash
curl --fail "https://api.acme.dev/v1/items?pagesize=5"
```

## Good

```bash
curl --fail "https://api.acme.dev/v1/items?page_size=5"
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#parameter-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Parameters and fields of a body that the description does not have."""
    return of_rule(sample, "WP403")
