"""Work in equal shares over forked processes, which see what is in memory without being sent it."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_shares(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Result], least: int, jobs: int | None = None
) -> list[Result]:
    """What `work` makes of each share of `items`, in their order; `jobs` shares, by default one a core.

    A share has at least `least` items, so that few are worked on right here. What `work` raises in a
    process is raised here.
    """
    count = min(jobs or len(os.sched_getaffinity(0)), len(items) // least)
    if count < 2:
        return [work(items)]
    bounds = [len(items) * number // count for number in range(count + 1)]
    shares = [items[start:end] for start, end in pairwise(bounds)]
    fork = multiprocessing.get_context("fork")
    started = []
    for share in shares[1:]:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_send, args=(theirs, work, share), daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours))
    results = [work(shares[0])]
    for process, ours in started:
        made: Result | Exception = ours.recv()
        process.join()
        if isinstance(made, Exception):
            raise made
        results.append(made)
    return results


def _send(to: Connection, work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> None:
    try:
        to.send(work(share))
    except Exception as error:  # raised again where the result is awaited
        to.send(error)
