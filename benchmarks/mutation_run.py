"""How many small changes to the core its tests notice: a mutation run over a random draw.

Usage: .venv/bin/pip install --group mutation
       python benchmarks/mutation_run.py [--mutants 420] [--seed 20] [--folder FOLDER]

mutmut changes one expression at a time in a copy of `reading`, `rendering` and `proving`, and runs the tests
that reach it (`[tool.mutmut]` in pyproject.toml). Only functions that the tests can reach in the same process
are drawn: what runs in the sandbox and in workers has tests of its own, `tests/proving/test_mutants.py`.
Prints the change of each survivor, then the totals. A draw of 420 takes about twelve minutes on two cores.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("reading", "rendering", "proving.judging", "proving.mock", "proving.ledger", "proving.hashes")
# The exit codes that mutmut keeps for a mutant: those of pytest, and its own for "no tests" and time-outs.
OUTCOMES: dict[int | None, str] = {
    0: "survived",
    1: "noticed",
    3: "noticed",
    33: "without a test",
    36: "noticed",
    24: "noticed",
    -24: "noticed",
}


def main() -> None:
    """Draw the mutants, run them, print what survived."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutants", type=int, default=420)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "wireproof-mutants")
    options = parser.parse_args()
    copy_into(options.folder)
    mutmut(options.folder, "run", "none.of.them")  # makes all mutants, and notes which test reaches which
    names = sorted(outcomes(options.folder))
    drawn = random.Random(options.seed).sample(names, options.mutants)
    mutmut(options.folder, "run", "--max-children", "2", *drawn)
    found = outcomes(options.folder)
    for name in sorted(drawn):
        if found[name] in (0, 33):
            print(OUTCOMES[found[name]], mutmut(options.folder, "show", name))
    totals = Counter(OUTCOMES.get(found[name], "not run") for name in drawn)
    print(f"{len(drawn)} of {len(names)} mutants, seed {options.seed}:", dict(totals))


def copy_into(folder: Path) -> None:
    """What is committed, in an empty folder, and a cache in which no template is kept.

    A mutant of the check of templates would leave there what it let pass, and the next one would find it.
    """
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    (folder / "mutants").mkdir()
    for place in (folder, folder / "mutants"):
        (place / ".venv").symlink_to((ROOT / ".venv").resolve())
    kept = folder / ".cache" / "wireproof"
    kept.mkdir(parents=True)
    for entry in (Path.home() / ".cache" / "wireproof").iterdir():
        (kept / entry.name).symlink_to("/proc/self" if entry.name == "templates" else entry)


def mutmut(folder: Path, *words: str) -> str:
    """Run mutmut in `folder`, where the project is found before the one that is installed; what it prints."""
    environment = {
        "PATH": f"{ROOT}/.venv/bin:/usr/bin:/bin",
        "PYTHONPATH": str(folder),
        "HOME": str(Path.home()),
        "XDG_CACHE_HOME": str(folder / ".cache"),
    }
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


def outcomes(folder: Path) -> dict[str, int | None]:
    """The exit code of each mutant of the core by its name, None where it has not run."""
    found: dict[str, int | None] = {}
    for meta in (folder / "mutants").rglob("*.meta"):
        found |= json.loads(meta.read_text())["exit_code_by_key"]
    return {
        name: code
        for name, code in found.items()
        if name.startswith(tuple(f"generator.{each}" for each in PACKAGES))
    }


if __name__ == "__main__":
    main()
