"""error: Shell prompt inside the sample.

A block that promises commands (`bash`, `sh`, `shell`) begins its request with a prompt. Whoever copies the block
gets `$: command not found`. Name the block `console` if it is a session.

## Bad

```bash
$ curl --fail https://api.acme.dev/items
```

## Good

```bash
curl --fail https://api.acme.dev/items
```

## Source

[Google developer documentation style guide, code in text](https://developers.google.com/style/code-samples)
"""

from collections.abc import Iterator

from generator.auditing.pages.language import known
from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample
from generator.auditing.understanding.shell.sessions import prompts


def check(sample: PageSample) -> Iterator[CodeFault]:
    """The first prompt before a request, in a block that promises commands."""
    promises = known(sample.block.hint) == "bash"
    if sample.language == "console" and promises and sample.calls:
        for line in prompts(sample.block.text)[:1]:
            message = "the shell prompt is part of what a reader copies, and no command"
            yield CodeFault("WP106", message, line, 0, "Remove the prompt, or name the block console.")
