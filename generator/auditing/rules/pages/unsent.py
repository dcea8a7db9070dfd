"""Requests that a sample makes, and that neither it nor a sample below it sends (WP118).

Either nothing sends the request, or all of it stands in a function that nothing calls.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# How a language makes a request without sending it, and what sends one.
_MADE = {
    "go": r"\b(\w+), ?\w+ *:?= *http\.NewRequest(?:WithContext)?\(",
    "csharp": r"\b(\w+) *= *new HttpRequestMessage\(",
    "ruby": r"\b(\w+) *= *Net::HTTP::(?:Get|Head|Post|Put|Patch|Delete)\.new\b",
    "python": r"\b(\w+) *= *(?:urllib\.request|urllib2)\.Request\(",
    "java": r"\b(?:Http)?Request +(\w+) *= *(?:HttpRequest\.newBuilder|new Request\.Builder)\(",
    "javascript": r"\b(\w+) *= *new XMLHttpRequest\(",
    "php": r"(\$\w+) *= *curl_init\(",
}
_SENT = {
    "go": r"\.(?:Do|RoundTrip|ServeHTTP)\(",
    "csharp": r"\.Send(?:Async)?\(",
    "ruby": r"\.(?:request|start)\b",
    "python": r"\burlopen\(|\.open\(",
    "java": r"\.(?:send|sendAsync|newCall|execute|enqueue)\(",
    "javascript": r"\.send\(",
    "php": r"\bcurl_(?:multi_)?exec\(|\bcurl_multi_add_handle\(",
}
_SENDS = {
    "go": "client.Do(req)",
    "csharp": "await client.SendAsync(request)",
    "ruby": "http.request(request)",
    "python": "urllib.request.urlopen(request, timeout=30)",
    "java": "client.send(request, …)",
    "javascript": "xhr.send()",
    "php": "curl_exec($ch)",
}
_ELIDED = re.compile(r"\.\.\.|…")


def unsent_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """The requests of a page that nothing sends; lines are 1-based lines of the file.

    One that is passed on or returned is someone else's to send, and so is one of a sample that leaves
    something out. Where any sample below sends one, these may be two parts of one program.
    """
    sent: set[str] = set()  # the languages in which a sample below the one at hand sends something
    faults = []
    for sample in reversed(samples):
        language = sample.family
        if language not in _MADE:
            continue
        if re.search(_SENT[language], sample.text):
            sent.add(language)
        elif language not in sent and _ELIDED.search(sample.text) is None:
            faults += list(_of_sample(sample, language))
    yield from reversed(faults)


def _of_sample(sample: Sample, language: str) -> Iterator[Fault]:
    made = re.search(_MADE[language], sample.text)
    if made is None or "curl_close" in sample.text or _is_passed_on(made[1], sample.text):
        return
    line = sample.line_of(made.start(1))
    message = f"nothing sends {made[1]}: the request is made, and never goes out"
    yield Fault("WP118", message, line, None, f"Write {_SENDS[language]}.")


def _is_passed_on(name: str, text: str) -> bool:
    """Whether a name is returned, or an argument of anything but what sets an option of it."""
    word = re.escape(name)
    argument = rf"(?<!curl_setopt)(?<!curl_setopt_array)[(,]\s*{word}\s*[,)]"
    returned = rf"\breturn\b[^\n;]{{0,300}}(?<![\w$]){word}\b"
    return re.search(f"{argument}|{returned}", text) is not None


# A function without parameters, which the sample alone can mean to call; one with them is for its reader.
_FUNCTIONS = {
    "python": re.compile(r"^(?:async +)?def +(?!test_)(\w+)\(\) *(?:-> *[^:\n]+)?:", re.MULTILINE),
    "javascript": re.compile(
        r"^(?:async +)?function +(\w+)\(\) *\{"
        r"|^(?:const|let|var) +(\w+) *= *(?:async *)?(?:\(\) *=>|function *\(\)) *\{",
        re.MULTILINE,
    ),
    "php": re.compile(r"^function +(\w+)\(\)", re.MULTILINE),
    "ruby": re.compile(r"^def +(\w+)(?:\(\))? *$", re.MULTILINE),
}
_INNER = re.compile(r"[ \t]|[{)}\]]")


def uncalled_faults(page: str, samples: Sequence[Sample]) -> Iterator[Fault]:
    """Samples whose requests stand in a function that nothing on the page calls or names, `page` its text."""
    words: Counter[str] | None = None  # of the page, once they are wanted
    for sample in samples:
        functions = _FUNCTIONS.get(sample.family)
        if functions is None or not sample.calls or _ELIDED.search(sample.text) is not None:
            continue
        rows = sample.text.split("\n")
        for match in functions.finditer(sample.text):
            name = match[1] or match[match.lastindex or 0]
            first = sample.text.count("\n", 0, match.start())
            if first and rows[first - 1].startswith("@"):
                continue  # a framework calls what it decorates
            below = (at for at in range(first + 1, len(rows)) if rows[at] and not _INNER.match(rows[at]))
            last = next(below, len(rows))
            if any(first <= call.line < last for call in sample.calls):
                words = words or Counter(re.findall(r"\w+", page))
                if words[name] > 1:
                    continue
                line = sample.block.line_at(first)
                message = f"nothing calls {name}, so the sample sends nothing"
                yield Fault("WP118", message, line, None, f"Call {name} at the end.", "note")
