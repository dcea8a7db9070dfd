"""A `verify` that would change nothing is over at once, and is never believed when anything has changed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from generator.cli.last_proofs import LastProofs
from generator.cli.last_run import LastRun
from generator.rendering import load_languages

WIREPROOF = Path(sys.executable).with_name("wireproof")
PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /pets:
    get: {operationId: pets, responses: {'200': {description: OK}}}
    delete: {operationId: noPets, security: [{tls: []}], responses: {'200': {description: OK}}}
components: {securitySchemes: {tls: {type: mutualTLS}}}
"""
CURL = load_languages()["curl"]
LEDGER = "pets.proofs.jsonl"


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proven")
    (folder / "pets.yaml").write_text(PETS)
    time.sleep(0.05)  # what is younger than the clock's tick is not remembered
    assert verify(folder).stdout.endswith("1 sample: 1 proven\n")
    return folder


def verify(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [WIREPROOF, "verify", "pets.yaml", "-l", "curl", *words]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_run_without_a_change_says_what_a_whole_one_would(proven: Path) -> None:
    (memory,) = (proven / "cache/wireproof/runs").iterdir()
    recalled = verify(proven)
    kept = memory.read_bytes()
    memory.unlink()
    whole = verify(proven)
    assert (recalled.stdout, recalled.stderr) == (whole.stdout, whole.stderr)
    assert whole.stdout.endswith("1 sample: 1 proven, 1 of them earlier and unchanged since\n")
    assert "no sample: DELETE /pets" in whole.stderr
    assert kept == memory.read_bytes()


def test_a_ledger_without_the_proof_is_not_believed(proven: Path) -> None:
    (proven / LEDGER).write_text("")
    done = verify(proven)
    assert done.returncode == 0
    assert done.stdout.endswith("1 sample: 1 proven\n")


def tool(folder: Path, version: str) -> None:
    path = folder / "tool"
    path.write_text(f"#!/bin/sh\necho tool {version}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        (lambda _: None, True),
        (lambda folder: tool(folder, "1.1"), False),
        (lambda folder: tool(folder, "1.0"), False),
        (lambda folder: (folder / "tool").unlink(), False),
        (lambda folder: (folder / "ledger").write_text("new"), False),
        (lambda folder: (folder / "ledger").unlink(), False),
        (lambda folder: (folder / "description").write_text("new"), False),
        (lambda folder: (folder / "own/curl/other").write_text("new"), False),
    ],
    ids=["nothing", "version", "tool", "no tool", "ledger", "no ledger", "description", "template"],
)
def test_whatever_a_proof_rests_on_is_looked_at(
    change: Callable[[Path], None], is_same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {
        "name": "tool",
        "command": "tool",
        "version": ["-v"],
        "pattern": r"tool (\S+)",
        "remedy": "get it",
    }
    languages = {"curl": structs.replace(CURL, toolchain=table, clean=())}
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tool(tmp_path, "1.0")
    (tmp_path / "own/curl").mkdir(parents=True)
    for name in ("ledger", "description", "own/curl/other"):
        (tmp_path / name).write_text("old")
    time.sleep(0.05)
    last = LastProofs(LastRun(("verify",), (tmp_path / "own",)))
    last.keep([str(tmp_path / "description")], languages, tmp_path / "ledger", lambda: ("proven", ["note"]))
    change(tmp_path)
    assert (last.recalled(lambda: languages) == ("proven", ["note"])) is is_same


def test_a_run_is_not_remembered_if_its_description_changed_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    run = LastRun(("generate",), ())
    (tmp_path / "description").write_text("new")
    run.keep([str(tmp_path / "description")], {"samples": []})
    assert run.recalled() is None
