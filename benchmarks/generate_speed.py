"""How long `wireproof generate` takes for GitHub's description, beside other tools and the least possible.

Run it as ``.venv/bin/python benchmarks/generate_speed.py [ROUNDS]`` on a machine that does nothing else. It
installs this project as users do, with pip and the Python that runs this (any other that has generator's
dependencies will do: speed is much a matter of how a Python was built), and the peers and the description
(npm's ``@octokit/openapi``: 13 MB, 1,223 operations) into the cache. It
runs all of them in turn, each into an empty folder on a tmpfs where there is one, and prints the medians of
ROUNDS (5) rounds. Memory is that of
all processes of a contestant together, pages that they share counted once, in one run more, since to look at
it makes them wait. *least* is Python parsing the
document with orjson and writing the bytes that wireproof writes: nothing is checked or rendered.
"""

import marshal
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from threading import Event, Thread

from generator import cache

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).with_name("generate_peers.js")
LANGUAGES = ("curl", "python", "go", "csharp")
PACKAGES = (
    "@octokit/openapi@23.0.2",
    "httpsnippet@3.0.10",
    "openapi-snippet@0.14.0",
    "openapi-to-postmanv2@6.3.3",
    "postman-code-generators@2.1.1",
    "postman-collection@5.3.1",
)
TITLES = {
    "openapi-snippet": "openapi-snippet",
    "httpsnippet": "httpsnippet behind a minimal converter",
    "postman": "openapi-to-postmanv2, postman-code-generators",
}
LEAST = """
import marshal, os, sys, orjson
document, bytes_, out = sys.argv[1:]
with open(document, "rb") as file:
    orjson.loads(file.read())
with open(bytes_, "rb") as file:
    files = marshal.loads(file.read())
for name, data in files.items():
    os.makedirs(os.path.dirname(f"{out}/{name}"), exist_ok=True)
    with open(f"{out}/{name}", "wb", buffering=0) as file:
        file.write(data)
print(len(files), 0)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a contestant: seconds, megabytes at the most, and what it printed."""

    wall: float
    cpu: float
    memory: float
    said: str


def main() -> None:
    """Install, run all in turn, print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    packages = installed()
    document = packages / "node_modules/@octokit/openapi/generated/api.github.com.json"
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        contestants = prepared(Path(name), packages, document)
        runs: dict[str, list[Run]] = {title: [] for title in contestants}
        for _ in range(rounds):
            for title, contestant in contestants.items():
                runs[title].append(contestant(False))
        memory = {title: contestant(True).memory for title, contestant in contestants.items()}
    report(runs, memory, document.stat().st_size)


def installed() -> Path:
    """The folder whose ``node_modules`` has the peers and the description."""
    folder = cache.cache_folder("benchmarks", cache.digest(*map(str.encode, PACKAGES)))
    if not (folder / "complete").exists():
        (folder / "package.json").write_text("{}")
        command: list[str | Path] = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            folder,
            *PACKAGES,
        ]
        subprocess.run(command, check=True)
        (folder / "complete").touch()
    return folder


def ours(folder: Path) -> Path:
    """The programs of a new environment in `folder` with this project in it, and with what *least* needs."""
    venv.create(folder, with_pip=True)
    pip: list[str | Path] = [folder / "bin/python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", ROOT, "orjson"], check=True)
    os.environ.pop("PYTHONPATH", None)
    return folder / "bin"


def prepared(folder: Path, packages: Path, document: Path) -> dict[str, Callable[[bool], Run]]:
    """The contestants by title, each a function that runs it once, and watches its memory if told to."""
    kept, empty, out = folder / "kept", folder / "empty", folder / "out"
    program = ours(folder / "venv")
    least = folder / "least"
    languages = (word for name in LANGUAGES for word in ("-l", name))
    generate: list[str | Path] = [program / "wireproof", "generate", document, *languages, "-o"]
    timed([*generate, folder / "same"], kept, watched=False)
    samples = {
        str(path.relative_to(folder / "same")): path.read_bytes()
        for path in (folder / "same").rglob("*")
        if path.is_file()
    }
    least.write_bytes(marshal.dumps(samples))

    def anew(command: list[str | Path], home: Path, watched: bool) -> Run:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(empty, ignore_errors=True)
        return timed([*command, out], home, packages, watched=watched)

    peers: dict[str, Callable[[bool], Run]] = {
        title: partial(anew, ["node", PEERS, tool, document], kept) for tool, title in TITLES.items()
    }
    return {
        "wireproof, empty cache": partial(anew, generate, empty),
        "wireproof, new folder": partial(anew, generate, kept),
        "wireproof, no change": lambda watched: timed([*generate, folder / "same"], kept, watched=watched),
        "least": partial(anew, [program / "python", "-c", LEAST, document, least], kept),
        **peers,
    }


def timed(command: list[str | Path], home: Path, folder: Path | None = None, *, watched: bool) -> Run:
    """Run `command` with its cache in `home`."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(home)}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    watch = Watch(process.pid) if watched else None
    said = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if watch:
        watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {said}")
    most = max(watch.most if watch else 0, usage.ru_maxrss / 1024)
    return Run(wall, usage.ru_utime + usage.ru_stime, most, said.strip())


class Watch(Thread):
    """Looks at the memory of a process and its children, in megabytes, while there are several."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._process = process
        self._stopped = Event()
        self.start()

    def run(self) -> None:
        """Every now and then, until `stop`; a single process is known by its own account."""
        while not self._stopped.wait(0.05):
            with suppress(OSError):
                children = Path(f"/proc/{self._process}/task/{self._process}/children").read_text().split()
                if children:
                    self.most = max(self.most, sum(map(megabytes, (str(self._process), *children))))

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()


def megabytes(process: str) -> float:
    """The proportional set size of a process."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(rollup.partition("\nPss:")[2].split()[0]) / 1024


def report(runs: dict[str, list[Run]], memory: dict[str, float], size: int) -> None:
    """Print the medians, and what they are in terms of the least and of the fastest peer."""
    wall = {title: median(run.wall for run in each) for title, each in runs.items()}
    cpu = {title: median(run.cpu for run in each) for title, each in runs.items()}
    width = max(map(len, runs))
    print(f"{'':{width}}  {'wall':>7}  {'CPU':>7}  {'memory':>7}  files written, failures")
    for title, each in runs.items():
        seconds = f"{wall[title]:5.2f} s  {cpu[title]:5.2f} s"
        print(f"{title:{width}}  {seconds}  {memory[title]:4.0f} MB  {each[-1].said}")
    first = "wireproof, empty cache"
    fastest = min(TITLES.values(), key=lambda title: wall[title])
    print(
        f"\nfirst run: {wall[first] / wall['least']:.2f} × the least (CPU {cpu[first] / cpu['least']:.2f} ×),"
    )
    print(f"{wall[first] / wall[fastest]:.2f} × {fastest} (CPU {cpu[first] / cpu[fastest]:.2f} ×),")
    print(f"{memory[first] * 2**20 / size:.1f} × the document in memory; a run without a change takes")
    again = "wireproof, no change"
    print(f"{wall[again] / wall[first]:.2f} × the first (CPU {cpu[again]:.2f} s).")


if __name__ == "__main__":
    main()
