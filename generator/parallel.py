"""Work shared among forked processes, which see what is in memory without being sent it."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from threading import Thread
from typing import Any, BinaryIO, Generic, TypeVar

from msgspec import Struct

Item = TypeVar("Item")
Word = TypeVar("Word")
Carried = TypeVar("Carried")
Result = TypeVar("Result")
First = Callable[[Iterator[int]], tuple[Word, Carried]]
Second = Callable[[Carried], Result]


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

    with crew() as all_of_us:
        shares = all_of_us.in_two_steps(lambda turns: (None, next(turns)), lambda _: None, share, number)
    found = dict(shares)
    return [found[turn] for turn in range(number)]


@contextmanager
def crew() -> Iterator["Crew"]:
    """This process and others to come; they are waited for in the end, and interrupted if it is a bad one."""
    with _turns() as turns:
        members = Crew(turns)
        try:
            yield members
        except BaseException:
            members.interrupt()
            raise
        finally:
            members.close()


class Crew:
    """Processes that take `turns` at one piece of work; see `crew`."""

    def __init__(self, turns: Iterator[int]) -> None:
        self._turns = turns
        self._others: list[_Other] = []

    def in_two_steps(
        self,
        first: First[Word, Carried],
        between: Callable[[list[Word]], None],
        second: Second[Carried, Result],
        jobs: int,
    ) -> list[Result]:
        """Do work in as many processes as `jobs` says, this one among them, with a word from each half-way.

        `first` is given numbers from 0 on, each of which one process alone gets: the work that is its turn.
        It gives that word, and what `second` is to go on with in the same process. None goes on before
        `between` has seen all words, and none if it raises, or if one has failed.
        """
        others: list[_Other] = []
        while len(others) < jobs - 1:
            others.append(self._begun(lambda line: _take_part(line, first, second, self._turns)))
        word, carried = first(self._turns)
        try:
            between([word, *(each.heard() for each in others)])
            for each in others:
                with suppress(BrokenPipeError):  # it has ended: the next to be heard says so
                    each.line.say(None)
            return [second(carried), *(each.heard() for each in others)]
        except BaseException:  # whoever hears of it may rely on it that nobody is at work any more
            self.interrupt()
            self.close()
            raise

    def _begun(self, work: Callable[["_Line"], None]) -> "_Other":
        their_input, to = _pipe()
        back, their_output = _pipe()
        ours = [to, back, *(each.line.to.fileno() for each in self._others)]

        def begin() -> None:
            for end in ours:  # closed there, so that each sees when we end
                os.close(end)
            line = _Line.of(their_input, their_output)
            with suppress(KeyboardInterrupt, BrokenPipeError):
                try:
                    work(line)
                except Exception as error:  # raised again where the result is awaited
                    line.say(error, raised=True)

        other = _Other(_forked(begin), _Line.of(back, to))
        self._others.append(other)
        os.close(their_input)
        os.close(their_output)
        return other

    def interrupt(self) -> None:
        """End the others."""
        for each in self._others:
            os.kill(each.process, signal.SIGINT)  # it has not been waited for, so it is still this one

    def close(self) -> None:
        """Wait until the others have ended, and left nothing half done."""
        while self._others:
            each = self._others.pop()
            each.line.close()
            os.waitpid(each.process, 0)


class Aside(Thread, Generic[Result]):
    """`work` that waits for the system more than it computes, begun in a thread.

    (A pool of `concurrent.futures` would do, but takes as long to import as many a file to be read.)
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        """In the thread."""
        try:
            self._found = self._work()
        except Exception as error:  # raised again where the result is awaited
            self._error = error

    def result(self) -> Result:
        """What came of it, waited for; what it raised is raised here."""
        self.join()
        if self._error:
            raise self._error
        return self._found


def cores() -> int:
    """How many cores there are for us; 0 where processes cannot be forked, or had better not be."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


@contextmanager
def _turns() -> Iterator[Iterator[int]]:
    """Count from 0 on, together with the processes that are forked from now on.

    They share a file, and with it the place at which it would be read next. Each moves it on under a lock,
    since Linux itself does not see to it for a file in memory (it does for others).
    """
    if not cores():
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


def _pipe() -> tuple[int, int]:
    """A pipe that holds as much as it may, so that who says something seldom has to wait."""
    import fcntl

    source, to = os.pipe()
    with suppress(OSError):  # it is more than the system allows
        fcntl.fcntl(to, fcntl.F_SETPIPE_SZ, 2**20)
    return source, to


class _Line(Struct, frozen=True):
    """The way to another process, which hears what is said in its order."""

    source: BinaryIO
    to: BinaryIO

    @classmethod
    def of(cls, source: int, to: int) -> "_Line":
        return cls(os.fdopen(source, "rb"), os.fdopen(to, "wb"))

    def say(self, value: object, *, raised: bool = False) -> None:
        self.to.write(pickle.dumps((raised, value)))
        self.to.flush()

    def heard(self) -> Any:  # noqa: ANN401
        """What was said next, waited for; raised, if that is what happened to it there."""
        raised, value = pickle.load(self.source)  # noqa: S301  (from our own process)
        if raised:
            raise value
        return value

    def close(self) -> None:
        with suppress(BrokenPipeError):
            self.to.close()
        self.source.close()


class _Other(Struct, frozen=True):
    """Another process at work, and the line to it."""

    process: int
    line: _Line

    def heard(self) -> Any:  # noqa: ANN401
        try:
            return self.line.heard()
        except EOFError as error:
            raise ChildProcessError("a process that did part of the work has been ended") from error


def _take_part(
    line: _Line, first: First[Any, Carried], second: Second[Carried, Any], turns: Iterator[int]
) -> None:
    """What another process does of `Crew.in_two_steps`."""
    word, carried = first(turns)
    line.say(word)
    line.heard()
    line.say(second(carried))


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
