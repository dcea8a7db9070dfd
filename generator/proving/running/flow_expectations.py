"""Did a run of a flow end as it must? The answers that the mock gave say what each request has to hold."""

from collections.abc import Collection
from dataclasses import replace

from generator.model import Flow
from generator.proving.http_message import Reply
from generator.proving.judging.compare_request import overview, request_differences
from generator.proving.judging.expected_request import InputValues, expected
from generator.proving.judging.explain_request import request_diff
from generator.proving.running.expectations import (
    Observation,
    error_fault,
    failure_fault,
    limit_fault,
    refusal_fault,
    with_others,
    with_output,
)
from generator.proving.running.flow_scenarios import output_value
from generator.proving.running.scenarios import Scenario
from generator.rendering.languages.language import Promises


def flow_fault(
    scenario: Scenario, seen: Observation, flow: Flow, adds: Collection[str], promises: Promises
) -> str | None:
    """Why the run was not as the scenario demands, for a person to read; None if it was."""
    in_urls = {part for step in flow.steps for part in step.request.url} if promises.names_url else set()
    kept = [one for one in flow.inputs if one not in in_urls]
    wrong = limit_fault(scenario, seen, kept) or _outcome_fault(scenario, seen, flow, adds, promises)
    return with_others(scenario, seen, wrong)


def _outcome_fault(
    scenario: Scenario, seen: Observation, flow: Flow, adds: Collection[str], promises: Promises
) -> str | None:
    match scenario.outcome:
        case "success":
            return _requests_fault(scenario, seen, flow, adds) or _shown_fault(scenario, seen, flow)
        case "answered error":
            return _requests_fault(scenario, seen, flow, adds) or _last_fault(scenario, seen, flow, promises)
        case "refusal":
            return refusal_fault(scenario, seen)
    return failure_fault(scenario, seen.run)


def _answers(scenario: Scenario) -> list[Reply]:
    return [scenario.reply or Reply(500), *scenario.later]


def _requests_fault(scenario: Scenario, seen: Observation, flow: Flow, adds: Collection[str]) -> str | None:
    """Why what arrived is not exactly one request for each answer of the scenario, each as its step says."""
    answers = _answers(scenario)
    if len(seen.arrivals) != len(answers):
        names = ", ".join(step.id for step in flow.steps[: len(answers)])
        what = f"expected {len(answers)} requests ({names}), received {len(seen.arrivals)}"
        return with_output(
            scenario, f"{what}: {overview(seen.arrivals)}" if seen.arrivals else what, seen.run
        )
    for number, (step, arrival) in enumerate(zip(flow.steps, seen.arrivals, strict=False)):
        wanted = expected(step.request, _values(scenario, flow, number))
        different = request_differences(wanted, [arrival], adds)
        if different:
            lines = [f"{scenario.name}: step {step.id}: {different[0]}"]
            lines += [f"  {difference}" for difference in different[1:6]]
            return "\n".join([*lines, *request_diff(wanted, arrival, adds)])
    return None


def _values(scenario: Scenario, flow: Flow, number: int) -> InputValues:
    """What the reader brought, and what the answers before step `number` gave; of two, the later."""
    values = dict(scenario.values)
    for step, answer in zip(flow.steps[:number], _answers(scenario), strict=False):
        values |= {output.name: output_value(answer.body, output) for output in step.outputs}
    return values


def _shown_fault(scenario: Scenario, seen: Observation, flow: Flow) -> str | None:
    """Exit 0, and on standard output the answers that no later step uses, in their order."""
    if seen.run.exit_code != 0:
        return with_output(scenario, f"expected exit code 0, got {seen.run.exit_code}", seen.run)
    answers = zip(flow.steps, _answers(scenario), strict=True)
    shown = [answer.body for step, answer in answers if not step.outputs]
    if _without_breaks(seen.run.stdout) == _without_breaks(b"".join(shown)):
        return None
    return with_output(
        scenario, f"expected on standard output the answers {shown!r:.300}, and nothing else", seen.run
    )


def _without_breaks(text: bytes) -> bytes:
    """`text` without its line breaks: between two answers there may be one, or none."""
    return text.replace(b"\r", b"").replace(b"\n", b"")


def _last_fault(scenario: Scenario, seen: Observation, flow: Flow, promises: Promises) -> str | None:
    """The last answer of the scenario is an error, which ends the sample and is shown."""
    answers = _answers(scenario)
    request = flow.steps[len(answers) - 1].request
    return error_fault(replace(scenario, reply=answers[-1]), seen, request, promises, answers[-1])
