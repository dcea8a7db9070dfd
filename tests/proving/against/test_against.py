"""`wireproof verify --against`: published samples against a real server."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from against import CANARY, COMMAND, ROOT, SPEC, against, answers
from real_server import Server

pytestmark = pytest.mark.xdist_group("against")


def test_a_sample_is_answered_and_its_request_arrives_once_as_it_is_published(server, tmp_path):
    done = against(server, tmp_path, "-l", "curl", "-l", "python")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("2 samples: 2 answered as documented by localhost:")
    assert [request[:2] for request in server.received] == [("GET", "/pets/42?view=short")] * 2
    assert {request[2]["Host"] for request in server.received} == {server.url.removeprefix("https://")}
    assert {request[2]["X-Key"] for request in server.received} == {CANARY}


def test_what_is_no_get_or_head_is_skipped_unless_unsafe_is_given(server, tmp_path):
    listed = against(server, tmp_path, "--list")
    assert "skips  python/deletePet/default" in listed.stdout
    assert server.received == []
    done = against(server, tmp_path)
    assert "skipped: 1 sample" in done.stderr
    assert [method for method, *_ in server.received] == ["GET"]


def test_a_disagreement_names_the_operation_the_place_and_the_value(server, tmp_path):
    answers(server, {"id": 42, "name": 7})
    done = against(server, tmp_path, "--json", "out.json", "--junit", "out.xml", "--report", "out.html")
    assert done.returncode == 1
    assert "GET /pets/{petId} on localhost" in done.stdout
    assert "body at /name: expected a string, received 7" in done.stdout
    assert "pets.yaml:45 #/components/schemas/Pet/properties/name/type" in done.stdout
    report = json.loads((tmp_path / "out.json").read_text())
    assert report["samples"][0]["answered"] is False
    assert report["samples"][0]["sent"] is True
    assert 'name="answered"' in (tmp_path / "out.xml").read_text()
    assert "expected a string, received 7" in (tmp_path / "out.html").read_text()


def test_live_values_go_to_the_server_and_are_told(server, tmp_path):
    (tmp_path / "wireproof.yaml").write_text("live: {values: {getPet: {42: 1007}}}\n")
    done = against(server, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.received[0][1] == "/pets/1007?view=short"
    assert "forwarded with live values: python/getPet/default: path: 42 → 1007" in done.stdout


def test_a_live_value_for_what_no_request_sends_is_refused(server, tmp_path):
    (tmp_path / "wireproof.yaml").write_text("live: {values: {getPet: {43: 1007}}}\n")
    done = against(server, tmp_path)
    assert done.returncode == 2
    assert "live.values replaces 43 in 'getPet', which sends no such value" in done.stderr


def test_a_value_that_is_not_brought_is_named_and_nothing_is_sent(server, tmp_path):
    done = against(server, tmp_path, key=None)
    assert done.returncode == 2
    assert "no value for PETS_KEY" in done.stderr
    assert server.received == []


def test_values_come_from_an_env_file(server, tmp_path):
    (tmp_path / "staging.env").write_text("PETS_KEY='from-the-file'\n")
    done = against(server, tmp_path, "--env-file", "staging.env", key=None)
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.received[0][2]["X-Key"] == "from-the-file"


def test_a_server_whose_certificate_is_not_trusted_gets_no_request(server, tmp_path):
    server.ca.write_bytes(Path("/etc/ssl/certs/ca-certificates.crt").read_bytes())
    done = against(server, tmp_path)
    assert done.returncode == 2
    assert "is not trusted" in done.stderr
    assert server.received == []


def test_a_sample_that_sends_another_request_is_not_forwarded(server, tmp_path):
    generated = subprocess.run(
        [COMMAND, "generate", str(SPEC), "-o", "samples", "-l", "python"], cwd=tmp_path
    )
    assert generated.returncode == 0
    path = tmp_path / "samples/python/getPet/default.py"
    path.write_text(path.read_text().replace('"GET"', '"DELETE"'))
    done = against(server, tmp_path, "--samples", "samples")
    assert done.returncode == 1
    assert server.received == []
    assert 'method: expected "GET", received "DELETE"' in done.stdout


def test_the_ledger_has_the_answer_beside_the_proof_of_the_same_bytes(server, tmp_path):
    (tmp_path / "pets.yaml").write_bytes(SPEC.read_bytes())
    words = [COMMAND, "verify", "pets.yaml", "-l", "python"]
    assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode == 0
    assert against(server, tmp_path).returncode == 0
    lines = [json.loads(line) for line in (tmp_path / "pets.proofs.jsonl").read_text().splitlines()]
    by_id = {entry["id"]: entry for entry in lines}
    assert by_id["python/getPet/default"]["answered_by"] == server.url.removeprefix("https://")
    assert "answered_by" not in by_id["python/deletePet/default"]
    pages = [COMMAND, "pages", "pets.yaml", "-l", "python", "-o", "pages"]
    assert subprocess.run(pages, cwd=tmp_path, capture_output=True).returncode == 0
    shown = "".join(path.read_text() for path in (tmp_path / "pages").rglob("*.md"))
    assert shown.count(f"{server.url.removeprefix('https://')} answered it on ") == 1


def with_token(server: Server, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "wireproof.yaml").write_text("live: {token: token/client_credentials}\n")
    spec = ROOT / "tests/cases/against/token.yaml"
    words = ["verify", str(spec), "--against", server.url, "--against-ca", str(server.ca), "--rate", "50/s"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CLIENT_SECRET": CANARY,
        "ACCESS_TOKEN": "from-elsewhere",
    }
    command = [COMMAND, *words, "-l", "python", "--json", str(folder / "out.json")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_token_of_the_first_request_is_what_the_others_send(server, tmp_path):
    answers(server, {"access_token": "issued-0123456789"})
    done = with_token(server, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [request[1] for request in server.received] == ["/token", "/notes"]
    assert server.received[1][2]["Authorization"] == "Bearer issued-0123456789"
    assert "issued-0123456789" not in done.stdout + done.stderr + (tmp_path / "out.json").read_text()


def test_without_a_token_the_others_do_not_run(server, tmp_path):
    answers(server, {"error": "invalid_client"}, 401)
    done = with_token(server, tmp_path)
    assert done.returncode == 1
    assert [request[1] for request in server.received] == ["/token"]
    assert "not run, for token/client_credentials brought no access token" in done.stdout
