"""Repairs files where that is safe: the scheme, doubled separators, a missing Content-Type.

Only the line of a finding is touched, only where its text leaves no doubt, and no other byte of the file.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from generator.auditing.reporting.report import AuditReport
from generator.findings import Finding

_JSON_DATA = re.compile(r"(?<=\s)(-d|--data|--data-raw|--data-binary)(?=[ =]?\s*['\"]?\s*[\[{])")


def mended(report: AuditReport) -> list[tuple[Path, bytes, int]]:
    """The files of a report that have something to mend, each as it should be, with the number of lines."""
    by_file: dict[Path, list[Finding]] = {}
    for finding in report.findings:
        if finding.rule in _repairs():
            by_file.setdefault(Path(finding.path), []).append(finding)
    files = [(path, *_mended_file(path, findings)) for path, findings in by_file.items()]
    return [(path, data, count) for path, data, count in files if count]


def _mended_file(path: Path, findings: list[Finding]) -> tuple[bytes, int]:
    content = path.read_bytes()
    try:
        rows = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return content, 0
    count = 0
    for finding in findings:
        repaired = _repairs()[finding.rule](rows[finding.line - 1], finding)
        if repaired != rows[finding.line - 1]:
            rows[finding.line - 1] = repaired
            count += 1
    return "\n".join(rows).encode("utf-8"), count


def _repairs() -> Mapping[str, Callable[[str, Finding], str]]:
    return {"WP201": _scheme, "WP203": _separator, "WP205": _content_type}


def _scheme(row: str, finding: Finding) -> str:
    """``https`` for the one address that the finding names."""
    named = re.search(r"http://([\w.-]+)", finding.message)
    host = re.escape(named[1]) if named else r"[\w.-]+"
    return re.sub(rf"\bhttp://(?={host})", "https://", row)


def _separator(row: str, finding: Finding) -> str:
    """One ``&`` where two stand between fields, as in ``a=1&&b=2``; a shell's own && has spaces around it."""
    del finding
    return re.sub(r"(?<=[\w%}>\]])&&+(?=[A-Za-z_][\w.\[\]-]*=)", "&", row)


def _content_type(row: str, finding: Finding) -> str:
    """The header before curl's data option, on the same line."""
    if not finding.message.startswith("curl sends this JSON"):
        return row
    return _JSON_DATA.sub(r'-H "Content-Type: application/json" \1', row, count=1)
