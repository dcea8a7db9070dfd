"""Responses of which nothing looks at the status, in a sample that looks at that of another (WP604).

A response is followed by its name, from where it is given to where the name is given again. Whatever is not a
known member of it, such as ``check(response)`` or ``if response:``, may look at the status.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Call

# What a client's response has beside its status.
_MEMBERS = {
    "requests": "json text content headers iter_lines iter_content raw cookies encoding close url links",
    "httpx": "json text content headers iter_lines iter_bytes iter_text cookies encoding read aread close",
    "fetch": "json text blob body headers arrayBuffer formData clone url",
    "net/http": "Body Header",
    "HttpClient": "Content Headers",
    "Net::HTTP": "body each_header content_type read_body",
}
_GIVEN = {
    "requests": r"(?:(?:^|;)[ \t]*(\w+)(?:: [\w.]+)?\s*=\s*(?:await\s+)?)$",
    "httpx": r"(?:(?:^|;)[ \t]*(\w+)(?:: [\w.]+)?\s*=\s*(?:await\s+)?)$",
    "fetch": r"(?:^|[;{}])[ \t]*(?:(?:const|let|var)\s+)?(\w+)\s*=\s*await\s+$",
    "net/http": r"(?:^|[;{}])[ \t]*(\w+),\s*\w+\s*:?=\s*$",
    "HttpClient": r"(?:^|[;{}])[ \t]*(?:\w+\s+)?(\w+)\s*=\s*await\s+$",
    "Net::HTTP": r"(?:^|[;])[ \t]*(\w+)\s*=\s*$",
}
_SENDS = {
    "requests": r"[\w.]+\.\w+\(",
    "httpx": r"[\w.]+\.\w+\(",
    "fetch": r"fetch\(",
    "net/http": r"[\w.]+\.(?:Get|Post|PostForm|Head|Do)\(",
    "HttpClient": r"\w+\.\w+Async\(",
    "Net::HTTP": r"[\w.:]+\.\w+\(",
}
_STATUS = re.compile(
    r"\b(?:raise_for_status|EnsureSuccessStatusCode|\w*[sS]tatus\w*|ok|is_success|code|then|orThrow|value!?)\b"
)
# What looks at each response, wherever it was asked for.
_FOR_ALL = re.compile(r"\b(?:hooks|event_hooks|raise_for_status\s*=|interceptors?|DelegatingHandler)\b")
_STATEMENT = 2_000  # characters of the longest statement that sends something
_WORD = re.compile(r"(?<![\w$])[A-Za-z_]\w*")
_AGAIN = re.compile(r"(?:,\s*\w+\s*)?:?=(?![=>~])")


def unlooked_calls(sample: Sample) -> Iterator[Call]:
    """The calls whose response is read, and whose status nothing looks at."""
    calls = [call for call in sample.calls if call.checks_status and call.client in _MEMBERS]
    if len(sample.calls) < 2 or not calls or _FOR_ALL.search(sample.text):
        return
    text, starts = sample.text, [0]
    for row in sample.text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    words: defaultdict[str, list[int]] = defaultdict(list)
    for match in _WORD.finditer(text):
        words[match[0]].append(match.start())
    for call in calls:
        given = _given(text, call, starts)
        if given is not None and _is_unlooked(text, given[0], given[1], words, _MEMBERS[call.client].split()):
            yield call


def _given(text: str, call: Call, starts: Sequence[int]) -> tuple[str, int] | None:
    """The name that a response is given, and where; None where the line of a call does not say."""
    start, end = starts[call.line], starts[min(call.line + 1, len(starts) - 1)]
    row = text[start:end]
    for sends in re.finditer(_SENDS[call.client], row):
        match = re.search(_GIVEN[call.client], row[: sends.start()])
        if match is not None:
            return match[1], start + match.start(1)
    return None


def _is_unlooked(
    text: str, name: str, start: int, words: Mapping[str, Sequence[int]], members: Sequence[str]
) -> bool:
    """Whether all that is done with a name, up to where it is given again, is reading those members."""
    places = words[name]
    uses = []
    for number in range(bisect_left(places, start) + 1, len(places)):
        end = places[number] + len(name)
        if _AGAIN.match(text[end : end + 40].lstrip()) and text[max(0, places[number] - 1)] not in "(,.":
            break
        uses.append(places[number])
    if not uses or _STATUS.search(text, start, min(uses[0], start + _STATEMENT)):
        return False
    return all(_is_member(text, place, name, members) for place in uses)


def _is_member(text: str, place: int, name: str, members: Sequence[str]) -> bool:
    read = re.match(r"\??\.(\w+)", text[place + len(name) : place + len(name) + 40])
    return read is not None and read[1] in members and text[max(0, place - 1)] != "."
