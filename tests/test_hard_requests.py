"""Every hard request is sent exactly or refused: rendered, run in the sandbox, judged by the mock."""

import pytest
from hard_requests import corpus
from proven_languages import PROVEN

from generator.model import Refusal, Request
from generator.proving.proof import Kind, Proof, Subject
from generator.proving.prove import prove
from generator.rendering import render

KINDS: tuple[Kind, ...] = ("sent", "clean")
# Every place where an Input can stand, with all that is hostile in it.
ANY_VALUE = (
    "url-and-form", "json-inputs", "json-inputs-exact", "text-inputs", "basic", "basic-form", "multipart-inputs", "cookie",
    "key-header",
)  # fmt: skip
pytestmark = pytest.mark.xdist_group("hard requests")


def kinds(request: Request) -> tuple[Kind, ...]:
    return (*KINDS, "any_value") if request.example in ANY_VALUE else KINDS


@pytest.fixture(scope="module")
def refusals() -> list[Refusal]:
    return []


@pytest.fixture(scope="module")
def proofs(refusals: list[Refusal]) -> dict[str, Proof]:
    subjects = [
        Subject(sample.id, sample.language, sample.request, sample.text.encode(), kinds=kinds(sample.request))
        for sample in render(corpus(), PROVEN.values(), refusals=refusals)
    ]
    return {proof.sample_id: proof for proof in prove(subjects, PROVEN)}


def test_the_corpus_is_large_and_each_name_in_it_is_one() -> None:
    names = [request.id for request in corpus()]
    assert len(names) == len(set(names)) >= 100


@pytest.mark.parametrize("language", PROVEN)
def test_every_hard_request_is_sent_exactly(
    language: str, proofs: dict[str, Proof], refusals: list[Refusal]
) -> None:
    own = [proof for proof in proofs.values() if proof.language == language]
    failed = [proof for proof in own if proof.failed]
    assert not failed, "\n\n".join(f"{proof.sample_id}: {proof.reason}" for proof in failed)
    refused = [refusal for refusal in refusals if refusal.id.startswith(f"{language}/")]
    assert not refused or PROVEN[language].optional, refused
    assert sum(proof.sent is True for proof in own) == len(list(corpus())) - len(refused)
    tried = [proof for proof in own if proof.any_value is True]
    assert len(tried) == len(ANY_VALUE) - sum(
        refusal.id.rpartition("/")[2] in ANY_VALUE for refusal in refused
    )
