"""error: Sends nothing when it runs.

The program was run with `--run`, and no request arrived at the mock: it stopped before, or builds a request
that nothing sends.

## Bad

```python
import urllib.request

request = urllib.request.Request(
    "https://api.acme.dev/v1/items", headers={"Authorization": "Bearer YOUR_TOKEN"}
)
print(request.full_url)
```

## Good

```python
import urllib.request

request = urllib.request.Request(
    "https://api.acme.dev/v1/items", headers={"Authorization": "Bearer YOUR_TOKEN"}
)
with urllib.request.urlopen(request, timeout=9) as response:
    print(response.read().decode())
```

## Source

[Google developer documentation style guide, code samples](https://developers.google.com/style/code-samples)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.running.trial import Trial, last_output_line


def check(trial: Trial) -> Iterator[CodeFault]:
    """A program that ended before any request arrived."""
    run = trial.seen.run
    if not trial.is_error and not trial.seen.arrived and not trial.misfits:
        message = f"it sent nothing and ended with exit code {run.exit_code}{last_output_line(run)}"
        fix = "Have it send the request that the page describes."
        yield CodeFault("WP701", message, trial.candidate.at, None, fix)
