"""Tokens that a page prints and tells to check, addresses with two schemes, and means that are none (WP212, WP519)."""

import base64
import json

import pytest
from audited import block, findings

HEADER = {"alg": "HS256", "typ": "JWT", "kid": "k1"}
PAYLOAD = {"iss": "acme", "sub": "ada", "exp": 1516240822}


def part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def token(length: int, **header: str) -> str:
    return f"{part(HEADER | header)}.{part(PAYLOAD)}.{('aB3_' * 40)[:length]}"


def told(page: str, rule: str = "WP519") -> list[str]:
    return [each.message for each in findings(page) if each.rule == rule]


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        (token(43), 0),
        (token(42), 1),
        (token(44), 1),
        (token(42) + "...", 0),
        (token(60, alg="RS256"), 0),
        (token(43, alg="ES256"), 1),
        (token(20).rpartition(".")[0] + ".your_signature_goes_here", 0),
    ],
)
def test_a_signature_is_as_long_as_its_algorithm_makes_it(printed, count):
    assert len(told(f"# Token\n\nIt looks so: `{printed}`\n")) == count


def test_a_token_says_what_the_json_beside_it_says():
    page = "# Token\n\n" + block("json", json.dumps(PAYLOAD | {"exp": 9})) + "\nTOKEN\n"
    other = page.replace('"acme"', '"emca"')
    open_one = page.replace('"acme"', '"<YOUR_ID>"')
    alone = "## Whole\n\n" + block("", token(43))
    assert told(page.replace("TOKEN", token(43))) == []
    assert told(other.replace("TOKEN", token(43))) == [
        "iss of this token is acme, and the JSON beside it has another"
    ]
    assert told(open_one.replace("TOKEN", token(43))) == []
    assert told(other.replace("TOKEN", "## Another\n\n" + token(43))) == []
    assert len(told(other.replace("TOKEN", alone))) == 1


@pytest.mark.parametrize(
    ("text", "language", "code", "is_told"),
    [
        ("Verify the issuer and the audience.", "js", "const claims = jwt.verify(token, key);", True),
        ("Verify the issuer.", "js", "const claims = jwt.verify(token, key, { issuer: 'acme' });", False),
        ("Check that `aud` is yours.", "python", "claims = jwt.decode(token, key, ['RS256'])", True),
        ("Check that `aud` is yours.", "python", "claims = jwt.decode(token, key, audience='a')", False),
        ("Check the token.", "python", "claims = jwt.decode(token, key, ['RS256'])", False),
        ("The issuer is not checked.", "python", "claims = jwt.decode(token, key, ['RS256'])", False),
        ("Check the issuer.", "python", "jwt.decode(token, options={'verify_signature': False})", False),
        ("Check the issuer.", "php", "<?php\n$claims = JWT::decode($token, $keys);", True),
        ("Check the issuer.", "php", "<?php\n$c = JWT::decode($t, $k);\nif ($c->iss !== 'a') fail();", False),
    ],
)
def test_the_claims_that_the_text_tells_to_check(text, language, code, is_told):
    said = told(f"# Check\n\n{text}\n\n{block(language, code)}")
    assert any("tells to check" in each for each in said) is is_told


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        ("<ENV_URL>/items", "https://<ENV_URL>/token", True),
        ("$BASE_URL/items", "https://$BASE_URL/token", True),
        ("https://<ENV_URL>/items", "https://<ENV_URL>/token", False),
        ("<ENV_URL>/items", "https://<AUTH_URL>/token", False),
        ("https://api.acme.dev/<SERVER>/items", "https://<SERVER>/token", False),
    ],
)
def test_a_placeholder_has_its_scheme_everywhere_or_nowhere(one, other, is_told):
    page = "# T\n\n" + "\n".join(block("bash", f'curl -f -m 9 "{url}"') for url in (one, other))
    assert any("stands behind https://" in each for each in told(page, "WP212")) is is_told


FETCH = "const response = await fetch('https://api.acme.dev/items');"
AXIOS = "axios.get('https://api.acme.dev/items').then(show, fail);"


@pytest.mark.parametrize(
    ("text", "code", "is_told"),
    [
        ("This is done with axios:", FETCH, True),
        ("This is done with axios:", AXIOS, False),
        ("Using the `axios` client", FETCH, True),
        ("Using axios or fetch:", FETCH, False),
        ("We measured it using axios last year. Here is another one:", FETCH, False),
    ],
)
def test_a_sample_uses_what_the_text_above_it_says(text, code, is_told):
    said = told(f"# T\n\n{text}\n\n{block('js', code)}")
    assert any("is done with" in each for each in said) is is_told
