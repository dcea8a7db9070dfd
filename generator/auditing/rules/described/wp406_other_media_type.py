"""warning: Media type that the description does not have.

The description takes other media types for this body; the server answers 415.

## Bad

```bash
curl --fail -d "name=Ada" https://api.acme.dev/v1/items
```

## Good

```bash
curl --fail --json '{"name": "Ada"}' https://api.acme.dev/v1/items
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#request-body-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Bodies of a media type that the description does not take."""
    return of_rule(sample, "WP406")
