"""``wireproof lint``: what a description lacks for good samples and pages."""

from collections import Counter
from pathlib import Path

import click

from generator.cli.options import reading_settings, source_options, spec_argument
from generator.errors import GeneratorError
from generator.text import counted


@click.command()
@spec_argument
@source_options
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def command(spec: str | None, strict: bool) -> None:
    """List what is wrong or missing in the description SPEC.

    Prints one line for each finding, in the order of the file. Faults come first; the other commands ignore
    them. Exits with 1 if there is an error (with --strict, an error or a warning), with 2 if the
    description cannot be read. Notes never fail the run.

    \b
    Example:
      wireproof lint spec/token_endpoint.yaml
    """
    from generator.config import load_config
    from generator.reading.lint import lint

    config = load_config(Path.cwd())
    path = spec or config.spec
    if path is None:
        raise GeneratorError(
            "no description given; name one: wireproof lint SPEC, or spec: in wireproof.yaml"
        )
    findings = lint(path, **reading_settings(config, path))
    for finding in findings:
        click.echo(str(finding))
    counts = Counter(finding.severity for finding in findings)
    click.echo(", ".join(counted(counts[severity], severity) for severity in ("error", "warning", "note")))
    raise SystemExit(1 if counts["error"] or (strict and counts["warning"]) else 0)
