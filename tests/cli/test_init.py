"""The first minute of a new user."""

from pathlib import Path

import paths
import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.config import load_config

SPEC = paths.SPEC


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def test_the_settings_that_are_written_are_enough_to_generate(here: Path) -> None:
    (here / "docs: a").mkdir()
    (here / "docs: a" / "token #1.yaml").write_bytes(SPEC.read_bytes())
    result = init()
    assert result.exit_code == 0
    assert result.output.startswith("wireproof.yaml: written, for docs: a/token #1.yaml\n\nNext:\n")
    assert load_config(here).spec == "docs: a/token #1.yaml"
    generated = CliRunner().invoke(main, ["generate", "-l", "curl"])
    assert (generated.exit_code, "4 samples in samples" in generated.output) == (0, True)


@pytest.mark.parametrize(
    "text",
    [
        '{"openapi": "3.1.0"}',
        '{\n "info": {},\n "openapi" : "3.0.3"}',
        "openapi: 3.0.1\n",
        "# c\n'openapi': \"3.2.0\"\n",
        "swagger: '2.0'\n",
        '{"swagger": "2.0"}',
    ],
)
def test_a_description_is_known_by_what_it_says(here: Path, text: str) -> None:
    (here / "a.json").write_text('{"swagger": "1.2"}')
    (here / "b.yaml").write_text("about: openapi 3.1\n")
    (here / "node_modules").mkdir()
    (here / "node_modules" / "openapi.json").write_text('{"openapi": "3.1.0"}')
    assert init().exit_code == 2
    (here / "some.json").write_text(text)
    assert "for some.json" in init().output


def test_the_settings_show_where_a_server_that_the_description_lacks_is_written(here: Path) -> None:
    lacking = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/p: {get: {responses: {'200': {description: OK}}}}}\n"
    (here / "openapi.yaml").write_text(lacking)
    init()
    refused = CliRunner().invoke(main, ["generate", "-l", "curl"])
    assert (refused.exit_code, "'server:' in wireproof.yaml" in refused.output) == (2, True)
    settings = here / "wireproof.yaml"
    settings.write_text(settings.read_text().replace("# server:", "server:"))
    generated = CliRunner().invoke(main, ["generate", "-l", "curl"])
    assert (generated.exit_code, "1 sample in samples" in generated.output) == (0, True)


def test_of_several_the_nearest_is_taken_and_the_others_are_named(here: Path) -> None:
    (here / "sub").mkdir()
    for name in ("sub/openapi.yaml", "b-openapi.yaml", "openapi.yaml"):
        (here / name).write_text("openapi: 3.1.0\n")
    result = init()
    assert result.stdout.startswith("wireproof.yaml: written, for openapi.yaml\n")
    assert result.stderr.splitlines() == [
        f"another description, not used: {name}" for name in ("b-openapi.yaml", "sub/openapi.yaml")
    ]


def test_without_a_description_nothing_is_written(here: Path) -> None:
    result = init()
    assert (result.exit_code, "wireproof init SPEC" in result.output) == (2, True)
    assert list(here.iterdir()) == []
    assert init("missing.yaml").exit_code == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [("wireproof.yaml", "spec: mine.yaml\n"), ("pyproject.toml", "[tool.wireproof]\nspec = 'mine.yaml'\n")],
)
def test_settings_that_are_there_are_not_overwritten(here: Path, name: str, text: str) -> None:
    (here / "openapi.yaml").write_text("openapi: 3.1.0\n")
    (here / name).write_text(text)
    result = init()
    assert (result.exit_code, "already" in result.output) == (2, True)
    assert (here / name).read_text() == text
    assert not (here / "wireproof.yaml").exists() or name == "wireproof.yaml"
