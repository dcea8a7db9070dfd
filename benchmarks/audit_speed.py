"""How long an audit takes: 10,000 distinct samples in 500 pages of Markdown, and the same as published HTML.

Run ``python benchmarks/audit_speed.py``; it prints the seconds, those of all processors, and what the command
says that it judged. The first time is with an empty cache of verdicts, the second with all verdicts known.
"""

import re
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from markdown import markdown

from generator import cache

WIREPROOF = Path(sys.executable).with_name("wireproof")
CASES = Path(__file__).parent.parent / "tests" / "cases" / "audit"
FENCE = re.compile(r"^```[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
SAMPLES, PAGES = 10_000, 500


def pages() -> list[tuple[str, bytes]]:
    """Pages of twenty samples each; a number in every sample keeps any two from being the same."""
    fences = [
        match[0] for path in sorted(CASES.glob("*/*.md")) for match in FENCE.finditer(path.read_text("utf-8"))
    ]
    each = SAMPLES // PAGES
    found = []
    for number in range(PAGES):
        chosen = [fences[(number * each + index) % len(fences)] for index in range(each)]
        texts = [
            text.replace("example.com", f"example{number * each + index}.com")
            for index, text in enumerate(chosen)
        ]
        found.append((f"page{number}.md", "\n\n".join(["# Page", *texts]).encode()))
    return found


def published(page: tuple[str, bytes]) -> tuple[str, bytes]:
    """A page of Markdown as a site shows it: what Pygments colours is an element of its own."""
    name, text = page
    inside = markdown(text.decode(), extensions=["fenced_code", "codehilite"])
    return name.replace(".md", ".html"), f"<!doctype html>\n<html><body>{inside}</body></html>".encode()


def show(kind: str, sources: Sequence[tuple[str, bytes]]) -> None:
    """Print how long the command takes for some pages, from its start to its last line."""
    with TemporaryDirectory() as folder:
        for name, text in sources:
            Path(folder, name).write_bytes(text)
        start, used = time.perf_counter(), _used()
        told = subprocess.run(
            [WIREPROOF, "audit", folder], capture_output=True, encoding="utf-8", check=False
        )
        seconds, used = time.perf_counter() - start, _used() - used
    summary = next(line for line in told.stdout.splitlines() if line.startswith(f"{PAGES} pages"))
    print(f"{kind}: {seconds:.1f} s, {used:.1f} s of processors; {summary}")


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print how long the samples take in both formats."""
    sources = pages()
    for verdicts in cache.cache_folder("audit").glob("*.json"):
        verdicts.unlink()
    show("Markdown, no verdict known", sources)
    show("Markdown", sources)
    show("HTML", [published(page) for page in sources])


if __name__ == "__main__":
    main()
