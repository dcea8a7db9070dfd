"""The samples of a page in, those that can be run out, each as a `Candidate`; of others, the reason."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.auditing.described.endpoints import Endpoint, matching_endpoint
from generator.auditing.requests.call import HOLE, Call
from generator.auditing.requests.urls import is_placeholder, split
from generator.auditing.running.runners import runner
from generator.auditing.samples.sample import PageSample

_HOST_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(https?)://([\w.-]+)(?::(\d{1,5}))?", re.IGNORECASE)
_JAVA_MAIN = re.compile(r"\bstatic\s+void\s+main\s*\(|^[ \t]*void\s+main\s*\(", re.MULTILINE)
_NUMERIC = re.compile(r"[\d.]+")
_ARGUMENTS = {
    "curl": r"\$\{?[1-9@*]",
    "python": r"\bsys\.argv\b|\bargparse\b",
    "go": r"\bos\.Args\b|\bflag\.(?:Parse|String|Int)\b",
    "csharp": r"\bargs\[|\bGetCommandLineArgs\b",
    "javascript": r"\bprocess\.argv\b",
    "php": r"\$argv\b",
    "ruby": r"\bARGV\b",
    "java": r"\bargs\[",
}

# Whose pieces become programs by what the judge puts before them: usings, the opening tag.
_MADE_WHOLE = ("csharp", "php")

HostAddress = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A whole program that calls a described operation.

    `language` is one of ours. `lines` and `rows` give, for each line of `text`, its line in the file
    and how it stands there; `at` is the 0-based line of the call. `base` is the described address,
    `error` the status of a documented error, empty without one. `described` and `foreign` are the
    addresses (scheme, host, port) that the text names; a placeholder counts as described. `ignored`
    are the beginnings of rule ids that the page switches off here, `earlier` the names that samples of
    the same language above it define.
    """

    path: str
    language: str
    text: str = field(repr=False)
    lines: tuple[int, ...] = field(repr=False)
    rows: tuple[str, ...] = field(repr=False)
    at: int
    calls: int
    operation: str
    base: str
    error: str
    described: frozenset[HostAddress]
    foreign: frozenset[HostAddress]
    ignored: tuple[str, ...] = ()
    earlier: frozenset[str] = frozenset()


def candidate(sample: PageSample, known: Sequence[Endpoint]) -> Candidate | str:
    """The sample as something to run, or why it is not; an empty reason for what is no program at all.

    Its place on the page (`lines`, `rows`, `ignored`) is for the caller to fill in.
    """
    language = runner(sample)
    if not language and not sample.is_code:
        return ""
    found = _described_call(sample, known)
    if found is None:
        return "calls no operation of the description"
    if not language:
        return f"is in {sample.language}, which nothing here runs"
    call, endpoint = found
    told = (*sample.noticed, *sample.fragment.faults)
    if any(fault.rule.startswith("WP1") and fault.severity in (None, "error") for fault in told):
        return "has errors in its text"
    text = sample.fragment.code if language in _MADE_WHOLE and sample.fragment.code else sample.text
    if reason := _unready(sample, text, language, call):
        return reason
    described, foreign = _addresses(sample, endpoint)
    return Candidate(
        path=sample.block.path,
        language=language,
        text=text,
        lines=(),
        rows=(),
        at=call.line if call else 0,
        calls=len(sample.calls),
        operation=f"{endpoint.operation.method.upper()} {endpoint.operation.path}",
        base=endpoint.base,
        error=_error_status(endpoint),
        described=described,
        foreign=foreign,
        earlier=sample.earlier,
    )


def _described_call(sample: PageSample, known: Sequence[Endpoint]) -> tuple[Call | None, Endpoint] | None:
    for call in sample.calls:
        if endpoint := matching_endpoint(call, known):
            return call, endpoint
    if sample.calls:
        return None
    # A language whose calls are not read: its text names the address.
    named = (
        endpoint
        for endpoint in known
        if "{" not in endpoint.operation.path
        and endpoint.operation.path in sample.text
        and any(host and host in sample.text for host in endpoint.hosts)
    )
    return next(((None, endpoint) for endpoint in named), None)


def _unready(sample: PageSample, text: str, language: str, call: Call | None) -> str:
    """Why a sample that calls the operation cannot run by itself."""
    if not is_whole(language, text):
        return "is a fragment"
    if re.search(_ARGUMENTS.get(language, "(?!)"), sample.text):
        return "takes arguments"
    host = split(call.url)[1].partition(":")[0] if call else ""
    if HOLE in host and host != HOLE:
        return "has a host that only its reader knows"
    if host and HOLE not in host and not _HOST_NAME.fullmatch(host):
        return "has a placeholder for a host"
    if _NUMERIC.fullmatch(host) and host != "127.0.0.1":
        return "calls an IP address"
    return ""


def is_whole(language: str, text: str) -> bool:
    """Whether a text is a program of its own: it has an entry, and something in it makes the call."""
    match language:
        case "python":
            return _python_runs(text)
        case "go":
            return all(
                re.search(rf"^{words}", text, re.MULTILINE) for words in (r"package main\b", r"func main\(")
            )
        case "csharp":
            return _csharp_runs(text)
        case "java":
            return _JAVA_MAIN.search(text) is not None
        case "php":
            return "<?php" in text and "<?php class Sample {" not in text
        case _:
            return True


def _python_runs(text: str) -> bool:
    """Functions alone, which nothing calls, make no program."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return any(
        isinstance(node, ast.Call)
        for statement in tree.body
        if not isinstance(statement, definitions)
        for node in ast.walk(statement)
    )


def _csharp_runs(text: str) -> bool:
    from generator.auditing.understanding.trees.tree import parse

    if re.search(r"\bstatic\s+(?:async\s+)?[\w.<>]+\s+Main\s*\(", text):
        return True
    tree = parse("csharp", text)
    statements = [node for node in tree.root.named_children if node.type == "global_statement"]
    return any(
        node.named_children and node.named_children[0].type != "local_function_statement"
        for node in statements
    )


def _addresses(
    sample: PageSample, endpoint: Endpoint
) -> tuple[frozenset[HostAddress], frozenset[HostAddress]]:
    """The addresses that a text names: those of the description or that stand for them, and all others."""
    named = {
        (scheme.lower(), host.lower(), int(port or (443 if scheme.lower() == "https" else 80)))
        for scheme, host, port in _ADDRESS.findall(sample.text)
        if _HOST_NAME.fullmatch(host) and not (port and not 0 < int(port) < 1 << 16)
    }
    for call in sample.calls:
        scheme, authority, _, _ = split(call.url)
        host, _, port = authority.partition(":")
        if scheme in ("http", "https") and _HOST_NAME.fullmatch(host):
            default = 443 if scheme == "https" else 80
            named.add((scheme, host, int(port) if port.isdecimal() and 0 < int(port) < 1 << 16 else default))
    own = {host.partition(":")[0] for host in endpoint.hosts}
    described = {each for each in named if each[1] in own or is_placeholder(each[1])}
    return frozenset(described | {_address(endpoint.base)}), frozenset(named - described)


def _address(base: str) -> HostAddress:
    scheme, authority, _, _ = split(base)
    host, _, port = authority.partition(":")
    return scheme, host, int(port) if port.isdecimal() else (443 if scheme == "https" else 80)


def _error_status(endpoint: Endpoint) -> str:
    statuses = [
        response.status for response in endpoint.operation.responses if response.status[:1] in ("4", "5")
    ]
    return next((status for status in statuses if status.isdigit()), "")
