"""The values that samples get when they run against a real server: from a file or the environment."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.model import Input
    from generator.proving.against.answered import Server
    from generator.proving.proof import Subject


def wanted_inputs(subjects: "Sequence[Subject]", server: "Server") -> "list[Input]":
    """The Inputs that must be brought: all but the token, where a request brings that."""
    from generator.proving.against.answered import bearer_inputs

    wanted: dict[str, Input] = {}
    for subject in subjects:
        brought = bearer_inputs(subject.request) if server.token else frozenset[str]()
        for each in subject.request.inputs:
            if each.name not in brought:
                wanted.setdefault(each.name, each)
    return list(wanted.values())


def read_variables(env_file: Path | None) -> dict[str, bytes]:
    """The environment, and what the file says instead."""
    from dotenv import dotenv_values

    variables = dict(os.environb)
    found = {name.decode("utf-8", "replace"): value for name, value in variables.items()}
    if env_file is not None:
        try:
            read = dotenv_values(env_file, interpolate=False, encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GeneratorError("cannot be read as a file of NAME=value lines in UTF-8", env_file) from error
        found |= {name: value.encode() for name, value in read.items() if value is not None}
    return found


def values_of(wanted: "Sequence[Input]", variables: Mapping[str, bytes]) -> dict[str, bytes]:
    """The value of each Input that is wanted.

    Raises:
        GeneratorError: the variables have none for one of them, or name a file that cannot be read.
    """
    lacking = [each.name for each in wanted if not variables.get(each.name)]
    if lacking:
        raise GeneratorError(
            f"no value for {', '.join(lacking)}; set {'it' if len(lacking) == 1 else 'them'} in the "
            "environment or in a file that --env-file names"
        )
    return {each.name: _content(each, variables[each.name]) for each in wanted}


def _content(wanted: "Input", value: bytes) -> bytes:
    """The value of a text Input, the bytes of the file that a file Input's variable names."""
    if wanted.kind == "text":
        return value
    try:
        return Path(os.fsdecode(value)).read_bytes()
    except OSError as error:
        message = f"the file that {wanted.name} names cannot be read: {error.strerror}"
        raise GeneratorError(f"{message}; set {wanted.name} to the path of one") from error
