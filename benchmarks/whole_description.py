"""What formatters, linters and compilers say of all the samples of a large description.

Usage: python benchmarks/whole_description.py SPEC [LANGUAGE]...
"""

import sys
import time

from generator.model import Refusal
from generator.proving.toolchains import Missing, build, clean, find
from generator.reading import read
from generator.rendering import load_languages, render


def main() -> None:
    """Print a line for each language, and the first complaints if there are any."""
    spec, *names = sys.argv[1:]
    requests, languages = list(read(spec).requests), load_languages()
    for name in names or languages:
        toolchain = find(languages[name])
        if isinstance(toolchain, Missing):
            sys.exit(f"{name}: {toolchain.what} is missing: {toolchain.remedy}")
        started, refusals = time.monotonic(), list[Refusal]()
        texts = {one.id: one.text.encode() for one in render(requests, [languages[name]], "env", refusals)}
        said = {key: list(lines) for key, lines in clean(toolchain, texts).items() if lines}
        if name == "csharp":  # the compiler is its only judge; go vet compiles as well
            said |= {
                key: list(one.diagnostics) for key, one in build(toolchain, texts).items() if one.diagnostics
            }
        spent = time.monotonic() - started
        counts = f"{len(texts):5} samples, {len(refusals)} refused, {len(said)} with complaints"
        print(f"{name:<8} {counts} ({spent:.0f} s)")
        for key, lines in list(said.items())[:3]:
            print(f"  {key}: {lines[0]}")


if __name__ == "__main__":
    main()
