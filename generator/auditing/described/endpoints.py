"""Where the operations of a description can be called, and which of them a call is for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.auditing.requests.call import HOLE, Call
from generator.auditing.requests.slips import is_plural, is_slip
from generator.auditing.requests.urls import is_open_host, split
from generator.model import Description, Input, Operation

TELLING = 6
"""A path longer than this is hardly another API's by accident."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation with the hosts that serve it and the pattern of its whole path.

    `own_path` does without the path of a server, and `base` is the address of one. `schemas` are those of
    its JSON bodies (`generator.reading.body_schemas`), by media type; `answers` those of its responses, by
    ``200 application/json``.
    """

    operation: Operation
    hosts: frozenset[str]
    path: re.Pattern[str]
    is_https: bool
    own_path: re.Pattern[str]
    base: str
    schemas: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def endpoints(
    description: Description, schemas: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Endpoint, ...]:
    """Where the operations of a description can be called."""
    bases = {
        _base(operation, request.url)
        for operation in description.operations
        for request in operation.requests
    }
    found = []
    for operation in description.operations:
        own = {_base(operation, request.url) for request in operation.requests} or bases
        hosts = frozenset(host for _, host, _ in own)
        prefixes = "|".join(sorted({re.escape(prefix) for _, _, prefix in own}))
        pattern = "/".join(
            re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(part)) for part in operation.path.split("/")
        )
        of_operation = (schemas or {}).get(operation.id, {})
        found.append(
            Endpoint(
                operation,
                hosts,
                re.compile(f"(?:{prefixes}){pattern}"),
                all(scheme == "https" for scheme, _, _ in own),
                re.compile(f"(?:{prefixes})?{pattern}"),
                next((f"{scheme}://{host}{prefix}" for scheme, host, prefix in sorted(own)), ""),
                {key: each for key, each in of_operation.items() if " " not in key},
                {key: each for key, each in of_operation.items() if " " in key},
            )
        )
    return tuple(found)


def _base(operation: Operation, url: tuple[str | Input, ...]) -> tuple[str, str, str]:
    """Scheme, host and the path before that of the operation."""
    text = "".join(part if isinstance(part, str) else HOLE for part in url)
    scheme, host, path, _ = split(text)
    parts = path.split("/")
    own = operation.path.count("/")
    return scheme, host, "/".join(parts[: len(parts) - own])


def matching_endpoint(call: Call, known: Sequence[Endpoint]) -> Endpoint | None:
    """The endpoint that a call is for, by path, method and host; None if it cannot be told.

    A host that the text does not tell, or that is a placeholder, fits any.
    """
    _, host, path, _ = split(call.url)
    path = path if host or path[:1] != "/" else HOLE + path  # what a path alone begins with, may be left out
    fits_any = not host or HOLE in host or is_open_host(host, {each for end in known for each in end.hosts})
    for endpoint in with_path(path, known):
        if endpoint.operation.method.upper() == call.method and (
            fits_any or is_related(host, endpoint.hosts) or len(endpoint.operation.path) > TELLING
        ):
            return endpoint
    return None


def with_path(path: str, known: Sequence[Endpoint]) -> list[Endpoint]:
    """The endpoints whose path this is; those that are written out before those with a parameter."""
    if not path or path == HOLE:
        return []
    if path.startswith(f"{HOLE}/"):  # the base address is in a variable
        tail = path[1:].replace(HOLE, "x")
        found = [endpoint for endpoint in known if endpoint.own_path.fullmatch(tail)]
    else:
        plain = path.replace(HOLE, "x")
        found = [
            endpoint for endpoint in known if endpoint.path.fullmatch(plain) or endpoint.path.fullmatch(path)
        ]
    return sorted(found, key=lambda endpoint: endpoint.operation.path.count("{"))


def is_nearly(written: str, path: str) -> bool:
    """Whether a written path ends like one of the description but for a slip, or for a slash at its end."""
    wanted, given = path.strip("/").split("/"), written.strip("/").split("/")
    if len(given) < len(wanted) or "?" in path:  # some tell operations of one path apart by a query
        return False
    if not any(one and "{" not in one for one in wanted):
        return False  # the root is the end of any path
    if any(step[:1] in _OPENS_PARAMETER for step in given[: len(given) - len(wanted)]):
        return False  # no address of a server has parameters of the path
    pairs = list(zip(wanted, given[len(given) - len(wanted) :], strict=True))
    differing = [(one, two) for one, two in pairs if one != two and "{" not in one]
    odd = [(one, two) for one, two in differing if two[:1] not in _OPENS_PARAMETER]
    if odd and len(differing) > 1:
        return False
    if not odd:  # nothing differs but what stands at the end
        return written.endswith("/") != path.endswith("/") and len(wanted[-1]) > 1
    one, two = odd[0]
    if HOLE in two:
        return False
    # A letter or two say little where nothing else of the path is the same.
    is_told = min(len(one), len(two)) > 2 or any(this == that for this, that in pairs)
    is_cut = is_told and (one.startswith(two) or two.startswith(one))
    return is_plural(one, two) or is_slip(one, two, 0.7) or is_cut


_OPENS_PARAMETER = ("{", "<", ":")


def is_related(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host belongs to the domain of one that is described."""
    return any(host.split(".")[-2:] == other.split(".")[-2:] for other in hosts)
