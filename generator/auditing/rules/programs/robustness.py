"""Robustness and old APIs: errors ignored, no time-out, what is deprecated or gone (WP6xx)."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from generator.auditing.recognising import known
from generator.auditing.rules.programs.unlooked import unlooked_calls
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault, fault_at
from generator.auditing.understanding.javascript_node import CLIENT as NODE

_IGNORED = (
    (
        "python",
        r"except(?:\s+\w+(?:\.\w+)*)?(?:\s+as\s+\w+)?\s*:\s*\n?\s*pass\b",
        "the exception is swallowed",
    ),
    ("csharp", r"catch\s*(?:\([^)]*\))?\s*\{\s*\}", "the exception is swallowed"),
    (
        "javascript",
        r"catch\s*(?:\(\w*\))?\s*\{\s*\}|\.catch\(\s*\(?\w*\)?\s*=>\s*\{\s*\}\s*\)",
        "the error is swallowed",
    ),
    ("java", r"catch\s*\([^)]*\)\s*\{\s*\}", "the exception is swallowed"),
)
_GO_JSON = re.compile(
    r"^[ \t]*(json\.(?:Unmarshal\(|New(?:De|En)coder\([^\n]*\)\.(?:De|En)code\())", re.MULTILINE
)
_GO_BLANK = re.compile(r"^[ \t]*(_ = err)\b[ \t]*(?://[^\n]*)?$", re.MULTILINE)
_GO_FAILING = re.compile(r"(?:http|ioutil|io|json|url|client|os|strconv|base64|\w+\.Do|\w*[cC]lient)\b")
_GO_MADE = re.compile(r"(?:errors\.New|fmt\.Errorf)\(")
_GO_INLINE = re.compile(r"\s*if\s")
_GO_CLOSED = re.compile(r"\s*defer (\w+)\.Body\.Close\(\)\n")
_ERR_AGAIN = re.compile(r"\berr\b\s*:?=[^=]|, err\s*:?=")
_ERR_USED = re.compile(r"\berr\b(?!\s*:?=[^=])")
_NOTHING = re.compile(r"\s*\Z")
_GO_CALL = re.compile(r"^[ \t]*((?:\w[\w, ]*?)?)\b(_|err)\s*:?=\s*(?=[\w.&]+[.(])(?!range\b)", re.MULTILINE)


def robustness_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of a sample's robustness; a shell session that is only shown is not asked for it."""
    language = sample.family
    yield from _old(sample.text, language)
    for name, pattern, message in _IGNORED:
        for match in re.finditer(pattern, sample.text) if name == language else ():
            fix = "Handle it, or let it end the program."
            yield fault_at(sample.text, match.start(), "WP603", message, fix)
    if language == "go":
        yield from _go_errors(sample.text)
    if language == "javascript" and ".then(" in sample.text and sample.calls:
        yield from _rejected(sample)
    yield from _unheard(sample)
    yield from _status(sample)
    yield from _time_out(sample)
    if (
        language == "go"
        and re.search(r"\b(?:resp|res|response), \w+ :?= ", sample.text)
        and "Body.Close()" not in sample.text
        and sample.calls
    ) and re.search(r"\.Body\b|ReadAll|\.Do\(|http\.(?:Get|Post)", sample.text):
        yield Fault(
            "WP606",
            "the body of the response is never closed",
            sample.calls[0].line,
            None,
            "Write defer resp.Body.Close().",
        )


class _OldApi(NamedTuple):
    """An API that is told by its name, and what is `told` of it: rule, message, fix and severity.

    `where` is what the sample must have, too: the library that a common name is asked of.
    """

    where: re.Pattern[str]
    pattern: re.Pattern[str]
    told: Mapping[str, str]


@cache
def _old_apis() -> dict[str, list[_OldApi]]:
    """The APIs of each language that are told by their names, from `data/old_apis.toml`."""
    import tomllib

    text = files("generator.auditing").joinpath("data/old_apis.toml").read_text("utf-8")
    found: defaultdict[str, list[_OldApi]] = defaultdict(list)
    for api in tomllib.loads(text)["api"]:
        where, pattern = re.compile(api.get("where", "")), re.compile(api["pattern"], re.MULTILINE)
        found[api["language"]].append(_OldApi(where, pattern, api))
    return found


