"""What a program in a language without a grammar does with the response, and how long it waits."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.recognising import PLAIN
from generator.auditing.rules.authentication.credentials import CREDENTIAL, sends_credentials
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_ANY_STATUS = r"[sS]tatus_?[cC]ode"
# What sends a request, and what of the text looks at the status, by client.
_SENT = (
    ("URLSession", r"\.dataTask\((?:with|for)|\.data\((?:for|from):", rf"{_ANY_STATUS}|\bhttpResponse\b"),
    ("NSURLSession", r"dataTaskWith(?:Request|URL):", rf"{_ANY_STATUS}|\bhttpResponse\b"),
    ("libcurl", r"\bcurl_easy_perform\(", r"CURLOPT_FAILONERROR|CURLINFO_RESPONSE_CODE|CURLINFO_HTTP_CODE"),
    ("package:http",
     r"\bawait (?:http|client)\.(?:get|post|put|patch|delete)\(|\bhttp\.(?:Multipart)?Request\(",
     rf"{_ANY_STATUS}|reasonPhrase"),
    ("OkHttp", r"\.newCall\(", r"\.isSuccessful\b|\.code\b|\.message\b"),
    ("reqwest", r"\breqwest::(?:\w+::)?(?:get|Client|ClientBuilder)\b",
     r"error_for_status|\.status\(\)|is_success"),
    ("LWP", r"->(?:request|get|post)\(", r"is_success|is_error|status_line|->code\b"),
    ("httr", r"(?m)^[^#\n]*\b(?:GET|POST|PUT|DELETE|VERB)\(",
     r"stop_for_status|status_code|http_(?:error|status)|warn_for_status"),
)  # fmt: skip
_OF_CLIENT = {
    "package:http": r"package:http/|\bhttp\.Request\(",
    "OkHttp": r"\bOkHttp|\.newCall\(",
    "LWP": r"\bLWP\b",
    "httr": r"\bhttr2?\b",
}
# Those that wait without end where nobody tells them how long.
_LIMIT = {"libcurl": r"CURLOPT_TIMEOUT", "reqwest": r"\.timeout\(", "package:http": r"\.timeout\("}
_ENDLESS = re.compile(
    r"timeoutInterval\s*[:=]\s*(?:Double|TimeInterval)?\.(?:infinity|greatestFiniteMagnitude)\b"
)


def plain_response_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of a sample in a language without a grammar; none of any other."""
    if sample.language != PLAIN or "http" not in sample.text:
        return
    text = sample.text
    for client, sent, looked in _SENT:
        needed = _OF_CLIENT.get(client)
        match = re.search(sent, text)
        if match is None or (needed and not re.search(needed, text)):
            continue
        line = text.count("\n", 0, match.start())
        if not re.search(looked, text):
            message = "the status of the response is never looked at"
            yield Fault("WP604", message, line, None, "Look at the status before the body.")
        limit = _LIMIT.get(client)
        if limit and not re.search(limit, text):
            message = f"{client} waits forever for a server that does not answer"
            yield Fault("WP605", message, line, None, "Set a time-out.", "note")
        break
    if endless := _ENDLESS.search(text):
        message = "the time-out is infinite: the program waits forever for a server that does not answer"
        line = text.count("\n", 0, endless.start())
        yield Fault("WP605", message, line, None, "Leave it out, or write seconds.", "note")


def without_credentials(samples: Sequence[Sample], calls: Sequence[Placed]) -> Iterator[Fault]:
    """A tab of such a language that sends no credentials, where two or more of the others do (WP513)."""
    sending: dict[int, int] = {}
    for item in calls:
        group = item.sample.block.group
        if group and sends_credentials(item.call):
            sending[group] = sending.get(group, 0) + 1
    for sample in samples:
        if sample.language != PLAIN or sending.get(sample.block.group, 0) < 2:
            continue
        is_whole = any(re.search(sent, sample.text) for _, sent, _ in _SENT)
        if is_whole and CREDENTIAL.search(sample.text) is None:
            message = "this sample sends no credentials, unlike the samples beside it"
            fix = "Send the same Authorization in every language."
            yield Fault("WP513", message, sample.block.line_at(0), None, fix)
