"""APIs, grants and protocols of the past, and errors that are dropped: told by their names.

They are data, in ``data/old_apis.toml``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault, fault_at

_COMMENT = re.compile(r"(?:^|\s)(?://|#)")


class _Api(NamedTuple):
    """What is `told` (rule, message, fix, severity) where a text has `pattern`, and has `where` as well."""

    where: re.Pattern[str]
    pattern: re.Pattern[str]
    told: Mapping[str, str]


@cache
def _apis() -> dict[str, list[_Api]]:
    """By language."""
    import tomllib

    text = files("generator.auditing").joinpath("data/old_apis.toml").read_text("utf-8")
    found: defaultdict[str, list[_Api]] = defaultdict(list)
    for api in tomllib.loads(text)["api"]:
        where, pattern = re.compile(api.get("where", "")), re.compile(api["pattern"], re.MULTILINE)
        found[api["language"]].append(_Api(where, pattern, api))
    return found


def old_api_faults(sample: Sample) -> Iterator[Fault]:
    """The uses of such APIs in a sample, but for those in comments."""
    text = sample.text
    for where, pattern, told in _apis().get(sample.family, ()):
        for match in pattern.finditer(text) if where.search(text) else ():
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not _COMMENT.search(before):
                yield fault_at(
                    text, match.start(), told["rule"], told["message"], told["fix"], told.get("severity")
                )
