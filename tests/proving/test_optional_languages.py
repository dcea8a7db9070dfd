"""The optional languages: the token endpoint's samples are proven in all four kinds, each with its own client.

A sample whose proof stands in the ledger is not run again.
"""

import subprocess
import sys
from pathlib import Path

import paths
import pytest
from ledgers import proofs_of

from generator.proving.proof import KINDS, Proof
from generator.reading import read
from generator.rendering import load_languages, render

ROOT = paths.ROOT
SPEC = ROOT / "spec/token_endpoint.yaml"
COMMAND = [str(Path(sys.executable).with_name("wireproof"))]
LANGUAGES = load_languages()
OPTIONAL = [name for name, language in LANGUAGES.items() if language.optional]
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
def proofs() -> dict[str, Proof]:
    optional = [language for language in LANGUAGES.values() if language.optional]
    samples = list(render(read(SPEC).requests, optional, refusals=[]))
    return {proof.sample_id: proof for proof in proofs_of(samples, LANGUAGES, SPEC)}


def test_there_are_ten() -> None:
    assert OPTIONAL == [
        "javascript", "java", "php", "ruby", "rust", "python-requests", "python-httpx", "r", "wget", "httpie",
    ]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("language", OPTIONAL)
def test_each_sample_is_proven_in_every_kind_or_known_to_be_refused(
    language: str, example: str, proofs: dict[str, Proof]
) -> None:
    name = f"{language}/token/{example}"
    assert (name in REFUSED) == (name not in proofs)
    if name in REFUSED:
        return
    assert [getattr(proofs[name], kind) for kind in KINDS] == [True] * 4, proofs[name].reason


def test_without_a_name_a_command_takes_the_others_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "generate", SPEC, "-o", tmp_path / "usual"], capture_output=True, check=True
    )
    assert {path.name for path in (tmp_path / "usual").iterdir()} == {"curl", "python", "go", "csharp"}
    done = subprocess.run([*COMMAND, "generate", SPEC, "-l", "all", "-o", tmp_path / "all"], check=True)
    assert done.returncode == 0
    assert {path.name for path in (tmp_path / "all").iterdir()} == set(load_languages()) - {"wget"}
