"""Where foreign samples run: a worker's own network with the mock of a description on it.

The described hosts lead to the mock, every other host that a sample names to an address beside it, where
the mock answers too: so a request to a wrong host is seen, and nothing leaves the machine.
"""

import ctypes
import json
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus

from generator.auditing.running.candidates import Candidate, HostAddress
from generator.auditing.running.excuses import is_excused
from generator.auditing.running.trial import Arrived, Seen
from generator.auditing.running.values import environment
from generator.contract import Route
from generator.proving.http_message import App, Received, Reply
from generator.proving.mock.described.answers import answer
from generator.proving.mock.described.app import description_app
from generator.proving.mock.described.problems import Misfit
from generator.proving.mock.described.routes import Found, Routes
from generator.proving.mock.server.server import Listener, MockServer
from generator.proving.running import worker
from generator.proving.running.scenarios import HTML_ERROR
from generator.proving.sandbox.process import Limits, Program, bury_orphans
from generator.proving.sandbox.sandbox import Sandbox

_MOCK, _ELSEWHERE = "127.0.0.1", "127.0.0.6"
_DEFAULT_PORTS = {443: "https", 80: "http"}
_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True, slots=True)
class World:
    """What every worker of a run needs to know: the description, and all addresses that are named."""

    spec: str
    server: str
    fetch: bool
    overlays: tuple[str, ...]
    described: frozenset[HostAddress]
    foreign: frozenset[HostAddress]
    seconds: float


def perform(world: World, program: Program, candidate: Candidate, is_error: bool) -> Seen:
    """Run `program` once in this worker process; `is_error` has the mock answer with an error."""
    return stage(world).observe(program, candidate, is_error)


def become_stage(world: World) -> None:
    """Make this process a stage, before it has a thread that would stand in the way."""
    with suppress(OSError):  # the first task meets it again, and can report it
        stage(world)


@cache
def stage(world: World) -> "Stage":
    """The stage of this worker process; it ends with the process."""
    return Stage(world)


