"""The token samples against django-oauth-toolkit behind a WSGI server and TLS: nobody here wrote that server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import paths
import pytest
from tls_front import tls_front

pytestmark = pytest.mark.xdist_group("against")

COMMAND = str(Path(sys.executable).with_name("wireproof"))
LANGUAGES = ("curl", "python", "go", "csharp")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VALUES = {
    "CLIENT_ID": "web client:1",
    "CLIENT_SECRET": "s:p+a c&i=a%l/é-secret",
    "OAUTH_USERNAME": "alice@example.com",
    "OAUTH_PASSWORD": "s3cret & p@ss=word+100%/é",
    "REDIRECT_URI": "http://localhost/callback?x=1&y=a%20b",
    "CODE_VERIFIER": VERIFIER,
}


def fixtures() -> dict[str, object]:
    """One client, one user, and for each language a code and a refresh token: each of them works once."""
    client, user, address = VALUES["CLIENT_ID"], VALUES["OAUTH_USERNAME"], VALUES["REDIRECT_URI"]
    granted = {"client_id": client, "username": user, "scope": "read write"}
    code = {
        "redirect_uri": address,
        "expires_in": 600,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return {
        "settings": {
            "token_path": "/o/token/",
            "scopes": ["read", "write"],
            "default_scope": "read write",
            "access_token_expire_seconds": 36000,
            "rotate_refresh_tokens": True,
            "refresh_token_grace_period_seconds": 0,
        },
        "users": [{"username": user, "password": VALUES["OAUTH_PASSWORD"], "is_active": True}],
        "applications": [
            {
                "client_id": client,
                "client_secret": VALUES["CLIENT_SECRET"],
                "client_type": "confidential",
                "grant_type": "authorization-code",
                "redirect_uris": [address],
                "pkce_required": True,
            }
        ],
        "codes": [{"code": f"code-for-{name}", **granted, **code} for name in LANGUAGES],
        "refresh_tokens": [
            {
                "refresh_token": f"refresh-for-{name}",
                "revoked": False,
                "access_token": f"access-for-{name}",
                "access_token_expires_in": 600,
                **granted,
            }
            for name in LANGUAGES
        ],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("oauth")


@pytest.fixture(scope="module")
def server(folder) -> Iterator[str]:
    (folder / "fixtures.json").write_text(json.dumps(fixtures()))
    (folder / "token.yaml").write_bytes(paths.SPEC.read_bytes())
    script = paths.TESTS / "support" / "oauth_wsgi.py"
    words = [sys.executable, str(script), str(folder / "fixtures.json")]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        with tls_front(int(process.stdout.readline()), folder) as url:
            yield url
        process.kill()


def verify(server: str, folder: Path, language: str, **other: str) -> list[dict]:
    """The entries of the JSON report on one language's samples."""
    own = {"AUTHORIZATION_CODE": f"code-for-{language}", "REFRESH_TOKEN": f"refresh-for-{language}"}
    values = {**VALUES, **own, **other}
    (folder / "staging.env").write_text("".join(f"{name}='{value}'\n" for name, value in values.items()))
    words = ["verify", "token.yaml", "-l", language, "--against", server, "--against-ca", "ca.pem"]
    words += ["--env-file", "staging.env", "--unsafe", "--rate", "50/s", "--json", "out.json"]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    done = subprocess.run([COMMAND, *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    told = done.stdout + done.stderr + (folder / "out.json").read_text()
    assert values["CLIENT_SECRET"] not in told
    assert values["OAUTH_PASSWORD"] not in told
    return json.loads((folder / "out.json").read_text())["samples"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_token_sample_gets_a_token_from_django_oauth_toolkit(server, folder, language):
    found = verify(server, folder, language)
    assert [(each["sent"], each["answered"]) for each in found] == [(True, True)] * 4, found


def test_each_error_of_django_oauth_toolkit_is_the_documented_one(server, folder):
    wrong = {"OAUTH_PASSWORD": "not the password", "AUTHORIZATION_CODE": "spent", "REFRESH_TOKEN": "spent"}
    found = {each["id"]: each for each in verify(server, folder, "curl", **wrong)}
    assert found.pop("curl/token/client_credentials")["answered"] is True
    assert len(found) == 3
    for each in found.values():
        assert each["sent"] is True
        assert "400 Bad Request is documented as an error" in each["reason"]
        assert 'The response is as described: {"error": "invalid_grant"' in each["reason"]


def test_a_wrong_client_secret_is_the_documented_401_for_each_grant(server, folder):
    for each in verify(server, folder, "curl", CLIENT_SECRET="not the secret"):
        assert each["answered"] is False
        assert "401 Unauthorized is documented as an error" in each["reason"]
        assert 'The response is as described: {"error": "invalid_client"' in each["reason"]
