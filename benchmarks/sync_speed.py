"""How long a no-change ``wireproof sync --check`` takes, start-up and all.

    python benchmarks/sync_speed.py [--files 2000]

Three folders of Markdown files of 4 kB each: none with a marker, one in ten, all. The budget of 1 s is
for 2,000 files. Beside it stands what cannot be avoided: starting Python and reading the files.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "token_endpoint.yaml"
TEXT = (
    "## A heading\n\nText with `code`, a [link](https://example.com/) and more.\n\n```sh\nmake\n```\n\n" * 40
)
IDS = [
    f"{language}/token/{grant}"
    for language in ("curl", "python", "go")
    for grant in ("password", "refresh_token")
]
READ = "import pathlib, sys\nfor path in pathlib.Path(sys.argv[1]).rglob('*.md'): path.read_bytes()"


def main() -> None:
    """Print a line for each folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=2000)
    files = parser.parse_args().files
    for name, every in (("no file has a marker", 0), ("1 file in 10", 10), ("every file", 1)):
        with tempfile.TemporaryDirectory() as folder:
            _fill(Path(folder), files, every)
            _sync(folder)
            floor = _best([sys.executable, "-c", READ, folder])
            spent = _best(_command(folder, "--check"))
            print(
                f"{files} files, {name + ':':<22} {spent:.2f} s (starting Python and reading: {floor:.2f} s)"
            )


def _fill(folder: Path, files: int, every: int) -> None:
    for number in range(files):
        text = TEXT
        if every and number % every == 0:
            text += f"<!-- wireproof: {IDS[number % len(IDS)]} -->\n<!-- /wireproof -->\n"
        path = folder / f"{number // 100}" / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def _sync(folder: str) -> None:
    subprocess.run(_command(folder), check=True, capture_output=True)


def _command(folder: str, *options: str) -> list[str]:
    start = "from generator.cli import main; main()"
    return [sys.executable, "-c", start, "sync", folder, "--spec", str(SPEC), *options]


def _best(command: list[str]) -> float:
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
