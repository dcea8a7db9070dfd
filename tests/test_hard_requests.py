"""All languages send every hard request exactly: rendered, run in the sandbox, judged by the mock."""

import pytest
from hard_requests import corpus

from generator.model import Request
from generator.proving.proof import Kind, Proof, Subject
from generator.proving.prove import prove
from generator.rendering import load_languages, render

LANGUAGES = load_languages()
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
def proofs() -> dict[str, Proof]:
    subjects = [
        Subject(sample.id, sample.language, sample.request, sample.text.encode(), kinds=kinds(sample.request))
        for sample in render(corpus(), LANGUAGES.values())
    ]
    return {proof.sample_id: proof for proof in prove(subjects, LANGUAGES)}


def test_the_corpus_is_large_and_each_name_in_it_is_one() -> None:
    names = [request.id for request in corpus()]
    assert len(names) == len(set(names)) >= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hard_request_is_sent_exactly(language: str, proofs: dict[str, Proof]) -> None:
    failed = [proof for proof in proofs.values() if proof.language == language and proof.failed]
    assert not failed, "\n\n".join(f"{proof.sample_id}: {proof.reason}" for proof in failed)
    tried = [proof for proof in proofs.values() if proof.language == language and proof.any_value is True]
    assert len(tried) == len(ANY_VALUE)
    assert sum(proof.language == language and proof.sent is True for proof in proofs.values()) >= 100
