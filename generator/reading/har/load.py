"""A HAR in, a `Description` out: recorded traffic (HAR 1.2), a log or a single entry, as requests.

What a browser records holds the secrets of whoever sat before it. Credentials, cookies, tokens and all
that looks like one become Inputs, in whatever part of a request they stand; `har_secrets` says which.

The checks are our own: the published JSON Schema (npm's har-schema, of 2017 and with nobody behind it) asks
for timings and caches, which nobody needs here and hand-written entries have not.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from generator.errors import CannotSampleError
from generator.model import Description, Operation, Request
from generator.reading.document.faults import Fault, error
from generator.reading.document.names import distinct_name, example_name, operation_name
from generator.reading.har.checks import har_faults
from generator.reading.har.requests import path_template, recorded_request
from generator.reading.har.secrets import Secrets
from generator.reading.source.files import Source
from generator.reading.source.pointers import Steps, Tree


class _Recorded(NamedTuple):
    """One entry of the log, and where it stands."""

    steps: Steps
    entry: Tree


def har_description(source: Source) -> Description:
    """The requests of the HAR, an operation for each method and path, in the order of the log.

    Raises:
        FaultsError: all that is wrong in it, or two entries with one comment.
    """
    if faults := har_faults(source):
        raise error(faults, [source])
    root = source.tree
    entries = root["log"]["entries"] if "log" in root else [root]
    steps: Steps = ("log", "entries") if "log" in root else ()
    recorded = [_Recorded((*steps, i) if steps else (), entry) for i, entry in enumerate(entries)]
    secrets = Secrets()
    for each in recorded:  # a secret of one entry may stand in another, where nothing tells that it is one
        with suppress(CannotSampleError):
            recorded_request(each.entry, "", "", secrets)
    secrets.spread()
    by_place: dict[tuple[str, str, str], list[_Recorded]] = {}
    for each in recorded:
        by_place.setdefault(path_template(each.entry["request"], secrets), []).append(each)
    operations = tuple(_operations(by_place, secrets))
    if faults := list(_equal_names(source, by_place)):
        raise error(faults, [source])
    creator = root.get("log", {}).get("creator", {})
    name = creator.get("name") if isinstance(creator, dict) else None
    return Description(
        path=source.path,
        title=Path(source.path).stem,
        version="1.2",
        operations=operations,
        description=f"Recorded with {name}." if isinstance(name, str) and name else "",
    )


def _operations(
    by_place: dict[tuple[str, str, str], list[_Recorded]], secrets: Secrets
) -> Iterator[Operation]:
    taken: dict[str, int] = {}
    for (method, _, path), group in by_place.items():
        name = distinct_name(operation_name(method, path), taken)
        requests: list[Request] = []
        reasons: list[str] = []
        examples = {_comment(each.entry).casefold(): 1 for each in group}
        for each in group:
            example = _comment(each.entry) or distinct_name(name, examples)
            try:
                requests.append(recorded_request(each.entry, name, example, secrets))
            except CannotSampleError as problem:
                comment = each.entry.get("comment")
                reasons.append(f"the entry '{comment}': {problem}" if comment else str(problem))
        yield Operation(
            id=name,
            operation_id="",
            method=method,
            path=path,
            requests=tuple(requests),
            responses=tuple(dict.fromkeys(one for request in requests for one in request.responses)),
            reasons=tuple(dict.fromkeys(reasons)),
        )


def _comment(entry: Tree) -> str:
    comment = entry.get("comment") or ""  # some recorders write null
    return example_name(comment, "", is_first=True) if comment.strip() else ""


def _equal_names(source: Source, by_place: dict[tuple[str, str, str], list[_Recorded]]) -> Iterator[Fault]:
    for (method, _, path), group in by_place.items():
        first: dict[str, str] = {}
        for each in group:
            comment = _comment(each.entry)
            if comment and comment.casefold() in first:
                message = (
                    f"the comments '{first[comment.casefold()]}' and '{comment}' of two entries of {method} "
                    f"{path} give one id; write different ones, different not only in case"
                )
                yield Fault(source.path, (*each.steps, "comment"), message)
            first.setdefault(comment.casefold(), comment)
