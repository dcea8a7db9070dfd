"""`wireproof verify` in parts: shared out over machines, and going on after an interrupt."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import paths
import pexpect
import pytest

ROOT = paths.ROOT
WIREPROOF = Path(sys.executable).with_name("wireproof")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "spec" / "token_endpoint.yaml", tmp_path / "api.yaml"))


def verify(spec: Path, *words: str) -> dict[str, bool]:
    """Exit code 0, and what was proven: id → whether in an earlier run."""
    report = spec.parent / "report.json"
    done = subprocess.run(
        [WIREPROOF, "verify", spec, "-l", "curl", "--json", report, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    samples = json.loads(report.read_text())["samples"]
    assert all(
        sample[kind] is True for sample in samples for kind in ("sent", "fails_loudly", "any_value", "clean")
    )
    return {
        sample["id"]: f"{sample['id']} " in done.stdout and "(proven " in line_of(done.stdout, sample["id"])
        for sample in samples
    }


def line_of(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


def test_shards_share_the_samples_out_and_together_are_all(spec: Path) -> None:
    first, second = verify(spec, "--shard", "1/2"), verify(spec, "--shard", "2/2")
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert verify(spec) == dict.fromkeys([*first, *second], True)


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", "/"])
def test_what_is_no_shard_is_a_usage_error(spec: Path, text: str) -> None:
    done = subprocess.run(
        [WIREPROOF, "verify", spec, "--shard", text], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "write the part and how many there are: 2/8" in done.stderr


def test_after_an_interrupt_the_next_run_goes_on_from_there(spec: Path) -> None:
    watched = pexpect.spawn(str(WIREPROOF), ["verify", str(spec), "-l", "curl", "-j", "1"], timeout=60)
    watched.expect("done 2 of 4")
    watched.sendintr()
    watched.expect(pexpect.EOF)
    watched.close()
    assert watched.exitstatus == 130
    proven = verify(spec)
    assert sum(proven.values()) >= 2
    assert len(proven) == 4
