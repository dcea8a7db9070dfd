"""Did a run end as it must? A `Scenario` and the `Observation` of its run in, the fault in words out."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from generator.media_types import is_json
from generator.model import Input, Request, is_printed_as_text
from generator.proving.http_message import Reply
from generator.proving.judging.compare_json import document_differences, parse_exact_json
from generator.proving.judging.compare_request import (
    Arrival,
    number_difference,
    overview,
    request_differences,
)
from generator.proving.judging.differences import clipped
from generator.proving.judging.expected_request import expected
from generator.proving.judging.explain_request import request_diff
from generator.proving.judging.hostile_values import leaks
from generator.proving.running.scenarios import FOLLOWED, Scenario
from generator.proving.sandbox.network_watch import Attempt
from generator.proving.sandbox.process import Run
from generator.rendering.languages.language import Promises

# 128 + SIGKILL, SIGXCPU, SIGXFSZ: the program met one of the sandbox's limits.
_LIMITED = frozenset({137, 152, 153})
_ROOM = 2000
_TWO = 2


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run did: to its own process, to the wire, and what it tried beside the described origin."""

    run: Run
    arrivals: tuple[Arrival, ...]
    elsewhere: tuple[Attempt, ...] = ()


def fault(
    scenario: Scenario, seen: Observation, request: Request, adds: Collection[str], promises: Promises
) -> str | None:
    """Why the run was not as the scenario demands, for a person to read; None if it was.

    `adds` are the headers that the client adds.
    """
    kept = _kept_secret(scenario, request, promises)
    wrong = limit_fault(scenario, seen, kept) or _outcome_fault(scenario, seen, request, adds, promises)
    return with_others(scenario, seen, wrong)


def with_others(scenario: Scenario, seen: Observation, wrong: str | None) -> str | None:
    """The fault that is known, if any, with what the run tried beside the described origin."""
    if not seen.elsewhere:
        return wrong
    tried = ", ".join(map(str, seen.elsewhere[:5]))
    return (
        f"{wrong}\n  besides, it {tried}" if wrong else with_output(scenario, f"the sample {tried}", seen.run)
    )


def limit_fault(scenario: Scenario, seen: Observation, kept_secret: Iterable[Input]) -> str | None:
    """Why a run is wrong whatever it sent: it printed a secret, or met a limit."""
    run = seen.run
    if leaked := leaks(kept_secret, run.stdout + b"\n" + run.stderr):
        return with_output(scenario, f"the secret {leaked[0]} is in the output", run)
    if run.ended not in ("exited", "signalled") or run.exit_code in _LIMITED:
        ended = run.ended if run.exit_code is None else f"exit code {run.exit_code}"
        return with_output(
            scenario, f"expected the sample to end by itself, but it met a limit ({ended})", run
        )
    return None


def _outcome_fault(
    scenario: Scenario, seen: Observation, request: Request, adds: Collection[str], promises: Promises
) -> str | None:
    run = seen.run
    match scenario.outcome:
        case "success":
            return _success_fault(scenario, seen, request, adds, _answer(scenario), promises)
        case "followed":
            if len(seen.arrivals) != _TWO:
                return with_output(
                    scenario, f"expected it to follow the redirect, received {overview(seen.arrivals)}", run
                )
            first = replace(seen, arrivals=seen.arrivals[:1])
            return _success_fault(scenario, first, request, adds, FOLLOWED, promises)
        case "refusal":
            return refusal_fault(scenario, seen)
        case "answered error":
            # Whether the request is right is for `sent` to say; here it must not be repeated.
            arrivals = seen.arrivals[:1] if scenario.repeats and _are_alike(seen.arrivals) else seen.arrivals
            wrong = number_difference(arrivals)
            if wrong:
                return with_output(scenario, str(wrong), run)
            return error_fault(scenario, seen, request, promises, _answer(scenario))
        case "unanswered":
            return failure_fault(scenario, run)


def _are_alike(arrivals: Sequence[Arrival]) -> bool:
    """Whether all that arrived is one request, sent several times."""
    received = [arrival.received for arrival in arrivals]
    return (
        len(
            {
                (arrival.origin, one.method, one.target, one.body)
                for arrival, one in zip(arrivals, received, strict=True)
            }
        )
        == 1
    )


def _kept_secret(scenario: Scenario, request: Request, promises: Promises) -> list[Input]:
    """The Inputs that must not be printed: all, but for those in a URL that an error message names."""
    is_told = promises.names_url and scenario.outcome not in ("success", "followed")
    return [one for one in request.inputs if not (is_told and one in request.url)]


def _success_fault(
    scenario: Scenario,
    seen: Observation,
    request: Request,
    adds: Collection[str],
    answer: Reply,
    promises: Promises,
) -> str | None:
    return request_fault(scenario, seen, request, adds) or shown_fault(
        scenario, seen, request, answer, promises
    )


def shown_fault(
    scenario: Scenario, seen: Observation, request: Request, answer: Reply, promises: Promises
) -> str | None:
    """Why a sample did not end with 0 and the body of an answer of success on its standard output."""
    if seen.run.exit_code != 0:
        return with_output(scenario, f"expected exit code 0, got {seen.run.exit_code}", seen.run)
    if request.method == "HEAD" or _shows(
        seen.run.stdout, answer, promises
    ):  # clients print a header in its stead
        return None
    return with_output(
        scenario, f"expected the body on standard output, {answer.body!r:.300}, and nothing else", seen.run
    )


