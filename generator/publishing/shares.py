"""Work in equal shares over forked processes, which see what is in memory without being sent it."""

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from typing import Any, BinaryIO, Generic, TypeVar

from msgspec import Struct

Item = TypeVar("Item")
Word = TypeVar("Word")
Carried = TypeVar("Carried")
Result = TypeVar("Result")


def in_shares(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Result], least: int, jobs: int | None = None
) -> list[Result]:
    """What `work` makes of each share of `items`, in their order; `jobs` shares, by default one a core.

    A share has at least `least` items, so that few are worked on right here. What `work` raises in a
    process is raised here, and so is ChildProcessError where a process ends without a word.
    """
    return in_two_steps(items, lambda share: (None, share), lambda _: None, work, least, jobs)


def in_two_steps(
    items: Sequence[Item],
    first: Callable[[Sequence[Item]], tuple[Word, Carried]],
    between: Callable[[list[Word]], None],
    second: Callable[[Carried], Result],
    least: int,
    jobs: int | None = None,
) -> list[Result]:
    """As `in_shares`, with a word from every share half-way.

    `first` gives that word, and what `second` is to go on with in the same process. No share goes on
    before `between` has seen the words of all, and none if it raises, or if one has failed.
    """
    cores = _cores()
    count = max(1, min(jobs or cores, len(items) // least)) if cores else 1
    bounds = [len(items) * number // count for number in range(count + 1)]
    own, *others = [items[start:end] for start, end in pairwise(bounds)]
    shares: list[_Share[Word, Result]] = []
    try:
        for share in others:
            shares.append(_Share.of(partial(first, share), second, shares))
        word, carried = first(own)
        between([word, *(each.word() for each in shares)])
        for each in shares:
            each.go_on()
        return [second(carried), *(each.result() for each in shares)]
    except BaseException:
        for each in shares:
            each.interrupt()
        raise
    finally:
        for each in shares:
            each.close()


def _cores() -> int:
    """How many cores there are for us; 0 where processes cannot be forked, or had better not be."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Do in a process of its own what leaves its results in the cache; yields what waits for its end.

    That it fails is not told: whoever finds nothing in the cache does the work himself, and will see.
    """
    if _cores() < 2:
        yield lambda: None
        return
    process = _forked(work)
    waiting = [process]

    def wait() -> None:
        if waiting:
            os.waitpid(process, 0)
            waiting.clear()

    try:
        yield wait
    finally:
        if waiting:
            os.kill(process, signal.SIGINT)
            wait()


class _Share(Struct, Generic[Word, Result], frozen=True):
    """A process that works on one share, and the pipes that lead to it and from it."""

    process: int
    to: BinaryIO
    back: BinaryIO

    @classmethod
    def of(
        cls,
        first: Callable[[], tuple[Word, Carried]],
        second: Callable[[Carried], Result],
        others: Sequence["_Share[Word, Result]"],
    ) -> "_Share[Word, Result]":
        their_input, to = os.pipe()
        back, their_output = os.pipe()
        ours = [to, back, *(each.to.fileno() for each in others)]
        process = _forked(lambda: _work(first, second, ours, (their_input, their_output)))
        os.close(their_input)
        os.close(their_output)
        return cls(process, os.fdopen(to, "wb"), os.fdopen(back, "rb"))

    def word(self) -> Word:
        found: Word = self._received()
        return found

    def go_on(self) -> None:
        with suppress(BrokenPipeError):  # it has ended: the next to be received says so
            self.to.write(b"\n")
            self.to.flush()

    def result(self) -> Result:
        found: Result = self._received()
        return found

    def _received(self) -> Any:  # noqa: ANN401
        try:
            raised, value = pickle.load(self.back)  # noqa: S301  (from our own process)
        except EOFError as error:
            raise ChildProcessError("a process that did part of the work has been ended") from error
        if raised:
            raise value
        return value

    def interrupt(self) -> None:
        os.kill(self.process, signal.SIGINT)  # it has not been waited for, so it is still this one

    def close(self) -> None:
        """Wait until the process has ended, and left nothing half done."""
        with suppress(BrokenPipeError):
            self.to.close()
        self.back.close()
        os.waitpid(self.process, 0)


def _work(
    first: Callable[[], tuple[Word, Carried]],
    second: Callable[[Carried], Result],
    ours: Iterable[int],
    theirs: tuple[int, int],
) -> None:
    """What a forked process does: it closes the ends that are `ours`, so as to see when we end."""
    for end in ours:
        os.close(end)
    source, to = os.fdopen(theirs[0], "rb"), os.fdopen(theirs[1], "wb")
    with suppress(KeyboardInterrupt, BrokenPipeError):
        try:
            word, carried = first()
            _send(to, False, word)
            if source.read(1):
                _send(to, False, second(carried))
        except Exception as error:  # raised again where the result is awaited
            _send(to, True, error)


def _send(to: BinaryIO, raised: bool, value: object) -> None:
    to.write(pickle.dumps((raised, value)))
    to.flush()


def _forked(work: Callable[[], object]) -> int:
    """The id of a process that does `work`. It is a copy of us, and must never go on as if it were us."""
    # Were it interrupted before the first `try`, or in the last moment of the first `finally`, it would.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if process == 0:
            try:
                try:
                    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
                    work()
                finally:
                    os._exit(0)
            finally:
                os._exit(0)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return process
