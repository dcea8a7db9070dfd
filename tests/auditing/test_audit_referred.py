"""Samples of a description that stand behind a ``$ref`` are judged, and reported in the file that holds them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main

WRONG = "curl http://api.acme.dev/v1/pets -H 'Authorization: Bearer sk_live_0123456789abcdef01'"
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://api.acme.dev/v1'}]\npaths:\n"
OPERATION = "  /pets:\n    get:\n      responses: {'200': {description: OK}}\n      x-codeSamples:\n"
COMPONENTS = f"components:\n  x-samples:\n    - lang: shell\n      source: |\n        {WRONG}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def audited(text: str, **files: str) -> Result:
    Path("api.yaml").write_text(HEAD + text)
    for name, content in files.items():
        Path(name.replace("_", ".")).write_text(content)
    return CliRunner().invoke(main, ["audit", "api.yaml"])


@pytest.mark.parametrize(
    ("text", "files", "place"),
    [
        (
            f"{OPERATION}        - $ref: s.yaml\n",
            {"s_yaml": f"lang: shell\nsource: |\n  {WRONG}\n"},
            "s.yaml:3",
        ),
        (f"{OPERATION}        - {{lang: shell, source: {{$ref: s.sh}}}}\n", {"s_sh": f"{WRONG}\n"}, "s.sh:1"),
        (
            f"{OPERATION}        $ref: all.yaml\n",
            {"all_yaml": f"- lang: shell\n  source: |\n    {WRONG}\n"},
            "all.yaml:3",
        ),
        (
            "  /pets: {$ref: pets.yaml}\n",
            {"pets_yaml": f"get:\n  x-codeSamples:\n    - lang: shell\n      source: |\n        {WRONG}\n"},
            "pets.yaml:5",
        ),
        (
            "  /pets:\n    get: {$ref: get.yaml}\n",
            {"get_yaml": "x-codeSamples:\n  - {lang: shell, source: {$ref: s.sh}}\n", "s_sh": WRONG},
            "s.sh:1",
        ),
        (
            f"{OPERATION}        - $ref: '#/components/x-samples/0'\n{COMPONENTS}",
            {},
            "api.yaml:14",
        ),
    ],
)
def test_a_sample_behind_a_reference_is_judged_where_it_stands(
    text: str, files: dict[str, str], place: str
) -> None:
    done = audited(text, **files)
    assert {line.partition(" ")[0].rstrip(":") for line in done.output.splitlines() if "WP" in line} == {
        place
    }
    assert "1 sample" in done.output


def test_a_reference_that_leads_nowhere_or_into_a_circle_is_no_sample() -> None:
    done = audited(
        f"{OPERATION}        - $ref: none.yaml\n        - $ref: '#/components/a'\n"
        "components: {a: {$ref: '#/components/b'}, b: {$ref: '#/components/a'}}\n"
    )
    assert done.exit_code == 0
    assert "0 samples" in done.output


def test_a_file_of_settings_is_no_sample() -> None:
    Path("s.yaml").write_text("lang: de\nsource: here\nmore: 1\n")
    assert "0 samples" in CliRunner().invoke(main, ["audit", "s.yaml"]).output
