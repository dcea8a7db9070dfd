"""The runs of a flow that each kind of proof asks for: a `Flow` in, `Scenario`s out.

The mock answers each step as documented, but that what later steps use is another value in every run: a
sample that does not take it out of the answer cannot know it.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any, Literal

from generator.model import Flow, Step, StepOutput
from generator.proving.http_message import Reply
from generator.proving.judging.hostile_values import hostile, ordinary, outside
from generator.proving.running.scenarios import Scenario, error_replies, success_replies, time_out_scenario
from generator.rendering.languages.language import Promises

# What an OAuth 2.0 server may put into a token: printable ASCII (RFC 6749, appendix A).
HOSTILE_OUTPUTS: tuple[tuple[str, str], ...] = (
    ("quotes", "\"§'`'\"\"\"'''"),
    ("commands", "$(id)§`id`${HOME}$HOME$;id|id>x*?~#!"),
    ("backslashes", "-\\!§\\n\\x41\\u0041\\"),
    ("separators", "=&a=b&&§;?#/:@+%41%zz%,"),
    ("templates", "<{{x}}{0}%s%d§${x}#{x}<%= x %>"),
    ("blanks", "a  §  b"),
    ("8 KiB", "§" + "0123456789abcde+" * 511),
)
_FRESH = 24  # bytes of randomness


def flow_scenarios(
    kind: Literal["sent", "fails_loudly", "any_value", "time_out"], flow: Flow, promises: Promises
) -> Iterator[Scenario]:
    """The runs of a kind of proof."""
    match kind:
        case "sent":
            yield from _sent(flow)
        case "fails_loudly":
            yield from _loud(flow)
        case "any_value":
            yield from _any_value(flow, promises)
        case "time_out":
            yield time_out_scenario(flow)


def _sent(flow: Flow) -> Iterator[Scenario]:
    for name in ("all steps succeed", "all steps succeed, with other answers"):
        yield _scenario(name, ordinary(flow.inputs), replies(flow, _fresh))


def _loud(flow: Flow) -> Iterator[Scenario]:
    """Each documented error of each step, after the success of those before it; and nobody to answer."""
    values = ordinary(flow.inputs)
    for number, step in enumerate(flow.steps):
        for name, error in error_replies(step.request):
            first, *later = [*replies(flow, _fresh)[:number], error]
            what = f"step {step.id}: {name}"
            yield Scenario(what, values, "answered error", reply=first, later=tuple(later))
    yield Scenario("nobody listens", values, "unanswered", "refuses")
    if not str(flow.steps[0].request.url[0]).startswith("http:"):
        yield Scenario("a certificate of an unknown CA", values, "refusal", "untrusted")
        yield Scenario("a certificate for another host", values, "refusal", "misnamed")


def _any_value(flow: Flow, promises: Promises) -> Iterator[Scenario]:
    """Every hostile value in every Input and in every answer; ordinary ones where a place cannot hold it."""
    plain = ordinary(flow.inputs)
    turns = list(hostile(flow.inputs)) or [("", {})]
    for number in range(max(len(turns), len(HOSTILE_OUTPUTS))):
        name, values = turns[number % len(turns)]
        what, pattern = HOSTILE_OUTPUTS[number % len(HOSTILE_OUTPUTS)]
        fit = {**values, **{each: plain[each] for each in _unfit(flow, values, promises)}}
        yield _scenario(f"{name}; answers: {what}".removeprefix("; "), fit, replies(flow, _hostile(pattern)))


def _hostile(pattern: str) -> Callable[[StepOutput], str]:
    return lambda _: pattern.replace("§", secrets.token_hex(_FRESH // 2))


def _unfit(flow: Flow, values: dict[str, bytes], promises: Promises) -> set[str]:
    """The Inputs that some step cannot carry so."""
    known = {output.name: b"value" for step in flow.steps for output in step.outputs}
    found = (outside(step.request, {**known, **values}, promises) for step in flow.steps)
    return {name for names in found for name in names if name in values}


def _scenario(name: str, values: dict[str, bytes], answers: list[Reply]) -> Scenario:
    return Scenario(name, values, "success", reply=answers[0], later=tuple(answers[1:]))


def _fresh(output: StepOutput) -> str:
    return f"{output.name}-{secrets.token_urlsafe(_FRESH)}"


def replies(flow: Flow, value: Callable[[StepOutput], str]) -> list[Reply]:
    """The answers of success of all steps, with a `value` for each output."""
    return [_answer(step, value) for step in flow.steps]


def _answer(step: Step, value: Callable[[StepOutput], str]) -> Reply:
    """The documented success that has all outputs of the step, with other values for them."""
    answers = list(success_replies(step.request).values())
    if not step.outputs:
        return answers[0]
    for response in step.request.responses:
        if not (response.is_success and response.body):
            continue
        document = json.loads(response.body)
        if all(_put(document, output.pointer, value(output)) for output in step.outputs):
            reply = next(each for each in answers if str(each.status) == response.status)
            return Reply(reply.status, reply.headers, json.dumps(document).encode())
    raise AssertionError(f"no documented answer of step {step.id} has its outputs")


def _put(document: Any, way: tuple[str, ...], value: str) -> bool:  # noqa: ANN401
    """Put `value` where there is a value now; whether there is one."""
    *steps, last = way
    try:
        for step in steps:
            document = document[int(step)] if isinstance(document, list) else document[step]
        key: int | str = int(last) if isinstance(document, list) else last
        document[key]
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    document[key] = value
    return True


def output_value(body: bytes, output: StepOutput) -> bytes:
    """What the answer with this body brings."""
    value = json.loads(body)
    for step in output.pointer:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return str(value).encode()
