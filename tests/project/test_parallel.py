"""Work that is shared among processes: what it gives, and what is left when one of them fails."""

import json
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
from generator.parallel import map_shares

WIREPROOF = Path(sys.executable).with_name("wireproof")
HERE = os.getpid()


def test_results_come_in_the_order_of_the_items_from_processes_of_their_own() -> None:
    shares = map_shares(range(10), lambda share: (os.getpid(), list(share)), 2, jobs=3)
    assert [item for _, items in shares for item in items] == list(range(10))
    assert len({process for process, _ in shares}) == 3


def test_few_items_are_worked_on_right_here() -> None:
    assert map_shares(range(3), lambda share: (os.getpid(), list(share)), 2, jobs=4) == [(HERE, [0, 1, 2])]


def test_what_is_raised_in_a_process_is_raised_here() -> None:
    def work(share: Sequence[int]) -> int:
        if 3 in share:
            raise GeneratorError("the third is wrong", "file.yaml", 3)
        return len(share)

    with pytest.raises(GeneratorError, match="the third is wrong"):
        map_shares(range(4), work, 1, jobs=2)


def test_a_process_that_is_killed_is_an_error() -> None:
    def work(share: Sequence[int]) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return len(share)

    with pytest.raises(ChildProcessError, match="has been ended"):
        map_shares(range(4), work, 1, jobs=2)


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


def test_one_id_twice_is_made_two_across_the_shares(tmp_path: Path) -> None:
    path = long_description(tmp_path, last="OP0")
    command = [WIREPROOF, "generate", path, "-l", "curl", "-o", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == f"{path}: 1 fault ignored; wireproof lint {path} shows it\n"
    assert "/p299" in (tmp_path / "out/curl/OP0-2/default.sh").read_text()


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


def long_json(folder: Path, **changes: object) -> Path:
    """A description of more than a megabyte, whose samples two processes make."""
    paths = {
        f"/p{number}": {
            "get": {
                "operationId": f"op{number}",
                "description": "word " * 1000,
                "responses": {"200": {"description": "OK"}},
            }
        }
        for number in range(300)
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Long", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
    }
    path = folder / "long.json"
    path.write_text(json.dumps({**document, **changes}, indent=1))
    return path


def generated(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [WIREPROOF, "generate", path, "-o", folder / "out", "-l", "curl"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_long_description_is_rendered(tmp_path: Path) -> None:
    done = generated(long_json(tmp_path), tmp_path)
    assert done.stdout == f"300 samples in {tmp_path}/out: 300 written, 0 unchanged\n"
    assert "https://api.example.com/p299" in (tmp_path / "out/curl/op299/default.sh").read_text()


@pytest.mark.parametrize(
    ("changes", "wanted", "code"),
    [
        ({"servers": "none"}, "has no absolute server address", 2),
        ({"x-note": "twice"}, "the key 'x-note' stands here twice", 2),
        ({"x-minus": "-0"}, "", 0),
        ({"security": [{"key": []}]}, "long.json: 1 fault ignored", 0),
        ({"x-log": {"$ref": "#/components/schemas/None"}}, "", 0),
        ({"components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}}}}, "1 fault ignored", 0),
    ],
)
def test_what_is_wrong_in_a_long_description_is_found_all_the_same(
    tmp_path: Path, changes: dict[str, object], wanted: str, code: int
) -> None:
    path = long_json(tmp_path, **changes)
    text = path.read_text().replace('"x-note": "twice"', '"x-note": 1, "x-note": 2')
    path.write_text(text.replace('"x-minus": "-0"', '"x-minus": -0'))
    done = generated(path, tmp_path)
    assert wanted in done.stderr
    assert bool(wanted) == bool(done.stderr)
    assert done.returncode == code
    assert (tmp_path / "out").exists() == (code == 0)


def test_samples_are_the_same_whether_one_process_makes_them_or_two(tmp_path: Path) -> None:
    """In the dialect of OpenAPI 3.0, which is changed by the one that looks at the whole."""
    schema = {
        "type": "object",
        "required": ["none", "above"],
        "properties": {
            "none": {"type": "string", "nullable": True, "enum": [None]},
            "above": {"type": "integer", "minimum": 7, "exclusiveMinimum": True},
        },
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    paths = {
        f"/p{number}": {
            "post": {
                "operationId": f"op{number}",
                "description": "word " * 1000,
                "requestBody": body,
                "responses": {"200": {"description": "OK"}},
            }
        }
        for number in range(300)
    }
    path = long_json(tmp_path, openapi="3.0.3", paths=paths, components={"schemas": {"Pet": schema}})
    two, one = tmp_path / "two", tmp_path / "one"
    core = next(iter(os.sched_getaffinity(0)))
    for folder, limit in ((two, None), (one, lambda: os.sched_setaffinity(0, {core}))):
        command = [WIREPROOF, "generate", path, "-o", folder, "-l", "curl", "-l", "go"]
        subprocess.run(command, check=True, preexec_fn=limit, stdout=subprocess.DEVNULL)
    names = sorted(each.relative_to(two) for each in two.rglob("*.*"))
    assert len(names) == 600
    assert {name: (one / name).read_text() for name in names} == {
        name: (two / name).read_text() for name in names
    }
    assert '"none": null, "above": 8' in (two / "curl/op299/default.sh").read_text()
