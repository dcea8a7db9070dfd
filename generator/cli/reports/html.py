"""Proofs as one HTML file without external parts: a matrix, and for each sample what was found and why."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from generator.cli.reports.text import VerifyReport, counts, reason_of_kind
from generator.proving.proof import Kind, Proof

_MEANINGS: dict[Kind, str] = {
    "sent": "exactly the described request arrived, and nothing else",
    "fails_loudly": "every error ends the program with an exit code and a message",
    "any_value": "whatever the reader's values hold arrives as it is",
    "clean": "compiler, formatter and linter have nothing to say",
    "answered": "the server’s answer is a success that the description documents, and the program printed it",
}
_WORDS = {True: "yes", False: "no", None: "not run"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a reason; `role` is ``added``, ``removed``, ``place`` or nothing."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class KindResult:
    """What one kind of proof found; `word` is ``yes``, ``no`` or ``not run``."""

    kind: Kind
    meaning: str
    word: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A sample: its proof, what each kind found, its text, and the command that proves it again."""

    proof: Proof
    verdict: str
    findings: tuple[KindResult, ...]
    source: str
    command: str


def as_html(report: VerifyReport, title: str, spec: str, samples: Path | None, today: str) -> str:
    """The whole file. `spec` and `samples` are named in the commands, `today` is the day it was made."""
    rows = [_row(report, proof, spec, samples) for proof in report.proofs]
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(Path(__file__).with_name("report.html.jinja").read_text("utf-8"))
    return template.render(
        title=title,
        today=today,
        kinds=report.kinds,
        meanings=_MEANINGS,
        counts=counts(report),
        server=report.server,
        skipped=report.skipped,
        languages=list(dict.fromkeys(proof.language for proof in report.proofs)),
        matrix=_matrix(rows),
        rows=rows,
    )


def _row(report: VerifyReport, proof: Proof, spec: str, samples: Path | None) -> Row:
    words = ["wireproof", "verify", spec, "--language", proof.language]
    words += ["--against", report.against] if report.against else ["--all"]
    words += ["--samples", str(samples)] if samples else []
    good = "answered" if report.against else "proven"
    return Row(
        proof=proof,
        verdict="failed" if proof.failed else good if report.holds(proof) else "not run",
        findings=tuple(_finding(proof, kind) for kind in report.kinds),
        source=report.sources.get(proof.sample_id, b"").decode("utf-8", "backslashreplace"),
        command=shlex.join(words),
    )


def _finding(proof: Proof, kind: Kind) -> KindResult:
    passed = getattr(proof, kind)
    lines = () if passed else tuple(_lines(reason_of_kind(proof, kind)))
    return KindResult(kind, _MEANINGS[kind], _WORDS[passed], lines)


def _lines(text: str) -> Iterator[Line]:
    """The lines of a reason, those of a request diff with their role."""
    in_diff = False
    for line in text.splitlines():
        in_diff = line.startswith(("--- ", "+++ ", "@@ ")) or (in_diff and line[:1] in "+- ")
        roles = {"+": "added", "-": "removed", "@": "place"}
        yield Line(roles.get(line[:1], "") if in_diff else "", line)


def _matrix(rows: Sequence[Row]) -> list[tuple[str, dict[str, Row]]]:
    """The samples by request, then by language."""
    matrix: dict[str, dict[str, Row]] = {}
    for row in rows:
        language, _, request = row.proof.sample_id.partition("/")
        matrix.setdefault(request, {})[language] = row
    return list(matrix.items())
