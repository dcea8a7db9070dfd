"""error: Module or function that no longer exists.

The module or function was removed; the sample fails as soon as it runs.

## Bad

```python
import urllib2

print(urllib2.urlopen("https://api.acme.dev/items").read())
```

## Good

```python
import urllib.request

print(urllib.request.urlopen("https://api.acme.dev/items", timeout=10).read())
```

## Source

[Python, urllib2](https://docs.python.org/3/whatsnew/3.0.html#library-changes)
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from generator.auditing.requests.call import CodeFault, fault_at
from generator.auditing.samples.sample import PageSample

_COMMENT = re.compile(r"(?:^|\s)(?://|#)")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """The uses of what is gone, but for those in comments."""
    text = sample.text
    for pattern, api in _apis().get(sample.family, ()):
        for match in pattern.finditer(text):
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not _COMMENT.search(before):
                yield fault_at(text, match.start(), "WP601", api["message"], api["fix"])


@cache
def _apis() -> dict[str, list[tuple[re.Pattern[str], Mapping[str, str]]]]:
    """The patterns of ``data/gone_apis.toml``, by language."""
    import tomllib

    text = files("generator.auditing").joinpath("data/gone_apis.toml").read_text("utf-8")
    found: dict[str, list[tuple[re.Pattern[str], Mapping[str, str]]]] = {}
    for api in tomllib.loads(text)["api"]:
        found.setdefault(api["language"], []).append((re.compile(api["pattern"], re.MULTILINE), api))
    return found
