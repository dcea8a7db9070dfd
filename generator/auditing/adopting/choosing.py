"""A sample in, the id of ours that says the same out; or why there is none, though the operation is known."""

from collections.abc import Sequence

from generator.auditing.described.endpoints import Endpoint, matching_endpoint
from generator.auditing.requests.call import HOLE, Call
from generator.auditing.requests.urls import split
from generator.auditing.running.runners import runner
from generator.auditing.samples.sample import PageSample
from generator.model import FormBody, Input, JsonBody, MultipartBody, Request, Value
from generator.publishing.sync.sync import Samples


class NotAdopted(str):
    """Why a sample that calls a described operation is not taken over."""

    __slots__ = ()


def chosen(sample: PageSample, known: Sequence[Endpoint], offered: Samples) -> str | NotAdopted | None:
    """The id of our sample for one of a page; None where it calls no operation that is described."""
    found = [endpoint for call in sample.calls if (endpoint := matching_endpoint(call, known))]
    if not found:
        return None
    if len(sample.calls) > 1:
        return NotAdopted(f"makes {len(sample.calls)} calls, and ours make one each")
    call, endpoint = sample.calls[0], found[0]
    request = _request(call, endpoint.operation.requests)
    if isinstance(request, NotAdopted):
        return request
    language = runner(sample)
    # A language may have more than one client: python-requests comes first where requests is used.
    ids = (f"{language}-{call.client}/{request.id}", f"{language}/{request.id}")
    known_id = next((each for each in ids if each in offered), None)
    return known_id or NotAdopted(f"is {sample.language}, which is none of our languages")


def _request(call: Call, requests: Sequence[Request]) -> Request | NotAdopted:
    """The example of an operation that a call shows."""
    kind = call.body.kind if call.body else ""
    able = [each for each in requests if each.body is not None and each.body.kind == kind] or list(requests)
    if len(able) == 1:
        return able[0]
    sent = _sent(call)
    telling = _telling(able)
    if any(HOLE in sent.get(name, "") for name in telling):
        return NotAdopted("does not say in its text which example it is")
    same = [each for each in able if all(_fields(each)[name] == (sent.get(name),) for name in telling)]
    ranked = sorted(same or able, key=lambda each: len(_fields(each).keys() ^ sent.keys()))
    if not ranked:
        return NotAdopted("has an operation without examples")
    distances = [len(_fields(each).keys() ^ sent.keys()) for each in ranked]
    is_tie = len(ranked) > 1 and distances[0] == distances[1]
    if is_tie or (not same and distances[0]):
        return NotAdopted("could be more than one example, or none")
    return ranked[0]


def _telling(requests: Sequence[Request]) -> set[str]:
    """The fields that every example has with a fixed value, and not all with the same: ``grant_type``."""
    fields = [_fields(each) for each in requests]
    common = set.intersection(*(set(each) for each in fields)) if fields else set()
    return {
        name
        for name in common
        if all(isinstance(value, str) for each in fields for value in each[name])
        and len({each[name] for each in fields}) > 1
    }


def _sent(call: Call) -> dict[str, str]:
    pairs = [*call.query, *(call.body.fields if call.body else ())]
    pairs += [
        (name, value) for name, _, value in (pair.partition("=") for pair in split(call.url)[3].split("&"))
    ]
    return {name: value.strip('"') for name, value in pairs if name}


def _fields(request: Request) -> dict[str, Value]:
    """The fields of a body and the parameters of the query that an example has, by name."""
    fields: dict[str, Value] = {}
    match request.body:
        case FormBody(fields=pairs):
            fields.update(pairs)
        case MultipartBody(parts=parts):
            fields.update((part.name, part.value) for part in parts)
        case JsonBody(value=dict() as members):
            for name, value in members.items():
                fields[name] = value if isinstance(value, tuple) else (str(value),)
        case _:
            pass
    query = "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in request.url)
    for pair in split(query)[3].split("&"):
        name, _, value = pair.partition("=")
        if name:
            fields[name] = (Input(name),) if "{" in value else (value,)
    return fields
