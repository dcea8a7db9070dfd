"""The wheel built from this checkout works in a clean environment, from any folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import paths
import pytest

ROOT = paths.ROOT


def run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(words, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    return next(folder.glob("wireproof-*.whl"))


def test_the_wheel_has_the_package_and_the_templates_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"generator"}
    assert "generator/templates/go/language.toml" in names
    assert "generator/templates/go/snippet.jinja" in names
    languages = {name.split("/")[2] for name in names if name.startswith("generator/templates/")}
    assert len(languages) == 14


def test_in_a_clean_environment_it_generates_what_the_checkout_does(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    run(tmp_path / "venv/bin/python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "api.yaml").write_bytes((ROOT / "spec/token_endpoint.yaml").read_bytes())
    command = tmp_path / "venv/bin/wireproof"
    assert run(command, "generate", "api.yaml", "-o", "theirs", cwd=elsewhere).startswith(
        "16 samples in theirs: 16 written"
    )
    run(Path(sys.executable).with_name("wireproof"), "generate", "api.yaml", "-o", "ours", cwd=elsewhere)
    theirs = {
        path.relative_to(elsewhere / "theirs"): path.read_bytes()
        for path in (elsewhere / "theirs").rglob("*.*")
    }
    ours = {
        path.relative_to(elsewhere / "ours"): path.read_bytes() for path in (elsewhere / "ours").rglob("*.*")
    }
    assert theirs == ours
    assert len(ours) == 16
    listed = run(command, "languages", cwd=elsewhere)
    assert "curl" in listed
    assert str(ROOT) not in run(
        tmp_path / "venv/bin/python", "-c", "import generator; print(generator.__file__)", cwd=elsewhere
    )
    run(command, "pages", "api.yaml", "-o", "pages", cwd=elsewhere)
    run(command, "lint", "api.yaml", cwd=elsewhere)
