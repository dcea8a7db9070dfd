"""Every hard request is sent exactly or refused: rendered, run in the sandbox, judged by the mock.

The samples of curl and Python run each time. Proving all others takes as long as the rest of the suite, so a
proof of theirs is kept in ``cases/hard_requests.json``, sealed with a hash of all that took part in it: the
bytes of the samples, the requests, the prover and the toolchain. Where the seal is not that of today they run
here as well, and the test fails if one is wrong. ``make proofs`` runs them all, and keeps the new seals.
"""

import hashlib
import json
import os
from dataclasses import dataclass, replace

import paths
import pytest
from hard_requests import corpus

from generator.model import Request
from generator.proving.hashes import prover_hash, request_hash
from generator.proving.proof import Kind, Proof, Subject
from generator.proving.running.prove import prove
from generator.proving.toolchains import Missing, find
from generator.rendering import load_languages, render

LANGUAGES = load_languages()
SEALS = paths.CASES / "hard_requests.json"
EACH_TIME = ("curl", "python")
SEALING = bool(os.environ.get("WIREPROOF_SEAL"))
KINDS: tuple[Kind, ...] = ("sent", "clean")
# Every place where an Input can stand, with all that is hostile in it.
ANY_VALUE = (
    "url-and-form", "json-inputs", "json-inputs-exact", "text-inputs", "basic", "basic-form", "multipart-inputs", "cookie",
    "key-header",
)  # fmt: skip
pytestmark = pytest.mark.xdist_group("hard requests")


@dataclass(frozen=True)
class Corpus:
    """The corpus in one language."""

    subjects: tuple[Subject, ...]
    refused: tuple[str, ...]
    seal: str


def kinds(request: Request) -> tuple[Kind, ...]:
    # An error may name the address, and so a secret in it.
    loud: tuple[Kind, ...] = ("fails_loudly",) if request.example == "url-and-form" else ()
    return (*KINDS, *loud, "any_value") if request.example in ANY_VALUE else KINDS


def in_language(name: str) -> Corpus:
    language, refusals = LANGUAGES[name], []
    subjects = tuple(
        replace(Subject.of(sample), kinds=kinds(sample.request))
        for sample in render(corpus(), [language], refusals=refusals)
    )
    toolchain = find(language)
    assert not isinstance(toolchain, Missing), toolchain
    words = [toolchain.version, prover_hash(language)]
    words += [f"{one.id} {one.sha256} {request_hash(one.request)} {one.kinds}" for one in subjects]
    seal = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return Corpus(subjects, tuple(refusal.id for refusal in refusals), seal)


def sealed() -> dict[str, str]:
    return json.loads(SEALS.read_text())


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return {name: in_language(name) for name in LANGUAGES}


@pytest.fixture(scope="module")
def proofs(corpora: dict[str, Corpus]) -> dict[str, list[Proof]]:
    """By language, what was run; a language that need not be proven each time is left out where its seal holds."""
    run = [
        name
        for name, one in corpora.items()
        if SEALING or name in EACH_TIME or sealed().get(name) != one.seal
    ]
    found: dict[str, list[Proof]] = {name: [] for name in run}
    for proof in prove([each for name in run for each in corpora[name].subjects], LANGUAGES):
        found[proof.language].append(proof)
    return found


def test_the_corpus_is_large_and_each_name_in_it_is_one() -> None:
    names = [request.id for request in corpus()]
    assert len(names) == len(set(names)) >= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hard_request_is_sent_exactly(
    language: str, corpora: dict[str, Corpus], proofs: dict[str, list[Proof]]
) -> None:
    own = corpora[language]
    # A number that only text can hold, beside a value of the reader's: no natural form holds both.
    allowed = {f"{language}/hard/json-inputs-exact"}
    assert allowed.issuperset(own.refused) or LANGUAGES[language].optional, own.refused
    assert len(own.subjects) + len(own.refused) == len(list(corpus()))
    if language not in proofs:
        assert sealed()[language] == own.seal
        return
    failed = [proof for proof in proofs[language] if proof.failed]
    assert not failed, "\n\n".join(f"{proof.sample_id}: {proof.reason}" for proof in failed)
    assert sum(proof.sent is True for proof in proofs[language]) == len(own.subjects)
    tried = sum(proof.any_value is True for proof in proofs[language])
    assert tried == sum(subject.request.example in ANY_VALUE for subject in own.subjects)
    if SEALING and language not in EACH_TIME:
        seals = sealed() | {language: own.seal}
        SEALS.write_text(json.dumps(dict(sorted(seals.items())), indent=2) + "\n")
