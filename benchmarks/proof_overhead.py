"""What proving costs on top of running the samples: warm proof time over the bare runs' time.

    python benchmarks/proof_overhead.py [--jobs 3] [LANGUAGE]...

Both sides are measured in one go, on the token endpoint's samples in the usual languages, in those named, or
in `all`. Bare: each program
runs as often as its proof runs it, in the same sandbox against the same mock, and nothing is judged; the
seconds of its runs are summed and divided by the number of jobs. Proof: the wall-clock time of `prove`
from start to end, workers' start, linters, hostile values and time-outs included. Everything is built
before, so that no compiler runs.
"""

import argparse
import time
from functools import partial
from pathlib import Path

from generator.model import Request
from generator.proving.proof import Subject
from generator.proving.running.kinds import Origins, own_test_bed, start_worker
from generator.proving.running.other_hosts import origin
from generator.proving.running.prove import prove
from generator.proving.running.scenarios import error_scenarios, sent_scenarios, value_scenarios
from generator.proving.running.worker_pool import WorkerPool, usual_jobs
from generator.proving.sandbox.process import Program
from generator.proving.toolchains import Toolchain, build, find
from generator.reading import read
from generator.rendering import load_languages, render
from generator.rendering.languages.language import Promises, choose_languages

SPEC = Path(__file__).parent.parent / "spec/token_endpoint.yaml"


def bare_seconds(
    origins: Origins, promises: Promises, program: Program, request: Request, runs: int
) -> float:
    """The seconds that `runs` successful runs of a program take together."""
    here = own_test_bed(origins, True)
    scenario = next(sent_scenarios(request, promises))
    return sum(here.observe(program, request, scenario).run.seconds for _ in range(runs))


def main() -> None:
    """Measure both sides and print them beside each other."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--jobs", type=int, default=usual_jobs())
    arguments.add_argument("languages", nargs="*")
    given = arguments.parse_args()
    jobs = given.jobs
    languages = choose_languages(load_languages(), given.languages)
    found = {name: find(language) for name, language in languages.items()}
    toolchains = {name: one for name, one in found.items() if isinstance(one, Toolchain)}
    usable = [languages[name] for name in toolchains]
    subjects = [Subject.of(sample) for sample in render(read(SPEC).requests, usable)]
    origins = tuple(sorted({origin(subject.request.url) for subject in subjects}))
    programs: dict[str, Program] = {}
    for language in usable:
        sources = {subject.id: subject.data for subject in subjects if subject.language == language.name}
        built = build(toolchains[language.name], sources)
        programs |= {name: one.program for name, one in built.items() if one.program}

    spent: dict[str, float] = dict.fromkeys((language.name for language in usable), 0.0)
    runs = dict.fromkeys(spent, 0)
    with WorkerPool(jobs, 1, 1, partial(start_worker, origins, True)) as pool:
        futures = []
        for subject in subjects:
            promises, request = languages[subject.language].promises, subject.request
            runs_of_kinds = (
                sent_scenarios(request, promises),
                error_scenarios(request, promises),
                value_scenarios(request, promises),
            )
            number = sum(len(list(scenarios)) for scenarios in runs_of_kinds)
            runs[subject.language] += number
            call = pool.run(bare_seconds, origins, promises, programs[subject.id], request, number)
            futures.append((subject.language, call))
        for name, future in futures:
            spent[name] += future.result()

    started = time.monotonic()
    proofs = list(prove(subjects, languages, jobs=jobs, toolchains=found))
    wall = time.monotonic() - started

    print(f"{'language':15} {'runs':>5} {'bare, a run':>12} {'bare':>9} {'in the proof':>13} {'ratio':>6}")
    for name in spent:
        proven = sum(proof.seconds for proof in proofs if proof.language == name)
        each = spent[name] / runs[name] * 1000
        ratio = proven / spent[name]
        print(f"{name:15} {runs[name]:5} {each:9.0f} ms {spent[name]:7.2f} s {proven:11.2f} s {ratio:6.2f}")
    least = sum(spent.values()) / jobs
    held = sum(proof.complete for proof in proofs)
    print(f"bare, {jobs} at a time: {least:.2f} s; proof of {held} of {len(proofs)} samples: {wall:.2f} s")
    print(f"ratio: {wall / least:.2f} (goal: 1.30 or less)")


if __name__ == "__main__":
    main()
