"""Work shared among forked processes, which see what is in memory without being sent it."""

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
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
    number = max(1, min(jobs or cores(), len(items) // least)) if cores() else 1

    def share(turn: int) -> tuple[int, Result]:
        start, end = (len(items) * each // number for each in (turn, turn + 1))
        return turn, work(items[start:end])

    found = dict(in_two_steps(lambda turns: (None, next(turns)), lambda _: None, share, number))
    return [found[turn] for turn in range(number)]


def in_two_steps(
    first: Callable[[Iterator[int]], tuple[Word, Carried]],
    between: Callable[[list[Word]], None],
    second: Callable[[Carried], Result],
    jobs: int,
) -> list[Result]:
    """Do work in as many processes as `jobs` says, this one among them, with a word from each half-way.

    `first` is given numbers from 0 on, each of which one process alone gets: the work that is its turn. It
    gives that word, and what `second` is to go on with in the same process. None goes on before `between` has
    seen all words, and none if it raises, or if one has failed.
    """
    others: list[_Other[Word, Result]] = []
    with _turns(jobs) as turns:
        try:
            for _ in range(1, jobs):
                others.append(_Other.of(lambda: first(turns), second, others))
            word, carried = first(turns)
            between([word, *(each.word() for each in others)])
            for each in others:
                each.go_on()
            return [second(carried), *(each.result() for each in others)]
        except BaseException:
            for each in others:
                each.interrupt()
            raise
        finally:
            for each in others:
                each.close()


@contextmanager
def meanwhile(
    answer: Callable[[], Result], afterwards: Callable[[], object]
) -> Iterator[Callable[[], Result | None]]:
    """Do something in a process of its own; yields what waits for the `answer`, None if there is none.

    What is done `afterwards` leaves its results in the cache. That one fails is not told: who finds no
    answer, and nothing in the cache, does the work himself, and will see.
    """
    back, output = os.pipe()

    def work() -> None:
        os.close(back)
        with os.fdopen(output, "wb") as to:
            pickle.dump(answer(), to)
        afterwards()

    process = _forked(work)
    os.close(output)
    source = os.fdopen(back, "rb")

    def wait() -> Result | None:
        try:
            found: Result = pickle.load(source)  # noqa: S301  (from our own process)
        except (EOFError, pickle.UnpicklingError):
            return None
        return found

    try:
        yield wait
    except BaseException:
        os.kill(process, signal.SIGINT)
        raise
    finally:
        source.close()
        os.waitpid(process, 0)


def cores() -> int:
    """How many cores there are for us; 0 where processes cannot be forked, or had better not be."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


@contextmanager
def _turns(jobs: int) -> Iterator[Iterator[int]]:
    """Count from 0 on, together with the processes that are forked from now on.

    They share a file, and with it the place at which it would be read next. Each moves it on under a lock,
    since Linux itself does not see to it for a file in memory (it does for others).
    """
    if jobs == 1:
        yield count()
        return
    import fcntl

    with os.fdopen(os.memfd_create("turns"), "rb", buffering=0) as file:

        def turn() -> int:
            fcntl.lockf(file, fcntl.LOCK_EX)  # whoever ends lets go of it
            try:
                return file.seek(1, os.SEEK_CUR) - 1
            finally:
                fcntl.lockf(file, fcntl.LOCK_UN)

        yield iter(turn, -1)


class _Other(Struct, Generic[Word, Result], frozen=True):
    """Another process at work, and the pipes that lead to it and from it."""

    process: int
    to: BinaryIO
    back: BinaryIO

    @classmethod
    def of(
        cls,
        first: Callable[[], tuple[Word, Carried]],
        second: Callable[[Carried], Result],
        others: Sequence["_Other[Word, Result]"],
    ) -> "_Other[Word, Result]":
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
