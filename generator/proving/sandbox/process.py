"""Run one program under a clock and an output cap: a command goes in, a `Run` comes out.

What the sandbox and the portable mode have in common. Neither trusts the program: it may write
without end, ignore SIGTERM, or leave a child that holds its pipes open.
"""

import contextlib
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol, Self

from generator.proving.sandbox.network_watch import Attempt

HOME = PurePosixPath("/home/alex")
"""A reader's, inside the sandbox."""

CA_FILE = "/etc/ssl/certs/ca-certificates.crt"
"""The authorities that programs trust, inside the sandbox."""

_UNPUBLISHED = PurePosixPath("example")
_BRACES = re.compile(r"\{(file|folder|name|stem)\}")
Ended = Literal["exited", "signalled", "time limit", "output limit"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    `seconds` is wall-clock time, `cpu` seconds of processor time a process; `memory` (RLIMIT_DATA, a
    process), `file` (one file) and `output` (each of the two streams) are in bytes.
    """

    seconds: float = 20.0
    cpu: int = 20
    memory: int = 1 << 30
    file: int = 64 << 20
    output: int = 1 << 20
    processes: int = 64
    open_files: int = 512


@dataclass(frozen=True, slots=True)
class Program:
    """What to run.

    `argv` is the command as seen inside the sandbox; `files` are the sample's own, (name, bytes or
    the file that holds them), found read-only in its folder, among its `siblings`; `mounts` are further
    folders, (here, inside), read-only: toolchains; `environment` is what the toolchain needs. A program is
    `ours` if its source is exactly what was rendered in this process: only such run without a sandbox.
    `path` is where the sample is published, below a reader's home: in `argv` and in the names of `files`,
    ``{file}`` is its place there, ``{folder}`` its folder, ``{name}`` and ``{stem}`` its name with and
    without the extension.
    """

    argv: tuple[str, ...]
    files: tuple[tuple[str, bytes | Path], ...] = ()
    mounts: tuple[tuple[Path, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    ours: bool = False
    path: PurePosixPath = _UNPUBLISHED
    siblings: tuple[tuple[str, bytes], ...] = ()

    @property
    def folder(self) -> str:
        """Where the sample lies and is started, inside."""
        return str((HOME / self.path).parent)

    def located(self) -> "Program":
        """The same program, with what stands in braces filled in."""
        meant = {"file": HOME / self.path, "folder": self.folder}
        meant |= {"name": self.path.name, "stem": self.path.stem}

        def filled(word: str) -> str:
            return _BRACES.sub(lambda match: str(meant[match[1]]), word)

        files = tuple((filled(name), content) for name, content in self.files)
        return replace(self, argv=tuple(map(filled, self.argv)), files=files)


@dataclass(frozen=True, slots=True)
class Run:
    """What a program did.

    `exit_code` is as a shell shows it, 128 + N after signal N; None where we ended the program.
    `stdout` and `stderr` hold no more than the output limit. `seconds` is wall-clock time. `attempts` are
    all that it tried to reach, as far as the runner sees it.
    """

    exit_code: int | None
    stdout: bytes
    stderr: bytes
    seconds: float
    ended: Ended
    attempts: tuple[Attempt, ...] = ()


class Runner(Protocol):
    """What runs samples: the `Sandbox`, or where there can be none, `Portable`."""

    isolation: str
    """One sentence for reports: what keeps a sample from doing harm."""

    def run(
        self,
        program: Program,
        environment: Mapping[str, bytes | str],
        hosts: Mapping[str, str],
        stdin: bytes = b"",
        limits: Limits = Limits(),
    ) -> Run:
        """Run `program` once; `hosts` gives the loopback address of each host name it may reach."""


def limited(limits: Limits, *, processes: bool) -> list[str]:
    """The words (util-linux's prlimit) to put before a command so that it gets these limits.

    The limit of `processes` counts all processes of the user, so it serves only in a user namespace.
    """
    return [
        "prlimit",
        f"--cpu={limits.cpu}",
        f"--fsize={limits.file}",
        f"--data={limits.memory}",
        f"--nofile={limits.open_files}",
        "--core=0",
        *([f"--nproc={limits.processes}"] if processes else []),
        "--",
    ]


def supervise(
    argv: Sequence[str],
    environment: Mapping[str, str],
    stdin: bytes,
    limits: Limits,
    pass_fds: Sequence[int] = (),
    folder: Path | None = None,
) -> Run:
    """Run `argv` in a process group of its own until it ends or a limit is met; then end the group."""
    started = time.monotonic()
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        pass_fds=pass_fds,
        cwd=folder,
        process_group=0,
        bufsize=0,
    )
    with process, _Conversation(process, stdin, limits.output) as conversation:
        try:
            ended = conversation.follow(started + limits.seconds)
        finally:
            _end_group(process.pid)
        if ended != "exited":
            conversation.outlast(seconds=1.0)
    stdout, stderr = conversation.output
    seconds = time.monotonic() - started
    if ended != "exited":
        return Run(None, stdout, stderr, seconds, ended)
    code = process.returncode
    if code < 0:
        code = 128 - code
    return Run(code, stdout, stderr, seconds, "signalled" if code > 128 else "exited")


def bury_orphans() -> None:
    """Reap the children of a program that has ended, where they have become ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


class _Conversation:
    """The three pipes of a process that is running, and its end."""

    def __init__(self, process: subprocess.Popen[bytes], stdin: bytes, cap: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._unsent = memoryview(stdin)
        self._cap = cap
        self._process = process
        self._kept: dict[int, bytearray] = {}
        for stream in (process.stdout, process.stderr):
            assert stream is not None  # noqa: S101 (both are pipes)
            os.set_blocking(stream.fileno(), False)
            self._kept[stream.fileno()] = bytearray()
            self._selector.register(stream.fileno(), selectors.EVENT_READ)
        if process.stdin is not None:
            os.set_blocking(process.stdin.fileno(), False)
            self._selector.register(process.stdin.fileno(), selectors.EVENT_WRITE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()

    @property
    def output(self) -> tuple[bytes, bytes]:
        """What came on standard output and standard error, each cut at the cap."""
        stdout, stderr = (bytes(kept[: self._cap]) for kept in self._kept.values())
        return stdout, stderr

    def follow(self, deadline: float) -> Ended:
        """Read and write until the program ends, says too much, or the clock reaches `deadline`."""
        while self._selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return "time limit"
            # The program may be gone while a child of its own keeps the pipes open: look at both.
            gone = self._process.poll() is not None
            ready = self._selector.select(0 if gone else min(left, 0.05))
            if gone and not ready:
                break
            for key, _ in ready:
                self._serve(key.fd)
            if any(len(kept) > self._cap for kept in self._kept.values()):
                return "output limit"
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return "time limit"
        return "exited"

    def outlast(self, seconds: float) -> None:
        """Wait until nobody holds the pipes any more: what was just killed takes a moment to be gone."""
        deadline = time.monotonic() + seconds
        while self._selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in self._selector.select(left):
                if key.fd not in self._kept or not os.read(key.fd, 1 << 16):
                    self._selector.unregister(key.fd)

    def _serve(self, fd: int) -> None:
        if fd in self._kept:
            block = os.read(fd, 1 << 16)
            self._kept[fd] += block
            if not block:
                self._selector.unregister(fd)
            return
        try:
            self._unsent = self._unsent[os.write(fd, self._unsent) :]
        except BrokenPipeError:
            self._unsent = memoryview(b"")
        if not self._unsent:
            self._selector.unregister(fd)
            assert self._process.stdin is not None  # noqa: S101 (fd is its number)
            self._process.stdin.close()


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
