"""error: Sends what the operation does not describe.

The request that arrived does not fit the description: a parameter, the body, the media type or the
credentials differ, or it went to another host. The message says what arrived and what was expected. Values of
the sample's own choice are fine, and so are placeholders and variables, which a reader replaces.

## Bad

```bash
curl --fail-with-body --show-error --silent -m 9 "https://api.acme.dev/v1/items?limit=all" -H "Authorization: Bearer $TOKEN"
```

## Good

```bash
curl --fail-with-body --show-error --silent -m 9 "https://api.acme.dev/v1/items?limit=50" -H "Authorization: Bearer $TOKEN"
```

## Source

[OpenAPI 3.1, operation object](https://spec.openapis.org/oas/v3.1.1.html#operation-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.running.trial import Trial


def check(trial: Trial) -> Iterator[CodeFault]:
    """Requests that differ from the description, or went elsewhere."""
    for message in trial.misfits if not trial.is_error else ():
        yield CodeFault("WP702", message, trial.candidate.at, None, "Send what the description has.")
