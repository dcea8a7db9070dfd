"""What the audit finds in a page that a test writes."""

from generator.auditing.auditor import audit_sources
from generator.findings import Finding


def findings(page: str, name: str = "page.md") -> tuple[Finding, ...]:
    """The findings of a page, in the order of its lines; `name` says in which format it is."""
    return audit_sources([(name, page.encode())]).findings


def rules(page: str, name: str = "page.md") -> set[str]:
    """The rules that a page breaks."""
    return {finding.rule for finding in findings(page, name)}


def block(language: str, code: str) -> str:
    """A page of one block of code."""
    return f"```{language}\n{code}\n```\n"


def rules_of(language: str, code: str) -> set[str]:
    """The rules that a sample breaks, alone on its page."""
    return rules(block(language, code))
