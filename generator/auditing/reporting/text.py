"""The report for people: each finding with its line, a caret and the fix, and a summary."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.auditing.reporting.report import AuditReport
from generator.auditing.rules.catalogue import catalogue
from generator.findings import Finding

_WIDEST = 120


def text_report(report: AuditReport) -> Iterator[str]:
    """The lines of the report."""
    for finding in _once(report.findings):
        yield from _finding(finding, report.line(finding))
    yield _summary(report)
    for remedy, number in sorted(report.missing.items()):
        yield f"  {_counted(number, 'sample')} by syntax alone, for want of a toolchain; {remedy}"
    if report.ran is not None:
        yield _runs(report)


# The habits of a page, and what several samples lack alike.
_ALIKE = {"WP106", "WP201", "WP601"}
_NAMED = 5  # lines: who mends so many sees the others


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Findings of one page that say the same, at the first; its remedy names the other lines.

    Ten of them want one remedy: ten times the same would hide the others.
    """
    alike: dict[Finding, list[int]] = {}
    for finding in findings:
        if finding.rule in _ALIKE:
            alike.setdefault(_without_place(finding), []).append(finding.line)
    for finding in findings:
        lines = alike.get(_without_place(finding), [])
        others = sorted(set(lines) - {finding.line})
        if not lines:
            yield finding
        elif finding.line == lines[0]:
            yield replace(finding, fix=f"{finding.fix} {_lines(others)}") if others else finding
            lines[0] = 0  # a second one on the line says nothing new


def _without_place(finding: Finding) -> Finding:
    return replace(finding, line=0, column=None)


def _lines(others: Sequence[int]) -> str:
    """A sentence: ``So too on lines 8, 12 and 15``."""
    named = [str(line) for line in others[:_NAMED]]
    if len(others) > _NAMED:
        named.append(f"{len(others) - _NAMED} more")
    words = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"So too on line{'s' * (len(others) > 1)} {words}."


def _finding(finding: Finding, row: str) -> Iterator[str]:
    yield f"{finding}"
    if row.strip():
        shown, start = _cut(row.expandtabs(1), finding.column)
        yield f"    {shown}"
        if finding.column:
            yield f"    {' ' * (finding.column - 1 - start)}^"
    if finding.fix:
        yield f"    fix: {finding.fix} ({catalogue()[finding.rule].title})"
    yield ""


def _cut(row: str, column: int | None) -> tuple[str, int]:
    """A piece of a long line around the column, and where it starts."""
    row = "".join(char if char.isprintable() else " " for char in row.rstrip())
    if len(row) <= _WIDEST:
        return row, 0
    start = max((column or 1) - _WIDEST // 2, 0)
    return row[start : start + _WIDEST], start


def _summary(report: AuditReport) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    parts = [
        _counted(counts[severity], severity) for severity in ("error", "warning", "note") if counts[severity]
    ]
    in_part = f"{report.in_part} in part, " if report.in_part else ""
    judged = f"{_counted(report.judged, 'sample')} judged, {in_part}{report.not_judged} not judged"
    known = f", {report.known} known from the baseline" if report.known else ""
    return f"{_counted(report.pages, 'page')}: {judged}; {', '.join(parts) or 'nothing found'}{known}."


def _runs(report: AuditReport) -> str:
    """How many samples ran, and why the others did not, the most common reason first."""
    number = report.ran or 0
    reasons = "".join(
        f"\n  {count:>4} {reason}"
        for reason, count in sorted(report.not_run.items(), key=lambda item: -item[1])
    )
    return f"{_counted(number, 'sample')} ran, {sum(report.not_run.values())} did not" + (
        f", because it{reasons}" if reasons else "."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
