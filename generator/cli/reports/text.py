"""Proofs as reports: a table for people, JSON for programs, JUnit XML for CI systems. It prints nothing."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.proving.proof import AGAINST_KINDS, KINDS, Kind, Proof
from generator.text import counted

Style = Callable[[str, str], str]
"""Colours a text (second argument) as ``good``, ``bad`` or ``dim``, or leaves it as it is."""

_WORDS = {True: ("good", "yes"), False: ("bad", "NO"), None: ("dim", "-")}
# What XML 1.0 cannot hold (§2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found. `isolation` says how samples were kept in; `not_judged` counts missing files.

    `sources` are the bytes that were judged, by sample id. `kinds` are those that were asked for. Of a run
    against a real server, `against` is its address, and `skipped` how many samples were not to be run there.
    """

    proofs: tuple[Proof, ...]
    isolation: str = ""
    not_judged: int = 0
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    kinds: tuple[Kind, ...] = KINDS
    against: str = ""
    skipped: int = 0

    @property
    def server(self) -> str:
        """The name of the real server: its host, and the port if that is not the usual one."""
        return self.against.partition("://")[2]

    def holds(self, proof: Proof) -> bool:
        """Whether a proof has all that was asked for."""
        if self.against:
            return not proof.missing and all(getattr(proof, kind) for kind in self.kinds)
        return proof.complete

    def count(self, holds: Callable[[Proof], bool]) -> int:
        """How many proofs are so."""
        return sum(map(holds, self.proofs))

    @property
    def exit_code(self) -> int:
        """1 if a sample failed a kind, else 2 if a tool was missing, else 0."""
        if any(proof.failed for proof in self.proofs):
            return 1
        return 0 if all(map(self.holds, self.proofs)) else 2


def as_text(report: VerifyReport, style: Style) -> str:
    """Why samples could not be proven, a row for each sample, why each failed, and a summary."""
    reasons = _missing_lines(report)
    lines = [*reasons, *([""] if reasons else []), *_table(report, style), ""]
    for proof in report.proofs:
        if proof.failed:
            lines += [style("bad", f"FAILED {proof.sample_id}"), *_indented(proof.reason, "  "), ""]
    lines += [*_note_lines(report.proofs), _summary(report)]
    return "\n".join(lines) + "\n"


def as_json(report: VerifyReport) -> str:
    """The contract's JSON: ``samples`` in order, and a ``summary``."""
    samples = [
        {
            "id": proof.sample_id,
            "language": proof.language,
            **{kind: getattr(proof, kind) for kind in report.kinds},
            "seconds": round(proof.seconds, 3),
            "toolchain": proof.toolchain,
            "reason": proof.reason,
            **({"notes": proof.notes} if report.against else {}),
        }
        for proof in report.proofs
    ]
    return json.dumps({"samples": samples, "summary": counts(report)}, ensure_ascii=False, indent=2) + "\n"


def as_junit(report: VerifyReport) -> str:
    """JUnit XML: a suite a language, a test case for each kind of each sample."""
    name = f"wireproof against {report.server}" if report.against else "wireproof"
    root = ET.Element("testsuites", {"name": name, **_totals(report.proofs, report.kinds)})
    for language in dict.fromkeys(proof.language for proof in report.proofs):
        proofs = [proof for proof in report.proofs if proof.language == language]
        suite = ET.SubElement(root, "testsuite", {"name": language, **_totals(proofs, report.kinds)})
        for proof in proofs:
            for kind in report.kinds:
                _case(suite, proof, kind, proof.seconds / len(report.kinds))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _table(report: VerifyReport, style: Style) -> Iterator[str]:
    proofs = report.proofs
    width = max((len(proof.sample_id) for proof in proofs), default=6)
    yield f"{'sample':{width}}  {'  '.join(report.kinds)}  seconds  toolchain"
    for proof in proofs:
        cells = []
        for kind in report.kinds:
            colour, word = _WORDS[getattr(proof, kind)]
            cells.append(style(colour, word) + " " * (len(kind) - len(word)))
        since = style("dim", f" (proven {proof.since})") if proof.since else ""
        seconds = f"{'-':>7}" if proof.since or proof.missing else f"{proof.seconds:7.2f}"
        yield f"{proof.sample_id:{width}}  {'  '.join(cells)}  {seconds}  {proof.toolchain}{since}"


