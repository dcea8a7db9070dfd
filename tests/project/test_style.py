"""What `make check` asks of the code, as part of the suite."""

import re
import subprocess
import sys
from pathlib import Path

import paths
import pytest

ROOT = paths.ROOT
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=" ".join
)
def test_linter_formatter_and_type_checker_have_nothing_to_say(command: list[str]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_file_that_contributing_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"`((?:generator|templates|tests|benchmarks)/[^`]*)`", text)
    assert len(named) > 20
    missing = [
        name for name in named if not (ROOT / name.replace("<language>", "python").split()[0]).exists()
    ]
    assert missing == []
