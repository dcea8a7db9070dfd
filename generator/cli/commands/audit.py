"""``wireproof audit``: what is broken in pages that somebody wrote."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import ReadingSettings, reading_options, reading_settings
from generator.text import counted

if TYPE_CHECKING:
    from generator.auditing import AuditReport
    from generator.auditing.running.run import Running
    from generator.cli.auditing.changes import ChangedPages
    from generator.config import Config
    from generator.model import Description
    from generator.reading.body_schemas import BodySchemas


@click.command("audit", short_help="Find broken samples in pages that anybody wrote.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True), metavar="PATH…")
@click.option(
    "--spec",
    type=click.Path(),
    help="The description to compare the samples with; Swagger 2.0 works too.",
)
@reading_options
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to this file."
)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only these rules (WP203, or WP2 for all of WP2xx)."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave these rules out.")
@click.option(
    "--require",
    "required",
    multiple=True,
    metavar="LANG,…",
    help="Exit with 2 if the toolchain of one of these languages is missing.",
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="Leave out the findings listed in this file."
)
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="Write the findings as a baseline, and exit 0."
)
@click.option(
    "--run", "runs", is_flag=True, help="Run the samples in the sandbox against the mock of --spec."
)
@click.option("--fix", is_flag=True, help="Fix what is safe to fix: http, Content-Type, &&.")
@click.option(
    "--adopt", is_flag=True, help="Replace samples that match with generated ones, in blocks that sync keeps."
)
@click.option(
    "--check",
    is_flag=True,
    help="With --fix or --adopt: write nothing, print a diff, and exit with 1 if there is any.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    help="Processes. [default: one a core; 3 samples on 2 cores with --run]",
)
@click.option("--stdin-filename", default="stdin.md", show_default=True, help="File name for the input of -.")
def command(
    paths: tuple[Path, ...],
    spec: str | None,
    style: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    required: tuple[str, ...],
    baseline: Path | None,
    write_baseline: Path | None,
    runs: bool,
    fix: bool,
    adopt: bool,
    check: bool,
    jobs: int | None,
    stdin_filename: str,
) -> None:
    """Report what is wrong with the code samples in pages and folders; nothing runs without --run.

    Markdown, HTML, reStructuredText, OpenAPI with x-codeSamples, notebooks and source files are read; - is
    standard input. Compilers and parsers judge the code, where the toolchain of its language is here; rules
    judge the request that it sends. Exit code 1 if a finding is an error.

    With --run, samples that call an operation of the description run in the sandbox, where the mock of the
    description is all that they reach, and the requests that arrive are compared with it. With --adopt, those
    that call one and exist in a language of ours become marked blocks, which 'wireproof sync' keeps.

    \b
    Example:
      wireproof audit docs/ --spec api.yaml
      wireproof audit docs/ --spec api.yaml --run
      wireproof audit docs/ --spec api.yaml --adopt --check
      wireproof audit docs/ --format sarif -o audit.sarif
    """
    _refuse_without_extra()
    from generator.cli.auditing.changes import adopted_pages, fixed_pages
    from generator.config import load_config

    if not paths:
        raise click.UsageError("Name a page or a folder; - is standard input.")
    config = load_config(Path.cwd())
    rules = _rules(select, ignore, config)
    _refuse_odd_words(paths, fix=fix, adopt=adopt, check=check)
    if required:
        from generator.auditing.judging.judge import require

        require(name.strip() for each in required for name in each.split(","))
    needed_by = "--run" if runs else "--adopt" if adopt else ""
    if needed_by:
        spec = _needed(spec or config.spec, needed_by)
    asked = reading_settings(config, spec)
    running = _running(spec, asked) if runs else None
    description, schemas = _description(spec, asked, needs_address=bool(needed_by))
    if fix:
        _change(fixed_pages(paths, description, rules, jobs), check=check)
    elif adopt and description is not None:
        _change(adopted_pages(paths, description, config), check=check)
    report = _audited(paths, description, schemas, rules, jobs, stdin_filename, running)
    if write_baseline is not None:
        _write_baseline(report, write_baseline)
        return
    if baseline is not None:
        report = _without_known(report, baseline)
    _show(report, style, output)
    if report.has_errors:
        sys.exit(1)


# What the extra brings, by the name that is imported; the grammars come with tree_sitter.
_EXTRA = ("docutils", "pyflakes", "tree_sitter", "turbohtml")


def _refuse_without_extra() -> None:
    """Stop with the command that installs the audit, where it was not installed.

    Raises:
        GeneratorError: a package of the extra is missing.
    """
    from importlib.util import find_spec

    from generator.errors import GeneratorError

    if not all(find_spec(name) for name in _EXTRA):
        raise GeneratorError("the audit is not installed; pip install 'wireproof[audit]' brings it")


def _rules(select: tuple[str, ...], ignore: tuple[str, ...], config: "Config") -> frozenset[str]:
    """The ids of the rules that the options choose, or else the settings.

    Raises:
        click.UsageError: an option names a rule that does not exist.
        GeneratorError: the settings name one.
    """
    from generator.auditing.rules.catalogue import selected, unknown_rules
    from generator.errors import GeneratorError

    for option, names in (("--select", select), ("--ignore", ignore)):
        if unknown := unknown_rules(names):
            raise click.UsageError(f"{option}: {unknown}")
    if unknown := unknown_rules((*config.audit_select, *config.audit_ignore)):
        raise GeneratorError(f"audit: {unknown}", config.path)
    return selected(select or config.audit_select, ignore or config.audit_ignore)


def _description(
    spec: str | None, asked: ReadingSettings, *, needs_address: bool
) -> "tuple[Description | None, BodySchemas]":
    if spec is None:
        return None, {}
    from generator.cli.auditing.description import read_spec

    return read_spec(spec, asked, needs_address=needs_address)


def _refuse_odd_words(paths: tuple[Path, ...], *, fix: bool, adopt: bool, check: bool) -> None:
    if fix and adopt:
        raise click.UsageError("--fix and --adopt come one after the other.")
    if check and not (fix or adopt):
        raise click.UsageError("--check goes with --fix or --adopt.")
    if (fix or adopt) and Path("-") in paths:
        raise click.UsageError("--fix and --adopt need files, not standard input.")


def _needed(spec: str | None, option: str) -> str:
    if spec is None:
        raise click.UsageError(f"{option} needs the description that samples are held against: --spec SPEC.")
    return spec


def _running(spec: str | None, asked: ReadingSettings) -> "Running":
    from generator.auditing.running.run import Running, require_sandbox
    from generator.rendering import load_languages

    require_sandbox()
    return Running(str(spec), load_languages(), asked["server"], asked["fetch"], asked["overlays"])


def _change(changed: "ChangedPages", *, check: bool) -> None:
    """Write what changed; with `check` show it instead, and end here."""
    from generator.cli.auditing.changes import show_changes, write_pages

    if check:
        show_changes(changed)
        sys.exit(1 if changed else 0)
    write_pages(changed)


def _audited(
    paths: tuple[Path, ...],
    description: "Description | None",
    schemas: "BodySchemas",
    rules: frozenset[str],
    jobs: int | None,
    stdin_filename: str,
    running: "Running | None",
) -> "AuditReport":
    from generator.auditing.auditor import audit, audit_sources

    if Path("-") not in paths:
        return audit(paths, description, rules, jobs, running, schemas)
    if len(paths) > 1:
        raise click.UsageError("- stands alone.")
    source = (stdin_filename, sys.stdin.buffer.read())
    return audit_sources([source], description, rules, jobs, running, schemas)


def _write_baseline(report: "AuditReport", path: Path) -> None:
    from generator.auditing.reporting.baseline import baseline_text

    path.write_text(baseline_text((finding, report.line(finding)) for finding in report.findings), "utf-8")
    click.echo(f"{path}: {counted(len(report.findings), 'finding')}", err=True)


def _without_known(report: "AuditReport", baseline: Path) -> "AuditReport":
    from dataclasses import replace

    from generator.auditing.reporting.baseline import finding_fingerprint, read_baseline

    known = read_baseline(baseline)
    kept = []
    for finding in report.findings:
        name = finding_fingerprint(finding, report.line(finding))
        if known[name] > 0:
            known[name] -= 1
        else:
            kept.append(finding)
    return replace(report, findings=tuple(kept), known=len(report.findings) - len(kept))


def _show(report: "AuditReport", style: str, output: Path | None) -> None:
    if style == "text":
        from generator.auditing.reporting.text import text_report

        text = "\n".join(text_report(report)) + "\n"
    elif style == "json":
        from generator.auditing.reporting.json import json_report

        text = json.dumps(json_report(report), indent=2, ensure_ascii=False) + "\n"
    else:
        from generator.auditing.reporting.sarif import sarif_report

        text = json.dumps(sarif_report(report), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