def _old(text: str, language: str) -> Iterator[Fault]:
    for where, pattern, told in _old_apis().get(language, ()):
        if not where.search(text):
            continue
        for match in pattern.finditer(text):
            if "//" not in text[text.rfind("\n", 0, match.start()) + 1 : match.start()]:
                yield fault_at(
                    text, match.start(), told["rule"], told["message"], told["fix"], told.get("severity")
                )


def _go_errors(text: str) -> Iterator[Fault]:
    """An error result that is thrown away, or kept and not looked at."""
    for match in _GO_JSON.finditer(text):
        yield fault_at(
            text, match.start(1), "WP603", "the error of json is not taken", "Write if err := …; err != nil."
        )
    for match in _GO_BLANK.finditer(text):
        yield fault_at(text, match.start(1), "WP603", "the error is thrown away", "Handle it, or return it.")
    again = [match.start() for match in _ERR_AGAIN.finditer(text)]
    used = [match.start() for match in _ERR_USED.finditer(text)]
    for match in _GO_CALL.finditer(text):
        if match[2] == "_":
            if match[1].strip() and _GO_FAILING.match(text, match.end()):
                fix = "Name it err, and handle it."
                yield fault_at(text, match.start(2), "WP603", "the error is thrown away", fix)
        elif _GO_MADE.match(text, match.end()) is None:
            yield from _go_error_kept(text, match, again, used)


def _go_error_kept(
    text: str, match: re.Match[str], again: Sequence[int], used: Sequence[int]
) -> Iterator[Fault]:
    """An ``err`` that nothing looks at; `again` is where one is given anew, `used` where one is read."""
    end = text.find("\n", match.end())
    if (end < 0 or _NOTHING.match(text, end)) and "package " not in text:
        return  # the fragment ends here; what follows on the page may look at it
    end = end if end >= 0 else len(text)
    given, read = _first(again, end), _first(used, end)
    closed = _GO_CLOSED.match(text, end)
    call = text[match.start() : match.end() + 60]
    if closed and match[1].strip().startswith(closed[1]) and read is not None and "http" in call:
        message = f"{closed[1]} is used before the error is looked at, and is nil where there is one"
        yield fault_at(text, text.find("defer", match.end()), "WP603", message, "Look at err first.")
    is_forgotten = read is None or (given is not None and given < read - 6)
    if is_forgotten and _GO_INLINE.match(text, match.start()) is None:
        fix = "Write if err != nil { log.Fatal(err) }."
        yield fault_at(text, match.start(2), "WP603", "the error is never looked at", fix)


def _first(places: Sequence[int], start: int) -> int | None:
    number = bisect_left(places, start)
    return places[number] if number < len(places) else None


def _status(sample: Sample) -> Iterator[Fault]:
    if _is_only_shown(sample):
        return
    for call in sample.calls:
        if call.client == "curl" and call.checks_status is None:
            message = "curl shows the status, and exits with 0 when the server answers with an error"
            yield Fault("WP604", message, call.line, None, "Add --fail-with-body.", "note")
    unchecked = [
        call
        for call in sample.calls
        if call.checks_status is False and call.method not in ("HEAD", "OPTIONS")
    ]
    unchecked += unlooked_calls(sample)
    rows = sample.text.split("\n") if unchecked else []
    is_forgotten = ".then" not in sample.text and "await" not in sample.text
    for call in unchecked:
        if call.client == "curl":
            message = "curl exits with 0 when the server answers with an error"
            yield Fault("WP604", message, call.line, None, "Add --fail-with-body.")
        elif call.client != "fetch" or not is_forgotten:
            fix = _LOOKS.get(call.client, "Look at the status before the body.")
            yield Fault("WP604", "the status of the response is never looked at", call.line, None, fix)
        elif re.match(r"\s*fetch\(", rows[call.line]):
            yield Fault("WP604", _FORGOTTEN, call.line, None, "Write await, and look at response.ok.", "note")
    yield from _forgotten(sample) if is_forgotten else ()


