"""error: Fails on the documented answer.

The mock gave the answer that the description documents, and the program failed: it reads a member that the
answer does not have, or expects another status.

## Bad

```python
import json
import urllib.request

request = urllib.request.Request(
    "https://api.acme.dev/v1/items", headers={"Authorization": "Bearer YOUR_TOKEN"}
)
with urllib.request.urlopen(request, timeout=9) as response:
    print(json.load(response)["data"])
```

## Good

```python
import json
import urllib.request

request = urllib.request.Request(
    "https://api.acme.dev/v1/items", headers={"Authorization": "Bearer YOUR_TOKEN"}
)
with urllib.request.urlopen(request, timeout=9) as response:
    print(json.load(response)["items"])
```

## Source

[OpenAPI 3.1, response object](https://spec.openapis.org/oas/v3.1.1.html#response-object)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.running.trial import Trial, last_output_line


def check(trial: Trial) -> Iterator[CodeFault]:
    """A program that sent the right request, and failed on the documented answer."""
    run = trial.seen.run
    if not trial.is_error and trial.seen.arrived and not trial.misfits and run.exit_code != 0:
        message = (
            f"it got the documented answer and ended with exit code {run.exit_code}{last_output_line(run)}"
        )
        yield CodeFault(
            "WP707", message, trial.candidate.at, None, "Read the answer as the description has it."
        )
