"""The report as SARIF 2.1.0 (OASIS): one result for each finding, every rule with its help."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from urllib.parse import quote

from generator.auditing.reporting.baseline import finding_fingerprint
from generator.auditing.reporting.report import AuditReport
from generator.auditing.rules.catalogue import Rule, catalogue
from generator.findings import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(report: AuditReport) -> dict[str, object]:
    """The log that ``--format sarif`` writes; paths are relative to the current folder."""
    rules = list(catalogue().values())
    index = {rule.id: number for number, rule in enumerate(rules)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules)},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, index[finding.rule], report) for finding in report.findings],
            }
        ],
    }


def _driver(rules: list[Rule]) -> dict[str, object]:
    try:
        number = version("wireproof")
    except PackageNotFoundError:
        number = "0"
    return {"name": "wireproof", "version": number, "rules": [_rule(rule) for rule in rules]}


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.title.replace("-", " ").split() if word.isalnum()),
        "shortDescription": {"text": rule.title},
        "helpUri": rule.source,
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, index: int, report: AuditReport) -> dict[str, object]:
    region: dict[str, object] = {"startLine": finding.line}
    row = report.line(finding)
    if finding.column:
        region["startColumn"] = finding.column
        region["endColumn"] = max(len(row.rstrip()), finding.column) + 1
    if row.strip():
        region["snippet"] = {"text": row}
    fix = f" {finding.fix}" if finding.fix else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{finding.message}.{fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(PurePath(finding.path).as_posix())},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"wireproof/v1": finding_fingerprint(finding, row)},
    }