def _note_lines(proofs: Sequence[Proof]) -> Iterator[str]:
    """A line for each sample whose request was forwarded with other values."""
    for proof in proofs:
        if proof.notes:
            yield f"forwarded with live values: {proof.sample_id}: {'; '.join(proof.notes)}"


def _missing_lines(report: VerifyReport) -> list[str]:
    """A line for each reason why samples could not run, with how many it concerns."""
    reasons: dict[str, int] = {}
    for proof in report.proofs:
        if not proof.failed and not report.holds(proof):
            reasons[f"{proof.language}: {proof.reason}"] = (
                reasons.get(f"{proof.language}: {proof.reason}", 0) + 1
            )
    what = "not run" if report.against else "not proven"
    return [
        f"{what}: {counted(number, 'sample')}: {reason_of_kind}" for reason_of_kind, number in reasons.items()
    ]


def _summary(report: VerifyReport) -> str:
    found = counts(report)
    done = f"answered as documented by {report.server}" if report.against else "proven"
    parts = [f"{counted(found['samples'], 'sample')}: {found['proven']} {done}"]
    if found["unchanged"]:
        parts.append(f"{found['unchanged']} of them earlier and unchanged since")
    parts += [
        f"{found[name]} {name.replace('_', ' ')}"
        for name in ("partly_proven", "failed", "not_run", "not_judged", "skipped")
        if found.get(name)
    ]
    return ", ".join(parts) + (f"\n{report.isolation}" if report.isolation else "")


def counts(report: VerifyReport) -> dict[str, Any]:
    """The numbers of a summary by name; `isolation` is a sentence."""
    of_server = {"against": report.server, "skipped": report.skipped} if report.against else {}
    unknown = [proof for proof in report.proofs if not proof.failed and not report.holds(proof)]
    partly = sum(any(getattr(proof, kind) for kind in report.kinds) for proof in unknown)
    return {
        "samples": len(report.proofs),
        "proven": report.count(report.holds),
        "partly_proven": partly,
        "failed": report.count(lambda proof: proof.failed),
        "not_run": len(unknown) - partly,
        "unchanged": report.count(lambda proof: bool(proof.since)),
        "not_judged": report.not_judged,
        "runs": sum(proof.runs for proof in report.proofs),
        "isolation": report.isolation,
        **of_server,
    }


def _indented(text: str, indent: str) -> list[str]:
    return [indent + line for line in text.splitlines()]


def _totals(proofs: Sequence[Proof], kinds: Sequence[Kind]) -> dict[str, str]:
    verdicts = [getattr(proof, kind) for proof in proofs for kind in kinds]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count(False)),
        "skipped": str(verdicts.count(None)),
        "errors": "0",
        "time": f"{sum(proof.seconds for proof in proofs):.3f}",
    }


def _case(suite: ET.Element, proof: Proof, kind: Kind, seconds: float) -> None:
    case = ET.SubElement(suite, "testcase", classname=proof.sample_id, name=kind, time=f"{seconds:.3f}")
    passed = getattr(proof, kind)
    if passed:
        return
    why = _NOT_XML.sub("�", reason_of_kind(proof, kind))
    first = why.partition("\n")[0]
    node = ET.SubElement(case, "skipped" if passed is None else "failure", message=first)
    node.text = why


def reason_of_kind(proof: Proof, kind: Kind) -> str:
    """The part of a proof's reason that is about `kind`."""
    marks = "|".join(dict.fromkeys((*KINDS, *AGAINST_KINDS)))
    for part in re.split(rf"^(?=(?:{marks}): )", proof.reason, flags=re.MULTILINE):
        if part.startswith(f"{kind}: "):
            return part.removeprefix(f"{kind}: ").rstrip()
    return proof.reason or "not run"
