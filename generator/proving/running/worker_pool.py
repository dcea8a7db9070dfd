"""Who does the work of proving: processes that run samples, threads that wait for compilers.

Processes and threads are those of `concurrent.futures`. What is added here is the end: after an
interrupt nothing is left running, and nothing outlives a killed parent.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from generator.errors import GeneratorError
from generator.proving.running.worker import START_METHOD

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


class WorkerPool:
    """`jobs` processes that run samples, `waiters` more for runs that mostly wait, and `builders` threads.

    Each process calls `begin` before all else. Leaving the ``with`` block by an exception, an interrupt
    above all, ends everything at once.
    """

    def __init__(self, jobs: int, waiters: int, builders: int, begin: Callable[[], None]) -> None:
        context = multiprocessing.get_context(START_METHOD)
        # Imported once, before workers are forked: trustme alone takes a third of a second.
        context.set_forkserver_preload(["generator.proving.running.kinds", "trustme"])
        self._before = set(multiprocessing.active_children())
        self._threads: list[int] = []
        self._runners = ProcessPoolExecutor(max(1, jobs), context, _begin, (begin,))
        self._waiters = ProcessPoolExecutor(max(1, waiters), context, _begin, (begin,))
        self._builders = ThreadPoolExecutor(max(1, builders), "build", self._note_thread)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._end_all()
        for executor in self._executors:
            executor.shutdown(wait=True, cancel_futures=True)

    def run(
        self, call: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Made]:
        """Have `call` done by a process that runs samples."""
        return self._runners.submit(call, *args, **kwargs)

    def wait(
        self, call: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Made]:
        """Have `call` done by a process for runs that mostly wait."""
        return self._waiters.submit(call, *args, **kwargs)

    def build(
        self, call: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs
    ) -> Future[_Made]:
        """Have `call` done by a thread of this process."""
        return self._builders.submit(call, *args, **kwargs)

    @property
    def _executors(self) -> tuple[Executor, ...]:
        return (self._builders, self._runners, self._waiters)

    def _note_thread(self) -> None:
        self._threads.append(threading.get_native_id())

    def _end_all(self) -> None:
        for executor in self._executors:
            executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - self._before:
            process.kill()
        while alive := [thread for thread in self._threads if Path(f"/proc/self/task/{thread}").exists()]:
            for thread in alive:
                _end_children(thread)
            time.sleep(0.02)


def usual_jobs() -> int:
    """How many samples run at once if nobody says: three on two cores, since a run also waits."""
    cores = len(os.sched_getaffinity(0))
    return cores + cores // 2


def result(future: Future[_Made]) -> _Made:
    """What the work has made, once it is done.

    Raises:
        GeneratorError: the process that did it is gone.
    """
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise GeneratorError(
            "a worker process ended unexpectedly, which the machine may have done for want of memory; "
            "try fewer at once with -j"
        ) from error


def _end_children(thread: int) -> None:
    """Kill the process groups that a thread of ours started: compilers and linters."""
    with suppress(OSError):
        for child in Path(f"/proc/self/task/{thread}/children").read_text(encoding="ascii").split():
            os.killpg(int(child), signal.SIGKILL)


def _begin(begin: Callable[[], None]) -> None:
    """Leave interrupts to the parent, which knows how to end everything."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin()
    _end_with_parent()


def _end_with_parent() -> None:
    """Have this process end when the one that started the pool does, however that ended.

    It starts a thread, which `begin` could not have around while it enters its network.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
