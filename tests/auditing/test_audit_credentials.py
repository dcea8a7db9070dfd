"""Credentials as samples send and pages show them: the shape of Basic, checks of certificates, leaks."""

import pytest

from generator.auditing.auditor import audit_sources


def rules(text: str) -> set[tuple[int, str]]:
    return {(each.line, each.rule) for each in audit_sources([("a.md", text.encode())]).findings}


UNENCODED = {
    "bash": 'curl --fail -H "Authorization: Basic {}" https://api.acme.dev/v1/me',
    "js": "await fetch('https://api.acme.dev/v1/me', {{ headers: {{ Authorization: {} }} }});",
}


@pytest.mark.parametrize(
    ("language", "value"),
    [("bash", "$ID:$SECRET"), ("bash", "alice:secret"), ("js", '"Basic " + id + ":" + secret')],
)
def test_basic_credentials_are_base64(language, value):
    assert (2, "WP211") in rules(f"```{language}\n{UNENCODED[language].format(value)}\n```\n")


@pytest.mark.parametrize(
    "value", ["<base64(id:secret)>", "{base64 of id:secret}", "$CREDENTIALS", "czZCaDo3Rg=="]
)
def test_what_stands_for_base64_is_fine(value):
    assert "WP211" not in {rule for _, rule in rules(f"```bash\n{UNENCODED['bash'].format(value)}\n```\n")}


def test_damaged_credentials_are_somebodys_all_the_same():
    value = "Qm83ZkpxMnZYejlMd0U0dDpUcDZSczFOeUhjNUtnOERtM1V2V2"
    assert (2, "WP301") in rules(f"```bash\n{UNENCODED['bash'].format(value + 'E')}\n```\n")
    assert (2, "WP301") not in rules(f"```bash\n{UNENCODED['bash'].format('your' + value)}\n```\n")


def test_a_user_without_a_colon_makes_curl_ask_for_the_password():
    sample = "```bash\ncurl --fail -u {} https://api.acme.dev/v1/me\n```\n"
    for wrong in ('"$CLIENT_ID"', "alice", "${USERNAME}"):
        assert (2, "WP303") in rules(sample.format(wrong))
    for right in ('"$CLIENT_ID:$SECRET"', "key:", '"$CREDENTIALS"', "<user>", "alice:pass"):
        assert "WP303" not in {rule for _, rule in rules(sample.format(right))}


def test_a_plus_that_means_itself_is_encoded():
    sample = '```bash\ncurl --fail "https://api.acme.dev/v1/x?q={}"\n```\n'
    for wrong in ("2024-01-01T00:00:00+01:00", "ada+tide@acme.dev"):
        assert (2, "WP202") in rules(sample.format(wrong))
    for right in ("2024-01-01T00:00:00%2B01:00", "blue+shoes", "a+b"):
        assert "WP202" not in {rule for _, rule in rules(sample.format(right))}


TLS = {
    "php": "<?php $c = new GuzzleHttp\\Client(['verify' => {}]);",
    "java": "HttpsURLConnection.setDefaultHostnameVerifier((String h, SSLSession s) -> {});",
    "js": "request({{ url: 'https://api.acme.dev', strictSSL: {} }});",
}


@pytest.mark.parametrize("language", TLS)
def test_checks_of_certificates_that_are_off_are_told(language):
    off, on = ("true", "check(h, s)") if language == "java" else ("false", "true")
    assert "WP306" in {rule for _, rule in rules(f"```{language}\n{TLS[language].format(off)}\n```\n")}
    assert "WP306" not in {rule for _, rule in rules(f"```{language}\n{TLS[language].format(on)}\n```\n")}


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        ("pk_live1_9f8a7c6e5d4b3a29", True),
        ("pk_live1_9f8a7c6e5d4b3a29...", False),  # cut short
        ("pk_live1_9f8a7c6e5d4b3a29…", False),
        ("pk_live1_a1b2c3d4e5f6g7h8", False),  # counted through
        ("sk_live_9f8a7c6e5d4b3a29c1", True),
        ("sk_live_9f8a7c6e5d4b3a29c1...", False),
    ],
)
def test_a_credential_that_is_cut_short_or_counted_through_is_nobodys(value, is_told):
    for header in (f"X-Api-Key: {value}", f"Authorization: Bearer {value}"):
        text = f'```bash\ncurl --fail -H "{header}" https://api.acme.dev/items\n```\n'
        assert ((2, "WP301") in rules(text)) is is_told


@pytest.mark.parametrize(
    ("arguments", "is_told"),
    [
        ("key=minio.secret_key,\n    s3_max_concurrency=10", False),
        ("'secret_key', 'zTfFgiyQCVDFk1EtUerVLRk1is6LgL6'", True),
        ("secret_key='zTfFgiyQCVDFk1EtUerVLRk1is6LgL6'", True),
    ],
)
def test_what_stands_behind_a_name_and_a_comma_is_its_value_in_quotes_alone(arguments, is_told):
    page = f"# T\n\n```python\nfrom acme import Config\n\nprint(Config({arguments}))\n```\n"
    assert any(rule == "WP301" for _, rule in rules(page)) is is_told
