"""`wireproof verify` as its users meet it, with real compilers and clients."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import paths
import pytest
from msgspec import structs

from generator.proving.proof import KINDS, Subject
from generator.proving.running import prove as proving
from generator.reading import read
from generator.rendering import load_languages, render

pytestmark = pytest.mark.xdist_group("verify")

ROOT = paths.ROOT
SPEC = ROOT / "spec/token_endpoint.yaml"
COMMAND = [str(Path(sys.executable).with_name("wireproof"))]
LANGUAGES = ["curl", "python", "go", "csharp"]
EXAMPLES = ["password", "client_credentials", "authorization_code", "refresh_token"]


def wireproof(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A folder with the description and its samples, proven once for all the tests here."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(SPEC, folder / "token.yaml")
    assert wireproof("generate", "token.yaml", "-o", "samples", folder=folder).returncode == 0
    done = wireproof("verify", "token.yaml", "--json", "first.json", "--junit", "first.xml", folder=folder)
    (folder / "first.txt").write_text(done.stdout)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return folder


@pytest.fixture
def altered(project, tmp_path) -> Path:
    """The project once more, to be altered."""
    return Path(shutil.copytree(project, tmp_path / "altered"))


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_all_sixteen_samples_are_proven_in_every_kind(project):
    report = json.loads((project / "first.json").read_text())
    assert {sample["id"] for sample in report["samples"]} == {
        f"{language}/token/{example}" for language in LANGUAGES for example in EXAMPLES
    }
    for sample in report["samples"]:
        assert [sample[kind] for kind in KINDS] == [True] * 4, sample
        assert sample["seconds"] > 0
        assert set(sample) == {"id", "language", *KINDS, "seconds", "toolchain", "reason"}
    assert report["summary"]["proven"] == report["summary"]["samples"] == 16


def test_the_table_has_a_line_for_each_sample(project):
    lines = (project / "first.txt").read_text().splitlines()
    assert lines[0].split() == ["sample", *KINDS, "seconds", "toolchain"]
    assert [line.split()[1:5] for line in lines[1:17]] == [["yes"] * 4] * 16
    assert lines[-1] == "16 samples: 16 proven"
    assert "\x1b" not in "".join(lines)


def test_a_ci_system_can_read_the_junit_file(project):
    root = ET.parse(project / "first.xml").getroot()
    assert root.attrib["tests"] == "64"
    assert len(root.findall("./testsuite/testcase")) == 64
    assert not root.findall(".//failure") + root.findall(".//skipped")


def test_the_ledger_has_a_sorted_line_for_each_sample_and_spares_the_next_run(project):
    lines = (project / "token.proofs.jsonl").read_text().splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert ids == sorted(ids)
    assert len(ids) == 16
    before = (project / "token.proofs.jsonl").stat().st_mtime_ns
    again = wireproof("verify", "token.yaml", folder=project)
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1] == "16 samples: 16 proven, 16 of them earlier and unchanged since"
    assert (project / "token.proofs.jsonl").stat().st_mtime_ns == before


def test_altered_samples_are_judged_as_they_are_and_the_others_not_again(altered):
    ledger = (altered / "token.proofs.jsonl").read_bytes()
    alter(altered / "samples/python/token/password.py", '"grant_type": "password",\n', "")
    alter(altered / "samples/curl/token/refresh_token.sh", "--fail-with-body", "--fail")
    done = wireproof("verify", "token.yaml", "--samples", "samples", "--json", "out.json", folder=altered)
    assert done.returncode == 1
    results = {sample["id"]: sample for sample in json.loads((altered / "out.json").read_text())["samples"]}
    failed = {name: found for name, found in results.items() if any(found[kind] is False for kind in KINDS)}
    assert set(failed) == {"python/token/password", "curl/token/refresh_token"}
    assert failed["python/token/password"]["sent"] is False
    assert failed["curl/token/refresh_token"]["sent"] is True
    assert failed["curl/token/refresh_token"]["fails_loudly"] is False
    assert "-grant_type=password" in done.stdout
    assert "14 of them earlier and unchanged since, 2 failed" in done.stdout
    assert (altered / "token.proofs.jsonl").read_bytes() == ledger


def test_altered_samples_that_are_right_pass_and_get_no_entry_of_ours(altered):
    alter(altered / "samples/curl/token/password.sh", "# Get", "# How to get")
    before = (altered / "token.proofs.jsonl").read_bytes()
    done = wireproof("verify", "token.yaml", "--samples", "samples", "-l", "curl", folder=altered)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "4 samples: 4 proven, 3 of them earlier and unchanged since",
    )
    assert (altered / "token.proofs.jsonl").read_bytes() == before


def test_samples_that_are_not_there_are_counted_and_not_judged(altered):
    shutil.rmtree(altered / "samples/go")
    done = wireproof("verify", "token.yaml", "--samples", "samples", folder=altered)
    assert done.returncode == 0
    assert "4 not judged" in done.stdout


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("python/token/passwort.py", "no sample with the id 'python/token/passwort'"),
        ("python/token/password.rb", "is a file called 'password.py'"),
        ("cobol/token/password.cob", "no sample with the id"),
        ("notes.txt", "no sample with the id 'notes'"),
    ],
)
def test_a_file_that_is_no_sample_is_named_and_nothing_runs(altered, name, message):
    place = altered / "samples" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("")
    done = wireproof("verify", "token.yaml", "--samples", "samples", folder=altered)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"samples/{name}: " in done.stderr
    assert message in done.stderr


@pytest.mark.parametrize("folder", ["empty", "nowhere"])
def test_a_folder_without_samples_is_an_error(altered, folder):
    (altered / "empty").mkdir()
    done = wireproof("verify", "token.yaml", "--samples", folder, folder=altered)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(folder)


def test_a_damaged_ledger_is_an_error_that_names_the_line(altered):
    with (altered / "token.proofs.jsonl").open("a") as ledger:
        ledger.write("<<<<<<< HEAD\n")
    done = wireproof("verify", "token.yaml", folder=altered)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("token.proofs.jsonl:17: ")


def test_a_sample_runs_again_when_something_that_takes_part_in_its_proof_has_changed(altered):
    lines = [json.loads(line) for line in (altered / "token.proofs.jsonl").read_text().splitlines()]
    for number, key in ((4, "sample"), (5, "request"), (6, "toolchain"), (7, "prover")):
        lines[number][key] = "another"
    (altered / "token.proofs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = wireproof("verify", "token.yaml", folder=altered)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "16 samples: 16 proven, 12 of them earlier and unchanged since"
    assert "another" not in (altered / "token.proofs.jsonl").read_text()


def test_a_missing_toolchain_is_named_with_its_remedy_and_the_rest_is_proven(altered):
    language = altered / "languages/rarely"
    language.mkdir(parents=True)
    text = (ROOT / "templates/python/language.toml").read_text()
    text = text.replace('command = "python3"', 'command = "rarely-installed"')
    (language / "language.toml").write_text(
        text.replace("wireproof languages --install python", "get rarely")
    )
    shutil.copy(ROOT / "templates/python/snippet.jinja", language)
    done = wireproof("verify", "token.yaml", "--templates", "languages", "--json", "out.json", folder=altered)
    assert done.returncode == 2
    assert "get rarely" in done.stdout
    summary = json.loads((altered / "out.json").read_text())["summary"]
    assert (summary["proven"], summary["not_run"], summary["failed"]) == (16, 4, 0)


def test_a_sample_whose_linter_is_missing_is_proven_in_the_other_kinds_and_the_first_line_says_why(altered):
    language = altered / "languages/rarely"
    language.mkdir(parents=True)
    text = (ROOT / "templates/curl/language.toml").read_text()
    text = text.replace('command = ["shellcheck"', 'command = ["rarely-installed"')
    (language / "language.toml").write_text(text)
    shutil.copy(ROOT / "templates/curl/snippet.jinja", language)
    done = wireproof(
        "verify",
        "token.yaml",
        "-l",
        "rarely",
        "--templates",
        "languages",
        "--json",
        "out.json",
        folder=altered,
    )
    assert done.returncode == 2
    first, *_, last = done.stdout.splitlines()
    assert first == (
        "not proven: 4 samples: rarely: clean: rarely-installed is missing: wireproof languages --install curl"
    )
    assert last == "4 samples: 0 proven, 4 partly proven"
    samples = json.loads((altered / "out.json").read_text())["samples"]
    assert {(each["sent"], each["fails_loudly"], each["clean"]) for each in samples} == {(True, True, None)}


def test_an_unknown_language_is_an_error(project):
    done = wireproof("verify", "token.yaml", "-l", "pyton", folder=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "python" in done.stderr


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_however_it_ends_nothing_is_left_running(altered, end):
    command = [*COMMAND, "verify", "token.yaml", "--all"]
    process = subprocess.Popen(
        command,
        cwd=altered,
        env=environment(),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: any("bwrap" in words for words in session(process.pid)))
    process.send_signal(end)
    assert process.wait(20) != 0
    wait_until(lambda: not session(process.pid))


def wait_until(true) -> None:
    limit = time.monotonic() + 30
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def session(leader: int) -> list[str]:
    """The command lines of the processes in a session that have not ended."""
    words = ["ps", "-o", "stat=,args=", "--sid", str(leader)]
    lines = subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if not line.startswith("Z")]


def test_without_a_sandbox_our_own_samples_run_and_no_others(monkeypatch):
    monkeypatch.setattr(proving, "available", lambda: "there is no bubblewrap")
    languages = load_languages()
    chosen = [languages["curl"], languages["python"]]
    samples = render(list(read(SPEC).requests)[:1], chosen)
    own = [replace(Subject.of(sample), kinds=("sent", "any_value")) for sample in samples]
    foreign = replace(own[0], id="curl/token/foreign", own=False)
    proofs = {proof.sample_id: proof for proof in proving.prove([*own, foreign], languages)}
    refused = proofs.pop("curl/token/foreign")
    assert (refused.sent, refused.missing) == (None, True)
    assert "there is no bubblewrap" in refused.reason
    for proof in proofs.values():
        assert (proof.sent, proof.any_value) == (True, True), proof.reason
        assert "there is no bubblewrap" in proof.isolation


def test_a_sample_of_an_api_without_tls_is_proven_without_certificates(tmp_path):
    path = tmp_path / "pets.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nservers: [{url: 'http://api.example.com'}]\n"
        "paths: {/pets: {get: {responses: {'200': {description: OK}}}}}\n"
    )
    languages = load_languages()
    (sample,) = render(read(path).requests, [languages["python"]])
    (proof,) = proving.prove([Subject.of(sample)], languages)
    assert (proof.sent, proof.fails_loudly, proof.failed) == (True, True, False), proof.reason


def test_languages_take_turns(monkeypatch):
    given = []
    run = proving.WorkerPool.run

    def noted(crew, call, origins, isolated, task):
        given.append(task.program.argv[0])
        return run(crew, call, origins, isolated, task)

    monkeypatch.setattr(proving.WorkerPool, "run", noted)
    languages = load_languages()
    samples = render(read(SPEC).requests, [languages["curl"], languages["python"]])
    subjects = [replace(Subject.of(sample), kinds=("sent",)) for sample in samples]
    assert all(proof.sent for proof in proving.prove(subjects, languages, jobs=1))
    # One language may be ready before the other, and the other goes on alone.
    assert len(given) == 8
    assert all(one != other for one, other in pairwise(given[2:6]))


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]", "localhost", "api.localhost:8443"])
def test_an_address_that_is_no_name_is_not_proven_and_not_blamed(host):
    languages = load_languages()
    request = structs.replace(next(iter(read(SPEC).requests)), url=(f"https://{host}/o/token/",))
    (sample,) = render([request], [languages["curl"]])
    (proof,) = proving.prove([Subject.of(sample)], languages)
    assert (proof.failed, proof.complete, proof.runs) == (False, False, 0)
    assert "give the server a name" in proof.reason
