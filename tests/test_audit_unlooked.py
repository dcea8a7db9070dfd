"""The status of each response: looking at one of them says nothing of the others (WP604)."""

import pytest

from generator.auditing.auditor import audit_sources

EACH = {
    "python": (
        (
            'import requests\n\na = requests.get("U", timeout=3)\na.raise_for_status()\n'
            'b = requests.post(\n    "U",\n    timeout=3,\n)\nCHECK\nprint(a.json(), b.json())\n'
        ),
        ["if not b:\n    raise SystemExit(1)", "b.raise_for_status()", "check(b)", "assert b.ok"],
        "print(b.headers)",
    ),
    "javascript": (
        (
            'const a = await fetch("U", { signal: AbortSignal.timeout(9) });\nif (!a.ok) throw new Error();\n'
            'const b = await fetch("U", { signal: AbortSignal.timeout(9) });\nCHECK\n'
            "console.log(await a.json(), await b.json());\n"
        ),
        ["if (!b.ok) throw new Error();", "check(b);", "if (b?.status > 299) throw new Error();"],
        "console.log(b.headers);",
    ),
    "go": (
        (
            'client := &http.Client{Timeout: time.Second}\na, err := client.Get("U")\nif err != nil {\n\tlog.Fatal(err)\n}\n'
            "defer a.Body.Close()\nif a.StatusCode != 200 {\n\tlog.Fatal(a.Status)\n}\n"
            'b, err := client.Get("U")\nif err != nil {\n\tlog.Fatal(err)\n}\ndefer b.Body.Close()\nCHECK\nio.Copy(os.Stdout, b.Body)\n'
        ),
        ["if b.StatusCode != 200 {\n\tlog.Fatal(b.Status)\n}", "check(b)"],
        "fmt.Println(b.Header)",
    ),
}


@pytest.mark.parametrize("language", EACH)
def test_the_status_of_each_response_is_looked_at(language):
    def told(check: str) -> bool:
        text = EACH[language][0].replace("CHECK", check).replace('"U"', '"https://api.ferry.dev/boats"')
        report = audit_sources([("page.md", f"```{language}\n{text}```\n".encode())])
        return any(finding.rule == "WP604" for finding in report.findings)

    assert told(EACH[language][2])
    assert [check for check in EACH[language][1] if told(check)] == []


def test_a_name_that_is_given_again_is_another_response():
    one = 'r = requests.get("https://api.ferry.dev/boats", timeout=3)\n'
    for check, is_told in (("r.raise_for_status()\n", False), ("", True)):
        text = f"import requests\n\n{one}{check}print(r.json())\n{one}r.raise_for_status()\nprint(r.text)\n"
        report = audit_sources([("page.md", f"```python\n{text}```\n".encode())])
        assert ("WP604" in {finding.rule for finding in report.findings}) is is_told


def test_what_looks_at_every_response_is_set_once():
    text = (
        "import httpx\n\nclient = httpx.Client(event_hooks={'response': [check]})\n"
        'a = client.get("https://api.ferry.dev/a")\na.raise_for_status()\nb = client.get("https://api.ferry.dev/b")\n'
        "print(a.json(), b.json())\n"
    )
    report = audit_sources([("page.md", f"```python\n{text}```\n".encode())])
    assert "WP604" not in {finding.rule for finding in report.findings}
