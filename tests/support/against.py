"""`wireproof verify --against` as a command, over the description of pets."""

import json
import os
import subprocess
import sys
from pathlib import Path

import paths
from real_server import Server

ROOT = paths.ROOT
SPEC = paths.CASES / "against" / "pets.yaml"
COMMAND = str(Path(sys.executable).with_name("wireproof"))
CANARY = "canary-Kq7/+2p&x%9 zz8841"
PET = {"id": 42, "name": "Rex"}
GOOD = {"Content-Type": "application/json", "X-Remaining": "7"}


def answers(server: Server, body: object, status: int = 200, headers: dict[str, str] = GOOD) -> None:
    """Have the server answer so from now on."""
    server.answer = (status, headers, json.dumps(body).encode())


def command(server: Server, *words: str) -> list[str]:
    """The command line; of Python's samples alone, if `words` name no language."""
    line = [COMMAND, "verify", "pets.yaml", "--against", server.url, "--against-ca", str(server.ca)]
    return [*line, "--rate", "50/s", *(words if "-l" in words else ("-l", "python", *words))]


def environment(key: str | None, **other: str) -> dict[str, str]:
    """The environment of this process, in which the samples' Input has the value `key`, if any."""
    kept = {name: value for name, value in os.environ.items() if name != "PETS_KEY"}
    return {**kept, "PYTHONPATH": str(ROOT), **({"PETS_KEY": key} if key else {}), **other}


def against(server: Server, folder: Path, *words: str, key: str | None = CANARY, **other: str):
    """What the command printed, and its exit code; it runs in `folder`."""
    (folder / "pets.yaml").write_bytes(SPEC.read_bytes())
    line = command(server, *words)
    return subprocess.run(line, cwd=folder, env=environment(key, **other), capture_output=True, text=True)
