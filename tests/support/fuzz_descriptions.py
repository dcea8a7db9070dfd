"""Descriptions and recordings changed at random, through all that reads, renders and publishes them.

    python tests/support/fuzz_descriptions.py [MINUTES] [SEED]

Each round changes one to four parts of a sound file and takes the whole way: `read`, its routes for the
mock, samples in every language, pages, exports. What comes of it is samples or a `GeneratorError` of
lines that begin with the file. Anything else is a defect: it is printed with its round, which goes first when the
same command is given that number as SEED, and the file stays in the working folder.
"""

import json
import random
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import yaml
from changed_descriptions import VALUES, change
from paths import CASES, SPEC

from generator.errors import GeneratorError
from generator.publishing.export.har import har
from generator.publishing.export.nodes import parse_nodes
from generator.publishing.export.openapi import with_code_samples
from generator.publishing.export.overlay import overlay
from generator.publishing.export.samples import placed_samples
from generator.publishing.pages.pages import pages
from generator.reading import read
from generator.reading.contracts import read_contracts
from generator.reading.source.json_text import compact_json
from generator.reading.source.yaml_parser import parse_yaml
from generator.rendering import load_languages, render

LANGUAGES = load_languages()
SOURCES = [SPEC, *sorted((CASES / "descriptions").glob("*.yaml")), CASES / "har" / "browser.har"]


def main() -> None:
    """Go on for so many minutes; exit with 1 if a defect was found."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    texts = {path: compact_json(parse_yaml(path.read_text("utf-8"), "")) for path in SOURCES}
    end = time.monotonic() + 60 * minutes
    number, defects = first, 0
    while time.monotonic() < end:
        chance = random.Random(number)
        source = chance.choice(SOURCES)
        tree = json.loads(texts[source])
        for _ in range(chance.randrange(1, 5)):
            change(tree, chance, VALUES)
        as_json = chance.randrange(3) > 0
        path = Path(f"fuzz-{number}.{'har' if source.suffix == '.har' else 'json' if as_json else 'yaml'}")
        write(path, tree)
        try:
            take_the_whole_way(path)
            path.unlink()
        except Exception:  # every one is a defect
            defects += 1
            print(f"round {number}, {path}, from {source.name}:\n{traceback.format_exc()}", flush=True)
        number += 1
    print(f"{number - first} rounds from {first}: {defects} defects")
    sys.exit(defects > 0)


def write(path: Path, tree: Any) -> None:
    """JSON, or YAML as an author would have it."""
    text = compact_json(tree)
    if path.suffix == ".yaml":
        text = yaml.safe_dump(json.loads(text), sort_keys=False, allow_unicode=True, width=80)
    path.write_text(text, "utf-8")


def take_the_whole_way(path: Path) -> None:
    """Read, render and publish it; AssertionError where what is wrong is not told as it should be."""
    told: list[str] = []
    try:
        description = read(path)
    except GeneratorError as error:
        told = str(error).splitlines()
    if told:
        assert all(line.startswith(str(path)) for line in told), told
        return
    for operation in description.operations:
        assert operation.requests or operation.reasons, f"{operation.id} is dropped in silence"
    for route in read_contracts(str(path))[1]:
        route.contract()
    for values in ("env", "placeholder", "example"):
        samples = list(render(description.requests, LANGUAGES.values(), values, []))
        assert all(sample.text.endswith("\n") for sample in samples)
    pages(description, LANGUAGES, refusals=[], jobs=1)
    har(description.requests)
    if path.suffix != ".har":
        text = path.read_text("utf-8")
        found, _ = placed_samples(description, LANGUAGES, samples, parse_nodes(text, str(path)))
        overlay(description, str(path), found, is_json=True)
        with_code_samples(text, found, str(path))


if __name__ == "__main__":
    main()
