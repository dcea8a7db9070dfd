"""Headers that a page demands of every request, and credentials that one of two samples sends."""

import pytest

from generator.auditing.auditor import audit_sources

PAGE = """# Boats

TEXT

## List boats

```bash
curl --fail --max-time 9 HEADERS"https://api.ferry.dev/boats"
```

## Add a boat

BELOW

```bash
curl --fail --max-time 9 HEADERS--json '{"name": "Elsa"}' "https://api.ferry.dev/boats"
```
"""


def lacking(text: str = "", below: str = "", headers: str = "") -> list[int]:
    page = PAGE.replace("TEXT", text).replace("BELOW", below).replace("HEADERS", headers)
    report = audit_sources([("page.md", page.encode())])
    return [finding.line for finding in report.findings if finding.rule == "WP404"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("All requests must send the `X-Api-Version` header.", 2),
        ("The header `X-Api-Version` is required.", 2),
        ("Every POST request must include the `X-Api-Version` header.", 1),
        ("You must send the `X-Api-Version: 2` header with each request. It is a date.", 2),
        ("The `X-Api-Version` header must be sent if you use version 2.", 0),
        ("You may send the `X-Api-Version` header.", 0),
        ("Clients must read the `X-Rate-Limit` header of the response.", 0),
        ("You must send the `Content-Type` header.", 0),
    ],
)
def test_a_header_that_the_text_demands_is_sent(text, number):
    assert len(lacking(text)) == number
    assert lacking(text, headers='-H "X-Api-Version: 2" ') == []


def test_what_a_section_demands_is_asked_of_its_samples_alone():
    assert lacking(below="You must include the header `Idempotency-Key`.") == [16]
    page = PAGE.replace("BELOW", "You must include the header `Idempotency-Key`.").replace(
        "HEADERS", '-H "Authorization: Bearer $KEY" '
    )
    report = audit_sources([("page.md", page.replace("TEXT", "").encode())])
    assert {finding.rule for finding in report.findings} == {"WP404"}


TABLE = "| Header | Required | Description |\n|---|---|---|\n| `X-Farm` | {} | The farm |\n"


@pytest.mark.parametrize(("cell", "lines"), [("Yes", [18]), ("No", []), ("If admin", [])])
def test_a_header_that_a_table_calls_required_is_sent(cell, lines):
    assert lacking(below=TABLE.format(cell).rstrip("\n")) == lines
    assert lacking(below=TABLE.format(cell).replace("Header", "Response header").rstrip("\n")) == []


TWO = """# List boats

```bash
curl --fail --max-time 9 -H "Authorization: Bearer $KEY" "https://api.ferry.dev/boats"
```

```python
import requests

r = requests.get("https://api.ferry.dev/PATH", timeout=3)
r.raise_for_status()
print(r.json())
```
"""


@pytest.mark.parametrize(("path", "is_told"), [("boats", True), ("harbours", False)])
def test_of_two_samples_of_one_request_both_send_credentials(path, is_told):
    report = audit_sources([("page.md", TWO.replace("PATH", path).encode())])
    assert ("WP513" in {finding.rule for finding in report.findings}) is is_told


OPEN = [
    ("bash", 'curl --fail "${HEADERS[@]}" "https://api.ferry.dev/boats"'),
    ("bash", "curl --fail $OPTS https://api.ferry.dev/boats"),
    ("javascript", 'const r = await api.get("https://api.ferry.dev/boats");'),
    ("javascript", 'const r = await fetch("https://api.ferry.dev/boats", options);'),
    ("javascript", 'const r = await fetch("https://api.ferry.dev/boats", { ...options });'),
    ("csharp", 'var response = await client.GetAsync("https://api.ferry.dev/boats");'),
    (
        "php",
        "<?php\n$client = new GuzzleHttp\\Client($config);\n$r = $client->get('https://api.ferry.dev/boats');",
    ),
    (
        "go",
        'req, err := http.NewRequest("GET", "https://api.ferry.dev/boats", nil)\nsign(req)\nr, err := http.DefaultClient.Do(req)',
    ),
    (
        "go",
        'req, err := http.NewRequest("GET", "https://api.ferry.dev/boats", nil)\nr, err := signing.Do(req)',
    ),
]
CLOSED = [
    ("bash", 'curl --fail "$BASE/boats" "https://api.ferry.dev/boats"'),
    ("javascript", 'const r = await axios.get("https://api.ferry.dev/boats");'),
    ("javascript", 'const options = {};\nconst r = await fetch("https://api.ferry.dev/boats", options);'),
    (
        "csharp",
        'using var client = new HttpClient();\nvar r = await client.GetAsync("https://api.ferry.dev/boats");',
    ),
    (
        "go",
        'req, err := http.NewRequest("GET", "https://api.ferry.dev/boats", nil)\nr, err := http.DefaultClient.Do(req)',
    ),
]


def lacks(language: str, code: str) -> bool:
    page = f"# Boats\n\nAll requests must send the `X-Api-Version` header.\n\n```{language}\n{code}\n```\n"
    return "WP404" in {finding.rule for finding in audit_sources([("a.md", page.encode())]).findings}


@pytest.mark.parametrize(("language", "code"), OPEN)
def test_what_is_sent_besides_is_not_asked_for(language, code):
    assert not lacks(language, code)


@pytest.mark.parametrize(("language", "code"), CLOSED)
def test_what_is_shown_to_its_end_is_held_against_the_text(language, code):
    assert lacks(language, code)
