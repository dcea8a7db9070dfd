"""``wireproof verify --against URL``: the samples run against a real server, as its owners allow."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.errors import GeneratorError
from generator.text import counted

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.cli.reports.text import Report
    from generator.config import Config
    from generator.contract import AnswerRules
    from generator.model import Input
    from generator.proving.against.answered import Server
    from generator.proving.proof import Proof, Subject

Command = TypeVar("Command", bound=Callable[..., Any])
_SAFE = ("GET", "HEAD")
_RATE = re.compile(r"([1-9][0-9]*)/(s|m)")
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_KEY = "wireproof.against"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options want; `interval` is the least number of seconds between two requests."""

    url: str
    authorities: Path | None
    env_file: Path | None
    unsafe: bool
    interval: float
    lists: bool


def _rate(_context: click.Context, _parameter: click.Parameter, text: str) -> float:
    found = _RATE.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no rate; write requests a second or a minute: 2/s or 30/m")
    return {"s": 1.0, "m": 60.0}[found[2]] / int(found[1])


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    context.meta[f"{_KEY}.{option.name}"] = value


_OPTIONS = (
    click.option(
        "--against",
        metavar="URL",
        expose_value=False,
        callback=_keep,
        help="Forward each request to this server, and check its answer against SPEC.",
    ),
    click.option(
        "--against-ca",
        type=_FILE,
        expose_value=False,
        callback=_keep,
        help="With --against: trust the certificates in this PEM file in place of the system's.",
    ),
    click.option(
        "--env-file",
        type=_FILE,
        expose_value=False,
        callback=_keep,
        help="With --against: read the samples' values from this file, and else from the environment.",
    ),
    click.option(
        "--unsafe",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="With --against: run all operations, and not only GET, HEAD and those with x-safe.",
    ),
    click.option(
        "--rate",
        metavar="N/s",
        default="2/s",
        show_default=True,
        expose_value=False,
        callback=lambda context, option, text: _keep(context, option, _rate(context, option, text)),
        help="With --against: no more requests than this, a second (s) or a minute (m).",
    ),
    click.option(
        "--list",
        "lists",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="With --against: say what would run, and run nothing.",
    ),
)


def against_options(command: Command) -> Command:
    """Decorate a command with the options for a real server."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked_against() -> Asked | None:
    """What the options of the current command want; None without ``--against``.

    Raises:
        UsageError: another of them is given without it.
    """
    context = click.get_current_context()
    given: dict[str, Any] = {
        name: context.meta[f"{_KEY}.{name}"]
        for name in ("against", "against_ca", "env_file", "unsafe", "rate", "lists")
    }
    if given["against"] is None:
        for name, option in (("against_ca", "--against-ca"), ("env_file", "--env-file"),
                             ("unsafe", "--unsafe"), ("lists", "--list")):  # fmt: skip
            if given[name]:
                raise click.UsageError(f"{option} goes with --against URL")
        return None
    return Asked(*given.values())


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which samples run, and which are left out because their operations may change something."""

    run: "tuple[Subject, ...]"
    skipped: "tuple[Subject, ...]"


def run_against(
    asked: Asked, project: "Project", subjects: "Sequence[Subject]", config: "Config"
) -> "Report":
    """Run the samples that may run, and report on them; with ``--list`` say which those are, and end.

    Raises:
        GeneratorError: a value is missing, the server cannot be reached, or the settings are wrong.
    """
    from generator.cli.options import asked_of
    from generator.cli.reports.text import Report
    from generator.cli.verifying import toolchains_of, watched
    from generator.proving.against.answered import Server, answered, in_order
    from generator.proving.against.forward import Forwarder
    from generator.proving.proof import AGAINST_KINDS
    from generator.reading.answer_rules import read_answer_rules

    forwarder = Forwarder.to(asked.url, asked.authorities)
    rules = read_answer_rules(project.description.path, **asked_of(config))
    _check_settings(config, subjects)
    chosen = _chosen(in_order(subjects, config.live_token), rules, asked.unsafe, config.live_token)
    server = Server(forwarder, rules, config.live_values, config.live_token, asked.interval)
    wanted = _wanted(chosen.run, server)
    if asked.lists:
        _list(chosen, rules, wanted, _variables(asked.env_file))
        raise SystemExit(0)
    if not chosen.run:
        what = f"none of {counted(len(subjects), 'sample')} is a GET or HEAD or has x-safe"
        raise GeneratorError(f"nothing would run: {what}; --unsafe runs them", project.description.path)
    brought = _values(wanted, _variables(asked.env_file))
    _check_sandbox()
    forwarder.check()
    toolchains = toolchains_of(project, chosen.run)
    proofs: dict[str, Proof] = {}
    for proof in watched(
        answered(chosen.run, project.languages, toolchains, server, brought), len(chosen.run)
    ):
        proofs[proof.sample_id] = proof
    return Report(
        tuple(proofs[subject.id] for subject in chosen.run),
        sources={subject.id: subject.data for subject in chosen.run},
        kinds=AGAINST_KINDS,
        against=forwarder.url,
        skipped=len(chosen.skipped),
    )


def keep_answers(report: "Report", description: str, own: set[str]) -> None:
    """Enter the answers to our own samples in the ledger; what cannot be kept is said on standard error."""
    from generator.proving.ledger import ledger_path, record_answers

    proofs = [proof for proof in report.proofs if proof.sample_id in own]
    try:
        today = datetime.now(UTC).date()
        homeless = record_answers(ledger_path(description), proofs, report.server, today)
    except GeneratorError as error:
        click.echo(f"the answers are not kept: {error}", err=True)
        return
    if homeless:
        these = f"{counted(homeless, 'answer')} {'is' if homeless == 1 else 'are'} not kept in the ledger"
        click.echo(f"{these}: prove the samples first, with wireproof verify {description}", err=True)


def tell_skipped(report: "Report") -> None:
    """Name on standard error how many samples were left out, and what runs them."""
    if report.skipped:
        click.echo(
            f"skipped: {counted(report.skipped, 'sample')} of operations that are no GET or HEAD and have no "
            "x-safe; --list names them, --unsafe runs them",
            err=True,
        )


def _chosen(
    subjects: "Sequence[Subject]", rules: "Mapping[str, AnswerRules]", unsafe: bool, token: str
) -> Chosen:
    def may_run(subject: "Subject") -> bool:
        request = subject.request
        safe = request.method in _SAFE or rules[request.operation].x_safe
        return unsafe or safe or request.id == token

    run = tuple(subject for subject in subjects if may_run(subject))
    return Chosen(run, tuple(subject for subject in subjects if not may_run(subject)))


def _check_settings(config: "Config", subjects: "Sequence[Subject]") -> None:
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


def _wanted(subjects: "Sequence[Subject]", server: "Server") -> "list[Input]":
    """The Inputs that must be brought: all but the token, where a request brings that."""
    from generator.proving.against.answered import bearer_inputs

    wanted: dict[str, Input] = {}
    for subject in subjects:
        brought = bearer_inputs(subject.request) if server.token else frozenset[str]()
        for each in subject.request.inputs:
            if each.name not in brought:
                wanted.setdefault(each.name, each)
    return list(wanted.values())


def _variables(env_file: Path | None) -> dict[str, bytes]:
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


def _values(wanted: "Sequence[Input]", variables: Mapping[str, bytes]) -> dict[str, bytes]:
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


def _check_sandbox() -> None:
    from generator.proving.sandbox.sandbox import available

    if reason := available():
        message = "real values are given to a sample in the sandbox alone, and there is none"
        raise GeneratorError(f"{message}: {reason}")


def _list(
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
