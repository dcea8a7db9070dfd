"""A random choice of a large description's operations, proven in one run.

Usage: python benchmarks/prove_many.py SPEC.json [--operations 300] [--seed 1]

Writes a copy of SPEC with that many of its operations into a temporary folder, proves the samples of all of
them there with ``wireproof verify``, prints its last lines, and then the wall time and the most memory that
all processes of the run held together, in the first and in the last third of the time: flat, if they are
alike.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
WIREPROOF = Path(sys.executable).with_name("wireproof")
_KIB = 1024


def main() -> None:
    """Choose, prove, report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("spec", type=Path)
    parser.add_argument("--operations", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    document = json.loads(given.spec.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder, "chosen.json")
        chosen.write_text(json.dumps(some_of(document, given.operations, given.seed)))
        started = time.monotonic()
        with Path(folder, "said").open("w+") as said:
            run = subprocess.Popen([WIREPROOF, "verify", chosen], stdout=said, stderr=subprocess.STDOUT)
            held = watched(run)
            said.seek(0)
            lines = said.read().splitlines()
    failed = [line for line in lines if line.startswith(("FAILED", "no sample"))]
    print("\n".join([*failed, lines[-1]]))
    third = max(1, len(held) // 3)
    first, last = max(held[:third]), max(held[-third:])
    print(f"{time.monotonic() - started:.0f} s; memory {first} MiB at first, {last} MiB in the end")


def some_of(document: dict, count: int, seed: int) -> dict:  # type: ignore[type-arg]
    """`document` with `count` of its operations, chosen at random; all else stays."""
    every = [(path, key) for path, item in document["paths"].items() for key in item if key in METHODS]
    chosen = set(random.Random(seed).sample(every, min(count, len(every))))
    paths = {
        path: {key: value for key, value in item.items() if key not in METHODS or (path, key) in chosen}
        for path, item in document["paths"].items()
        if any((path, key) in chosen for key in item)
    }
    return {**document, "paths": paths}


def watched(run: subprocess.Popen[bytes]) -> list[int]:
    """The memory of the run's session in MiB, once a second until it ends."""
    held: list[int] = []
    while run.poll() is None:
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,pss="], capture_output=True, text=True, check=False)
        rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        family = {run.pid}
        for pid, parent, _ in sorted(rows):
            if parent in family:
                family.add(pid)
        held.append(sum(size for pid, _, size in rows if pid in family) // _KIB)
        time.sleep(1)
    return held or [0]


if __name__ == "__main__":
    main()
