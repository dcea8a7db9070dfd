"""Samples that call real client libraries: proven over descriptions of their APIs, and changed ones caught.

Each run proves the first two samples of each library. What was proven of the others with the same bytes, library and
prover is in the ledger beside the description; ``make proofs`` proves all anew and keeps it.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import paths
import pytest

COMMAND = str(Path(sys.executable).with_name("wireproof"))
SDK = paths.CASES / "sdk"
KINDS = ("sent", "fails_loudly", "any_value", "clean")
SEALING = bool(os.environ.get("WIREPROOF_SEAL"))


@dataclass(frozen=True)
class Library:
    """A folder of templates, the description that its samples call, and how many of them it has.

    A mutant is a change of the sample of one operation, so that one run proves all: what is replaced by what, and the
    kind that has to object.
    """

    name: str
    description: str
    samples: int
    mutants: dict[str, tuple[str, str, str]]

    @property
    def suffix(self) -> str:
        return ".py" if self.name.endswith("python") else ".mjs"


def python_mutants(key: str, unchecked: str) -> dict[str, tuple[str, str]]:
    return {
        "a token from elsewhere": (key, '"sk_test_elsewhere"'),
        "a token that is cut": (key, f"{key}.split()[0]"),
        "a token that is printed": ("print(response", f"print({key}, response"),
        "no certificate is checked": (key, f"{key}, {unchecked}"),
        "an error that is swallowed": (
            "response = client",
            "sys.excepthook = lambda *_: os._exit(0)\nresponse = client",
        ),
        "no output": ("print(response", "str(response"),
    }


def node_mutants(key: str) -> dict[str, tuple[str, str]]:
    return {
        "a token from elsewhere": (key, '"sk_test_elsewhere"'),
        "a token that is cut": (key, f'{key}.split(" ")[0]'),
        "a token that is printed": ("console.log(", f"console.log({key}, "),
        "an error that is swallowed": (
            "const response",
            'process.on("uncaughtException", () => process.exit(0));\nconst response',
        ),
        "no output": ("console.log(", "String("),
    }


STRIPE_PYTHON = python_mutants(
    'os.environ["STRIPE_SECRET_KEY"]', "http_client=stripe.RequestsClient(verify_ssl_certs=False)"
)
STRIPE_NODE = node_mutants("process.env.STRIPE_SECRET_KEY")
OPENAI_PYTHON = python_mutants(
    'os.environ["OPENAI_API_KEY"]', "http_client=openai.DefaultHttpxClient(verify=False)"
)
OPENAI_NODE = node_mutants("process.env.OPENAI_API_KEY")

LIBRARIES = {
    each.name: each
    for each in (
        Library(
            "stripe-python",
            "stripe",
            20,
            {
                "customers-retrieve": (".retrieve(", ".delete(", "sent"),
                "products-retrieve": (".retrieve(", ".fetch(", "sent"),
                "customers-create": ('        "email": "jennyrosen@example.com",\n', "", "sent"),
                "customers-update": ('{"order_id": "6735"}', '{"order": "6735"}', "sent"),
                "products-create": ('"Gold Plan"', '"Silver Plan"', "sent"),
                "refunds-create": (*STRIPE_PYTHON["a token from elsewhere"], "sent"),
                "refunds-retrieve": (*STRIPE_PYTHON["a token that is cut"], "any_value"),
                "subscriptions-retrieve": (*STRIPE_PYTHON["a token that is printed"], "sent"),
                "subscriptions-cancel": (*STRIPE_PYTHON["no certificate is checked"], "fails_loudly"),
                "balance-retrieve": (*STRIPE_PYTHON["an error that is swallowed"], "fails_loudly"),
                "prices-list": (*STRIPE_PYTHON["no output"], "sent"),
            },
        ),
        Library(
            "stripe-node",
            "stripe",
            20,
            {
                "customers-retrieve": (".retrieve(", ".del(", "sent"),
                "products-retrieve": (".retrieve(", ".fetch(", "sent"),
                "customers-create": ('  email: "jennyrosen@example.com",\n', "", "sent"),
                "customers-update": ("order_id:", "order:", "sent"),
                "products-create": ('"Gold Plan"', '"Silver Plan"', "sent"),
                "refunds-create": (*STRIPE_NODE["a token from elsewhere"], "sent"),
                "refunds-retrieve": (*STRIPE_NODE["a token that is cut"], "any_value"),
                "subscriptions-retrieve": (*STRIPE_NODE["a token that is printed"], "sent"),
                "balance-retrieve": (*STRIPE_NODE["an error that is swallowed"], "fails_loudly"),
                "prices-list": (*STRIPE_NODE["no output"], "sent"),
            },
        ),
        Library(
            "openai-python",
            "openai",
            27,
            {
                "models-retrieve": (".retrieve(", ".delete(", "sent"),
                "files-retrieve": (".retrieve(", ".fetch(", "sent"),
                "chat-completions-create": ('    model="gpt-4o-mini",\n', '    model="gpt-4o",\n', "sent"),
                "vector_stores-create": (', file_ids=["file-abc123"]', "", "sent"),
                "images-generate": ('    size="1024x1024",\n', '    quality="1024x1024",\n', "sent"),
                "batches-retrieve": (*OPENAI_PYTHON["a token from elsewhere"], "sent"),
                "batches-cancel": (*OPENAI_PYTHON["a token that is cut"], "any_value"),
                "models-list": (*OPENAI_PYTHON["a token that is printed"], "sent"),
                "files-delete": (*OPENAI_PYTHON["no certificate is checked"], "fails_loudly"),
                "conversations-retrieve": (*OPENAI_PYTHON["an error that is swallowed"], "fails_loudly"),
                "conversations-delete": (*OPENAI_PYTHON["no output"], "sent"),
            },
        ),
        Library(
            "openai-node",
            "openai",
            21,
            {
                "models-retrieve": (".retrieve(", ".delete(", "sent"),
                "files-retrieve": (".retrieve(", ".fetch(", "sent"),
                "chat-completions-create": ('"gpt-4o-mini"', '"gpt-4o"', "sent"),
                "vector_stores-create": ('  file_ids: ["file-abc123"],\n', "", "sent"),
                "images-generate": ("size:", "quality:", "sent"),
                "batches-retrieve": (*OPENAI_NODE["a token from elsewhere"], "sent"),
                "batches-cancel": (*OPENAI_NODE["a token that is cut"], "any_value"),
                "models-delete": (*OPENAI_NODE["a token that is printed"], "sent"),
                "conversations-retrieve": (*OPENAI_NODE["an error that is swallowed"], "fails_loudly"),
                "conversations-delete": (*OPENAI_NODE["no output"], "sent"),
            },
        ),
    )
}


def run(library: Library, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    chosen = ["-l", library.name, "--templates", str(SDK / "templates")]
    line = [COMMAND, words[0], f"{library.description}.yaml", *chosen, *words[1:]]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True)


def proofs(folder: Path) -> dict[str, dict]:
    samples = json.loads((folder / "out.json").read_text())["samples"]
    return {each["id"].split("/")[1]: each for each in samples}


def ledger(library: Library, folder: Path) -> Path:
    return folder / f"{library.description}.proofs.jsonl"


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in LIBRARIES],
)
def library(request) -> Library:
    return LIBRARIES[request.param]


@pytest.fixture(scope="module")
def folder(library, tmp_path_factory) -> Path:
    """The description and its ledger, in a folder of their own."""
    made = tmp_path_factory.mktemp(library.name)
    shutil.copy(SDK / f"{library.description}.yaml", made)
    if ledger(library, SDK).exists():
        shutil.copy(ledger(library, SDK), made)
    return made


def test_each_sample_is_proven_with_the_real_library(library, folder):
    done = run(library, folder, "verify", "--json", "out.json", *(["--all"] if SEALING else []))
    found = proofs(folder)
    for each in found.values():
        assert [each[kind] for kind in KINDS] == [True] * 4, each["reason"]
    assert (done.returncode, len(found)) == (0, library.samples), done.stderr
    if SEALING:
        shutil.copy(ledger(library, folder), SDK)


def test_the_first_two_are_proven_anew_each_time(library, folder, tmp_path):
    run(library, folder, "generate", "-o", str(tmp_path / "samples"))
    files = list((tmp_path / "samples").rglob(f"*{library.suffix}"))
    assert len(files) == library.samples
    for path in sorted(files)[2:]:
        path.unlink()
    samples = ["--samples", str(tmp_path / "samples")]
    run(library, folder, "verify", "--all", *samples, "--json", str(tmp_path / "out.json"))
    found = proofs(tmp_path)
    assert [[each[kind] for kind in KINDS] for each in found.values()] == [[True] * 4] * 2


def test_the_stamp_on_a_page_names_the_library_and_what_is_waived(library, folder):
    run(library, folder, "pages", "-o", "pages")
    text = "".join(path.read_text() for path in (folder / "pages").rglob("*.md"))
    entries = [json.loads(line) for line in ledger(library, folder).read_text().splitlines()]
    mine = {entry["toolchain"] for entry in entries if entry["id"].startswith(f"{library.name}/")}
    (toolchain,) = mine
    assert f", {library.description} " in toolchain
    assert "(the library sends a request again after an error" in toolchain
    assert toolchain in text


@pytest.fixture(scope="module")
def mutants(library, folder, tmp_path_factory):
    """What the proofs of changed samples say."""
    made = tmp_path_factory.mktemp(f"{library.name}-mutants")
    run(library, folder, "generate", "-o", str(made / "samples"))
    for path in (made / "samples").rglob(f"*{library.suffix}"):
        if path.parent.name not in library.mutants:
            path.unlink()
            continue
        old, new, _ = library.mutants[path.parent.name]
        text = path.read_text()
        assert old in text, path
        more = f"import os\nimport sys\n\nimport {library.description}\n"
        path.write_text(text.replace("import os\n", more, 1).replace(old, new, 1))
    run(library, folder, "verify", "--samples", str(made / "samples"), "--json", str(made / "out.json"))
    return proofs(made)


def test_a_changed_sample_is_caught_by_the_kind_meant_to_catch_it(library, mutants):
    assert mutants.keys() == library.mutants.keys()
    missed = {name: each for name, each in mutants.items() if each[library.mutants[name][2]] is not False}
    assert not missed
