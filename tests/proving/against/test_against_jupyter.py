"""Jupyter Server against the description that it brings along: neither is ours, and they do not agree."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import jupyter_server
import paths
import pytest
import trustme

pytestmark = pytest.mark.xdist_group("against")

COMMAND = str(Path(sys.executable).with_name("wireproof"))
SPEC = Path(jupyter_server.__file__).parent / "services" / "api" / "api.yaml"
SETTINGS = "live: {values: {get-api-contents-path: {path: notes.txt}}}\n"
DISAGREEMENTS = {
    "get-api-contents-path": "body at /hash: expected a string, received null",
    "get-api": "the status 302 Found is not documented, only 200",
    "get-api-sessions-session": "the status 404 Not Found is not documented, only 200",
    "get-api-kernels-kernel_id": "the status 404 Not Found is not documented, only 200",
    "get-api-terminals-terminal_id": "404 is documented without a body, and one came",
    "get-api-me": "body at /identity/color: expected a string, received null",
    "get-api-spec.yaml": "200 is documented without a body, and one came: swagger",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("jupyter")
    (made / "files").mkdir()
    (made / "files" / "notes.txt").write_text("buy milk\n")
    (made / "wireproof.yaml").write_text(SETTINGS)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(made / "ca.pem")
    certificate.private_key_and_cert_chain_pem.write_to_path(made / "server.pem")
    return made


@pytest.fixture(scope="module")
def server(folder) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "ServerApp.open_browser": False,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.root_dir": folder / "files",
        "ServerApp.certfile": folder / "server.pem",
        "IdentityProvider.token": "",
    }
    words = [f"--{name}={value}" for name, value in settings.items()]
    line = [sys.executable, "-m", "jupyter_server", "--allow-root", *words]
    own = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "RUNTIME", "DATA")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(line, env={**os.environ, **own, "HOME": str(folder)}, **quiet) as process:
        _wait_for(port)
        yield f"https://localhost:{port}"
        process.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("Jupyter Server did not start")


@pytest.mark.parametrize("language", ["curl", "python"])
def test_each_disagreement_of_jupyter_server_and_its_description_is_named(server, folder, language):
    words = ["verify", str(SPEC), "--server", "https://jupyter.example", "-l", language, "--rate", "50/s"]
    words += ["--against", server, "--against-ca", "ca.pem", "--json", "out.json"]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    done = subprocess.run([COMMAND, *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    found = {
        each["id"].split("/")[1]: each for each in json.loads((folder / "out.json").read_text())["samples"]
    }
    assert len(found) == 15
    assert [name for name, each in found.items() if not each["sent"]] == []
    assert {name for name, each in found.items() if not each["answered"]} == set(DISAGREEMENTS)
    for name, words_of in DISAGREEMENTS.items():
        assert words_of in found[name]["reason"]
        assert f" on {server.removeprefix('https://')}\n" in found[name]["reason"]
    assert found["get-api-contents-path"]["notes"] == ["path: path → notes.txt"]
