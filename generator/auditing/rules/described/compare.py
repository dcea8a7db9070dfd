"""The requests of a sample against the description: what each rule of this room picks its own from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from generator.auditing.described.endpoints import (
    TELLING,
    Endpoint,
    is_nearly,
    is_related,
    matching_endpoint,
    with_path,
)
from generator.auditing.requests.call import CREDENTIALS, HOLE, Call, CodeFault
from generator.auditing.requests.urls import is_open_host, is_this_machine, split
from generator.auditing.rules.described.parameters import operation_faults
from generator.auditing.samples.sample import PageSample
from generator.model import Operation


def description_faults(sample: PageSample) -> Sequence[CodeFault]:
    """What the description has against the requests of a sample; nothing where there is none."""
    around = sample.around
    if around is None or not around.endpoints or not sample.calls:
        return ()
    found = around.kept.get(f"described {id(sample)}")
    if not isinstance(found, list):
        found = around.kept[f"described {id(sample)}"] = list(_differences(sample))
    return found


def of_rule(sample: PageSample, rule: str) -> Iterator[CodeFault]:
    """Those of one rule."""
    return (fault for fault in description_faults(sample) if fault.rule == rule)


def _differences(sample: PageSample) -> Iterator[CodeFault]:
    assert sample.around is not None  # noqa: S101 (differences looks)
    known, samples = sample.around.endpoints, sample.around.samples
    hosts = frozenset(host for endpoint in known for host in endpoint.hosts)
    kept = sample.around.kept
    own = kept.setdefault("own host", _own_host(samples, known) if _are_local(hosts) else None)
    is_session = _SESSION.search(sample.text) is not None and _MADE.search(sample.text) is None
    # What it says of credentials, whatever the request: all of it is looked at but once.
    said = "" if CREDENTIAL.search(sample.text) is not None else sample.text.lower()
    for call in sample.calls:
        if own is not None and _real_host(call, hosts) not in ("", own):
            continue
        endpoint = matching_endpoint(call, known)
        yield from _call_faults(sample, call, known, hosts)
        if endpoint is not None and not is_session and _tells_headers(call):
            yield from _missing_headers(call, endpoint.operation, said)
            yield from _scheme(call, endpoint.operation)


# What a sample says that sends credentials, in whatever way.
CREDENTIAL = re.compile(
    r"(?i)auth|api[-_]?key|token|cookie|credential|password|secret|certificate|--cert\b|(?:^|\s)(?:-u|--user|-n|-E)\b"
)


def _own_host(samples: Sequence[PageSample], known: Sequence[Endpoint]) -> str:
    """Where an API is whose description names no server: the host whose operations a page calls most.

    A path may be another API's as well, ``/v1/users/{id}``.
    """
    calls = [(host, call) for sample in samples for call in sample.calls if (host := _real_host(call, ()))]
    if len({host for host, _ in calls}) < 2:
        return calls[0][0] if calls else ""
    counts = Counter(host for host, call in calls if matching_endpoint(call, known) is not None)
    return counts.most_common(1)[0][0] if counts else ""


def _real_host(call: Call, hosts: Iterable[str]) -> str:
    """The host that a call names; empty for a placeholder, this machine, and what is not known."""
    host = split(call.url)[1]
    is_open = HOLE in host or is_open_host(host, hosts) or is_this_machine(f"http://{host}/")
    return "" if is_open else host


def _tells_headers(call: Call) -> bool:
    """Whether all headers are known: a line such as ``GET /users`` says where to send what, and not how."""
    is_sketch = call.client == "http" and not call.headers
    return not is_sketch and all(header.name for header in call.headers)


def _missing_headers(call: Call, operation: Operation, said: str) -> Iterator[CodeFault]:
    """Credentials and headers that an operation requires; a client may have been given them elsewhere.

    `said` is the sample in small letters, or empty where it speaks of credentials.
    """
    sent = {header.name.lower() for header in call.headers}
    for item in operation.parameters:
        if item.place == "header" and item.required and item.name.lower() not in sent | _OF_CLIENTS:
            message = f"the required header {item.name} is missing"
            yield CodeFault("WP404", message, call.line, None, "Send it.", about=frozenset({item.name}))
    is_brought = not said or _brings_key(said, operation)
    if operation.authentication and all(operation.authentication) and not is_brought:
        kinds = ", ".join(sorted({scheme.kind for each in operation.authentication for scheme in each}))
        message = f"the description wants credentials ({kinds}), and this sample sends none"
        yield CodeFault("WP404", message, call.line, None, "Send them.", about=frozenset({CREDENTIALS}))


# How a scheme is described, and as what its credentials are sent.
_SCHEMES = {"HTTP Basic": "Basic", "Bearer token": "Bearer", "OAuth 2.0 access token": "Bearer"}
_SENT = re.compile(r"(Basic|Bearer|Token|Digest|ApiKey)\s", re.IGNORECASE)


def _scheme(call: Call, operation: Operation) -> Iterator[CodeFault]:
    """An Authorization header of another scheme than all that the description has for an operation."""
    header = call.header("Authorization")
    sent = _SENT.match(header.value) if header is not None else None
    wanted = {_SCHEMES.get(scheme.kind, "") for each in operation.authentication for scheme in each}
    if header is not None and sent and wanted and "" not in wanted and sent[1].capitalize() not in wanted:
        names = " or ".join(sorted(wanted))
        message = f"the scheme of Authorization is {sent[1]} here; the description wants {names}"
        yield CodeFault(
            "WP405", message, header.line, None, f"Write {names}.", about=frozenset({header.name})
        )


def _brings_key(text: str, operation: Operation) -> bool:
    """Whether a sample names what an API key of the description is sent in: ``X-Fleet``, ``sid``."""
    kinds = {scheme.kind for each in operation.authentication for scheme in each}
    names = {kind.rpartition(" ")[2].lower() for kind in kinds if kind.startswith("API key ")}
    return any(name in text for name in names)


# A client that was made elsewhere, and may have been given its headers there.
_SESSION = re.compile(
    r"\b(?!requests|httpx|axios|http)\w+\.(?:get|post|put|patch|delete|request|send|\w+Async)\("
)
_MADE = re.compile(r"new HttpClient|HttpClient\.new|Session\(\)|\bClient\(|\.create\(")
_OF_CLIENTS = {"accept", "content-type", "authorization", "user-agent", "host", "content-length"}


def _call_faults(
    sample: PageSample, call: Call, known: Sequence[Endpoint], hosts: frozenset[str]
) -> Iterator[CodeFault]:
    scheme, host, path, _ = split(call.url)
    if not path or (HOLE in call.url[:1] and path == HOLE):
        return
    candidates = with_path(path if host or path[:1] != "/" else HOLE + path, known)
    is_unknown = not host or HOLE in host or is_open_host(host, hosts)
    is_telling = bool(candidates) and len(candidates[0].operation.path) > TELLING
    is_unknown = is_unknown or (is_telling and _are_local(hosts))
    if host in hosts and not candidates:
        yield from _unknown_path(sample, call, known)
        return
    if not candidates or not (host in hosts or is_unknown or is_related(host, hosts)):
        if is_telling:
            yield _other_host(call, host, candidates[0])
        return
    if not is_unknown and host not in hosts:
        yield _other_host(call, host, candidates[0])
    if scheme == "http" and candidates[0].is_https:
        message = "the description serves this over https alone"
        yield CodeFault("WP201", message, call.url_line, None, "Write https://.", "error")
    matching = [each for each in candidates if each.operation.method.upper() == call.method]
    if matching:
        yield from operation_faults(sample, call, matching[0])
    elif call.method and HOLE not in call.method:
        yield from _unknown_method(sample, call, candidates)


def _unknown_path(sample: PageSample, call: Call, known: Sequence[Endpoint]) -> Iterator[CodeFault]:
    """A path of the API that no operation has; what it was meant to be is held against the call as well."""
    _, host, path, _ = split(call.url)
    meant = _nearly(path, known)
    right = meant[0].operation.path if meant else _below_base(host, path, known)
    if right is None:
        return  # another API of that host
    fix = f"Write {right}." if right else "Correct the path, or add it to the description."
    message = f"the description has no path {path}"
    yield CodeFault("WP401", message, call.url_line, None, fix, about=frozenset({path}))
    meant = [each for each in meant if each.operation.method.upper() == call.method]
    if meant:
        yield from operation_faults(sample, call, meant[0])


def _unknown_method(sample: PageSample, call: Call, candidates: Sequence[Endpoint]) -> Iterator[CodeFault]:
    """A method that a path does not have; a body is held against the one operation that takes any."""
    methods = ", ".join(sorted(endpoint.operation.method.upper() for endpoint in candidates))
    message = f"the description has {methods} for {split(call.url)[2]}, not {call.method}"
    yield CodeFault("WP402", message, call.line, None, f"Use {methods}.")
    meant = [each for each in candidates if _takes_body(each)]
    if len(meant) == 1 and call.body is not None:
        yield from operation_faults(sample, call, meant[0])


def _takes_body(endpoint: Endpoint) -> bool:
    return bool(endpoint.schemas) or any(item.place == "body" for item in endpoint.operation.parameters)


def _are_local(hosts: frozenset[str]) -> bool:
    """Whether a description says no more than where the API runs on a developer's machine."""
    return all(is_this_machine(f"http://{host}/") for host in hosts)


