"""Samples of a real client library with a key, forms and certificates of its own: Stripe for Python."""

import json
import os
import subprocess
import sys
from pathlib import Path

import paths
import pytest

COMMAND = str(Path(sys.executable).with_name("wireproof"))
SDK = paths.CASES / "sdk"
WORDS = ["stripe.yaml", "-l", "stripe-python", "--templates", str(SDK / "templates")]
KINDS = ("sent", "fails_loudly", "any_value", "clean")
pytestmark = pytest.mark.xdist_group("sdk")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "stripe.yaml").write_bytes((SDK / "stripe.yaml").read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    line = [COMMAND, words[0], *WORDS, *words[1:]]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True)


def proofs(folder: Path) -> dict[str, dict]:
    return {each["id"]: each for each in json.loads((folder / "out.json").read_text())["samples"]}


@pytest.fixture(scope="module")
def proven(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stripe")
    done = run(folder, "verify", "--json", "out.json")
    assert done.returncode in (0, 1), done.stderr
    return folder, proofs(folder)


def test_twenty_operations_are_proven_with_the_real_library(proven):
    _, found = proven
    assert len(found) == 20
    for each in found.values():
        assert [each[kind] for kind in KINDS] == [True] * 4, each


def test_the_stamp_on_a_page_says_what_is_waived(proven):
    folder, _ = proven
    run(folder, "pages", "-o", "pages")
    text = "".join(path.read_text() for path in (folder / "pages").rglob("*.md"))
    assert (
        "stripe 16.1.0 (the library sends a request again after an error; the library shows no status)"
        in text
    )


RETRIEVE = "customers-retrieve/default"
CREATE = "customers-create/default"
MUTANTS = {
    "another method": (RETRIEVE, ".retrieve(", ".delete(", "sent"),
    "no such method": (RETRIEVE, ".retrieve(", ".fetch(", "sent"),
    "a dropped argument": (CREATE, '        "email": "jennyrosen@example.com",\n', "", "sent"),
    "a dropped inner argument": (CREATE, '{"order_id": "6735"}', "{}", "sent"),
    "a token from elsewhere": (RETRIEVE, 'os.environ["STRIPE_SECRET_KEY"]', '"sk_test_elsewhere"', "sent"),
    "a key that is cut": (
        RETRIEVE,
        'os.environ["STRIPE_SECRET_KEY"]',
        'os.environ["STRIPE_SECRET_KEY"].split()[0]',
        "any_value",
    ),
    "a secret that is shown": (
        RETRIEVE,
        "print(response)",
        'print(os.environ["STRIPE_SECRET_KEY"], response)',
        "sent",
    ),
    "certificates that are not checked": (
        RETRIEVE,
        "client =",
        "import stripe\n\nstripe.verify_ssl_certs = False\nclient =",
        "fails_loudly",
    ),
    "an error that is swallowed": (
        RETRIEVE,
        "response = client",
        "import sys\n\nsys.excepthook = lambda *_: os._exit(0)\nresponse = client",
        "fails_loudly",
    ),
    "no output": (RETRIEVE, "print(response)", "str(response)", "sent"),
}


@pytest.fixture(scope="module")
def mutants(tmp_path_factory):
    """What the proof of each changed sample says."""
    found = {}
    for name, (sample, old, new, _) in MUTANTS.items():
        folder = tmp_path_factory.mktemp("mutant")
        run(folder, "generate", "-o", "samples")
        for path in (folder / "samples/stripe-python").rglob("*.py"):
            if not str(path).endswith(f"{sample}.py"):
                path.unlink()
        path = folder / f"samples/stripe-python/{sample}.py"
        assert old in path.read_text(), name
        path.write_text(path.read_text().replace(old, new, 1))
        run(folder, "verify", "--samples", "samples", "--json", "out.json")
        found[name] = proofs(folder)[f"stripe-python/{sample}"]
    return found


@pytest.mark.parametrize("name", MUTANTS)
def test_a_changed_sample_is_caught_by_the_kind_meant_to_catch_it(mutants, name):
    assert mutants[name][MUTANTS[name][3]] is False, mutants[name]
