"""Work shared among forked processes, which see what is in memory without being sent it."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import BinaryIO, NamedTuple, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_shares(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Result], least: int, jobs: int | None = None
) -> list[Result]:
    """What `work` makes of each share of `items`, in their order; `jobs` shares, by default one a core.

    A share has at least `least` items, so that few items are worked on in this process alone. (A pool of
    `concurrent.futures` must pickle the work and what it needs; a forked process has it already.)

    Raises:
        ChildProcessError: a process ended without a result.
        Exception: what `work` raised, in whichever process.
    """
    number = max(1, min(jobs or _cores(), len(items) // least)) if _cores() else 1
    bounds = [len(items) * each // number for each in range(number + 1)]
    shares = [items[start:end] for start, end in pairwise(bounds)]
    with _processes(work, shares[1:]) as others:
        return [work(shares[0]), *(_result(each) for each in others)]


class _Process(NamedTuple):
    """A forked process, and where its pickled result comes from."""

    id: int
    result: BinaryIO


@contextmanager
def _processes(
    work: Callable[[Sequence[Item]], Result], shares: Sequence[Sequence[Item]]
) -> Iterator[list[_Process]]:
    """A process at work on each share; all are waited for in the end, after an error interrupted first."""
    begun: list[_Process] = []
    try:
        begun.extend(_begin(work, share) for share in shares)
        yield begun
    except BaseException:
        for each in begun:
            os.kill(each.id, signal.SIGINT)  # it has not been waited for, so the id is still its own
        raise
    finally:
        for each in begun:
            each.result.close()
            os.waitpid(each.id, 0)


def _begin(work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> _Process:
    """Fork a process that does `work` on `share` and writes what came of it to a pipe."""
    source, target = os.pipe()
    # Were the copy interrupted before its first `try`, it would go on as if it were this process.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if process == 0:
            try:
                os.close(source)
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
                _write(target, work, share)
            finally:
                os._exit(0)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    os.close(target)
    return _Process(process, os.fdopen(source, "rb"))


def _write(target: int, work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> None:
    """Write the result, or the error that is to be raised where the result is awaited."""
    is_error = False
    value: Result | Exception
    try:
        value = work(share)
    except Exception as error:
        is_error, value = True, error
    with os.fdopen(target, "wb") as file:
        pickle.dump((is_error, value), file)


def _result(process: _Process) -> Result:  # type: ignore[type-var]
    """The result of a process, waited for."""
    try:
        is_error, value = pickle.load(process.result)  # noqa: S301  (from our own process)
    except EOFError as error:
        raise ChildProcessError("a process that did part of the work has been ended") from error
    if is_error:
        raise value
    result: Result = value
    return result


def _cores() -> int:
    """How many cores there are for us; 0 where processes cannot be forked, or had better not be."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
