"""warning: Exits with 0 on an error.

The mock answered with a documented error, and the program ended as if all were well. A script that was copied
from the page goes on with nothing in its hands.

## Bad

```bash
curl --silent -m 9 https://api.acme.dev/v1/items -H "Authorization: Bearer $TOKEN"
```

## Good

```bash
curl --fail-with-body --show-error --silent -m 9 https://api.acme.dev/v1/items -H "Authorization: Bearer $TOKEN"
```

## Source

[Everything curl, exit code](https://everything.curl.dev/cmdline/exitcode.html)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.running.trial import Trial

_LOUD = {
    "curl": "Add --fail-with-body.",
    "python": "Look at the status: response.raise_for_status(), or exit with an error.",
    "go": "Look at response.StatusCode and end with log.Fatal.",
    "csharp": "Call EnsureSuccessStatusCode, or return 1.",
}
_OTHERWISE = "Look at the status, and end with an exit code that is not 0."


def check(trial: Trial) -> Iterator[CodeFault]:
    """A program that got an error and ended as if all were well."""
    if trial.is_error and trial.seen.run.exit_code == 0:
        message = f"the answer was {trial.candidate.error or '500'}, and it ended with exit code 0"
        fix = _LOUD.get(trial.candidate.language, _OTHERWISE)
        yield CodeFault("WP704", message, trial.candidate.at, None, fix)
