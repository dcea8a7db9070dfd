"""Questions to the whole text of a sample that rules ask for each of its requests: answered once."""

import re
from functools import lru_cache


@lru_cache(maxsize=64)  # the questions about the sample at hand
def says(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether the text has a match of the pattern somewhere; a thousand requests cost one search."""
    return pattern.search(text) is not None
