"""The hooks and the action as other repositories use them: pre-commit installs, bash runs the steps."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import paths
import pytest
import yaml

ROOT = paths.ROOT
SPEC = ROOT / "spec" / "token_endpoint.yaml"
STALE = "# Guide\n\n<!-- wireproof: curl/token/password -->\n<!-- /wireproof -->\n"
GIT = (
    "git",
    "-c",
    "user.name=Somebody",
    "-c",
    "user.email=somebody@example.com",
    "-c",
    "commit.gpgsign=false",
)


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    return subprocess.run(
        command, cwd=folder, env=clean | environment, capture_output=True, text=True, check=False
    )


def repository(folder: Path) -> Path:
    """A new git repository of all that is in `folder`."""
    run(folder, "git", "init", "-q")
    run(folder, "git", "add", ".")
    assert run(folder, *GIT, "commit", "-q", "-m", "first").returncode == 0
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project with a guide that is out of date."""
    folder = tmp_path / "project"
    (folder / "docs").mkdir(parents=True)
    shutil.copy(SPEC, folder / "openapi.yaml")
    (folder / "wireproof.yaml").write_text("spec: openapi.yaml\nlanguages: [curl]\n")
    (folder / "docs" / "guide.md").write_text(STALE)
    return repository(folder)


def test_pre_commit_installs_the_hooks_and_they_mend_a_guide(project: Path, tmp_path: Path) -> None:
    ours = tmp_path / "wireproof"
    for name in ("generator", "templates"):
        shutil.copytree(ROOT / name, ours / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, ours / name)
    repository(ours)
    revision = run(ours, "git", "rev-parse", "HEAD").stdout.strip()
    hooks = [{"id": "wireproof-sync"}, {"id": "wireproof-generate"}, {"id": "wireproof-audit"}]
    config = {"repos": [{"repo": str(ours), "rev": revision, "hooks": hooks}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    broken = "```bash\ncurl -d 'a=1&&b=2' https://api.acme.dev/a\n```\n"
    (project / "docs" / "broken.md").write_text(broken)
    run(project, "git", "add", ".")
    environment = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    pre_commit = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    first = run(project, *pre_commit, **environment)
    assert first.returncode == 1, first.stdout + first.stderr
    assert "files were modified by this hook" in first.stdout
    assert "docs/guide.md: curl/token/password" in first.stdout
    assert "```bash\n" in (project / "docs" / "guide.md").read_text()
    assert (project / "samples" / "curl" / "token" / "password.sh").is_file()
    assert "docs/broken.md:2: error WP203: the form has a doubled or stray separator" in first.stdout
    (project / "docs" / "broken.md").unlink()
    run(project, "git", "add", ".")
    second = run(project, *pre_commit, **environment)
    assert second.returncode == 0, second.stdout
    assert second.stdout.count("Passed") == 3


def test_the_manifest_of_hooks_and_our_own_configuration_are_valid() -> None:
    for command, file in (
        ("validate-manifest", ".pre-commit-hooks.yaml"),
        ("validate-config", ".pre-commit-config.yaml"),
    ):
        result = run(ROOT, sys.executable, "-m", "pre_commit", command, file)
        assert (result.returncode, result.stdout) == (0, "")


def step(name: str) -> dict[str, Any]:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return next(each for each in action["runs"]["steps"] if each["name"] == name)


def act(project: Path, commands: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action as a runner does, with `commands` as its input."""
    environment = {
        "COMMANDS": commands,
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(project),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    script = step("Run wireproof")["run"]
    return run(project, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script, **environment)


def test_the_action_annotates_a_stale_guide_and_passes_once_it_is_mended(project: Path) -> None:
    checks = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]["run"]["default"]
    stale = act(project, checks)
    assert stale.returncode == 1, stale.stdout + stale.stderr
    assert "\n::error file=docs/guide.md,line=3::curl/token/password is out of date" in stale.stdout
    assert stale.stdout.count("::group::") == stale.stdout.count("::endgroup::") == 2
    assert act(project, "generate\n\n  sync 'docs' \"docs/guide.md\"").returncode == 0
    assert act(project, checks).returncode == 0


def test_the_action_gives_the_worst_exit_code_and_reads_nothing_as_a_script(project: Path) -> None:
    assert act(project, "sync --check .\nsync nowhere\nlanguages").returncode == 2
    (project / "docs" / "guide.md").write_text("no marker\n")
    result = act(project, "sync --check '$(touch made)' ; touch made\n")
    assert result.returncode == 2
    assert not (project / "made").exists()


def test_the_action_installs_this_repository() -> None:
    assert step("Install wireproof")["run"] == 'python -m pip install --quiet "$GITHUB_ACTION_PATH[audit]"'
    names = [
        each["name"] for each in yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    ]
    assert names == ["Set up Python", "Install wireproof", "Run wireproof"]


def test_a_failed_proof_is_annotated_at_the_file_that_failed(project: Path) -> None:
    assert act(project, "generate").returncode == 0
    sample = project / "samples" / "curl" / "token" / "password.sh"
    for other in sample.parent.iterdir():
        if other != sample:
            other.unlink()
    sample.write_text(sample.read_text().replace("grant_type=password", "grant_type=passwort"))
    result = act(project, "verify --samples samples")
    assert result.returncode == 1
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("::error ")]
    assert line.startswith(
        "::error file=samples/curl/token/password.sh,title=curl/token/password failed::sent: "
    )
