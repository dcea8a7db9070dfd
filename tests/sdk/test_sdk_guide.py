"""The how-to guide for samples of an SDK is followed word for word, from an empty folder to two proven samples."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import paths
import pytest

GUIDE = paths.ROOT / "site/docs/how-to/sdk-samples.md"
PROGRAM = Path(sys.prefix, "bin", "wireproof")
BLOCK = re.compile(r'^```\w+ title="(?P<file>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ wireproof (?P<words>.+)$", re.MULTILINE)
SAMPLE = re.compile(r"^```javascript\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.xdist_group("sdk")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A folder in which each step of the guide was done; a block with the name of a file goes on with it."""
    folder = tmp_path_factory.mktemp("project")
    pieces: dict[str, list[str]] = {}
    for block in BLOCK.finditer(GUIDE.read_text("utf-8")):
        pieces.setdefault(block["file"], []).append(block["text"])
    for name, texts in pieces.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join(texts), "utf-8")
    return folder


def test_with_the_guides_commands_both_samples_are_proven(project):
    for match in COMMAND.finditer(GUIDE.read_text("utf-8")):
        words = match["words"].split()
        more = ["--json", "proofs.json"] if words[0] == "verify" else []
        environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
        done = subprocess.run(
            [PROGRAM, *words, *more], cwd=project, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((project / "proofs.json").read_text())["samples"]
    assert [each["id"] for each in found] == ["octokit/issues-create/default", "octokit/repos-get/default"]
    assert all(each["sent"] and each["fails_loudly"] and each["clean"] for each in found), found
    shown = SAMPLE.search(GUIDE.read_text("utf-8"))["text"]
    assert (project / "samples/octokit/issues-create/default.mjs").read_text("utf-8") == shown
