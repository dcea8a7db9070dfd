"""Work that is shared among processes: what it gives, and what is left when one of them fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from generator.errors import GeneratorError
from generator.publishing.files import NewFolders
from generator.publishing.shares import in_shares, in_two_steps, meanwhile

WIREPROOF = Path(sys.executable).with_name("wireproof")
HERE = os.getpid()


def test_results_come_in_the_order_of_the_items_from_processes_of_their_own() -> None:
    shares = in_shares(range(10), lambda share: (os.getpid(), list(share)), 2, jobs=3)
    assert [item for _, items in shares for item in items] == list(range(10))
    assert len({process for process, _ in shares}) == 3


def test_few_items_are_worked_on_right_here() -> None:
    assert in_shares(range(3), lambda share: (os.getpid(), list(share)), 2, jobs=4) == [(HERE, [0, 1, 2])]


def test_what_is_raised_in_a_process_is_raised_here() -> None:
    def work(share: Sequence[int]) -> int:
        if 3 in share:
            raise GeneratorError("the third is wrong", "file.yaml", 3)
        return len(share)

    with pytest.raises(GeneratorError, match="the third is wrong"):
        in_shares(range(4), work, 1, jobs=2)


def test_a_process_that_is_killed_is_an_error() -> None:
    def work(share: Sequence[int]) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return len(share)

    with pytest.raises(ChildProcessError, match="has been ended"):
        in_shares(range(4), work, 1, jobs=2)


def test_no_share_goes_on_if_one_has_failed(tmp_path: Path) -> None:
    def refuse(words: list[int]) -> None:
        raise GeneratorError(f"{sum(words)} is too much")

    with pytest.raises(GeneratorError, match="6 is too much"):
        in_two_steps(
            range(4),
            lambda share: (sum(share), share),
            refuse,
            lambda share: (tmp_path / str(share[0])).write_text(""),
            1,
            jobs=2,
        )
    assert list(tmp_path.iterdir()) == []


def test_new_folders_appear_whole_and_old_ones_are_written_in_place(tmp_path: Path) -> None:
    (tmp_path / "out/go/pets").mkdir(parents=True)
    folders = NewFolders(tmp_path / "out", ["go", "curl", "python"])
    folders.begin()
    assert folders.write({"curl/pets/a.sh": "curl", "go/pets/a.go": "go"}) == [
        "curl/pets/a.sh",
        "go/pets/a.go",
    ]
    assert not (tmp_path / "out/curl").exists()
    assert (tmp_path / "out/go/pets/a.go").read_text() == "go"
    folders.end()
    folders.abandon()
    assert (tmp_path / "out/curl/pets/a.sh").read_text() == "curl"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["curl", "go"]


def test_new_folders_that_are_abandoned_leave_nothing(tmp_path: Path) -> None:
    folders = NewFolders(tmp_path / "out", ["curl"])
    folders.begin()
    folders.write({"curl/pets/a.sh": "curl"})
    folders.abandon()
    assert list((tmp_path / "out").iterdir()) == []


def long_description(folder: Path, last: str = "op299") -> Path:
    """300 operations, which are worth several processes."""
    lines = [
        "openapi: 3.1.0",
        "info: {title: Many, version: '1'}",
        "servers: [{url: https://api.example.com}]",
        "paths:",
    ]
    for number in range(300):
        name = last if number == 299 else f"op{number}"
        lines.append(
            f"  /p{number}: {{get: {{operationId: {name}, responses: {{'200': {{description: OK}}}}}}}}"
        )
    path = folder / "many.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_one_id_twice_is_found_across_the_shares_and_nothing_is_written(tmp_path: Path) -> None:
    path = long_description(tmp_path, last="OP0")
    command = [WIREPROOF, "generate", path, "-o", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'GET /p299' has the id 'OP0', and so has 'GET /p0'" in done.stderr
    assert not (tmp_path / "out").exists()


def wait_until_gone(group: int) -> None:
    with suppress(ProcessLookupError):
        for _ in range(1000):
            os.killpg(group, 0)
            time.sleep(0.01)
        raise AssertionError("a process goes on")


def test_an_interrupt_leaves_no_half_of_the_samples_and_no_process(tmp_path: Path) -> None:
    path = long_description(tmp_path)
    command = [WIREPROOF, "generate", path, "-o", tmp_path / "out"]
    for delay in (0.1, 0.2, 0.25, 0.3, 0.35, 0.4):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=30)
        languages = [each for each in (tmp_path / "out").glob("*") if not each.name.startswith(".")]
        assert all(len(list(each.rglob("*.*"))) == 300 for each in languages)
        assert not list((tmp_path / "out").glob(".wireproof-*"))
        wait_until_gone(process.pid)


def test_a_folder_that_cannot_be_written_is_named_and_no_process_stays(tmp_path: Path) -> None:
    path = long_description(tmp_path)
    (tmp_path / "out/go").mkdir(parents=True)
    (tmp_path / "out/go/op299").write_text("in the way")
    command = [WIREPROOF, "generate", path, "-o", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"{tmp_path}/out/go/op299" in done.stderr
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["go"]


def test_what_is_done_meanwhile_has_been_done_when_it_is_waited_for(tmp_path: Path) -> None:
    with meanwhile(lambda: (tmp_path / "done").write_text(str(os.getpid()))) as wait:
        wait()
        assert int((tmp_path / "done").read_text()) != HERE


def test_what_is_done_meanwhile_ends_with_what_needed_it(tmp_path: Path) -> None:
    def work() -> None:
        (tmp_path / "process").write_text(str(os.getpid()))
        time.sleep(60)

    with meanwhile(work):
        while not (tmp_path / "process").exists() or not (tmp_path / "process").read_text():
            time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "process").read_text()), 0)


def test_what_fails_meanwhile_is_left_to_whoever_needs_it() -> None:
    with meanwhile(lambda: 1 / 0) as wait:
        wait()
