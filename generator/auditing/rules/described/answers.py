"""The answers that a page shows, against the responses of the description: names, types, values (WP409)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.auditing.rules.answers import unknown_members
from generator.auditing.rules.described import Endpoint, matching
from generator.auditing.rules.described.bodies import body_faults, members_of, properties_of
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.sections import Sections
from generator.auditing.understanding.call import Body, Fault

_STATUS = re.compile(r"\s*HTTP/[\d.]+ ([1-5]\d\d)\b")
_ERRORS = {"error", "errors", "error_code", "error_description"}
_TOLD = {"WP403", "WP405"}  # what an answer leaves out, it leaves out for the reader's sake


def described_answer_faults(samples: Sequence[Sample], sections: Sections) -> Iterator[Fault]:
    """The faults of the answers that samples show; their lines are 1-based lines of the file."""
    for sample in samples:
        if sample.language not in ("json", "http", "") or any(call.method for call in sample.calls):
            continue
        start = re.search(r"^\s*[{\[]", sample.text, re.MULTILINE)
        endpoint = sections.endpoint(sample.block.line) if start is not None else None
        if start is None or endpoint is None or not endpoint.answers:
            continue
        text, first = sample.text[start.start() :], sample.text.count("\n", 0, start.start())
        status = _STATUS.match(sample.text)
        for fault in _of_answer(text, status[1] if status else "", endpoint):
            yield replace(fault, line=sample.block.line_at(first + fault.line))


def described_reading_faults(samples: Sequence[Sample], known: Sequence[Endpoint]) -> Iterator[Fault]:
    """The members of responses that samples read, and that the description does not have."""
    for sample in samples:
        endpoint = matching(sample.calls[0], known) if len(sample.calls) == 1 else None
        good = [key for key in endpoint.answers if key.startswith("2")] if endpoint is not None else []
        names = [properties_of(endpoint.answers[key]) for key in good] if endpoint is not None else []
        if names and all(names):
            where = "response of the description"
            for fault in unknown_members(sample, {name for each in names for name in each}, where):
                yield replace(fault, rule="WP409")


def _of_answer(text: str, status: str, endpoint: Endpoint) -> Iterator[Fault]:
    """What the description has against an answer; nothing where it may as well be a request."""
    body = Body("json", text)
    names = members_of(body)
    if names is None:
        return
    is_error = bool(names & _ERRORS) or status[:1] in ("4", "5")
    schemas = _fitting(endpoint.answers, status, is_error=is_error)
    requests = [] if status else list(endpoint.schemas.values())
    found = [list(body_faults(body, schema, text)) for schema in [*schemas, *requests]]
    if not schemas or not all(any(each.rule in _TOLD for each in faults) for faults in found):
        return
    nearest = min(found, key=len)
    if not any(nearest is each for each in found[: len(schemas)]):
        return
    told = [fault for fault in nearest if fault.rule in _TOLD]
    unknown = [fault for fault in told if fault.rule == "WP403"]
    if len(unknown) > max(1, len(names) // 2) or any("the body is" in fault.message for fault in told):
        return  # it shows something else
    for fault in told:
        if fault.rule == "WP403":
            name = fault.message.rpartition(" ")[2]
            message = f"the answer has {name}, and the description has no such field"
        else:
            message = f"in the answer, {fault.message}"
        yield Fault("WP409", message, fault.line, None, fault.fix)


def _fitting(answers: Mapping[str, str], status: str, *, is_error: bool) -> list[str]:
    """The schemas of the responses that may be meant; those of one status where it is shown."""
    by_status = {key: schema for key, schema in answers.items() if status and key.startswith(f"{status} ")}
    if by_status:
        return list(by_status.values())
    wanted = ("4", "5", "d") if is_error else ("1", "2", "3") if status else ("2", "4", "5", "d")
    return [schema for key, schema in answers.items() if key.startswith(wanted)]