class Stage:
    """Moves the calling process into its own network and serves the mock there, for good."""

    def __init__(self, world: World) -> None:
        from generator.proving.mock.server.authority import Authority
        from generator.reading.contracts import read_contracts

        routes = read_contracts(world.spec, world.server, fetch=world.fetch, overlays=world.overlays)[1]
        # The last processes of a sandbox end after it and come to us, not to an init that may not be one.
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        own = {port: scheme for scheme, _, port in world.described} | _DEFAULT_PORTS
        others = {port: scheme for scheme, _, port in world.foreign} | _DEFAULT_PORTS
        at_home = {port: others[port] for port in others.keys() - own.keys()}  # a sample's own localhost
        places = [
            *((_MOCK, port, scheme, False) for port, scheme in own.items()),
            *((_MOCK, port, scheme, True) for port, scheme in at_home.items()),
            *((_ELSEWHERE, port, scheme, True) for port, scheme in others.items()),
        ]
        sockets = worker.enter([(address, port) for address, port, _, _ in places])
        authority = Authority()
        hosts = sorted({host for _, host, _ in world.described | world.foreign})
        context = authority.server_context(*hosts) if hosts else None
        self._seconds = world.seconds
        self._sandbox = Sandbox(authority.pem)
        self._judge = _Judge(routes)
        self._arrived: list[Arrived] = []
        self._answering: Callable[[Received, str, bool], Reply] = lambda *_: Reply(200)
        self._server = MockServer(
            [
                Listener(bound, self._app(scheme, port, foreign), context if scheme == "https" else None)
                for bound, (_, port, scheme, foreign) in zip(sockets, places, strict=True)
            ]
        )
        self._server.__enter__()

    def observe(self, program: Program, candidate: Candidate, is_error: bool) -> Seen:
        """Run `program` with the values of a reader; nothing that it leaves behind stays."""
        variables = environment(candidate.language, candidate.text, candidate.base)
        hosts = {host: _MOCK for _, host, _ in candidate.described}
        hosts |= {host: _ELSEWHERE for _, host, _ in candidate.foreign if host not in hosts}
        self._server.forget()
        self._arrived.clear()
        self._answering = self._error_of(candidate) if is_error else self._documented(candidate, variables)
        run = self._sandbox.run(
            program, variables, hosts, limits=Limits(seconds=self._seconds, cpu=int(self._seconds) + 1)
        )
        bury_orphans()
        unread = tuple(f"{each.kind}: {each.reason}" for each in self._server.take_faults() if each.raw)
        return Seen(run, tuple(self._arrived), unread)

    def _app(self, scheme: str, port: int, foreign: bool) -> App:
        def receive(received: Received) -> Reply:
            host = received.header("Host") or f"(no host):{port}"
            url = f"{scheme}://{host}{received.target}"
            return self._answering(received, url, foreign)

        return receive

    def _documented(
        self, candidate: Candidate, variables: dict[str, bytes]
    ) -> Callable[[Received, str, bool], Reply]:
        """Judge each request by the description's contract and answer as it documents."""
        brought = frozenset(value.decode() for value in variables.values())

        def respond(received: Received, url: str, foreign: bool) -> Reply:
            reply, misfits = self._judge.judged(received)
            blamed = tuple(each for each in misfits if not is_excused(each, candidate.text, brought))
            if misfits and not blamed:
                reply = self._judge.success(received)
            if not foreign and url.startswith("http://") and candidate.base.startswith("https://"):
                blamed = (Misfit("scheme", "https", "http"), *blamed)
            self._note(received, url, foreign, blamed, reply)
            return reply

        return respond

    def _error_of(self, candidate: Candidate) -> Callable[[Received, str, bool], Reply]:
        """Answer the first request with a documented error, or with a page of HTML and status 500."""

        def respond(received: Received, url: str, foreign: bool) -> Reply:
            reply = self._judge.error(received, candidate.error) if candidate.error else HTML_ERROR
            self._note(received, url, foreign, (), reply)
            return reply

        return respond

    def _note(
        self, received: Received, url: str, foreign: bool, misfits: Collection[Misfit], reply: Reply
    ) -> None:
        self._arrived.append(
            Arrived(received.method, url[:300], foreign, tuple(misfits), reply.body, received.raw)
        )


class _Judge:
    """Holds a request against a description, as the mock does, and gives its documented answers."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._routes = Routes(routes)
        self._app = description_app(routes)

    def judged(self, received: Received) -> tuple[Reply, list[Misfit]]:
        """The mock's reply, and what it has against the request."""
        # What a client likes to get is its own affair: servers give what they have.
        plain = _without(received, "accept", "prefer")
        reply = self._app(plain) or Reply(int(HTTPStatus.OK))
        return reply, _told(reply)

    def success(self, received: Received) -> Reply:
        """The documented answer, whatever the mock has against the request."""
        found = self._routes.find(received.method, received.target.partition("?")[0])
        if not isinstance(found, Found):
            return Reply(int(HTTPStatus.OK))
        return answer(found.route.contract().responses, _without(received, "accept", "prefer"))

    def error(self, received: Received, status: str) -> Reply:
        """The documented error of that status, or a page of HTML where the request fits no operation."""
        found = self._routes.find(received.method, received.target.partition("?")[0])
        if not isinstance(found, Found):
            return HTML_ERROR
        asked = _without(received, "accept", "prefer")
        asked = replace(asked, headers=(*asked.headers, ("Prefer", f"code={status}")))
        reply = answer(found.route.contract().responses, asked)
        return reply if reply.status == int(status) else HTML_ERROR


def _without(received: Received, *names: str) -> Received:
    return replace(received, headers=tuple(pair for pair in received.headers if pair[0].lower() not in names))


def _told(reply: Reply) -> list[Misfit]:
    """The faults in the problem details that the mock answers with; none in a documented answer."""
    if (
        reply.status < HTTPStatus.BAD_REQUEST
        or ("Content-Type", "application/problem+json") not in reply.headers
    ):
        return []
    return [
        Misfit(each["where"], each["expected"], each["received"], each.get("pointer", "")[1:])
        for each in json.loads(reply.body).get("errors", [])
    ]
