"""What pages say and do rightly, where a rule's shape fits and its meaning does not."""

import base64

from generator.auditing.auditor import audit_sources


def messages(text: str, rule: str) -> list[str]:
    found = audit_sources([("page.md", text.encode())]).findings
    return [f"{each.message} {each.fix}" for each in found if each.rule == rule]


def block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


def test_doubled_braces_are_a_template_s():
    sample = 'import requests\nurl = "https://{}/items"\nrequests.get(url, timeout=9)'
    assert messages(block("python", sample.replace("{}", "{{url}}")), "WP115") == []
    assert messages(block("python", sample.replace("{}", "{url}")), "WP115")


def test_what_takes_the_place_of_a_class_does_what_it_did():
    told = messages(block("java", "import javax.xml.bind.DatatypeConverter;"), "WP601")
    assert "HexFormat" in told[0]


def test_an_indented_address_is_to_be_one_line():
    told = messages(block("bash", "curl --fail -m 9 'https://api.acme.dev/items\n  ?page=2'"), "WP208")
    assert not any("%20" in each for each in told)
    assert "%20" in messages(block("bash", "curl --fail -m 9 'https://api.acme.dev/my items'"), "WP208")[0]


def test_a_token_whose_claims_are_placeholders_is_an_example():
    def token(issuer: str) -> str:
        payload = base64.urlsafe_b64encode(f'{{"iss":"{issuer}","iat":1447273096}}'.encode()).decode()
        return f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{payload.rstrip('=')}.fQGPSV85QPhbNmuu86CIgZiluKBvZKdNmzM6vo11DM"

    for issuer in ("your-api-key", "<client id>", "https://example.com/", "{{clientId}}"):
        assert messages(block("http", f"Authorization: JWT {token(issuer)}"), "WP301") == []
        assert messages(f"Send {token(issuer)} then.", "WP301") == []
    assert messages(block("http", f"Authorization: JWT {token('acme')}"), "WP301")
    assert messages(f"Send {token('yours-truly')} then.", "WP301")


def test_a_command_or_a_body_in_quotes_may_go_on_with_an_option():
    for right in (
        "ssh host 'curl -f https://a.dev \\\n  -H \"A: b\"'",
        'curl -f https://a.dev -H "A: $(sign \\\n  --key k.pem)"',
        "curl -f https://a.dev -d 'sign \\\n --key k.pem'",
    ):
        assert messages(block("bash", right), "WP101") == []
