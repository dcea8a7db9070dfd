"""The optional languages: the token endpoint's samples are proven in all four kinds, each with its own client."""

import json
import subprocess
import sys
from pathlib import Path

import paths
import pytest

from generator.proving.proof import KINDS
from generator.rendering import load_languages

ROOT = paths.ROOT
SPEC = ROOT / "spec/token_endpoint.yaml"
COMMAND = [str(Path(sys.executable).with_name("wireproof"))]
OPTIONAL = [name for name, language in load_languages().items() if language.optional]
# What has no natural form in a client, and so no sample.
REFUSED = {
    *(
        f"wget/token/{name}"
        for name in ("password", "client_credentials", "authorization_code", "refresh_token")
    ),
    "httpie/token/client_credentials",
}
EXAMPLES = ["password", "client_credentials", "authorization_code", "refresh_token"]
pytestmark = pytest.mark.xdist_group("optional languages")


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("optional")
    (folder / "token.yaml").write_bytes(SPEC.read_bytes())
    chosen = [word for name in OPTIONAL for word in ("-l", name)]
    done = subprocess.run(
        [*COMMAND, "verify", "token.yaml", *chosen, "--json", "proofs.json"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr + done.stdout
    return {sample["id"]: sample for sample in json.loads((folder / "proofs.json").read_text())["samples"]}


def test_there_are_ten() -> None:
    assert OPTIONAL == [
        "javascript", "java", "php", "ruby", "rust", "python-requests", "python-httpx", "r", "wget", "httpie",
    ]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("language", OPTIONAL)
def test_each_sample_is_proven_in_every_kind_or_known_to_be_refused(
    language: str, example: str, proofs: dict[str, dict[str, object]]
) -> None:
    name = f"{language}/token/{example}"
    assert (name in REFUSED) == (name not in proofs)
    if name in REFUSED:
        return
    sample = proofs[name]
    assert [sample[kind] for kind in KINDS] == [True] * 4, sample


def test_without_a_name_a_command_takes_the_others_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "generate", SPEC, "-o", tmp_path / "usual"], capture_output=True, check=True
    )
    assert {path.name for path in (tmp_path / "usual").iterdir()} == {"curl", "python", "go", "csharp"}
    done = subprocess.run([*COMMAND, "generate", SPEC, "-l", "all", "-o", tmp_path / "all"], check=True)
    assert done.returncode == 0
    assert {path.name for path in (tmp_path / "all").iterdir()} == set(load_languages()) - {"wget"}
