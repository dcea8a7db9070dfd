"""The kinds of proof that run a sample: a `Task` in, a `Verdict` out. `clean` is the compilers' and linters'.

- ``sent``: for each documented success, exactly the one request, the body on standard output, exit 0.
- ``fails_loudly``: each documented error, a page of HTML with 500, nobody listening, and two bad
  certificates: exit not 0, status and body shown, nothing sent too many.
- ``any_value``: every hostile value in every Input arrives as it is, as far as its place can hold it.

A kind ends at its first fault.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from generator.model import Flow, Request
from generator.proving.proof import Verdict
from generator.proving.running.expectations import Observation, fault
from generator.proving.running.flow_expectations import flow_fault
from generator.proving.running.flow_scenarios import flow_scenarios
from generator.proving.running.scenarios import (
    Scenario,
    error_scenarios,
    sent_scenarios,
    time_out_scenario,
    value_scenarios,
)
from generator.proving.running.test_bed import Observe, TestBed
from generator.proving.sandbox.process import Program
from generator.rendering.languages.language import Promises

RunKind = Literal["sent", "fails_loudly", "any_value", "time_out"]
Origins = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of proof of one program, which sends the `request`, or the whole `flow` that it begins.

    `adds` are the headers that the language's client adds, `promises` what its samples do by the language's
    own account.
    """

    kind: RunKind
    request: Request
    program: Program
    adds: tuple[str, ...]
    promises: Promises
    flow: Flow | None = None


def start_worker(origins: Origins, isolated: bool) -> None:
    """Make this process a test bed, before it has a thread that would stand in the way."""
    with suppress(OSError):  # the first task meets it again, and can report it
        own_test_bed(origins, isolated)


def work(origins: Origins, isolated: bool, task: Task) -> Verdict:
    """Judge `task` in this process, a test bed for `origins`."""
    return prove_kind(task, partial(own_test_bed(origins, isolated).observe, task.program, task.request))


def prove_kind(task: Task, observe: Observe) -> Verdict:
    """Run the scenarios of the task's kind until one has a fault."""
    if task.kind == "any_value" and not (task.request.inputs or task.flow):
        return Verdict(None, "the sample has no Inputs")
    runs, seconds = 0, 0.0
    for scenario in _scenarios(task):
        seen = observe(scenario)
        runs, seconds = runs + 1, seconds + seen.run.seconds
        reason = _fault(task, scenario, seen)
        if reason:
            return Verdict(False, reason, runs, seconds)
    return Verdict(True, "", runs, seconds)


def _fault(task: Task, scenario: Scenario, seen: Observation) -> str | None:
    if task.flow is not None:
        return flow_fault(scenario, seen, task.flow, task.adds, task.promises)
    return fault(scenario, seen, task.request, task.adds, task.promises)


def _scenarios(task: Task) -> Iterable[Scenario]:
    if task.flow is not None:
        return flow_scenarios(task.kind, task.flow, task.promises)
    match task.kind:
        case "sent":
            return sent_scenarios(task.request, task.promises)
        case "fails_loudly":
            return error_scenarios(task.request, task.promises)
        case "any_value":
            return value_scenarios(task.request, task.promises)
        case "time_out":
            return (time_out_scenario(task.request),)


@cache
def own_test_bed(origins: Origins, isolated: bool) -> TestBed:
    """The test bed of this worker process; it ends with the process."""
    return TestBed(origins, isolated).__enter__()
