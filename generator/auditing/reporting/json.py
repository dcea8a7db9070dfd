"""The report as JSON: every finding with its place, and the counts."""

from generator.auditing.reporting.report import AuditReport
from generator.auditing.rules.catalogue import catalogue


def json_report(report: AuditReport) -> dict[str, object]:
    """The value that ``--format json`` writes."""
    findings = [
        {
            "rule": finding.rule,
            "title": catalogue()[finding.rule].title,
            "severity": finding.severity,
            "message": finding.message,
            "path": str(finding.path),
            "line": finding.line,
            "column": finding.column,
            "fix": finding.fix,
            "help": catalogue()[finding.rule].source,
        }
        for finding in report.findings
    ]
    return {
        "findings": findings,
        "summary": {
            **{
                name: sum(item.severity == name for item in report.findings)
                for name in ("error", "warning", "note")
            },
            "pages": report.pages,
            "samples": report.judged + report.in_part + report.not_judged,
            "judged": report.judged,
            "in_part": report.in_part,
            "missing": dict(report.missing),
            "not_judged": report.not_judged,
            "known": report.known,
            "ran": report.ran,
            "not_run": dict(report.not_run),
        },
    }
