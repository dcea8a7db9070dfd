"""`wireproof verify --scheduler`: real Dask workers prove, and the proofs are those of one machine."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import paths
import pytest

ROOT = paths.ROOT
WIREPROOF = Path(sys.executable).with_name("wireproof")
DASK = Path(sys.executable).with_name("dask")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process of its own."""
    file = tmp_path / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file]
    processes = [subprocess.Popen([DASK, "scheduler", *words], stderr=subprocess.DEVNULL, cwd=tmp_path)]
    try:
        while not file.exists() or not file.read_text():
            assert processes[0].poll() is None
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        for name in ("one", "two"):
            worker = [
                DASK,
                "worker",
                address,
                "--name",
                name,
                "--host",
                "127.0.0.1",
                "--no-nanny",
                "--nthreads",
                "1",
                "--no-dashboard",
            ]
            processes.append(subprocess.Popen(worker, stderr=subprocess.DEVNULL, cwd=tmp_path))
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(20)


def test_two_workers_prove_the_samples(scheduler: str, tmp_path: Path) -> None:
    from distributed import Client

    with Client(scheduler, timeout=30) as client:
        client.wait_for_workers(2, timeout=60)
        spec = shutil.copy(ROOT / "spec" / "token_endpoint.yaml", tmp_path / "api.yaml")
        words = ["verify", spec, "--scheduler", scheduler, "--json", tmp_path / "report.json"]
        done = subprocess.run(
            [WIREPROOF, *words, "-l", "curl", "-l", "python"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        executed = client.run(lambda dask_worker: dask_worker.state.executed_count)
    samples = json.loads((tmp_path / "report.json").read_text())["samples"]
    assert len(samples) == 8
    assert all(
        sample[kind] is True for sample in samples for kind in ("sent", "fails_loudly", "any_value", "clean")
    )
    assert len(executed) == 2
    assert all(count > 0 for count in executed.values())


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    spec = ROOT / "spec" / "token_endpoint.yaml"
    words = ["verify", spec, "--all", "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run([WIREPROOF, *words], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
