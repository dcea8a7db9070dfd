"""The programs of several steps against django-oauth-toolkit itself, which keeps the state of tokens."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import paths
import pytest

from generator.proving.toolchains import build, find
from generator.reading import read
from generator.rendering import load_languages
from generator.rendering.render import render_flows

pytestmark = pytest.mark.xdist_group("flows")

LANGUAGES = {name: load_languages()[name] for name in ("curl", "python", "go", "csharp")}
ADDRESS = "https://app.example.com/callback"
USER, PASSWORD = "alice@example.com", "Tr0ub4dor&3"
SECRET = "7Fjfp0ZBr1KtDRbnfVdmIw"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CLIENTS = {
    "authorization_code": "authorization-code",
    "client_credentials": "client-credentials",
    "password": "password",
    "revoke": "client-credentials",
}


def fixtures() -> dict:
    return {
        "settings": {
            "token_path": "/o/token/",
            "scopes": ["read", "write"],
            "default_scope": "read write",
            "access_token_expire_seconds": 36000,
            "rotate_refresh_tokens": True,
            "refresh_token_grace_period_seconds": 0,
        },
        "users": [{"username": USER, "password": PASSWORD, "is_active": True}],
        "applications": [
            {
                "client_id": grant,
                "client_secret": SECRET,
                "client_type": "confidential",
                "grant_type": grant,
                "redirect_uris": [ADDRESS] if grant == "authorization-code" else [],
                "pkce_required": grant == "authorization-code",
            }
            for grant in dict.fromkeys(CLIENTS.values())
        ],
        "codes": [
            {
                "code": f"code-for-{name}",
                "client_id": "authorization-code",
                "username": USER,
                "redirect_uri": ADDRESS,
                "scope": "read write",
                "expires_in": 600,
                "code_challenge": CHALLENGE,
                "code_challenge_method": "S256",
            }
            for name in LANGUAGES
        ],
        "refresh_tokens": [],
    }


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    """A function for each flow and language that runs the program against the server."""
    folder = tmp_path_factory.mktemp("flows")
    (folder / "fixtures.json").write_text(json.dumps(fixtures()))
    words = [sys.executable, str(paths.TESTS / "support/oauth_wsgi.py"), str(folder / "fixtures.json")]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline())
        for name in ("token_endpoint.yaml", "med2lab_api.yaml", "flows.arazzo.yaml"):
            text = (paths.ROOT / "spec" / name).read_text()
            (folder / name).write_text(
                text.replace("https://dev-api.med2lab.com", f"http://127.0.0.1:{port}")
            )
        yield dict(built(folder))
        process.kill()


def built(folder: Path) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """The command of each program, with its files in a folder of its own."""
    flows = read(folder / "flows.arazzo.yaml").flows
    for name, language in LANGUAGES.items():
        samples = list(render_flows(flows, [language]))
        builds = build(find(language), {sample.id: sample.text.encode() for sample in samples})
        for sample in samples:
            program = builds[sample.id].program
            assert program is not None, builds[sample.id].diagnostics
            place = folder / name / sample.flow.name
            place.mkdir(parents=True)
            for each, content in program.files:
                data = content if isinstance(content, bytes) else content.read_bytes()
                target = place / PurePosixPath(each.format(name="sample", stem="sample")).name
                target.write_bytes(data)
                target.chmod(0o755)
            source = place / f"source.{language.extension}"
            source.write_text(sample.text)
            command = [
                word.replace("{folder}", str(place)).replace("{stem}", "sample").replace("{name}", "sample")
                .replace("{file}", str(place / "sample"))
                for word in program.argv
            ]  # fmt: skip
            for here, inside in program.mounts:
                command = [word.replace(inside, str(here)) for word in command]
            yield (name, sample.flow.name), command


def run(programs: dict, language: str, flow: str, **changes: str) -> subprocess.CompletedProcess[str]:
    values = {
        "AUTHORIZATION_CODE": f"code-for-{language}",
        "REDIRECT_URI": ADDRESS,
        "CODE_VERIFIER": VERIFIER,
        "CLIENT_ID": CLIENTS[flow],
        "CLIENT_SECRET": SECRET,
        "OAUTH_USERNAME": USER,
        "OAUTH_PASSWORD": PASSWORD,
        "DOTNET_gcServer": "0",
    }
    environment = {**os.environ, **values, **changes}
    return subprocess.run(
        programs[language, flow], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flow_is_accepted_and_shows_what_the_api_said(programs, language):
    me = f'{{"username": "{USER}"}}'
    done = run(programs, language, "authorization_code")
    assert (done.returncode, done.stdout.split("\n")[:2]) == (0, [me, me]), done
    done = run(programs, language, "client_credentials")
    assert (done.returncode, done.stdout.strip()) == (0, '{"username": ""}'), done
    done = run(programs, language, "password")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["refresh_token"]
    done = run(programs, language, "revoke")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["active"] is True


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_that_was_used_ends_the_program_with_the_error_in_sight(programs, language):
    run(programs, language, "authorization_code")
    done = run(programs, language, "authorization_code")
    assert done.returncode != 0
    assert "invalid_grant" in done.stdout + done.stderr
    assert "username" not in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_secret_ends_the_program_at_its_first_step(programs, language):
    done = run(programs, language, "revoke", CLIENT_SECRET="wrong")
    assert done.returncode != 0
    assert "invalid_client" in done.stdout + done.stderr
