"""A run of `generate` that would change nothing is over at once, and one that would is not."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import paths
import pytest

WIREPROOF = Path(sys.executable).with_name("wireproof")
TEMPLATES = paths.ROOT / "templates"
PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /pets:
    get:
      operationId: pets
      parameters: [{$ref: 'parameters.yaml#/limit'}]
      responses: {'200': {description: OK}}
    delete:
      operationId: noPets
      security: [{tls: []}]
      responses: {'200': {description: OK}}
components: {securitySchemes: {tls: {type: mutualTLS}}}
"""
LIMIT = "limit: {name: limit, in: query, example: 5, schema: {type: integer}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A description in two files, with a language of its own."""
    (tmp_path / "pets.yaml").write_text(PETS)
    (tmp_path / "parameters.yaml").write_text(LIMIT)
    shutil.copytree(TEMPLATES / "curl", tmp_path / "templates" / "own")
    time.sleep(0.02)  # a file that changes while a run goes on is not remembered; clocks of files are coarse
    return tmp_path


def generate(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [
        WIREPROOF,
        "generate",
        "pets.yaml",
        "-o",
        "out",
        "--templates",
        "templates",
        "-l",
        "own",
        *words,
    ]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done


def memories(folder: Path) -> list[Path]:
    return list((folder / "cache/wireproof/runs").iterdir())


def without_reading(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run where reading would be seen: by an access to the templates' compiled form in the cache."""
    shutil.rmtree(folder / "cache/wireproof/templates")
    done = generate(folder)
    assert not (folder / "cache/wireproof/templates").exists()
    return done


def test_a_run_without_a_change_says_the_same_and_renders_nothing(folder: Path) -> None:
    first = generate(folder)
    assert first.stdout == "1 sample in out: 1 written, 0 unchanged\n"
    again = without_reading(folder)
    assert again.stdout == "1 sample in out: 0 written, 1 unchanged\n"
    assert again.stderr == first.stderr
    assert "no sample: DELETE /pets" in again.stderr
    assert generate(folder, "--check").stdout == ""


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return change


@pytest.mark.parametrize(
    "change",
    [
        edit("pets.yaml", "api.example.com", "api.example.org"),
        edit("parameters.yaml", "example: 5", "example: 6"),
        edit("templates/own/snippet.jinja", "curl", "curl "),
        edit("out/own/pets/default.sh", "curl", "wget"),
        lambda folder: (folder / "out/own/pets/default.sh").unlink(),
    ],
    ids=["description", "file it refers to", "template", "sample edited", "sample deleted"],
)
def test_whatever_has_changed_is_seen(folder: Path, change: Callable[[Path], None]) -> None:
    generate(folder)
    change(folder)
    done = generate(folder, "--check")
    assert (done.returncode, done.stdout != "") == (1, True)
    assert generate(folder).stdout == "1 sample in out: 1 written, 0 unchanged\n"


def test_a_memory_that_is_broken_is_ignored(folder: Path) -> None:
    generate(folder)
    for kept in memories(folder):
        kept.write_bytes(b'{"inputs": 1')
    assert generate(folder).stdout == "1 sample in out: 0 written, 1 unchanged\n"


def test_other_options_are_another_run(folder: Path) -> None:
    generate(folder)
    generate(folder, "--values", "placeholder")
    assert len(memories(folder)) == 2
