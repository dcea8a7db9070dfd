"""Which samples may run against a real server, and whether the settings fit them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from generator.errors import GeneratorError
from generator.text import counted

if TYPE_CHECKING:
    from generator.config import Config
    from generator.contract import AnswerRules
    from generator.model import Input
    from generator.proving.proof import Subject

_SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which samples run, and which are left out because their operations may change something."""

    run: "tuple[Subject, ...]"
    skipped: "tuple[Subject, ...]"


def chosen_of(
    subjects: "Sequence[Subject]", rules: "Mapping[str, AnswerRules]", unsafe: bool, token: str
) -> Chosen:
    """The samples that run: those of safe operations, the one that brings the token, or with `unsafe` all.

    Flows are not run against a server.
    """
    subjects = [subject for subject in subjects if subject.flow is None]

    def may_run(subject: "Subject") -> bool:
        request = subject.request
        safe = request.method in _SAFE or rules[request.operation].x_safe
        return unsafe or safe or request.id == token

    run = tuple(subject for subject in subjects if may_run(subject))
    return Chosen(run, tuple(subject for subject in subjects if not may_run(subject)))


def check_settings(config: "Config", subjects: "Sequence[Subject]") -> None:
    """What ``live:`` names must be there, as must the values that it replaces."""
    from generator.proving.against.live_values import missing, values_for

    requests = {subject.request.id: subject.request for subject in subjects}
    known = {*requests, *(request.operation for request in requests.values())}
    if config.live_token and config.live_token not in requests:
        message = f"live.token names the request '{config.live_token}', of which no sample is asked for"
        raise GeneratorError(f"{message}; there are {', '.join(list(requests)[:8])}", config.path)
    for name, pairs in config.live_values.items():
        if name not in known:
            message = f"live.values names '{name}', which is no operation or example with a sample"
            raise GeneratorError(f"{message}; there are {', '.join(list(requests)[:8])}", config.path)
        concerned = [one for one in requests.values() if name in (one.id, one.operation)]
        lost = set(pairs).intersection(*(missing(one, values_for(one, {name: pairs})) for one in concerned))
        if lost:
            message = f"live.values replaces {', '.join(sorted(lost))} in '{name}', which sends no such value"
            raise GeneratorError(f"{message}; write the value that its example has", config.path)


def list_chosen(
    chosen: Chosen,
    rules: "Mapping[str, AnswerRules]",
    wanted: "Sequence[Input]",
    variables: Mapping[str, bytes],
) -> None:
    """Say what would run, what would not and why, and which values are there; never a value."""
    width = max(len(subject.id) for subject in (*chosen.run, *chosen.skipped))
    for subject in chosen.run:
        click.echo(f"runs   {subject.id:{width}}  {rules[subject.request.operation].name}")
    for subject in chosen.skipped:
        name = rules[subject.request.operation].name
        click.echo(f"skips  {subject.id:{width}}  {name}: it is no GET or HEAD and has no x-safe")
    for each in wanted:
        click.echo(f"value  {each.name:{width}}  {'set' if variables.get(each.name) else 'MISSING'}")
    total = f"{counted(len(chosen.run), 'sample')} would run"
    click.echo(f"{total}, {len(chosen.skipped)} would not: --unsafe runs them" if chosen.skipped else total)