def _below_base(host: str, path: str, known: Sequence[Endpoint]) -> str | None:
    """What to write for a path that is not described; empty if nobody knows, None if the API is another.

    A host may serve more than is described: a path that does not begin as the addresses of the servers do
    is held against the description only if it ends like one of its own, as ``/v1/items`` does for
    ``/v2/items``.
    """
    bases = {each.base.rstrip("/") for each in known if host in each.hosts}
    prefixes = {split(f"{base}/")[2].rstrip("/") for base in bases if split(base)[1] == host}
    if any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes):
        return ""
    steps = path.split("/")[1:]
    most = max((prefix.count("/") for prefix in prefixes), default=0)
    for start in range(min(most + 1, len(steps))):
        for endpoint in with_path(f"{HOLE}/{'/'.join(steps[start:])}", known):
            if not endpoint.operation.path.startswith("/{"):
                return split(endpoint.base)[2].rstrip("/") + endpoint.operation.path
    return None


def _nearly(path: str, known: Sequence[Endpoint]) -> list[Endpoint]:
    """The endpoints of the one path that is like `path` but for a slip or for a slash at its end."""
    near = [each for each in known if is_nearly(path, each.operation.path)]
    return near if len({each.operation.path for each in near}) == 1 else []


def _other_host(call: Call, host: str, endpoint: Endpoint) -> CodeFault:
    described = ", ".join(sorted(endpoint.hosts))
    message = f"the host is {host}, and {described} in the description"
    return CodeFault("WP407", message, call.url_line, None, f"Write {described}.")
