"""How an operation becomes a call of a client library: the ``[sdk]`` table of a language."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.errors import RefusedError
from generator.model import Call

_WORD = re.compile(r"\{([\w-]+)(?::(\w+))?\}")
_CALL = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Sdk(Struct, frozen=True):
    """The ``[sdk]`` table.

    `operation` is a pattern over the operationId, `call` what is called: ``{group}`` is a group of the
    pattern, ``{x-name}`` an extension of the operation, ``{group:camel}`` the same in another spelling:
    camel, pascal or snake. `calls` has the calls of single operations, by operationId. `known` are all calls
    that the library has, from the file of that name in the language's folder; None if there is no such file.
    `refuse` has patterns of operationIds, each with what the library does there otherwise than described.
    """

    operation: re.Pattern[str]
    call: str
    calls: Mapping[str, str]
    known: frozenset[str] | None
    refuse: tuple[tuple[re.Pattern[str], str], ...]


def sdk(table: Mapping[str, Any], folder: Path) -> Sdk:
    """The table as it stands in ``language.toml``; `folder` is the language's.

    Raises:
        OSError: the file of calls cannot be read.
        ValueError: `call` names a spelling or a group that there is not, or a call is no dotted name.
    """
    refuse = tuple((re.compile(pattern), reason) for pattern, reason in table.get("refuse", {}).items())
    known = frozenset((folder / table["known"]).read_text("utf-8").split()) if "known" in table else None
    made = Sdk(re.compile(table["operation"]), table["call"], table.get("calls", {}), known, refuse)
    for name, spelling in _WORD.findall(made.call):
        if spelling and spelling not in _SPELLINGS:
            raise ValueError(f"sdk.call spells {name} as '{spelling}'; there are {', '.join(_SPELLINGS)}")
        if name not in made.operation.groupindex and not name.startswith("x-"):
            raise ValueError(f"sdk.call has {{{name}}}, which is no group of sdk.operation")
    for each in made.calls.values():
        if not _CALL.fullmatch(each):
            raise ValueError(f"sdk.calls has '{each}', which is no name such as client.orders.create")
    return made


def called(sdk: Sdk, call: Call, title: str) -> str:
    """What is called for an operation, such as ``octokit.rest.issues.create``.

    Raises:
        RefusedError: the library has no call for it.
    """
    name = call.operation_id
    for pattern, reason in sdk.refuse:
        if pattern.fullmatch(name):
            raise RefusedError(f"{title} {reason}")
    made = sdk.calls.get(name) or _by_pattern(sdk, call)
    if not made:
        what = f"the operationId '{name}'" if name else "an operation without operationId"
        raise RefusedError(f"{title} has no call for {what}; write one into [sdk.calls]")
    if sdk.known is not None and made not in sdk.known:
        raise RefusedError(f"{title} has no {made}")
    return made


def _by_pattern(sdk: Sdk, call: Call) -> str:
    """The call that the pattern makes of the operationId and the extensions; empty if it makes none."""
    match = sdk.operation.fullmatch(call.operation_id)
    words = {**dict(call.extensions), **(match.groupdict("") if match else {})}
    wanted = {word for word, _ in _WORD.findall(sdk.call)}
    if match is None or not wanted <= words.keys():
        return ""
    made = _WORD.sub(lambda found: _SPELLINGS.get(found[2], str)(words[found[1]]), sdk.call)
    return made if _CALL.fullmatch(made) else ""


def _camel(text: str) -> str:
    words = _PIECES.findall(text)
    return "".join([*map(str.lower, words[:1]), *map(str.capitalize, words[1:])])


def _pascal(text: str) -> str:
    return "".join(map(str.capitalize, _PIECES.findall(text)))


def _snake(text: str) -> str:
    return "_".join(map(str.lower, _PIECES.findall(text)))


_SPELLINGS = {"camel": _camel, "pascal": _pascal, "snake": _snake}
