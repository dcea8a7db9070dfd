"""warning: Required parameter is missing.

The description says that the parameter, header or field is required, and the sample does not send it. Of a
token request, RFC 6749 says what its grant needs, with or without a description.

## Bad

```bash
curl --fail https://api.acme.dev/v1/search
```

## Good

```bash
curl --fail "https://api.acme.dev/v1/search?q=cats"
```

## Source

[OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#parameter-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.rules.described.compare import of_rule
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Parameters, fields, headers and credentials that the description requires."""
    return of_rule(sample, "WP404")
