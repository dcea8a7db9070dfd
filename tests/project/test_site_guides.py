"""The code around the samples in the guides: run, as a reader of the guide would have it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import paths
import pytest

ROOT = paths.ROOT
GUIDES = ROOT / "site/docs/guides"
WIREPROOF = Path(sys.executable).with_name("wireproof")
ANSWER = '{"access_token": "t%d", "expires_in": %d}'


def block(guide: str, title: str) -> str:
    """The fenced block of a guide that has this title."""
    found = re.search(
        rf'^```\w+ title="{title}"\n(.*?)^```$', (GUIDES / guide).read_text(), re.MULTILINE | re.DOTALL
    )
    assert found
    return found[1]


def tokens(folder: Path, get_token: str) -> dict[str, object]:
    (folder / "tokens.py").write_text(block("python-service.md", "tokens.py"))
    (folder / "get_token.py").write_text(get_token)
    module: dict[str, object] = {"__file__": str(folder / "tokens.py"), "__name__": "tokens"}
    exec(compile((folder / "tokens.py").read_text(), "tokens.py", "exec"), module)
    return module


@pytest.mark.parametrize(("expires_in", "programs_run"), [(36000, 1), (30, 2)])
def test_the_service_keeps_a_token_until_a_minute_before_it_expires(
    tmp_path: Path, expires_in: int, programs_run: int
) -> None:
    count = tmp_path / "count"
    program = (
        "import pathlib\n"
        f"count = pathlib.Path({str(count)!r})\n"
        "number = len(count.read_text()) if count.exists() else 0\n"
        "count.write_text('x' * (number + 1))\n"
        f"print({ANSWER!r} % (number, {expires_in}))\n"
    )
    made = tokens(tmp_path, program)["Tokens"]()  # type: ignore[operator]
    assert [made.access_token(), made.access_token()] == ["t0", f"t{programs_run - 1}"]
    assert len(count.read_text()) == programs_run


def test_the_service_says_what_the_server_said(tmp_path: Path) -> None:
    made = tokens(
        tmp_path, "import sys\nprint('{\"error\": \"invalid_client\"}')\nsys.exit('HTTP 401 Unauthorized')\n"
    )
    with pytest.raises(RuntimeError, match=r"(?s)invalid_client.*HTTP 401 Unauthorized"):
        made["Tokens"]().access_token()  # type: ignore[operator]


def deploy(folder: Path, get_token: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the guide's script with a curl that shows its arguments and its standard input."""
    (folder / "deploy.sh").write_text(block("shell-in-ci.md", "deploy.sh"))
    (folder / "get-token.sh").write_text(get_token)
    curl = folder / "bin/curl"
    curl.parent.mkdir()
    curl.write_text('#!/bin/sh\necho "curl $*"\ncat\n')
    curl.chmod(0o755)
    path = f"{curl.parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "deploy.sh"], cwd=folder, capture_output=True, text=True, check=False,
        env={"PATH": path, **environment},
    )  # fmt: skip


def test_the_script_hands_the_token_to_curl_and_to_no_list_of_processes(tmp_path: Path) -> None:
    done = deploy(tmp_path, "echo '" + ANSWER % (7, 60) + "'", GITHUB_ACTIONS="true")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "::add-mask::t7"
    assert "t7" not in lines[1]
    assert lines[2:] == ["Authorization: Bearer t7", "Content-Type: application/json"]


def test_the_script_ends_where_no_token_comes(tmp_path: Path) -> None:
    done = deploy(tmp_path, "echo 'HTTP 401' >&2; false")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "HTTP 401\n")


def test_shellcheck_has_nothing_to_say_about_the_script(tmp_path: Path) -> None:
    (tmp_path / "deploy.sh").write_text(block("shell-in-ci.md", "deploy.sh"))
    shellcheck = Path(sys.executable).with_name("shellcheck")
    program = shellcheck if shellcheck.exists() else "shellcheck"
    done = subprocess.run([program, tmp_path / "deploy.sh"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_samples_in_the_sites_guides_are_in_sync(tmp_path: Path) -> None:
    done = subprocess.run(
        [WIREPROOF, "sync", "--check", ROOT / "site/docs", "--spec", ROOT / "spec/token_endpoint.yaml"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
