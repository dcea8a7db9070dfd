"""A shell sample that is pasted into an interactive shell does what it does as a file, whatever stands in it."""

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl

import pexpect
import pytest

from generator.model import FormBody, Input, Request
from generator.rendering import load_languages, render

# Stands in for a client, to see what the shell hands over: its arguments, each ended by NUL.
RECORDER = """%s() { printf '%%s\\0' "$@" > "$RECORD"; }
"""
CLIENTS = {"curl": "curl", "wget": "wget", "httpie": "http"}
SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
HARD = [
    "!", "!!", "!history", "a!b", "wow!'", "'!'", '"!"', "\\!", "$(id)", "`id`", "${HOME}", "it's", '"', "\\", "~", "*", "{a,b}",
    "#x", "; false", "& x", "a  b", "-n", "=ls", "%s", "é😀", "\t", "a\tb!", "\x01", "line\nline!\n'x'", "^a^b", "?", "[a]", "<(id)",
]  # fmt: skip


def hard_fields(client: str) -> list[tuple[str, str]]:
    """All that is hard, as far as the client can be given it."""
    return [
        (f"f{number}", text) for number, text in enumerate(HARD) if client != "httpie" or text[0] not in "=@"
    ]


def hard_request(client: str) -> Request:
    """A form of the hard fields, and of one with an Input in it where the client can send that."""
    form = [(name, (text,)) for name, text in hard_fields(client)]
    if client != "wget":
        form.append(("user", ("a!", Input("OAUTH_USERNAME"))))
    url = ("https://api.example.com/a?b=c",)
    return Request("op", "hard", "POST", url, "Try it; now", body=FormBody(tuple(form)))


def fields(client: str, arguments: list[str]) -> list[tuple[str, str]]:
    """The form that the client is handed."""
    if client == "wget":
        (body,) = [word.removeprefix("--post-data=") for word in arguments if word.startswith("--post-data")]
        return parse_qsl(body, keep_blank_values=True, strict_parsing=True)
    words = [word for word in arguments if word[0] in "fu" and "=" in word]
    return [(name, value) for name, _, value in (word.partition("=") for word in words)]


def typed(shell: str, text: str, environment: dict[str, str], folder: Path) -> None:
    """Type the text into an interactive shell, as pasting without bracketed paste does."""
    child = pexpect.spawn(shell, SHELLS[shell], env=environment, cwd=str(folder), timeout=20, echo=False)
    child.delaybeforesend = None
    done = folder / "done"
    for line in (text + f"\necho $? > {done}\n").splitlines(keepends=True):
        child.send(line.encode())
    child.send(b"exit\n")
    child.expect(pexpect.EOF)
    child.close()
    assert done.read_text() == "0\n"


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("shell", SHELLS)
def test_pasted_and_run_as_a_file_it_hands_the_client_the_same_arguments(
    shell: str, client: str, tmp_path: Path
) -> None:
    text = RECORDER % CLIENTS[client] + next(render([hard_request(client)], [load_languages()[client]])).text
    environment = {**os.environ, "OAUTH_USERNAME": "$(id) ' \" ! \\", "TERM": "dumb", "HOME": str(tmp_path)}
    as_file, as_paste = tmp_path / "file", tmp_path / "paste"
    (tmp_path / "sample").write_text(text)
    subprocess.run(
        [shell, tmp_path / "sample"], env={**environment, "RECORD": str(as_file)}, check=True, cwd=tmp_path
    )
    typed(shell, text, {**environment, "RECORD": str(as_paste)}, tmp_path)
    arguments = as_file.read_bytes().decode().removesuffix("\0").split("\0")
    assert as_paste.read_bytes().decode().removesuffix("\0").split("\0") == arguments
    assert fields(client, arguments) == [
        *hard_fields(client),
        *([] if client == "wget" else [("user", "a!$(id) ' \" ! \\")]),
    ]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_of_this_test_do_expand_history(shell: str, tmp_path: Path) -> None:
    record = tmp_path / "record"
    environment = {**os.environ, "TERM": "dumb", "HOME": str(tmp_path), "RECORD": str(record)}
    typed(shell, RECORDER % "curl" + 'curl "no!such-event"\n:\n', environment, tmp_path)
    assert not record.exists()
