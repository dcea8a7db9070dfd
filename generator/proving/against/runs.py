"""Runs of samples in a process of their own, whose network has the described hosts and nothing else.

That network ends at our proxy. What arrives there is handed over a pipe to this process, which alone can
reach the real server. A sample's first request is handed over, if it is the described one; no other is.
"""

import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

from generator.errors import GeneratorError
from generator.model import Request
from generator.proving.http_message import Received, Reply
from generator.proving.judging.compare_request import Arrival, request_differences
from generator.proving.judging.expected_request import InputValues, expected
from generator.proving.running.expectations import Observation
from generator.proving.running.kinds import Origins
from generator.proving.running.scenarios import Scenario
from generator.proving.running.worker import START_METHOD
from generator.proving.sandbox.process import Program

_TEXT = (("Content-Type", "text/plain"),)
NOT_FORWARDED = Reply(502, _TEXT, b"wireproof forwards the described request only, and this is another one\n")
"""What a sample gets that sends another request than the described one."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One run: the program, the request that it should send with these values, and its client's headers."""

    program: Program
    request: Request
    values: InputValues
    adds: tuple[str, ...]


class Runs:
    """The process, for samples that send to `origins`. Leave the ``with`` block to end it."""

    def __init__(self, origins: Origins) -> None:
        context = multiprocessing.get_context(START_METHOD)
        self._errands, errands = context.Pipe()
        self._arrivals, arrivals = context.Pipe()
        self._process = context.Process(target=_work, args=(errands, arrivals, origins), daemon=True)
        self._theirs = (errands, arrivals)

    def __enter__(self) -> Self:
        self._process.start()
        for each in self._theirs:
            each.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._errands.close()
        self._arrivals.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def observe(self, errand: Errand, forward: Callable[[Received], Reply]) -> Observation:
        """Run a sample; `forward` answers the one request that it may send.

        Raises:
            GeneratorError: the process has ended.
        """
        try:
            self._errands.send(errand)
            while self._errands not in (ready := wait([self._errands, self._arrivals])):
                if self._arrivals in ready:
                    self._arrivals.send(forward(self._arrivals.recv()))
            seen: Observation = self._errands.recv()
        except (EOFError, OSError) as error:
            raise GeneratorError("the process that runs samples ended unexpectedly") from error
        return seen


def _work(errands: Connection, arrivals: Connection, origins: Origins) -> None:
    from generator.proving.running.test_bed import TestBed

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    with TestBed(origins) as bed:
        while True:
            try:
                errand: Errand = errands.recv()
            except EOFError:
                return
            scenario = Scenario("answer", errand.values, "success")
            app = _Handing(arrivals, errand)
            errands.send(bed.observe(errand.program, errand.request, scenario, app))


class _Handing:
    """Answers a sample's first request with what the other process says to it."""

    def __init__(self, arrivals: Connection, errand: Errand) -> None:
        self._arrivals = arrivals
        self._wanted = expected(errand.request, errand.values)
        self._adds = errand.adds

    def __call__(self, arrival: Arrival) -> Reply:
        if request_differences(self._wanted, [arrival], self._adds):
            return NOT_FORWARDED
        self._arrivals.send(arrival.received)
        reply: Reply = self._arrivals.recv()
        return reply
