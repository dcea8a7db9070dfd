"""The mock's token endpoint: recorded answers, fixtures, the examples of a description."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import paths
import pytest
from oauth_requests import VERIFIER, Answer, Ask, ask, basic, form

from generator.errors import GeneratorError
from generator.model import Basic, Description, FormBody, Input, Operation, Request, Response
from generator.proving.mock.oauth.app import oauth_app
from generator.proving.mock.oauth.examples import fixtures_from, token_path
from generator.proving.mock.oauth.fixtures import Fixtures, load_fixtures
from generator.proving.mock.server.server import Listener, MockServer

DATA = paths.CASES / "oauth"
CASES = json.loads((DATA / "cases.json").read_text("utf-8"))
Address = tuple[str, int]


@contextmanager
def served(fixtures: Fixtures) -> Iterator[Address]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    with MockServer([Listener(listening, oauth_app(fixtures))]):
        yield listening.getsockname()


@pytest.fixture(scope="module")
def recorded() -> Iterator[Address]:
    with served(load_fixtures(DATA / "fixtures.json")) as address:
        yield address


def filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: quote(values[found[1]], safe=""), text)


def sent(address: Address, case: dict, values: dict[str, str]) -> Answer:
    query = case.get("query")
    target = filled(case["path"], values) + ("" if query is None else "?" + filled(query, values))
    body = filled(case.get("body") or "", values).encode(case.get("body_encoding", "utf-8"))
    request = Ask(body, case["method"], target, tuple(case["headers"].items()), length="body" in case)
    return ask(address, request, {})


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_recorded_request_gets_the_recorded_answer(recorded: Address, case: dict) -> None:
    values = dict(case.get("fixtures") or {})
    for step in case.get("setup") or []:
        first = sent(recorded, step, values)
        assert first.status == step["expect_status"]
        values |= {name: first.known[key] for name, key in (step.get("capture") or {}).items()}
    answer, expected = sent(recorded, case, values), case["expect"]
    assert answer.status == expected["status"]
    assert {name: answer.headers[name.lower()] for name in expected["headers"]} == expected["headers"]
    if expected["json_keys"] is None:
        assert not isinstance(answer.body, dict)
    else:
        assert isinstance(answer.body, dict)
        assert sorted(answer.body) == expected["json_keys"]
        lengths = expected.get("json_lengths", {})
        assert {key: answer.body[key] for key in (*expected["json"], *lengths)} == expected["json"] | lengths
        assert not set(answer.known.values()) & set(values.values()), "a token was issued twice"


# Fixtures


def written(folder: Path, document: object) -> Path:
    path = folder / "fixtures.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


def minimal(**more: object) -> dict[str, object]:
    return {
        "settings": {"scopes": ["read"], "default_scope": "read"},
        "users": [{"username": "u", "password": "p"}],
        "applications": [{"client_id": "c", "client_type": "public", "grant_type": "password"}],
        **more,
    }


TOKEN = {"refresh_token": "t", "client_id": "c", "username": "u", "scope": "read"}
CODE = {"code": "x", "client_id": "c", "username": "u", "redirect_uri": "", "scope": "read"}


def test_fixtures_may_leave_out_what_has_a_usual_value(tmp_path: Path) -> None:
    fixtures = load_fixtures(written(tmp_path, minimal()))
    assert fixtures.settings.token_path == "/o/token/"
    assert fixtures.settings.access_token_seconds == 36000
    assert fixtures.settings.rotates_refresh_tokens
    assert fixtures.users[0].is_active
    assert fixtures.clients[0].client_secret == ""


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "not JSON"),
        ('{"settings":\n{]', ":2: the fixtures are not JSON"),
        ("[" * 100_000, "JSON|deeply"),
        ("[]", "not of type"),
        ({}, "settings"),
        (minimal(users={}), "/users: "),
        (minimal(users=[{"username": "u"}]), "/users/0: .*password"),
        (minimal(users=[{"username": 1, "password": "p"}]), "/users/0/username: "),
        (minimal(users=[{"username": "u", "password": "p"}] * 2), "/users/1: 'u' stands there twice"),
        (
            minimal(applications=[{"client_id": "c", "client_type": "x", "grant_type": "password"}]),
            "client_type",
        ),
        (
            minimal(applications=[{"client_id": "c", "client_type": "public", "grant_type": "x"}]),
            "grant_type",
        ),
        (minimal(settings={"scopes": "read", "default_scope": "read"}), "/settings/scopes"),
        (minimal(codes=[{**CODE, "client_id": "nobody"}]), "/codes/0/client_id: client 'nobody'"),
        (minimal(codes=[CODE, CODE]), "/codes/1: 'x'"),
        (
            minimal(refresh_tokens=[{**TOKEN, "username": "nobody"}]),
            "/refresh_tokens/0/username: user 'nobody'",
        ),
        (minimal(refresh_tokens=[{**TOKEN, "revoked": "yes"}]), "/refresh_tokens/0/revoked"),
    ],
)
def test_bad_fixtures_are_refused_with_file_and_place(tmp_path: Path, document: object, words: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(GeneratorError) as caught:
        load_fixtures(path)
    line = str(caught.value).splitlines()[0]
    assert line.startswith(str(path))
    assert re.search(words, line)


def test_all_faults_of_fixtures_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError) as caught:
        load_fixtures(written(tmp_path, minimal(users=[{"username": 1, "password": 2}])))
    assert len(str(caught.value).splitlines()) == 2


def test_unreadable_fixtures_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b'"\xe9"')
    for path in (tmp_path, tmp_path / "missing", tmp_path / "latin"):
        with pytest.raises(GeneratorError, match="fixtures"):
            load_fixtures(path)


# The examples of a description

CLIENT_ID = Input("CLIENT_ID", example="s6BhdRkqt3")
SECRET = Input("CLIENT_SECRET", secret=True, example="gX1fBat3bV&")
GRANTED = Response(
    "200",
    media_type="application/json",
    body='{"access_token": "a", "expires_in": 60, "scope": "read write"}',
)


def described(*requests: Request) -> Description:
    return Description(
        "api.yaml", "API", "1", (Operation("token", "token", "POST", "/token", requests=requests),)
    )


def example(name: str, *fields: tuple[str, str | Input], basic: Basic | None = None) -> Request:
    body = FormBody(tuple((key, (value,)) for key, value in fields))
    url = ("https://api.example.com/oauth/token",)
    return Request("token", name, "POST", url, body=body, basic=basic, responses=(GRANTED,))


DESCRIPTION = described(
    example(
        "password",
        ("grant_type", "password"),
        ("username", Input("OAUTH_USERNAME", example="alice")),
        ("password", Input("OAUTH_PASSWORD", secret=True, example="p&ss wörd")),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
    ),
    example(
        "client_credentials",
        ("grant_type", "client_credentials"),
        basic=Basic((Input("CLIENT_ID"),), (Input("CLIENT_SECRET", secret=True),), form_encoded=True),
    ),
    example(
        "authorization_code",
        ("grant_type", "authorization_code"),
        ("code", Input("CODE", example="SplxlOBeZQQYbYS6WxSbIA")),
        ("redirect_uri", "https://app.example.com/cb"),
        ("code_verifier", Input("VERIFIER", example=VERIFIER)),
        ("client_id", Input("APP_ID", example="public-app")),
    ),
    example(
        "refresh_token",
        ("grant_type", "refresh_token"),
        ("refresh_token", Input("REFRESH_TOKEN", example="tGzv3JOkF0XG5Qx2TlKWIA")),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
    ),
)
CLIENT = {"client_id": CLIENT_ID.example, "client_secret": SECRET.example}
AS_DOCUMENTED = {
    "password": form({"grant_type": "password", "username": "alice", "password": "p&ss wörd"}, CLIENT),
    "client_credentials": Ask(
        "grant_type=client_credentials",
        headers=(("Content-Type", "application/x-www-form-urlencoded"), basic(*CLIENT.values())),
    ),
    "authorization_code": form(
        grant_type="authorization_code",
        code="SplxlOBeZQQYbYS6WxSbIA",
        redirect_uri="https://app.example.com/cb",
        code_verifier=VERIFIER,
        client_id="public-app",
    ),
    "refresh_token": form({"grant_type": "refresh_token", "refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA"}, CLIENT),
}


def at(path: str, request: Ask) -> Ask:
    return Ask(request.body, target=path, headers=request.headers)


@pytest.mark.parametrize("name", AS_DOCUMENTED)
def test_the_example_of_a_description_gets_a_token_every_time(name: str) -> None:
    with served(fixtures_from(DESCRIPTION)) as address:
        answers = [ask(address, at("/oauth/token", AS_DOCUMENTED[name]), {}) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert all(isinstance(a.body, dict) and a.body["expires_in"] == 60 for a in answers)
    assert len({answer.known["access_token"] for answer in answers}) == 3


def test_only_the_example_gets_a_token() -> None:
    wrong = [
        form({"grant_type": "password", "username": "alice", "password": "x"}, CLIENT),
        form({"grant_type": "refresh_token", "refresh_token": "x"}, CLIENT),
        form(grant_type="client_credentials", client_id=CLIENT_ID.example, client_secret="x"),
        Ask(str(AS_DOCUMENTED["authorization_code"].body).replace(VERIFIER, "x" * 43)),
        Ask(str(AS_DOCUMENTED["authorization_code"].body).replace("Fcb", "Fother")),
    ]
    with served(fixtures_from(DESCRIPTION)) as address:
        assert [ask(address, at("/oauth/token", request), {}).status for request in wrong] == [
            400,
            400,
            401,
            400,
            400,
        ]


def test_a_token_of_the_mock_itself_is_rotated() -> None:
    with served(fixtures_from(DESCRIPTION)) as address:
        known = ask(address, at("/oauth/token", AS_DOCUMENTED["password"]), {}).known
        again = at(
            "/oauth/token",
            form({"grant_type": "refresh_token", "refresh_token": known["refresh_token"]}, CLIENT),
        )
        assert [ask(address, again, {}).status for _ in range(2)] == [200, 400]


def test_a_path_without_a_slash_at_its_end_is_served_as_it_is() -> None:
    with served(fixtures_from(DESCRIPTION)) as address:
        statuses = [
            ask(address, Ask(target=path), {}).status for path in ("/oauth/token", "/oauth/token/", "/oauth")
        ]
    assert statuses == [400, 404, 404]


def test_a_description_without_a_token_request_cannot_be_mocked() -> None:
    other = described(Request("x", "default", "GET", ("https://api.example.com/x",)))
    assert token_path(other) is None
    assert token_path(DESCRIPTION) == "/oauth/token"
    with pytest.raises(GeneratorError, match=r"api\.yaml: no example sends a form with grant_type"):
        fixtures_from(other)
