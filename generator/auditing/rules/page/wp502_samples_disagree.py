"""warning: Samples disagree about the address.

Samples that show one thing in several languages call different hosts or paths, or with different methods; what fewer of them have is reported, or the later one of two.

## Bad

````markdown
# Items

```bash
curl --fail https://api.acme.dev/items
```

```python
import requests

requests.get("https://api2.acme.dev/items", timeout=10).raise_for_status()
```
````

## Good

````markdown
# Items

```bash
curl --fail https://api.acme.dev/items
```

```python
import requests

requests.get("https://api.acme.dev/items", timeout=10).raise_for_status()
```
````

## Source

[Write the Docs, consistency](https://www.writethedocs.org/guide/writing/docs-principles/)
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from generator.auditing.requests.call import HOLE, CodeFault
from generator.auditing.requests.urls import is_open_host
from generator.auditing.rules.described.compare import description_faults
from generator.auditing.rules.page.sections import PlacedCall, section_of
from generator.auditing.samples.sample import PageSample

_ALIKE = 0.6
_VALUE = re.compile(
    r"(?<=/)(?:<[^/]*>|\{[^/]*\}|:[a-zA-Z]\w*|\[[^/]*\]|\$\w+|[^/]*\ufffc[^/]*|\d+|[0-9a-f-]{20,}"
    r"|[A-Z_]{3,}\w*)(?=/|$)"
)
_BASE = re.compile(r"(?:\{\{? ?\w+ ?\}?\}|<[\w -]+>)(?=/)")  # ``{{baseUrl}}/items``


def check(sample: PageSample) -> Iterator[CodeFault]:
    """The host, method or path of a sample that no sample beside it has; the description says it better."""
    if any(fault.rule in ("WP401", "WP402", "WP407") for fault in description_faults(sample)):
        return
    known = [item for item in section_of(sample) if item.call.url and not item.call.url.startswith(HOLE)]
    hosts = [item.host for item in known]
    real = hosts if all("example" in host for host in hosts if host) else ()
    yield from _odd(sample, known, "host", ["" if is_open_host(host, real) else host for host in hosts])
    shapes = [_shape(item.path) for item in known]
    same_path = [item for item, path in zip(known, shapes, strict=True) if path == _usual(shapes)]
    yield from _odd(sample, same_path, "method", [item.call.method for item in same_path])
    paths = _paths(known)
    if _are_variants([path for path in paths if path]):
        yield from _odd(sample, known, "path", paths)


def _odd(
    sample: PageSample, items: Sequence[PlacedCall], what: str, values: Sequence[str]
) -> Iterator[CodeFault]:
    """What a sample has, where more of the others, or the one above it, have something else."""
    counts = Counter(value for value in values if value)
    usual = _usual(values)
    for item, value in zip(items, values, strict=True):
        is_odd = value and value != usual and counts[usual] >= counts[value]
        if item.sample is sample and is_odd:
            line = item.call.line if what == "method" else item.call.url_line
            message = f"the {what} is {value} here, and {usual} in the samples beside it"
            yield CodeFault("WP502", message, line, None, f"Write {usual}.")


def _usual(values: Sequence[str]) -> str:
    counts = Counter(value for value in values if value)
    return counts.most_common(1)[0][0] if counts else ""


def _shape(path: str) -> str:
    """A path with a star for each segment that stands for a value."""
    return _VALUE.sub("*", path).strip("/")


def _paths(items: Sequence[PlacedCall]) -> list[str]:
    """The shapes of the paths; empty below a base that is left open, unless that of all is."""
    below = [_BASE.sub("", item.path, count=1) for item in items]
    is_open = [rest != item.path for rest, item in zip(below, items, strict=True)]
    if all(is_open):
        return [_shape(path) for path in below]
    return ["" if each else _shape(item.path) for each, item in zip(is_open, items, strict=True)]


def _are_variants(paths: Sequence[str]) -> bool:
    """Whether the paths are alike, so that one of them may be a mistake for the others."""
    segments = [path.split("/") for path in paths]
    columns = zip(*segments, strict=True) if len({len(each) for each in segments}) == 1 else ()
    if any("*" in column and len(set(column)) > 1 for column in columns):
        return False  # a star may stand for what the others write
    usual = _usual(paths)
    return all(SequenceMatcher(None, usual, path).ratio() >= _ALIKE for path in paths)
