"""Whether a JavaScript program looks at the status of its responses, and limits how long it waits."""

import re
from functools import lru_cache

from generator.auditing.understanding.says import says

_CHECKED = re.compile(r"\.ok\b|\.status\b|statusCode|raiseForStatus")
# ``return 'timeout'`` limits nothing.
_LIMITED = re.compile(
    r"AbortSignal|AbortController|(?<!['\"])timeout(?!['\"])(?!\s*:\s*0\b)|['\"]timeout['\"]\s*:\s*(?!0\b)"
)
_HELD = re.compile(
    r"\b(?:const|let|var)\s+(?:\{\s*(?:\w+\s*:\s*)?(\w+)\s*\}|(\w+))\s*=\s*await\s+[\w.]+\.json\(\)"
)


def is_status_checked(source: str) -> bool:
    """Whether a text asks for a response's status; ``data.status`` of what JSON holds is none of HTTP."""
    return says(_without_json(source), _CHECKED)


def is_wait_limited(source: str) -> bool:
    """Whether a text has an option or a signal that ends the wait for a response."""
    return says(source, _LIMITED)


@lru_cache(maxsize=4)  # one sample at a time asks, once for each of its requests
def _without_json(source: str) -> str:
    names = {first or second for first, second in _HELD.findall(source)}
    held = "|".join(re.escape(name) for name in sorted(names))
    return re.sub(rf"(?<![\w.])(?:{held})\??\.status\b", "", source) if held else source
