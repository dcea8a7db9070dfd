"""Samples in, a report on what a real server answered to them out."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from generator.cli.against.choosing import check_settings, chosen_of, list_chosen
from generator.cli.against.values import read_variables, values_of, wanted_inputs
from generator.errors import GeneratorError
from generator.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.cli.against.options import AgainstOptions
    from generator.cli.reports.text import VerifyReport
    from generator.config import Config
    from generator.contract import AnswerRules
    from generator.proving.proof import Subject
    from generator.rendering import Language


def verified_against(
    asked: "AgainstOptions",
    subjects: "Sequence[Subject]",
    languages: "Mapping[str, Language]",
    rules: "Mapping[str, AnswerRules]",
    config: "Config",
    description: str,
) -> "VerifyReport":
    """A report on the samples that may run; with ``--list`` print which those are, and end.

    `rules` are those of the `description`, a path, beside which the ledger is.

    Raises:
        GeneratorError: a value is missing, the server cannot be reached, or the settings are wrong.
    """
    from generator.cli.reports.progress import watched
    from generator.cli.reports.text import VerifyReport
    from generator.proving.against.answered import Server, answered, in_order
    from generator.proving.against.forward import Forwarder
    from generator.proving.proof import AGAINST_KINDS
    from generator.proving.toolchains import find

    forwarder = Forwarder.to(asked.url, asked.authorities)
    check_settings(config, subjects)
    chosen = chosen_of(in_order(subjects, config.live_token), rules, asked.unsafe, config.live_token)
    server = Server(forwarder, rules, config.live_values, config.live_token, asked.interval)
    wanted = wanted_inputs(chosen.run, server)
    if asked.lists:
        list_chosen(chosen, rules, wanted, read_variables(asked.env_file))
        raise SystemExit(0)
    if not chosen.run:
        what = f"none of {counted(len(subjects), 'sample')} is a GET or HEAD or has x-safe"
        raise GeneratorError(f"nothing would run: {what}; --unsafe runs them", description)
    brought = values_of(wanted, read_variables(asked.env_file))
    _check_sandbox()
    forwarder.check()
    named = dict.fromkeys(subject.language for subject in chosen.run)
    toolchains = {name: find(languages[name]) for name in named}
    running = answered(chosen.run, languages, toolchains, server, brought)
    proofs = {proof.sample_id: proof for proof in watched(running, len(chosen.run))}
    report = VerifyReport(
        tuple(proofs[subject.id] for subject in chosen.run),
        sources={subject.id: subject.data for subject in chosen.run},
        kinds=AGAINST_KINDS,
        against=forwarder.url,
        skipped=len(chosen.skipped),
    )
    _tell_skipped(report)
    _keep_answers(report, description, {each.id for each in subjects if each.own})
    return report


def _keep_answers(report: "VerifyReport", description: str, own: set[str]) -> None:
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


def _tell_skipped(report: "VerifyReport") -> None:
    """Name on standard error how many samples were left out, and what runs them."""
    if report.skipped:
        click.echo(
            f"skipped: {counted(report.skipped, 'sample')} of operations that are no GET or HEAD and have no "
            "x-safe; --list names them, --unsafe runs them",
            err=True,
        )


def _check_sandbox() -> None:
    from generator.proving.sandbox.sandbox import available

    if reason := available():
        message = "real values are given to a sample in the sandbox alone, and there is none"
        raise GeneratorError(f"{message}: {reason}")
