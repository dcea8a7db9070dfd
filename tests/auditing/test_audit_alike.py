"""Several faults alike: each has its line, and the report for people stays short."""

import json

from audited import block
from click.testing import CliRunner

from generator.auditing.auditor import audit_sources
from generator.cli import main
from generator.findings import Finding


def findings(text: str, rule: str) -> list[Finding]:
    report = audit_sources([("page.md", text.encode())])
    return [finding for finding in report.findings if finding.rule == rule]


def test_each_place_that_turns_certificates_off_is_a_finding_of_its_own():
    curls = "```bash\ncurl -k https://api.acme.dev/v1/items\ncurl https://api.acme.dev\ncurl -k https://api.acme.dev/v1/users\n```\n"
    assert [finding.line for finding in findings(curls, "WP306")] == [2, 4]
    python = (
        "```python\nimport requests\n"
        "requests.get('https://api.acme.dev/a', verify=False, timeout=9)\n"
        "# requests.get('https://api.acme.dev/b', verify=False, timeout=9)\n"
        "requests.get('https://api.acme.dev/c', verify=False, timeout=9)\n```\n"
    )
    assert [finding.line for finding in findings(python, "WP306")] == [3, 5]


AXIOS = "```js\nimport axios from 'axios';\n\n{code}\n```\n"


def test_what_several_samples_do_alike_is_told_once_in_text_and_at_each_line_in_sarif(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(block("php", "curl_init();\neach($a);") * 3)
    text = CliRunner().invoke(main, ["audit", str(page)]).output
    assert text.count("page.md:") == 1
    assert "So too on lines 7 and 11." in text
    log = json.loads(CliRunner().invoke(main, ["audit", str(page), "--format", "sarif"]).output)
    places = [each["locations"][0]["physicalLocation"] for each in log["runs"][0]["results"]]
    assert [place["region"]["startLine"] for place in places] == [3, 7, 11]
