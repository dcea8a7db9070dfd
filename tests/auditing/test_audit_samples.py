"""The corpus: correct samples in the wild's styles give no error, broken ones are found by the right rule."""

import re
from collections.abc import Iterator

import paths
import pytest

from generator.auditing.auditor import audit_sources

CASES = paths.CASES / "audit"
FENCE = re.compile(r"(?:<!-- expect: ([^>]*) -->\n)?^(`{3,})[^\n]*\n.*?^\2$", re.MULTILINE | re.DOTALL)


def fences(folder: str) -> Iterator[pytest.param]:
    for path in sorted((CASES / folder).glob("*.md")):
        text = path.read_text("utf-8")
        for match in FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield pytest.param(match[0], match[1] or "", id=f"{path.name}:{line}")


GOOD, BAD = list(fences("good")), list(fences("bad"))


def test_the_corpus_is_as_large_as_promised():
    assert len(GOOD) >= 150
    assert len(BAD) >= 120


@pytest.mark.parametrize("path", sorted((CASES / "good").glob("*.md")), ids=lambda path: path.name)
def test_a_page_of_correct_samples_gives_no_error(path):
    report = audit_sources([(path.name, path.read_bytes())])
    assert [str(finding) for finding in report.findings if finding.severity == "error"] == []


@pytest.mark.parametrize(("page", "expected"), BAD)
def test_a_broken_sample_is_found_by_its_rule(page, expected):
    report = audit_sources([("page.md", page.encode())])
    assert expected, "each broken sample says what it expects"
    assert set(expected.split()) <= {finding.rule for finding in report.findings}
    assert all(finding.line > 1 for finding in report.findings)  # inside the block, below the comment


PYTHON_IN_A_SHELL = """\
```bash
curl --fail -m 9 -O https://api.acme.dev/client.py
python
>>> from client import Client
>>> print(Client().items())
[]
```
"""


@pytest.mark.parametrize(
    ("code", "severity"),
    [("curl --fail -m 9 -X POST \\", "error")],
)
def test_what_was_to_follow_the_last_line(code, severity):
    findings = audit_sources([("page.md", f"```bash\n{code}\n```\n".encode())]).findings
    assert [each.severity for each in findings if each.rule == "WP109"] == [severity]
