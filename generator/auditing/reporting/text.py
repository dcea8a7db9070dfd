"""The report for people: each finding with its line, a caret and the fix, and a summary."""

from collections import Counter
from collections.abc import Iterator

from generator.auditing.auditor import Report
from generator.auditing.rules.catalogue import catalogue
from generator.findings import Finding

_WIDEST = 120


def text_report(report: Report) -> Iterator[str]:
    """The lines of the report."""
    for finding in report.findings:
        yield from _finding(finding, report.line(finding))
    yield _summary(report)
    for remedy, number in sorted(report.missing.items()):
        yield f"  {_counted(number, 'sample')} by syntax alone, for want of a toolchain; {remedy}"
    if report.ran is not None:
        yield _runs(report)


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


def _summary(report: Report) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    parts = [
        _counted(counts[severity], severity) for severity in ("error", "warning", "note") if counts[severity]
    ]
    in_part = f"{report.in_part} in part, " if report.in_part else ""
    judged = f"{_counted(report.judged, 'sample')} judged, {in_part}{report.not_judged} not judged"
    known = f", {report.known} known from the baseline" if report.known else ""
    return f"{_counted(report.pages, 'page')}: {judged}; {', '.join(parts) or 'nothing found'}{known}."


def _runs(report: Report) -> str:
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
