"""The tutorial, followed command by command: each prints what the page shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import paths
import pytest

TUTORIAL = paths.ROOT / "site/docs/tutorial.md"
BLOCK = re.compile(
    r'^```(?:console|yaml title="(?P<file>[^"]+)")\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)


def steps() -> Iterator[tuple[str, str]]:
    """What a reader does, in order: a file to save (name, content), or a command (``$ …``, its output)."""
    for block in BLOCK.finditer(TUTORIAL.read_text()):
        if block["file"]:
            yield block["file"], block["text"]
            continue
        for command in re.split(r"^(?=\$ )", block["text"], flags=re.MULTILINE)[1:]:
            first, _, output = command.partition("\n")
            yield first, output


def shown(pattern: str, output: str) -> bool:
    """Whether `output` is as the page has it; ``…`` there stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), output, re.DOTALL) is not None


def test_the_page_has_every_step() -> None:
    commands = [step for step, _ in steps() if step.startswith("$ wireproof ")]
    verbs = {command.split()[2] for command in commands}
    assert verbs == {"init", "generate", "languages", "verify", "pages"}


def test_each_command_prints_what_the_tutorial_shows(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    for step, text in steps():
        if not step.startswith("$ "):
            (tmp_path / step).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / step).write_text(text)
        elif not step.startswith("$ pip install"):  # the tests' environment has what it installs
            done = subprocess.run(
                ["bash", "-c", step[2:]], cwd=tmp_path, env=environment, check=False, text=True,
                capture_output=True,
            )  # fmt: skip
            assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
            if not shown(text, done.stdout):
                pytest.fail(f"{step}\nshows\n{done.stdout}\nand not\n{text}")


def test_the_workflow_runs_the_commands_of_the_tutorial() -> None:
    files = {step: text for step, text in steps() if not step.startswith("$ ")}
    run = re.findall(r"- run: (wireproof .*)", files[".github/workflows/samples.yml"])
    assert run
    assert {f"$ {command}" for command in run} <= {step for step, _ in steps()}
