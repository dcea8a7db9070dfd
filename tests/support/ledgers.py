"""Proofs that the committed ledgers spare: what was proven with today's bytes, tools and prover is not run again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.model import Sample
from generator.proving import ledger
from generator.proving.hashes import prover_hash
from generator.proving.proof import Proof, Subject
from generator.proving.running.prove import prove
from generator.proving.toolchains import Missing, find
from generator.rendering.languages.language import Language


def proofs_of(samples: Sequence[Sample], languages: Mapping[str, Language], description: Path) -> list[Proof]:
    """A proof of each sample, in their order: the one in the ledger of `description`, or one made now."""
    entries = ledger.read_ledger(ledger.ledger_path(description))
    used = {sample.language for sample in samples}
    toolchains = {name: find(languages[name]) for name in used}
    provers = {name: prover_hash(languages[name]) for name in used}
    proofs: dict[str, Proof] = {}
    for subject in map(Subject.of, samples):
        toolchain = toolchains[subject.language]
        assert not isinstance(toolchain, Missing), toolchain
        if kept := ledger.earlier(entries, subject, toolchain.version, provers[subject.language]):
            proofs[subject.id] = kept
    fresh = [Subject.of(sample) for sample in samples if sample.id not in proofs]
    proofs |= {proof.sample_id: proof for proof in prove(fresh, languages)}
    return [proofs[sample.id] for sample in samples]
