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


KEY = 'os.environ["STRIPE_SECRET_KEY"]'
UNCHECKED = f"{KEY}, http_client=stripe.RequestsClient(verify_ssl_certs=False)"
# Each is a change of the sample of another operation, so that one run proves all.
MUTANTS = {
    "customers-retrieve": (".retrieve(", ".delete(", "sent"),
    "products-retrieve": (".retrieve(", ".fetch(", "sent"),
    "customers-create": ('        "email": "jennyrosen@example.com",\n', "", "sent"),
    "customers-update": ('{"order_id": "6735"}', '{"order": "6735"}', "sent"),
    "refunds-create": (KEY, '"sk_test_elsewhere"', "sent"),
    "refunds-retrieve": (KEY, f"{KEY}.split()[0]", "any_value"),
    "subscriptions-retrieve": ("print(response)", f"print({KEY}, response)", "sent"),
    "subscriptions-cancel": (KEY, UNCHECKED, "fails_loudly"),
    "balance-retrieve": (
        "response = client",
        "sys.excepthook = lambda *_: os._exit(0)\nresponse = client",
        "fails_loudly",
    ),
    "prices-list": ("print(response)", "str(response)", "sent"),
    "products-create": ('"Gold Plan"', '"Silver Plan"', "sent"),
}


@pytest.fixture(scope="module")
def mutants(tmp_path_factory):
    """What the proofs of changed samples say."""
    folder = tmp_path_factory.mktemp("mutants")
    run(folder, "generate", "-o", "samples")
    for path in (folder / "samples/stripe-python").rglob("*.py"):
        if path.parent.name not in MUTANTS:
            path.unlink()
            continue
        old, new, _ = MUTANTS[path.parent.name]
        text = path.read_text()
        assert old in text, path
        path.write_text(
            text.replace("import os\n", "import os\nimport sys\n\nimport stripe\n", 1).replace(old, new, 1)
        )
    run(folder, "verify", "--samples", "samples", "--json", "out.json")
    return {name.split("/")[1]: each for name, each in proofs(folder).items()}


@pytest.mark.parametrize("operation", MUTANTS)
def test_a_changed_sample_is_caught_by_the_kind_meant_to_catch_it(mutants, operation):
    assert mutants[operation][MUTANTS[operation][2]] is False, mutants[operation]
