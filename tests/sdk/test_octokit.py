"""Samples of a real client library over its publisher's description: Octokit for JavaScript, and GitHub's API."""

import json
import os
import subprocess
import sys
from pathlib import Path

import paths
import pytest

COMMAND = str(Path(sys.executable).with_name("wireproof"))
SDK = paths.CASES / "sdk"
WORDS = ["github.yaml", "-l", "octokit", "--templates", str(SDK / "templates")]
REFUSED = {
    "apps-check-token/default": "shows the whole request in its error messages, and so what is secret in it",
    "issues-pin-comment/default": "has no octokit.rest.issues.pinComment",
    "markdown-render-raw/default": "takes no body but a JSON object",
    "markdown-render-raw/default-x-markdown": "takes no body but a JSON object",
    "repos-add-user-access-restrictions/default": "sends one member of the body in the place of all",
}
pytestmark = pytest.mark.xdist_group("sdk")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    line = [COMMAND, words[0], *WORDS, *words[1:]]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True)


def proofs(folder: Path) -> dict[str, dict]:
    samples = json.loads((folder / "out.json").read_text())["samples"]
    return {each["id"].removeprefix("octokit/"): each for each in samples}


@pytest.fixture(scope="module")
def proven(tmp_path_factory):
    folder = tmp_path_factory.mktemp("octokit")
    (folder / "github.yaml").write_bytes((SDK / "github.yaml").read_bytes())
    return folder, run(folder, "verify", "--json", "out.json")


def test_each_sample_is_proven_with_the_real_library(proven):
    folder, done = proven
    assert done.returncode == 0, done.stdout + done.stderr
    found = proofs(folder)
    assert len(found) == 14
    for each in found.values():
        assert (each["sent"], each["fails_loudly"], each["clean"]) == (True, True, True), each


def test_an_operation_without_a_sample_is_named_with_its_reason(proven):
    _, done = proven
    for name, reason in REFUSED.items():
        assert f"no sample: octokit/{name}: Octokit {reason}" in done.stderr
    assert done.stderr.count("no sample: ") == len(REFUSED)


def test_the_ledger_names_the_version_of_the_library(proven):
    folder, _ = proven
    entries = [json.loads(line) for line in (folder / "github.proofs.jsonl").read_text().splitlines()]
    assert len(entries) == 14
    assert all(entry["toolchain"].endswith(", @octokit/rest 22.0.1") for entry in entries)


CREATE = "issues-create/default"
MUTANTS = {
    "another method": (CREATE, "issues.create(", "issues.createComment(", "sent"),
    "no such method": (CREATE, "issues.create(", "issues.make(", "sent"),
    "a dropped argument": (CREATE, '  labels: ["bug"],\n', "", "sent"),
    "another name of an argument": (CREATE, "  title:", "  subject:", "sent"),
    "another value": (CREATE, "milestone: 1", "milestone: 2", "sent"),
    "a number as a text": (CREATE, "milestone: 1", 'milestone: "1"', "sent"),
    "a token from elsewhere": (CREATE, "new Octokit()", 'new Octokit({ auth: "gho_stale" })', "sent"),
    "another server": (CREATE, "new Octokit()", 'new Octokit({ baseUrl: "https://evil.example" })', "sent"),
    "no output": ("repos-get/default", "console.log(", "String(", "sent"),
    "a part of the output": ("repos-get/default", "response.data", "response.data.id", "sent"),
    "sent twice": (
        "repos-get/default",
        "\nconsole.log",
        "\nawait octokit.rest.meta.root();\nconsole.log",
        "sent",
    ),
    "an error that is swallowed": (
        "repos-get/default",
        "\n});\n",
        "\n}).catch(() => ({}));\n",
        "fails_loudly",
    ),
    "another layout": ("repos-get/default", "  owner: ", "    owner: ", "clean"),
}


@pytest.fixture(scope="module")
def mutants(tmp_path_factory):
    """What the proof of each changed sample says."""
    found = {}
    for name, (sample, old, new, _) in MUTANTS.items():
        folder = tmp_path_factory.mktemp("mutant")
        (folder / "github.yaml").write_bytes((SDK / "github.yaml").read_bytes())
        run(folder, "generate", "-o", "samples")
        files = list((folder / "samples/octokit").rglob("*.mjs"))
        for path in files:
            if not str(path).endswith(f"{sample}.mjs"):
                path.unlink()
        path = folder / f"samples/octokit/{sample}.mjs"
        text = path.read_text()
        assert old in text, name
        path.write_text(text.replace(old, new, 1))
        run(folder, "verify", "--samples", "samples", "--json", "out.json")
        found[name] = proofs(folder)[sample]
    return found


@pytest.mark.parametrize("name", MUTANTS)
def test_a_changed_sample_is_caught_by_the_kind_meant_to_catch_it(mutants, name):
    assert mutants[name][MUTANTS[name][3]] is False, mutants[name]