def _forgotten(sample: Sample) -> Iterator[Fault]:
    """Requests of axios as statements, whose promise nothing takes."""
    of_axios = [call for call in sample.calls if call.client == "axios"]
    rows = sample.text.split("\n") if of_axios else []
    for call in of_axios:
        if re.match(r"\s*axios[.(]", rows[call.line]):
            yield Fault("WP604", _FORGOTTEN, call.line, None, "Write await, and print response.data.", "note")


_FORGOTTEN = "nothing waits for the response, or for an error"
_LOOKS = {
    "requests": "Call response.raise_for_status().",
    "httpx": "Call response.raise_for_status().",
    "net/http": "Compare resp.StatusCode with http.StatusOK.",
    "HttpClient": "Call response.EnsureSuccessStatusCode().",
    "fetch": "Look at response.ok.",
    "XMLHttpRequest": "Look at xhr.status.",
    NODE: "Look at res.statusCode.",
    "ext-curl": "Set CURLOPT_FAILONERROR, or compare curl_getinfo($ch, CURLINFO_RESPONSE_CODE).",
    "Net::HTTP": "Ask response.is_a?(Net::HTTPSuccess).",
    "java.net.http": "Compare response.statusCode().",
    "jQuery": "Add .fail(…).",
}


def _rejected(sample: Sample) -> Iterator[Fault]:
    """A chain of promises that ends without a word about a failure, and is given to nobody."""
    if not re.search(
        r"\.catch\(|\bawait\b|(?:\breturn\b|=>)[^\n]*(?:fetch|axios)|\btry\b|\.then\([^()]*,", sample.text
    ):
        message = "nothing handles a failure of the request"
        yield Fault("WP603", message, sample.calls[0].line, None, "Add .catch(…).", "note")


def _unheard(sample: Sample) -> Iterator[Fault]:
    """A request of Node whose event ``error`` nothing hears: it ends the program with an exception."""
    call = next((call for call in sample.calls if call.client == NODE), None)
    if call is not None and _HEARD.search(sample.text) is None:
        message = "nothing listens to the request's error event"
        yield Fault("WP603", message, call.line, None, "Add req.on('error', …).", "note")


# On the request, not on the response: ``req.on('error', …)`` or ``https.get(…).on('error', …)``.
_HEARD = re.compile(r"(?:\)|\b(?!res\w*\b)\w+)\s*\.on(?:ce)?\(\s*['\"]error['\"]")


def _is_only_shown(sample: Sample) -> bool:
    """Whether a session is there to be read: one in a block that says it is shell is copied."""
    return sample.language == "console" and known(sample.block.hint) != "bash"


def _time_out(sample: Sample) -> Iterator[Fault]:
    if _is_only_shown(sample):
        return
    for call in sample.calls:
        if call.times_out is False:
            message = f"{call.client} waits forever for a server that does not answer"
            yield Fault("WP605", message, call.line, None, _LIMITS.get(call.client, "Add timeout=30."))


_LIMITS = {
    "curl": "Add --max-time 30.",
    "requests": "Add timeout=30.",
    "net/http": "Use &http.Client{Timeout: 30 * time.Second}.",
    "fetch": "Add signal: AbortSignal.timeout(30_000).",
    "XMLHttpRequest": "Write xhr.timeout = 30000.",
    NODE: "Add timeout: 30_000, and destroy the request on its timeout event.",
    "ext-curl": "Set CURLOPT_TIMEOUT to 30.",
    "http.rb": "Add .timeout(30).",
    "axios": "Add timeout: 30_000, which is milliseconds.",
    "request": "Add timeout: 30_000, which is milliseconds.",
    "jQuery": "Add timeout: 30000.",
    "Faraday": "Add request: { timeout: 30 } to Faraday.new.",
    "HTTParty": "Add timeout: 30.",
    "RestClient": "Add timeout: 30.",
    "Guzzle": "Add 'timeout' => 30.",
    "pecl_http": "Call setOptions(['timeout' => 30]).",
    "RestSharp": "Set Timeout in RestClientOptions.",
    "java.net.http": "Add .timeout(Duration.ofSeconds(30)).",
    "HttpURLConnection": "Call setConnectTimeout and setReadTimeout.",
}
