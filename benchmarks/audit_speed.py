"""How long an audit takes: 10,000 distinct samples, in 500 pages of four formats.

Run ``python benchmarks/audit_speed.py``; it prints the samples, the seconds and samples per second.
"""

import re
import time
from pathlib import Path

from generator.auditing.auditor import audit_sources

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


def main() -> None:
    """Print how long the samples take."""
    sources = pages()
    start = time.perf_counter()
    report = audit_sources(sources)
    seconds = time.perf_counter() - start
    count = report.judged + report.not_judged
    print(f"{count} samples in {seconds:.1f} s: {count / seconds:.0f} samples a second")


if __name__ == "__main__":
    main()
