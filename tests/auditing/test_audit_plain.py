"""Languages without a grammar are judged in part: by their addresses, credentials and checks."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.reporting.text import text_report


def found(text: str) -> set[tuple[int, str]]:
    return {(each.line, each.rule) for each in audit_sources([("page.md", text.encode())]).findings}


BAD = {
    "rust": ("let client = Client::builder().danger_accept_invalid_certs(true).build()?;", "WP306"),
    "ps1": ("Invoke-RestMethod -Uri https://api.acme.dev/v1/items -SkipCertificateCheck", "WP306"),
    "perl": ("my $ua = LWP::UserAgent->new(ssl_opts => { verify_hostname => 0 });", "WP306"),
    "dart": ("client.badCertificateCallback = (cert, host, port) => true;", "WP306"),
    "elixir": ('HTTPoison.get!("https://api.acme.dev", [{"Authorization", "Bearer 8fk2Ls93mQxT61pZv0aW"}])', "WP301"),
}  # fmt: skip


@pytest.mark.parametrize("language", BAD)
def test_what_literals_tell_is_told(language):
    code, rule = BAD[language]
    assert (2, rule) in found(f"```{language}\n{code}\n```\n")


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("kotlin", 'val response = client.get("https://api.acme.dev/v1/items?limit=3")'),
        ("kotlin", 'val name = QName("http://www.w3.org/2001/XMLSchema")'),
        ("swift", 'let url = URL(string: "http://localhost:8080/items")!'),
        ("rust", 'let url = format!("https://api.acme.dev/items/{id}");'),
        ("perl", "# nothing but a comment"),
        ("powershell", 'Invoke-RestMethod -Uri https://api.acme.dev -Headers @{ Authorization = "Bearer $token" }'),
    ],
)  # fmt: skip
def test_what_is_correct_is_left_alone(language, code):
    assert found(f"```{language}\n{code}\n```\n") == set()


def test_they_are_counted_as_judged_in_part():
    text = "```swift\nlet a = 1\n```\n\n```py\na = 1\n```\n\n```yaml\na: 1\n```\n"
    report = audit_sources([("page.md", text.encode())])
    assert (report.judged, report.in_part, report.not_judged) == (1, 1, 1)
    assert list(text_report(report)) == ["1 page: 1 sample judged, 1 in part, 1 not judged; nothing found."]
    without = audit_sources([("page.md", b"```py\na = 1\n```\n")])
    assert list(text_report(without)) == ["1 page: 1 sample judged, 0 not judged; nothing found."]
