"""The prover's own proof: faults put into correct samples, each caught by the kind that is meant to."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, replace

import paths
import pytest
from msgspec import structs

from generator.proving.proof import KINDS, Subject
from generator.proving.running.prove import prove
from generator.reading import read
from generator.rendering import load_languages, render

pytestmark = pytest.mark.xdist_group("mutants")

ROOT = paths.TESTS
LANGUAGES = ("curl", "python", "go", "csharp")


@dataclass(frozen=True)
class Mutant:
    language: str
    name: str
    sample: str
    kind: str
    because: str
    edits: list[list[str]]

    @property
    def id(self) -> str:
        return f"{self.language}: {self.name}"


def mutants() -> list[Mutant]:
    return [
        Mutant(language, **table)
        for language in LANGUAGES
        for table in tomllib.loads((ROOT / f"cases/mutants/{language}.toml").read_text("utf-8"))["mutant"]
    ]


def altered(mutant: Mutant, text: str) -> str:
    for old, new in mutant.edits:
        text = text.replace(old, new)
    return text


def unfit(mutant: Mutant, text: str) -> list[str]:
    counts = [(old, text.count(old)) for old, _ in mutant.edits]
    return [f"{mutant.id}: {old!r} is {count} times in the sample" for old, count in counts if count != 1]


def test_there_are_mutants_for_every_kind_in_every_language():
    found = Counter((mutant.language, mutant.kind) for mutant in mutants())
    assert set(found) == {(language, kind) for language in LANGUAGES for kind in KINDS}
    assert sum(found.values()) >= 100
    names = [mutant.id for mutant in mutants()]
    assert len(names) == len(set(names))


def test_every_mutant_is_caught_by_the_kind_that_is_meant_to_catch_it():
    languages = load_languages()
    requests = read(ROOT.parent / "spec/token_endpoint.yaml").requests
    usual = [languages[name] for name in LANGUAGES]
    samples = {sample.id: sample for sample in render(requests, usual)}
    texts = {mutant.id: samples[f"{mutant.language}/{mutant.sample}"].text for mutant in mutants()}
    misfits = [fault for mutant in mutants() for fault in unfit(mutant, texts[mutant.id])]
    assert not misfits, "the samples have changed; change the mutants with them:\n" + "\n".join(misfits)
    subjects = {}
    # Those that are only found out by waiting go first, so that the others run meanwhile.
    for number, mutant in enumerate(sorted(mutants(), key=lambda each: "no answer" not in each.because)):
        sample = samples[f"{mutant.language}/{mutant.sample}"]
        request = structs.replace(sample.request, example=f"mutant-{number}")
        subject = Subject.of(structs.replace(sample, request=request, text=altered(mutant, texts[mutant.id])))
        subjects[subject.id] = (
            mutant,
            replace(subject, own="no answer" in mutant.because, kinds=(mutant.kind,)),
        )
    survivors = []
    for proof in prove([subject for _, subject in subjects.values()], languages):
        mutant, _ = subjects[proof.sample_id]
        if getattr(proof, mutant.kind) is not False:
            survivors.append(f"{mutant.id}: {mutant.kind} is {getattr(proof, mutant.kind)}")
        elif not re.search(mutant.because, proof.reason):
            survivors.append(f"{mutant.id}: caught, but not for {mutant.because!r}: {proof.reason[:800]}")
    assert not survivors, "\n" + "\n".join(survivors)
