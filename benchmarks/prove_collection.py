"""How many samples of descriptions that people publish are proven: a random draw.

Usage: python benchmarks/prove_collection.py [FOLDER] [--samples 120] [--seed 1]

Draws samples in the base languages, each of a description, an operation and a language at random, from all
descriptions below FOLDER (by default those of `many_descriptions.py`), and proves all four kinds of each.
Prints how many were proven, and of each of the others what was found.
"""

import argparse
import random
import time
from collections import Counter
from pathlib import Path

from many_descriptions import LANGUAGES, SERVER, collection, descriptions

from generator.errors import GeneratorError, RefusedError
from generator.model import Sample
from generator.proving.proof import Subject
from generator.proving.running.prove import prove
from generator.reading import read
from generator.rendering import Renderer


def main() -> None:
    """Draw the samples, prove them, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--samples", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = descriptions(options.folder or collection())
    samples, refused = drawn(found, options.samples, random.Random(options.seed))
    started = time.perf_counter()
    subjects = [Subject.of(each) for each in samples.values()]
    proofs = list(prove(subjects, LANGUAGES))
    proven = sum(each.complete for each in proofs)
    spent = time.perf_counter() - started
    print(f"{proven} of {len(proofs)} samples proven in {spent:.0f} s; seed {options.seed}")
    for reason, number in refused.most_common():
        print(f"{number:4} drawn and refused: {reason}")
    for proof in proofs:
        if not proof.complete:
            print(f"\n{proof.sample_id}\n{proof.reason}\n{samples[proof.sample_id].text}")


def drawn(found: list[Path], how_many: int, chance: random.Random) -> tuple[dict[str, Sample], Counter[str]]:
    """So many samples by their ids, and why others that were drawn are refused."""
    samples: dict[str, Sample] = {}
    refused: Counter[str] = Counter()
    renderers = [Renderer(language) for language in LANGUAGES.values()]
    while len(samples) < how_many:
        try:
            requests = list(read(chance.choice(found), SERVER).requests)
        except GeneratorError:
            continue
        if requests:
            try:
                sample = chance.choice(renderers).render(chance.choice(requests))
            except RefusedError as error:
                refused[str(error)] += 1
            else:
                samples.setdefault(sample.id, sample)
    return samples, refused


if __name__ == "__main__":
    main()
