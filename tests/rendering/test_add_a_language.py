"""The how-to guide that adds Perl is followed word for word: its files, its commands, and a proof at the end."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import paths
import pytest

from generator.errors import GeneratorError
from generator.rendering import load_language
from generator.rendering.languages.language import builtin_folder

ROOT = paths.ROOT
GUIDE = ROOT / "site/docs/how-to/add-a-language.md"
PROGRAM = Path(sys.prefix, "bin", "wireproof")
BLOCK = re.compile(r'^```\w+ title="(?P<file>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ wireproof (?P<words>.+)$", re.MULTILINE)
pytestmark = pytest.mark.xdist_group("add a language")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which each step of the guide was done; a block with the name of a file goes on with it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "openapi.yaml").write_bytes((ROOT / "spec/token_endpoint.yaml").read_bytes())
    pieces: dict[str, list[str]] = {}
    for block in BLOCK.finditer(GUIDE.read_text("utf-8")):
        pieces.setdefault(block["file"], []).append(block["text"])
    for name, texts in pieces.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join(texts), "utf-8")
    return folder


def commands() -> list[list[str]]:
    return [match["words"].split() for match in COMMAND.finditer(GUIDE.read_text("utf-8"))]


def test_the_guide_has_both_files_and_three_commands(project: Path) -> None:
    assert sorted(path.name for path in (project / "templates/perl").iterdir()) == [
        "language.toml", "snippet.jinja",
    ]  # fmt: skip
    assert [words[0] for words in commands()] == ["languages", "generate", "verify"]


def test_with_the_guides_commands_perl_is_proven_in_all_four_kinds(project: Path) -> None:
    for words in commands():
        more = ["--json", "proofs.json"] if words[0] == "verify" else []
        done = subprocess.run(
            [PROGRAM, *words, *more], cwd=project, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    samples = json.loads((project / "proofs.json").read_text())["samples"]
    assert len(samples) == 4
    for sample in samples:
        kinds = [sample[kind] for kind in ("sent", "fails_loudly", "any_value", "clean")]
        assert kinds == [True, True, True, True], sample
    program = (project / "samples/perl/token/client_credentials.pl").read_text()
    assert "'https://dev-api.med2lab.com/o/token/'" in program


def test_a_language_that_names_what_inputs_do_not_have_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(builtin_folder() / "python", tmp_path / "odd")
    settings = folder / "language.toml"
    settings.write_text(settings.read_text().replace('part = "{{{value}}}"', 'part = "{{{variable}}}"'))
    with pytest.raises(GeneratorError, match=r"has \{variable\}, and can have"):
        load_language(folder)


def test_a_language_that_promises_nothing_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(builtin_folder() / "python", tmp_path / "odd")
    settings = folder / "language.toml"
    settings.write_text(settings.read_text().replace("[promises]", "[promised]"))
    with pytest.raises(GeneratorError, match="has no 'promises'"):
        load_language(folder)
