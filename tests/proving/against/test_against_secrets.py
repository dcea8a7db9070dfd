"""A canary in place of a secret: no report, file, process list or terminal ever has it."""

import re
import subprocess
from pathlib import Path

import pexpect
import pytest
from against import CANARY, PET, against, answers, command, environment

from generator.proving.against.redact import Redactor

pytestmark = pytest.mark.xdist_group("against")


def test_a_part_of_a_secret_in_any_encoding_is_taken_out():
    redacted = Redactor({"KEY": b"abcdefgh&ijklmnop"}, {})
    assert redacted("cut: cdefgh&ijk…") == "cut: [KEY]…"
    assert "jklmnop" not in redacted("abcdefgh%26ijklmnop")
    assert "YWJjZGVmZ2gmaWprbG1ub3A" not in redacted(
        "Basic dXNlcjphYmNkZWZnaCZpamtsbW5vcA== YWJjZGVmZ2gmaWprbG1ub3A="
    )


REPORTS = {"--json": "out.json", "--junit": "out.xml", "--report": "out.html"}
ISSUED = "issued-0123456789"


def assert_hidden(text: str) -> None:
    """No eight characters in a row of a secret stand in `text`."""
    for secret in (CANARY, ISSUED):
        for start in range(len(secret) - 7):
            assert secret[start : start + 8] not in text


@pytest.fixture
def told(server, tmp_path):
    """The folder of a run in which the server sent the secret back, and issued another; what it printed."""
    answers(server, {"error": f"the key {CANARY} is wrong", "api_token": ISSUED}, 401)
    words = [word for pair in REPORTS.items() for word in pair]
    done = against(
        server,
        tmp_path,
        *words,
        "-l",
        "python",
        "-l",
        "curl",
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        GITHUB_ACTIONS="true",
    )
    assert done.returncode == 1
    assert len(server.received) == 2
    return tmp_path, done


def test_the_terminal_shows_the_name_of_a_secret_in_its_place(told):
    _, done = told
    assert "the key [PETS_KEY] is wrong" in done.stdout
    assert "::error " in done.stdout
    assert_hidden(done.stdout + done.stderr)


@pytest.mark.parametrize("report", REPORTS.values())
def test_no_report_has_a_secret(told, report):
    folder, _ = told
    text = (folder / report).read_text()
    assert "[PETS_KEY]" in text
    assert_hidden(text)


def test_no_file_in_the_project_or_the_cache_has_a_secret(told):
    folder, _ = told
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.is_relative_to(folder / "cache") for path in files)
    for path in files:
        assert_hidden(path.read_text("utf-8", "replace"))


def test_the_ledger_has_no_secret(server, tmp_path):
    assert against(server, tmp_path, key=None).returncode == 2
    words = command(server)[:3]
    assert (
        subprocess.run(
            [*words, "-l", "python"], cwd=tmp_path, env=environment(CANARY), capture_output=True
        ).returncode
        == 0
    )
    assert against(server, tmp_path).returncode == 0
    ledger = (tmp_path / "pets.proofs.jsonl").read_text()
    assert "answered_by" in ledger
    assert_hidden(ledger)


def test_no_process_has_a_secret_on_its_command_line(server, tmp_path):
    seen: list[bytes] = []
    server.on_request = lambda: seen.extend(_command_lines())
    assert against(server, tmp_path).returncode == 0
    ours = [line for line in seen if b"bwrap" in line or b"wireproof" in line or b"default.py" in line]
    assert len(ours) >= 2
    for line in seen:
        assert_hidden(line.decode("utf-8", "replace"))


def test_what_a_person_watches_at_the_terminal_has_no_secret(server, tmp_path):
    answers(server, {**PET, "name": CANARY})
    against(server, tmp_path, "--list")
    line = command(server)
    child = pexpect.spawn(line[0], line[1:], cwd=str(tmp_path), env=environment(CANARY), timeout=60)
    child.expect(pexpect.EOF)
    text = re.sub(r"\x1b\[[0-9;]*[mK]", "", child.before.decode())
    assert "1 of 1" in text
    assert "[PETS_KEY]" in text
    assert_hidden(text)


def test_a_cookie_that_the_server_sets_is_hidden_and_its_name_is_not(server, tmp_path):
    headers = {"Content-Type": "text/plain", "Set-Cookie": f'session-of-localhost="{ISSUED}"; Path=/'}
    server.answer = (500, headers, f"session-of-localhost is {ISSUED}".encode())
    done = against(server, tmp_path)
    assert "session-of-localhost is [Set-Cookie]" in done.stdout
    assert_hidden(done.stdout)


def _command_lines() -> list[bytes]:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes())
        except OSError:  # it has ended
            continue
    return lines
