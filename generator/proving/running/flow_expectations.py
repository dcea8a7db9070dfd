"""Did a run of a flow end as it must? The answers that the mock gave say what each request has to hold."""

from collections.abc import Collection
from dataclasses import replace

from generator.model import Flow
from generator.proving.http_message import Reply
from generator.proving.judging.compare_request import differences, overview
from generator.proving.judging.expected_request import Values, expected
from generator.proving.judging.explain_request import request_diff
from generator.proving.running.expectations import (
    Observation,
    error_fault,
    failure_fault,
    limit_fault,
    refusal_fault,
    told,
    with_others,
)
from generator.proving.running.flow_scenarios import output_value
from generator.proving.running.scenarios import Trial
from generator.rendering.languages.language import Promises


def flow_fault(
    trial: Trial, seen: Observation, flow: Flow, adds: Collection[str], promises: Promises
) -> str | None:
    """Why the run was not as the trial demands, for a person to read; None if it was."""
    in_urls = {part for step in flow.steps for part in step.request.url} if promises.names_url else set()
    kept = [one for one in flow.inputs if one not in in_urls]
    wrong = limit_fault(trial, seen, kept) or _outcome_fault(trial, seen, flow, adds, promises)
    return with_others(trial, seen, wrong)


def _outcome_fault(
    trial: Trial, seen: Observation, flow: Flow, adds: Collection[str], promises: Promises
) -> str | None:
    match trial.outcome:
        case "success":
            return _requests_fault(trial, seen, flow, adds) or _shown_fault(trial, seen, flow)
        case "answered error":
            return _requests_fault(trial, seen, flow, adds) or _last_fault(trial, seen, flow, promises)
        case "refusal":
            return refusal_fault(trial, seen)
    return failure_fault(trial, seen.run)


def _answers(trial: Trial) -> list[Reply]:
    return [trial.reply or Reply(500), *trial.later]


def _requests_fault(trial: Trial, seen: Observation, flow: Flow, adds: Collection[str]) -> str | None:
    """Why what arrived is not exactly one request for each answer of the trial, each as its step says."""
    answers = _answers(trial)
    if len(seen.arrivals) != len(answers):
        names = ", ".join(step.id for step in flow.steps[: len(answers)])
        what = f"expected {len(answers)} requests ({names}), received {len(seen.arrivals)}"
        return told(trial, f"{what}: {overview(seen.arrivals)}" if seen.arrivals else what, seen.run)
    for number, (step, arrival) in enumerate(zip(flow.steps, seen.arrivals, strict=False)):
        wanted = expected(step.request, _values(trial, flow, number))
        different = differences(wanted, [arrival], adds)
        if different:
            lines = [f"{trial.name}: step {step.id}: {different[0]}"]
            lines += [f"  {difference}" for difference in different[1:6]]
            return "\n".join([*lines, *request_diff(wanted, arrival, adds)])
    return None


def _values(trial: Trial, flow: Flow, number: int) -> Values:
    """What the reader brought, and what the answers before step `number` gave; of two, the later."""
    values = dict(trial.values)
    for step, answer in zip(flow.steps[:number], _answers(trial), strict=False):
        values |= {output.name: output_value(answer.body, output) for output in step.outputs}
    return values


def _shown_fault(trial: Trial, seen: Observation, flow: Flow) -> str | None:
    """Exit 0, and on standard output the answers that no later step uses, in their order."""
    if seen.run.exit_code != 0:
        return told(trial, f"expected exit code 0, got {seen.run.exit_code}", seen.run)
    answers = zip(flow.steps, _answers(trial), strict=True)
    shown = [answer.body for step, answer in answers if not step.outputs]
    if _without_breaks(seen.run.stdout) == _without_breaks(b"".join(shown)):
        return None
    return told(trial, f"expected on standard output the answers {shown!r:.300}, and nothing else", seen.run)


def _without_breaks(text: bytes) -> bytes:
    """`text` without its line breaks: between two answers there may be one, or none."""
    return text.replace(b"\r", b"").replace(b"\n", b"")


def _last_fault(trial: Trial, seen: Observation, flow: Flow, promises: Promises) -> str | None:
    """The last answer of the trial is an error, which ends the sample and is shown."""
    answers = _answers(trial)
    request = flow.steps[len(answers) - 1].request
    return error_fault(replace(trial, reply=answers[-1]), seen, request, promises, answers[-1])
