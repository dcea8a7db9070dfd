"""Without namespaces: a sample runs as an ordinary child of ours, led to the mock by its client's settings.

It is for machines that have no sandbox, and for our own samples alone: nothing here keeps a program
from the user's files or from the network. A time limit, an output limit and, on Linux, limits of
memory and processor time hold as in the sandbox.

How a client is led: curl by a .curlrc; Python by a sitecustomize module and Node.js by a preloaded one,
since http.client and fetch know no proxy; Go, .NET and most others by ``HTTPS_PROXY``. All learn of the CA
by a variable.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.errors import GeneratorError
from generator.proving.sandbox.network_watch import Attempt
from generator.proving.sandbox.process import CA_FILE, HOME, Limits, Program, Run, limited, supervise
from generator.proving.sandbox.proxy import HostAndPort, Proxy

_SET_CHILD_SUBREAPER = 36
_CA_VARIABLES = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")
_SITECUSTOMIZE = """\
import socket

_ports = {ports!r}
_resolve = socket.getaddrinfo


def getaddrinfo(host, port, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    if name in ("localhost", "127.0.0.1"):
        return _resolve(host, port, *args, **kwargs)
    if name not in _ports:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    found = _ports[name]
    return _resolve("127.0.0.1", found.get(int(port or 0), found[0]), *args, **kwargs)


socket.getaddrinfo = getaddrinfo
"""
_PRELOADED = """\
const { Socket } = require("node:net");

const ports = PORTS;
const { connect } = Socket.prototype;

Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const found = ports[options.host];
  if (!found) throw new Error(`Name or service not known: ${options.host}`);
  Object.assign(options, { host: "127.0.0.1", port: found[options.port] ?? found[0] });
  return connect.apply(this, given);
};
"""


def listen(addresses: Sequence[HostAndPort]) -> tuple[tuple[socket.socket, ...], dict[HostAndPort, int]]:
    """A listening socket for each address as the sandbox would have it, on a free port instead.

    The second value says which port stands for which address: it is for `Portable`.
    """
    sockets = tuple(socket.create_server(("127.0.0.1", 0), backlog=128) for _ in addresses)
    ports = (listener.getsockname()[1] for listener in sockets)
    return sockets, dict(zip(addresses, ports, strict=True))


class Portable:
    """Runs our own programs as the `Sandbox` does, without its walls.

    `ca` is the PEM text that clients shall trust; `ports` come from `listen`.
    """

    isolation = "isolation: none; samples can read your files and reach the network, so only our own are run"

    def __init__(self, ca: bytes, ports: Mapping[HostAndPort, int]) -> None:
        self._ca = ca
        self._ports = ports
        self._hosts: Mapping[str, str] = {}
        self._attempts: list[Attempt] = []
        self._proxy = Proxy(self._endpoint)
        # Bound, and not listening: who connects is refused, and nobody else can take the port.
        self._refusing = socket.socket()
        self._refusing.bind(("127.0.0.1", 0))

    def __enter__(self) -> Self:
        self._proxy.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._proxy.__exit__(kind, error, trace)
        self._refusing.close()

    def run(
        self,
        program: Program,
        environment: Mapping[str, bytes | str],
        hosts: Mapping[str, str],
        stdin: bytes = b"",
        limits: Limits = Limits(),  # noqa: B008 (frozen)
    ) -> Run:
        """Run `program` once; `hosts` are as in the sandbox.

        Raises:
            GeneratorError: the program is not our own.
        """
        if not program.ours:
            raise GeneratorError(
                "only our own samples run without a sandbox, and this one is not: "
                "use a machine with Linux namespaces and bubblewrap"
            )
        self._hosts = hosts
        self._attempts.clear()
        program = program.located()
        with tempfile.TemporaryDirectory(prefix="wireproof-") as name, _adopting_orphans():
            folder = Path(name)
            places = self._lay_out(folder, program)
            variables = {**self._settings(folder), **dict(program.environment), **environment}
            words = limited(limits, processes=False) if shutil.which("prlimit") else []
            run = supervise(
                [
                    *words,
                    *(_moved(word.replace(str(HOME), places[str(HOME)]), places) for word in program.argv),
                ],
                {name: _moved(os.fsdecode(value), places) for name, value in variables.items()},
                stdin,
                limits,
                folder=Path(_moved(program.folder, places)),
            )
            return replace(run, attempts=tuple(dict.fromkeys(self._attempts)))

    def _lay_out(self, folder: Path, program: Program) -> dict[str, str]:
        """Write all files; gives the path here of each folder as the sandbox names it."""
        places = {str(HOME): str(folder / "home"), CA_FILE: str(folder / "settings" / "ca.pem")}
        own = Path(_moved(program.folder, places))
        own.mkdir(parents=True)
        (folder / "settings").mkdir()
        for name, content in (*program.siblings, *program.files):
            place = own / name
            place.write_bytes(content.read_bytes() if isinstance(content, Path) else content)
            place.chmod(0o555)
        ports = {host: {0: self._refused, **self._ports_at(address)} for host, address in self._hosts.items()}
        connect_to = (
            f'connect-to = "{host}:{port or ""}:127.0.0.1:{ours}"\n'
            for host, known in ports.items()
            for port, ours in sorted(known.items(), reverse=True)  # curl takes the first that fits
        )
        settings = folder / "settings"
        (settings / ".curlrc").write_text('noproxy = "*"\n' + "".join(connect_to), encoding="utf-8")
        (settings / "sitecustomize.py").write_text(_SITECUSTOMIZE.format(ports=ports), encoding="utf-8")
        (settings / "preloaded.cjs").write_text(
            _PRELOADED.replace("PORTS", json.dumps(ports)), encoding="utf-8"
        )
        (settings / "ca.pem").write_bytes(self._ca)
        return places | {inside: str(path) for path, inside in program.mounts}

    def _settings(self, folder: Path) -> dict[str, str]:
        settings = str(folder / "settings")
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "CURL_HOME": settings,
            "PYTHONPATH": settings,
            "NODE_OPTIONS": f"--require={settings}/preloaded.cjs",
            **dict.fromkeys(_PROXY_VARIABLES, self._proxy.url),
            **dict.fromkeys(_CA_VARIABLES, f"{settings}/ca.pem"),
        }

    @property
    def _refused(self) -> int:
        port: int = self._refusing.getsockname()[1]
        return port

    def _ports_at(self, address: str) -> dict[int, int]:
        return {port: ours for (place, port), ours in self._ports.items() if place == address}

    def _endpoint(self, host: str, port: int) -> HostAndPort | None:
        """Where the proxy leads: this run's hosts, and nowhere else. All that is asked for is noted."""
        self._attempts.append(Attempt(host, port, "TCP"))
        address = self._hosts.get(host)
        return None if address is None else ("127.0.0.1", self._ports_at(address).get(port, self._refused))


def _moved(word: str, places: Mapping[str, str]) -> str:
    """A path inside the sandbox as it is here; any other word as it is."""
    for inside, here in places.items():
        if word == inside or word.startswith(f"{inside}/"):
            return here + word[len(inside) :]
    return word


@contextlib.contextmanager
def _adopting_orphans() -> Iterator[None]:
    """End what a program leaves behind, daemons in sessions of their own too (Linux only)."""
    children = Path("/proc/self/task", str(os.getpid()), "children")
    if not children.exists():
        yield
        return
    libc = ctypes.CDLL(None)
    before = set(children.read_text(encoding="utf-8").split())
    libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        while orphans := set(children.read_text(encoding="utf-8").split()) - before:
            for orphan in map(int, orphans):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(orphan, 0)
        libc.prctl(_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