def _shows(output: bytes, answer: Reply, promises: Promises) -> bool:
    """Whether `output` is the body: text may end in a line break that is not its own, bytes may not."""
    media_type = _media_type(answer)
    if promises.shows == "json" and is_printed_as_text(media_type) and _shows_json(output, answer.body):
        return True
    if not is_printed_as_text(media_type):
        return output == answer.body
    return _lines(output) == _lines(answer.body)


def _shows_json(output: bytes, body: bytes) -> bool:
    """Whether `output` is the same JSON as the body, or is a body that is no JSON as a JSON string."""
    try:
        value = parse_exact_json(body)
    except ValueError:
        value = body.decode("utf-8", "replace")
    return not any(document_differences(value, output))


def _media_type(answer: Reply) -> str | None:
    return next((value for name, value in answer.headers if name.lower() == "content-type"), None)


def _lines(text: bytes) -> bytes:
    return text.removesuffix(b"\n").removesuffix(b"\r").removesuffix(b"\n")


def request_fault(
    scenario: Scenario, seen: Observation, request: Request, adds: Collection[str]
) -> str | None:
    """Why what arrived is not exactly the described request."""
    wanted = expected(request, scenario.values)
    found = request_differences(wanted, seen.arrivals, adds)
    if not found:
        return None
    lines = [f"{scenario.name}: {found[0]}", *(f"  {difference}" for difference in found[1:6])]
    if len(seen.arrivals) == 1:
        return "\n".join([*lines, *request_diff(wanted, seen.arrivals[0], adds)])
    return "\n".join([*lines, *_output(seen.run)])


def error_fault(
    scenario: Scenario, seen: Observation, request: Request, promises: Promises, reply: Reply
) -> str | None:
    """Exit not 0, and both status and body of `reply` shown; digits in the body are not the status."""
    failure = failure_fault(scenario, seen.run)
    if failure:
        return failure
    if reply.status in promises.hides:
        return None
    is_told = is_json(_media_type(reply) or "")
    if "errors without JSON" in promises.waives and not is_told:
        return None
    body = b"" if request.method == "HEAD" else reply.body.strip()
    if promises.shows == "json" and is_told:
        body = b""
        if lost := next((text for text in _texts(reply.body) if text not in _all(seen.run)), None):
            return with_output(
                scenario, f"expected {lost!r:.300} of the answer's body in the output", seen.run
            )
    if body not in seen.run.stdout and body not in seen.run.stderr:
        return with_output(scenario, f"expected the answer's body in the output, {body!r:.300}", seen.run)
    output = b"\n".join((seen.run.stdout, seen.run.stderr))
    if body:
        output = output.replace(body, b"")
    if "status" in promises.waives:
        return None
    if not re.search(rb"(?<!\d)%d(?!\d)" % reply.status, output):
        return with_output(scenario, f"expected the status {reply.status} in the output", seen.run)
    return None


def _texts(body: bytes) -> Iterator[bytes]:
    """The texts that stand in a JSON object itself, as a library that has parsed it shows them."""
    try:
        document = json.loads(body)
    except ValueError:
        yield body
        return
    if isinstance(document, dict):
        yield from (value.encode() for value in document.values() if isinstance(value, str))
        for member in document.values():  # many APIs put it into an `error`
            if isinstance(member, dict) and isinstance(member.get("message"), str):
                yield member["message"].encode()


def _all(run: Run) -> bytes:
    return run.stdout + b"\n" + run.stderr


def refusal_fault(scenario: Scenario, seen: Observation) -> str | None:
    """Why a sample did not fail before anything was sent."""
    if seen.arrivals:
        return with_output(
            scenario, f"expected nothing to be sent, received {overview(seen.arrivals)}", seen.run
        )
    return failure_fault(scenario, seen.run)


def failure_fault(scenario: Scenario, run: Run) -> str | None:
    """Why a run did not end in a failure that says something."""
    if run.exit_code == 0:
        return with_output(scenario, "expected an exit code that is not 0, got 0", run)
    if not (run.stdout + run.stderr).strip():
        return with_output(scenario, "expected an error message, got no output", run)
    return None


def _answer(scenario: Scenario) -> Reply:
    return scenario.reply or Reply(500)


def with_output(scenario: Scenario, what: str, run: Run) -> str:
    """`what` is wrong in a scenario, with what the sample printed."""
    return "\n".join([f"{scenario.name}: {what}", *_output(run)])


def _output(run: Run) -> list[str]:
    """What the sample printed, for the report of a failure."""
    lines = [f"  exit code: {run.exit_code if run.exit_code is not None else run.ended}"]
    for name, data in (("standard output", run.stdout), ("standard error", run.stderr)):
        text = data[:_ROOM].decode("utf-8", "backslashreplace").rstrip("\n")
        lines += [f"  {name}:", *(f"    {clipped(line)}" for line in text.splitlines()[:20])] if text else []
    return lines
