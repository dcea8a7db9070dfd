"""What `wireproof --help` costs, beside a Python that does nothing. Needs hyperfine.

python benchmarks/command_start.py
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "wireproof --help": [str(Path(sys.executable).with_name("wireproof")), "--help"],
    "wireproof verify, nothing changed": [
        str(Path(sys.executable).with_name("wireproof")),
        "verify",
        str(Path(__file__).parent.parent / "spec" / "token_endpoint.yaml"),
    ],
}


def main() -> None:
    """Print medians in milliseconds and the ratio to the first command."""
    subprocess.run(COMMANDS["wireproof verify, nothing changed"], stdout=subprocess.DEVNULL, check=True)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        words = [part for name, command in COMMANDS.items() for part in ("-n", name, " ".join(command))]
        subprocess.run(
            ["hyperfine", "--warmup", "3", "--runs", "20", "-N", "--export-json", file.name, *words],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        results = json.load(file)["results"]
    base = results[0]["median"]
    for result in results:
        print(f"{result['command']:<36} {result['median'] * 1000:7.1f} ms   x{result['median'] / base:.1f}")


if __name__ == "__main__":
    main()
