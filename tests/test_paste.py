"""A curl sample that is pasted into an interactive shell does what it does as a file, whatever stands in it."""

import os
import subprocess
from pathlib import Path

import pexpect
import pytest

from generator.model import FormBody, Input, Request
from generator.rendering import load_languages, render

# Stands in for curl, to see what the shell hands over: its arguments, each ended by NUL.
RECORDER = 'curl() { printf \'%s\\0\' "$@" > "$RECORD"; echo 200 >&2; }\n'
SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
HARD = [
    "!", "!!", "!history", "a!b", "wow!'", "'!'", '"!"', "\\!", "$(id)", "`id`", "${HOME}", "it's", '"', "\\", "~", "*", "{a,b}",
    "#x", "; false", "& x", "a  b", "-n", "=ls", "%s", "é😀", "\t", "a\tb!", "\x01", "line\nline!\n'x'", "^a^b", "?", "[a]", "<(id)",
]  # fmt: skip


def hard_request() -> Request:
    fields = (
        *((f"f{number}", (text,)) for number, text in enumerate(HARD)),
        ("user", ("a!", Input("OAUTH_USERNAME"))),
    )
    return Request(
        "op", "hard", "POST", ("https://api.example.com/a?b=c",), "Try it; now", body=FormBody(fields)
    )


def typed(shell: str, text: str, environment: dict[str, str], folder: Path) -> None:
    """Type the text into an interactive shell, as pasting without bracketed paste does."""
    child = pexpect.spawn(shell, SHELLS[shell], env=environment, cwd=str(folder), timeout=20, echo=False)
    child.delaybeforesend = None
    done = folder / "done"
    for line in (RECORDER + text + f"\necho $? > {done}\n").splitlines(keepends=True):
        child.send(line.encode())
    child.send(b"exit\n")
    child.expect(pexpect.EOF)
    child.close()
    assert done.read_text() == "0\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_pasted_and_run_as_a_file_it_hands_curl_the_same_arguments(shell: str, tmp_path: Path) -> None:
    text = next(render([hard_request()], [load_languages()["curl"]])).text
    environment = {**os.environ, "OAUTH_USERNAME": "$(id) ' \" ! \\", "TERM": "dumb", "HOME": str(tmp_path)}
    as_file, as_paste = tmp_path / "file", tmp_path / "paste"
    (tmp_path / "sample").write_text(RECORDER + text)
    subprocess.run(
        [shell, tmp_path / "sample"], env={**environment, "RECORD": str(as_file)}, check=True, cwd=tmp_path
    )
    typed(shell, text, {**environment, "RECORD": str(as_paste)}, tmp_path)
    arguments = as_file.read_bytes().decode().split("\0")
    assert as_paste.read_bytes().decode().split("\0") == arguments
    assert [a for a in arguments if a.startswith("f")] == [
        f"f{number}={text}" for number, text in enumerate(HARD)
    ]
    assert "user=a!$(id) ' \" ! \\" in arguments


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_of_this_test_do_expand_history(shell: str, tmp_path: Path) -> None:
    record = tmp_path / "record"
    environment = {**os.environ, "TERM": "dumb", "HOME": str(tmp_path), "RECORD": str(record)}
    typed(shell, 'curl "no!such-event"\n:\n', environment, tmp_path)
    assert not record.exists()
