"""Programs of several steps in the optional languages: proven, and each of the faults put into one is found.

A program whose proof stands in the ledger is not run again.
"""

import tomllib
from dataclasses import replace

import paths
import pytest
from ledgers import proofs_of

from generator.proving.proof import KINDS, Subject
from generator.proving.running.prove import prove
from generator.reading import read
from generator.rendering import load_languages
from generator.rendering.render import render_flows

pytestmark = pytest.mark.xdist_group("flows in optional languages")

LANGUAGES = {
    name: language for name, language in load_languages().items() if language.optional and language.flow
}
DESCRIPTION = paths.ROOT / "spec/flows.arazzo.yaml"
FLOWS = list(read(DESCRIPTION).flows)
PROGRAMS = {sample.id: sample for sample in render_flows(FLOWS, LANGUAGES.values())}
MUTANTS = tomllib.loads((paths.CASES / "mutants/flows_optional.toml").read_text("utf-8"))["mutant"]


def mutant(number, fault):
    language = LANGUAGES[fault["language"]]
    sample = PROGRAMS[f"{language.name}/flow/authorization_code"]
    text = sample.text
    for old, new in fault["edits"]:
        assert text.count(old) == 1, f"{fault['name']}: {old!r} is {text.count(old)} times in the sample"
        text = text.replace(old, new)
    name = f"{language.name}/mutant/{number}"
    path = f"{name}.{language.extension}"
    return replace(Subject.of(sample), id=name, data=text.encode(), path=path, kinds=(fault["kind"],))


def test_there_are_five():
    assert list(LANGUAGES) == ["javascript", "php", "ruby", "python-requests", "python-httpx"]


def test_every_program_is_proven_in_every_kind():
    failed = [
        f"{proof.sample_id}: {proof.reason}"
        for proof in proofs_of(list(PROGRAMS.values()), LANGUAGES, DESCRIPTION)
        if [getattr(proof, kind) for kind in KINDS] != [True] * 4
    ]
    assert failed == []
    assert len(PROGRAMS) == 20


def test_every_mutant_is_caught_by_the_kind_that_is_meant_to_catch_it():
    subjects = [mutant(number, fault) for number, fault in enumerate(MUTANTS)]
    proofs = {proof.sample_id: proof for proof in prove(subjects, LANGUAGES)}
    escaped = [
        f"{fault['language']}: {fault['name']}: {proofs[subject.id].reason}"
        for subject, fault in zip(subjects, MUTANTS, strict=True)
        if getattr(proofs[subject.id], fault["kind"]) is not False
        or fault["because"] not in proofs[subject.id].reason
    ]
    assert escaped == []
