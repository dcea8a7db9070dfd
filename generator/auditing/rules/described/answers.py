"""The JSON that a page shows: answers against the responses of the description, bodies against its requests.

A body that stands in a block of its own, below the line ``POST /items``, is held against the schema of that
operation (WP403 to WP405); an answer against the schemas of its responses: names, types, values (WP409).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.auditing.rules.answers.shown import unknown_members
from generator.auditing.rules.described import Endpoint, matching
from generator.auditing.rules.described.bodies import body_faults, members_of, properties_of
from generator.auditing.rules.described.parameters import names_endpoint
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.sections import Sections
from generator.auditing.understanding.call import BODY, Body, Fault

_STATUS = re.compile(r"\s*HTTP/[\d.]+ ([1-5]\d\d)\b")
# ``// POST /items`` above the body.
_SENT_TO = re.compile(r"\s*(?://|#)?\s*(?:POST|PUT|PATCH|DELETE|SEARCH|QUERY)\s+(?:https?:/)?/")
_OF_ANSWER = re.compile(r"\b(?:respon\w+|returns?|answers?|result|output)\b", re.IGNORECASE)
_SHOWN = 6  # names of one finding
_MEMBER = re.compile(r"\"(?:[^\"\\]|\\.)*\"\s*:")
_RIGHT_BELOW = 4  # lines between two fences, with one for their distance
_ERRORS = {"error", "errors", "error_code", "error_description"}
# What a sample reads after it saw that something failed.
_ANY_ERROR = _ERRORS | {
    "message",
    "msg",
    "detail",
    "details",
    "title",
    "code",
    "status",
    "reason",
    "description",
}
_TOLD = {"WP403", "WP405"}  # what an answer leaves out, it leaves out for the reader's sake


def described_answer_faults(samples: Sequence[Sample], sections: Sections) -> Iterator[Fault]:
    """The faults of the answers and bodies that are shown; their lines are 1-based lines of the file."""
    above: Sample | None = None
    for sample in samples:
        before, above = above, sample
        if sample.language not in ("json", "http", "") or any(call.method for call in sample.calls):
            continue
        start = re.search(r"^[ \t]*[{\[]", sample.text, re.MULTILINE)
        endpoint = sections.endpoint(sample.block.line) if start is not None else None
        if start is None or endpoint is None:
            continue
        text, first = sample.text[start.start() :], sample.text.count("\n", 0, start.start())
        status = _STATUS.match(sample.text)
        is_labelled = _is_labelled(sample, before)
        found: Iterator[Fault]
        if status is None and is_labelled and _takes_none(endpoint):
            operation = endpoint.operation
            name = f"{operation.method.upper()} {operation.path}"
            message = f"the page shows a body of {name}, which takes none in the description"
            found = iter([Fault("WP403", message, 0, None, "Correct the page, or the description.")])
        elif status is None and (is_labelled or _is_request(sample, before)):
            schemas = endpoint.schemas.values()
            found = (fault for each in schemas for fault in _of_request(text, each, is_sure=is_labelled))
        else:
            found = _of_answer(text, status[1] if status else "", endpoint)
        for fault in found:
            yield replace(fault, line=sample.block.line_at(first + fault.line))


def _is_request(sample: Sample, before: Sample | None) -> bool:
    """Whether JSON is what is sent: its first line says where to, or the block right above it does."""
    if _SENT_TO.match(sample.text):
        return True
    if before is None or not before.calls or not names_endpoint(before.calls[-1]):
        return False
    block, end = sample.block, before.block.line_at(before.block.text.rstrip("\n").count("\n"))
    takes_body = before.calls[-1].method in ("POST", "PUT", "PATCH")
    is_answer = _OF_ANSWER.search(f"{block.tab} {block.heading}") is not None
    return takes_body and block.line - end <= _RIGHT_BELOW and not is_answer


_LABEL = re.compile(
    r"\W*(?:(?:example|sample|json|the|optional)\s+){0,2}request\s+(?:body|payload)\b(?:\W*(?:optional|example|json))?\W*",
    re.IGNORECASE,
)


def _is_labelled(sample: Sample, before: Sample | None) -> bool:
    """Whether the words right above a block are those for what is sent, and for no block before it."""
    is_own = before is None or before.block.prose != sample.block.prose
    return is_own and _LABEL.fullmatch(sample.block.prose) is not None


def _takes_none(endpoint: Endpoint) -> bool:
    """Whether the description has no body for an operation."""
    operation = endpoint.operation
    is_taken = any(item.place == "body" for item in operation.parameters)
    return not (endpoint.schemas or is_taken or any(request.body for request in operation.requests))


def _of_request(text: str, schema: str, *, is_sure: bool) -> Iterator[Fault]:
    faults = list(body_faults(Body("json", text), schema, text))
    names = members_of(Body("json", text)) or set()
    unknown = [fault for fault in faults if fault.rule == "WP403"]
    if is_sure or len(unknown) <= max(1, len(names) // 2):  # with more, it is for something else
        yield from faults


def described_reading_faults(samples: Sequence[Sample], known: Sequence[Endpoint]) -> Iterator[Fault]:
    """The members of responses that samples read, and that the description does not have."""
    for sample in samples:
        endpoint = matching(sample.calls[0], known) if len(sample.calls) == 1 else None
        good = [key for key in endpoint.answers if key.startswith("2")] if endpoint is not None else []
        names = [properties_of(endpoint.answers[key]) for key in good] if endpoint is not None else []
        if endpoint is not None and names and all(names):
            members = {name for each in names for name in each}
            where = "response of the description"
            for fault in unknown_members(sample, members, where, _of_errors(endpoint)):
                yield replace(fault, rule="WP409")


def _of_errors(endpoint: Endpoint) -> set[str]:
    """The members that the responses to errors have; what any may have, where they are not described."""
    found = [properties_of(schema) for key, schema in endpoint.answers.items() if not key.startswith("2")]
    return {name for names in found for name in names} or _ANY_ERROR


def _of_answer(text: str, status: str, endpoint: Endpoint) -> Iterator[Fault]:
    """What the description has against an answer; nothing where it may as well be a request."""
    body = Body("json", text)
    names = members_of(body)
    if names is None:
        return
    is_error = bool(names & _ERRORS) or status[:1] in ("4", "5")
    # What has none of a response's names is a piece of it, or shows something else.
    fitting = _fitting(endpoint.answers, status, is_error=is_error)
    schemas = [each for each in fitting if _may_be(names, each)]
    requests = [] if status else [each for each in endpoint.schemas.values() if _may_be(names, each)]
    found = [list(body_faults(body, schema, text, is_answer=True)) for schema in schemas]
    found += [list(body_faults(body, schema, text)) for schema in requests]
    if not schemas or not all(any(each.rule in _TOLD for each in faults) for faults in found):
        return
    nearest = min(found, key=len)
    if not any(nearest is each for each in found[: len(schemas)]):
        return
    told = [fault for fault in nearest if fault.rule in _TOLD and not _is_of_key(fault)]
    unknown = [fault for fault in told if fault.rule == "WP403"]
    if len(unknown) > max(1, _number(text) // 2) or any(BODY in fault.about for fault in told):
        return  # it shows something else
    yield from _unknown([fault for fault in told if fault.rule == "WP403"])
    for fault in told:
        if fault.rule != "WP403":
            yield Fault("WP409", f"in the answer, {fault.message}", fault.line, None, fault.fix)


def _may_be(names: set[str], schema: str) -> bool:
    """Whether an object of these names may be one of a schema: it has one of its names, or may have any."""
    properties = properties_of(schema)
    return not properties or not names.isdisjoint(properties)


def _unknown(faults: Sequence[Fault]) -> Iterator[Fault]:
    """The members that no schema has; those of one object are one finding."""
    by_object: defaultdict[str, list[tuple[str, Fault]]] = defaultdict(list)
    for fault in faults:
        (name,) = fault.about
        by_object[name.rpartition(".")[0]].append((name, fault))
    for pairs in by_object.values():
        names = ", ".join(name for name, _ in pairs[:_SHOWN]) + " …" * (len(pairs) > _SHOWN)
        word = "field" if len(pairs) == 1 else "fields"
        message = f"the answer has {names}, and the description has no such {word}"
        yield Fault("WP409", message, pairs[0][1].line, None, pairs[0][1].fix)


def _number(text: str) -> int:
    """How many members the objects of a JSON text have."""
    return len(_MEMBER.findall(text))


def _is_of_key(fault: Fault) -> bool:
    """Whether a member is called by a URL or a path, which is a key of a map and no name."""
    return any("/" in name for name in fault.about)


def _fitting(answers: Mapping[str, str], status: str, *, is_error: bool) -> list[str]:
    """The schemas of the responses that may be meant; those of one status where it is shown."""
    by_status = {key: schema for key, schema in answers.items() if status and key.startswith(f"{status} ")}
    if by_status:
        return list(by_status.values())
    wanted = ("4", "5", "d") if is_error else ("1", "2", "3") if status else ("2", "4", "5", "d")
    return [schema for key, schema in answers.items() if key.startswith(wanted)]
