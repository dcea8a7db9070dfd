"""Proofs as reports: a table for people, JSON for programs, JUnit XML for CI systems. It prints nothing."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.proving.proof import KINDS, Kind, Proof
from generator.text import counted

Style = Callable[[str, str], str]
"""Colours a text (second argument) as ``good``, ``bad`` or ``dim``, or leaves it as it is."""

_WORDS = {True: ("good", "yes"), False: ("bad", "NO"), None: ("dim", "-")}
# What XML 1.0 cannot hold (§2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found. `isolation` says how samples were kept in; `not_judged` counts missing files.

    `sources` are the bytes that were judged, by sample id.
    """

    proofs: tuple[Proof, ...]
    isolation: str = ""
    not_judged: int = 0
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def count(self, holds: Callable[[Proof], bool]) -> int:
        """How many proofs are so."""
        return sum(map(holds, self.proofs))

    @property
    def exit_code(self) -> int:
        """1 if a sample failed a kind, else 2 if a tool was missing, else 0."""
        if any(proof.failed for proof in self.proofs):
            return 1
        return 0 if all(proof.complete for proof in self.proofs) else 2


def as_text(report: Report, style: Style) -> str:
    """A row for each sample, then why each failed or could not run, then a summary."""
    lines = [*_table(report.proofs, style), ""]
    for proof in report.proofs:
        if proof.failed:
            lines += [style("bad", f"FAILED {proof.sample_id}"), *_indented(proof.reason, "  "), ""]
    lines += [*_missing_lines(report.proofs), _summary(report)]
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> str:
    """The contract's JSON: ``samples`` in order, and a ``summary``."""
    samples = [
        {
            "id": proof.sample_id,
            "language": proof.language,
            **{kind: getattr(proof, kind) for kind in KINDS},
            "seconds": round(proof.seconds, 3),
            "toolchain": proof.toolchain,
            "reason": proof.reason,
        }
        for proof in report.proofs
    ]
    return json.dumps({"samples": samples, "summary": counts(report)}, ensure_ascii=False, indent=2) + "\n"


def as_junit(report: Report) -> str:
    """JUnit XML: a suite a language, a test case for each kind of each sample."""
    root = ET.Element("testsuites", {"name": "wireproof", **_totals(report.proofs)})
    for language in dict.fromkeys(proof.language for proof in report.proofs):
        proofs = [proof for proof in report.proofs if proof.language == language]
        suite = ET.SubElement(root, "testsuite", {"name": language, **_totals(proofs)})
        for proof in proofs:
            for kind in KINDS:
                _case(suite, proof, kind)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _table(proofs: Sequence[Proof], style: Style) -> Iterator[str]:
    width = max((len(proof.sample_id) for proof in proofs), default=6)
    yield f"{'sample':{width}}  {'  '.join(KINDS)}  seconds  toolchain"
    for proof in proofs:
        cells = []
        for kind in KINDS:
            colour, word = _WORDS[getattr(proof, kind)]
            cells.append(style(colour, word) + " " * (len(kind) - len(word)))
        since = style("dim", f" (proven {proof.since})") if proof.since else ""
        seconds = f"{'-':>7}" if proof.since or proof.missing else f"{proof.seconds:7.2f}"
        yield f"{proof.sample_id:{width}}  {'  '.join(cells)}  {seconds}  {proof.toolchain}{since}"


def _missing_lines(proofs: Sequence[Proof]) -> list[str]:
    """A line for each reason why samples could not run, with how many it concerns."""
    reasons: dict[str, int] = {}
    for proof in proofs:
        if not proof.failed and not proof.complete:
            reasons[f"{proof.language}: {proof.reason}"] = (
                reasons.get(f"{proof.language}: {proof.reason}", 0) + 1
            )
    return [f"not proven: {counted(number, 'sample')}: {reason}" for reason, number in reasons.items()]


def _summary(report: Report) -> str:
    found = counts(report)
    parts = [f"{counted(found['samples'], 'sample')}: {found['proven']} proven"]
    if found["unchanged"]:
        parts.append(f"{found['unchanged']} of them earlier and unchanged since")
    parts += [
        f"{found[name]} {name.replace('_', ' ')}"
        for name in ("failed", "not_run", "not_judged")
        if found[name]
    ]
    return ", ".join(parts) + (f"\n{report.isolation}" if report.isolation else "")


def counts(report: Report) -> dict[str, Any]:
    """The numbers of a summary by name; `isolation` is a sentence."""
    return {
        "samples": len(report.proofs),
        "proven": report.count(lambda proof: proof.complete),
        "failed": report.count(lambda proof: proof.failed),
        "not_run": report.count(lambda proof: not proof.failed and not proof.complete),
        "unchanged": report.count(lambda proof: bool(proof.since)),
        "not_judged": report.not_judged,
        "runs": sum(proof.runs for proof in report.proofs),
        "isolation": report.isolation,
    }


def _indented(text: str, indent: str) -> list[str]:
    return [indent + line for line in text.splitlines()]


def _totals(proofs: Sequence[Proof]) -> dict[str, str]:
    verdicts = [getattr(proof, kind) for proof in proofs for kind in KINDS]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count(False)),
        "skipped": str(verdicts.count(None)),
        "errors": "0",
        "time": f"{sum(proof.seconds for proof in proofs):.3f}",
    }


def _case(suite: ET.Element, proof: Proof, kind: Kind) -> None:
    seconds = f"{proof.seconds / len(KINDS):.3f}"
    case = ET.SubElement(suite, "testcase", classname=proof.sample_id, name=kind, time=seconds)
    passed = getattr(proof, kind)
    if passed:
        return
    why = _NOT_XML.sub("�", reason(proof, kind))
    first = why.partition("\n")[0]
    node = ET.SubElement(case, "skipped" if passed is None else "failure", message=first)
    node.text = why


def reason(proof: Proof, kind: Kind) -> str:
    """The part of a proof's reason that is about `kind`."""
    marks = "|".join(KINDS)
    for part in re.split(rf"^(?=(?:{marks}): )", proof.reason, flags=re.MULTILINE):
        if part.startswith(f"{kind}: "):
            return part.removeprefix(f"{kind}: ").rstrip()
    return proof.reason or "not run"
