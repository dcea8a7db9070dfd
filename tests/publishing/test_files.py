"""Files are written whole or not at all, and only where something changes."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import paths
import pytest

from generator.publishing.files import replace, write_files

FILES = {"go/pets/default.go": "package main\n", "go/pets/other.go": "é\n", "curl/pets/default.sh": "curl\n"}


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_written_can_be_read_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    assert write_files(tmp_path / "a" / "b", FILES) == list(FILES)
    written = {name: (tmp_path / "a" / "b" / name) for name in FILES}
    assert {name: path.read_text("utf-8") for name, path in written.items()} == FILES
    before = {name: (path.stat().st_ino, path.stat().st_mtime_ns) for name, path in written.items()}
    assert write_files(tmp_path / "a" / "b", FILES) == []
    assert {name: (path.stat().st_ino, path.stat().st_mtime_ns) for name, path in written.items()} == before
    assert everything_in(tmp_path / "a" / "b") == sorted(FILES)


def test_only_the_file_that_differs_is_written_again(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    (tmp_path / "go/pets/other.go").write_text("x" * 3)
    (tmp_path / "curl/pets/default.sh").unlink()
    assert write_files(tmp_path, FILES) == ["go/pets/other.go", "curl/pets/default.sh"]


def test_a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_files(tmp_path, {"a": "1"})
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
    (tmp_path / "a").chmod(0o755)
    write_files(tmp_path, {"a": "2"})
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o755


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    replace(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_file_where_a_folder_must_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "go").write_text("in the way")
    with pytest.raises(NotADirectoryError) as raised:
        write_files(tmp_path, FILES)
    assert str(raised.value.filename).startswith(str(tmp_path / "go"))


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(tmp_path: Path, old: bytes | None) -> None:
    target = tmp_path / "a" / "sample.go"
    if old is not None:
        target.parent.mkdir()
        target.write_bytes(old)
    command = (
        f"from generator.publishing.files import write_files; from pathlib import Path;"
        f"write_files(Path({str(tmp_path)!r}), {{'a/sample.go': 'x' * 100_000}})"
    )
    run = subprocess.run(
        [sys.executable, "-c", command],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "File too large" in run.stderr
    assert str(target) in run.stderr
    assert everything_in(tmp_path) == ([] if old is None else ["a/sample.go"])
    assert old is None or target.read_bytes() == old


def test_a_new_folder_appears_only_when_all_its_files_are_there(tmp_path: Path) -> None:
    (tmp_path / "go/pets").mkdir(parents=True)
    (tmp_path / "go/pets/other.go").mkdir()
    with pytest.raises(IsADirectoryError) as raised:
        write_files(tmp_path, {"curl/pets/default.sh": "curl\n", **FILES})
    assert raised.value.filename == str(tmp_path / "go/pets/other.go")
    assert [path.name for path in tmp_path.iterdir()] == ["go"]
