"""Where a sample runs: a worker's network with the mock on it, good and bad certificates, and silence.

One test bed serves a worker for its whole life, so that a run costs no certificate and no server of its
own. Samples run in it one after another.
"""

import ctypes
import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import replace
from types import TracebackType
from typing import Self

from generator.model import Request
from generator.proving.http_message import App, Received, Reply
from generator.proving.judging.compare_request import Arrival
from generator.proving.mock.server.authority import Authority, untrusted_context
from generator.proving.mock.server.server import Listener, MockServer
from generator.proving.running import worker
from generator.proving.running.expectations import Observation
from generator.proving.running.other_hosts import attempts_elsewhere, origin
from generator.proving.running.scenarios import FOLLOWED, Scenario, ServerKind
from generator.proving.sandbox.process import Program, Runner, bury_orphans
from generator.proving.sandbox.sandbox import Sandbox

_ADDRESSES: dict[ServerKind, str] = {
    "mock": "127.0.0.1",
    "refuses": "127.0.0.2",
    "untrusted": "127.0.0.3",
    "silent": "127.0.0.4",
    "misnamed": "127.0.0.5",
}
_SERVED: tuple[ServerKind, ...] = ("mock", "untrusted", "silent", "misnamed")
_DEFAULT_PORTS = {443: "https", 80: "http"}
_SET_CHILD_SUBREAPER = 36  # prctl(2)
# For a sample that tries again: it shall not go on for ever.
_ENOUGH = Reply(200, (("Content-Type", "text/plain"),), b"one request was enough\n")


def has_name(host: str) -> bool:
    """Whether a host is a name that can be led to the mock: no IP address, and not localhost.

    Some clients do not ask any resolver for localhost (RFC 6761 §6.3).
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")
    return False


class TestBed:
    """Moves the calling process into its own network and serves there, for good.

    `origins` are the scheme, host and port of every request that will be proven here. A test bed that is
    not `isolated` stays in the machine's network and runs our own samples only.
    """

    def __init__(self, origins: Collection[tuple[str, str, int]], isolated: bool = True) -> None:
        self._schemes = {port: scheme for scheme, _, port in origins} | _DEFAULT_PORTS
        places = [(world, port) for world in _SERVED for port in self._schemes]
        addresses = [(_ADDRESSES[world], port) for world, port in places]
        sockets, runner = _isolated(addresses) if isolated else _portable(addresses)
        hosts = sorted({host for _, host, _ in origins})
        authority = Authority()
        trusted = authority.server_context(*hosts)
        contexts = {
            "mock": trusted,
            "silent": trusted,
            "untrusted": untrusted_context(*hosts),
            "misnamed": authority.misnamed_context(),
        }
        self._runner = runner(authority.pem)
        self._reply = self._next = Reply(200)
        self._later: tuple[Reply, ...] = ()
        self._host = ""
        self._first: Callable[[Arrival], Reply] | None = None
        self._arrived: list[tuple[int, Received]] = []
        self._server = MockServer(
            [
                Listener(bound, self._app(world, port), contexts[world] if self._is_tls(port) else None)
                for bound, (world, port) in zip(sockets, places, strict=True)
            ]
        )

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    def observe(
        self,
        program: Program,
        request: Request,
        scenario: Scenario,
        first: Callable[[Arrival], Reply] | None = None,
    ) -> Observation:
        """Run `program` in the world of `scenario`; its request goes to the host of `request`.

        What answers its first request is the scenario's reply, or `first`; a flow goes on to the same host.
        """
        _, host, _ = origin(request.url)
        self._host, self._first = host, first
        self._reply = scenario.reply or Reply(200, (("Content-Type", "text/plain"),), b"not to be seen\n")
        self._later = scenario.later
        self._next = FOLLOWED if scenario.outcome == "followed" else _ENOUGH
        if scenario.repeats:
            self._next = self._reply
        self._forget()
        environment, files = _bring(request, scenario)
        whole = replace(program, files=(*program.files, *files))
        address = _ADDRESSES[scenario.world]
        run = self._runner.run(whole, environment, {host: address})
        bury_orphans()
        others = attempts_elsewhere(run.attempts, request, address, self._reply)
        return Observation(run, self._arrivals(host), others)

    def _is_tls(self, port: int) -> bool:
        return self._schemes[port] == "https"

    def _app(self, world: ServerKind, port: int) -> App:
        def answer(received: Received) -> Reply | None:
            self._arrived.append((port, received))
            if world == "silent":
                return None
            if earlier := len(self._arrived) - 1:
                return self._later[earlier - 1] if earlier <= len(self._later) else self._next
            if self._first is not None:
                self._reply = self._first(Arrival(self._origin(self._host, port), received))
            return self._reply

        return answer

    def _forget(self) -> None:
        self._server.forget()
        self._arrived.clear()

    def _arrivals(self, host: str) -> tuple[Arrival, ...]:
        """Requests, and whatever bytes came and were no request."""
        broken = [
            Arrival("", Received("", "", (), b"", fault.raw), f"{fault.kind}: {fault.reason}")
            for fault in self._server.take_faults()
            if fault.raw
        ]
        return (*(Arrival(self._origin(host, port), received) for port, received in self._arrived), *broken)

    def _origin(self, host: str, port: int) -> str:
        scheme = self._schemes[port]
        return f"{scheme}://{host}" + ("" if _DEFAULT_PORTS.get(port) == scheme else f":{port}")


Sockets = tuple[socket.socket, ...]
MakeRunner = Callable[[bytes], Runner]


def _isolated(addresses: list[tuple[str, int]]) -> tuple[Sockets, MakeRunner]:
    # The last processes of a sandbox end after it and come to us, not to an init that may not be one.
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    return worker.enter(addresses), Sandbox


def _portable(addresses: list[tuple[str, int]]) -> tuple[Sockets, MakeRunner]:
    from generator.proving.sandbox.portable import Portable, listen

    sockets, ports = listen(addresses)
    return sockets, lambda ca: Portable(ca, ports).__enter__()


def _bring(request: Request, scenario: Scenario) -> tuple[dict[str, bytes], list[tuple[str, bytes]]]:
    """Environment variables for the Inputs, and the files that lie where the sample is run."""
    files = {each.name: name for each, name in request.files.items()}
    environment = {name: value for name, value in scenario.values.items() if name not in files}
    return environment, [(files[name], value) for name, value in scenario.values.items() if name in files]


Observe = Callable[[Scenario], Observation]
"""Runs one program in the world of a scenario."""
