"""The sandbox: a program that nobody trusts runs with no network but the mock and no files but its own.

Built on bubblewrap, which Debian, Fedora and Flatpak maintain. It runs inside a worker (see
`generator.proving.running.worker`), whose network it shares: loopback alone, with the mock's ports. Inside,
a program sees /usr, a small made-up /etc, its own /proc, and empty folders of limited size.

Each argument below closes a hole that was seen open; tests/proving/test_sandbox.py names them one by one.
"""

import os
import platform
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from generator.proving.sandbox import namespace, seccomp
from generator.proving.sandbox.network_watch import NAME_SERVER, Watch
from generator.proving.sandbox.process import CA_FILE, HOME, Limits, Program, Run, limited, supervise

__all__ = ["Limits", "Program", "Run", "Sandbox", "available"]

# Where OpenSSL and the clients of other systems than Debian look, if this is one.
_OTHER_CA_FILES = ("/etc/ssl/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem")
_JAVA_CA_FILE = "/etc/ssl/certs/java/cacerts"
_SIZES = {"/dev/shm": 16 << 20, "/tmp": 64 << 20, str(HOME): 64 << 20}  # noqa: S108
_OUTER = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}
_UID = 65534  # "nobody": what root becomes before it starts a sample
# A program that asks where it runs finds an ordinary reader at an ordinary computer.
_USER, _HOST = HOME.name, "debian"
_ETC = {
    "nsswitch.conf": b"passwd: files\ngroup: files\nhosts: files dns\n",
    "hostname": f"{_HOST}\n".encode(),
    "passwd": f"root:x:0:0:root:/root:/bin/bash\n{_USER}:x:1000:1000::{HOME}:/bin/bash\n".encode(),
    "group": f"root:x:0:\n{_USER}:x:1000:\n".encode(),
    "resolv.conf": f"nameserver {NAME_SERVER}\n".encode(),
}
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": str(HOME),
    "USER": _USER,
    "LOGNAME": _USER,
    "SHELL": "/bin/bash",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}


class Sandbox:
    """Runs programs, one after another, in the worker that made it.

    `ca` is the PEM text of the authorities that programs shall trust, and no others. A run must be
    started from a thread that outlives it: the kernel ends the program with its starter.
    """

    isolation = "isolated: no network but the mock, no files but the sample's own (bubblewrap)"

    def __init__(self, ca: bytes) -> None:
        others = {path: ca for path in _OTHER_CA_FILES if Path(path).exists()}
        self._trusted = {CA_FILE: ca, _JAVA_CA_FILE: _java_trust_store(ca), **others}
        self._visible: dict[Path, Path] = {}
        self._watch = Watch()

    def run(
        self,
        program: Program,
        environment: Mapping[str, bytes | str],
        hosts: Mapping[str, str],
        stdin: bytes = b"",
        limits: Limits = Limits(),  # noqa: B008 (frozen)
    ) -> Run:
        """Run `program` once and end all that it started.

        `environment` is the sample's own; its values are any bytes but NUL. `hosts` gives for each
        host name the loopback address that it resolves to; no other name resolves.
        """
        program = program.located()
        variables = {**_ENVIRONMENT, **dict(program.environment), **environment}
        with _Descriptors() as descriptors:
            arguments = [
                *_walls(descriptors),
                *_etc(descriptors, {"hosts": _hosts_file(hosts), **_ETC}, self._trusted),
                *self._mounts(program.mounts),
                *("--dir", program.folder, "--chdir", program.folder),
                *_siblings(descriptors, program),
                *_own_files(descriptors, program),
                *("--remount-ro", "/dev", "--remount-ro", "/"),
                *(word for name, value in variables.items() for word in ("--setenv", name, value)),
            ]
            # In memory, not on the command line: a sample can read the one of its pid 1.
            words = descriptors.memory(b"".join(os.fsencode(word) + b"\0" for word in arguments))
            self._watch.attempts()  # what a process of an earlier run tried at its end is not this one's
            run = supervise(
                _command(words, program.argv, limits),
                _OUTER,  # not the caller's: a sample can read the environment of its pid 1 as well
                stdin,
                limits,
                pass_fds=descriptors.numbers,
            )
            return replace(run, attempts=self._watch.attempts())

    def _mounts(self, mounts: Iterable[tuple[Path, str]]) -> Iterator[str | bytes]:
        for folder, inside in mounts:
            if folder not in self._visible:
                self._visible[folder] = namespace.expose(folder)
            yield from ("--ro-bind", str(self._visible[folder]), inside)


def available() -> str | None:
    """Why no sandbox can be had here, in one line; None if one can. Tried for real, in some 20 ms."""
    if platform.system() != "Linux":
        return f"the sandbox needs Linux namespaces; this is {platform.system()}"
    if seccomp.seccomp_filter(platform.machine()) is None:
        return f"the sandbox has no system call filter for {platform.machine()}"
    path = _OUTER["PATH"]
    missing = [
        name for name in ("bwrap", "prlimit", "setpriv", "unshare") if not shutil.which(name, path=path)
    ]
    if missing:
        return f"{missing[0]} is not installed: apt-get install bubblewrap util-linux"
    with _Descriptors() as descriptors:
        arguments = [*_walls(descriptors), *_etc(descriptors, _ETC, {}), "--remount-ro", "/dev"]
        words = descriptors.memory(b"".join(os.fsencode(word) + b"\0" for word in arguments))
        alone = [
            "unshare",
            "--net",
            *(["--mount"] if os.getuid() == 0 else ["--user", "--map-current-user"]),
            "--",
        ]
        probe = supervise(
            [*alone, *_command(words, ("true",), Limits())],
            _OUTER,
            b"",
            Limits(seconds=10),
            pass_fds=descriptors.numbers,
        )
    if probe.exit_code == 0:
        return None
    said = probe.stderr.decode(errors="replace").splitlines()
    return said[0] if said else f"the sandbox does not start ({probe.ended})"


def _command(arguments: str, argv: tuple[str, ...], limits: Limits) -> list[str]:
    # RLIMIT_NPROC does not bind the real root, and root's files must be nobody's: another uid first.
    drop = (
        [f"--reuid={_UID}", f"--regid={_UID}", "--clear-groups", "--no-new-privs", "--"]
        if os.getuid() == 0
        else []
    )
    # The limits are set inside, where the user namespace counts the sample's own processes alone.
    inner = limited(limits, processes=True)
    return [*(["setpriv", *drop] if drop else []), "bwrap", "--args", arguments, "--", *inner, *argv]


def _walls(descriptors: "_Descriptors") -> list[str | bytes]:
    """Namespaces, no capability, and a file tree of /usr and empty folders of limited size."""
    call_filter = seccomp.seccomp_filter(platform.machine()) or b""
    return [
        *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        *("--die-with-parent", "--new-session", "--disable-userns", "--cap-drop", "ALL"),
        *("--uid", "1000", "--gid", "1000", "--hostname", _HOST, "--clearenv"),
        *("--seccomp", descriptors.memory(call_filter)),
        *("--ro-bind", "/usr", "/usr"),
        *(word for name in ("bin", "sbin", "lib", "lib32", "lib64") for word in _top_folder(name)),
        *("--proc", "/proc", "--dev", "/dev"),
        *(word for place, size in _SIZES.items() for word in ("--size", str(size), "--tmpfs", place)),
        # Nor may it be reached through its memory: it has no limits, and takes the walls down at the end.
        *("--size", "4096", "--perms", "0555", "--tmpfs", "/proc/1", "--remount-ro", "/proc/1"),
    ]


def _top_folder(name: str) -> tuple[str, ...]:
    """/bin and its like: links into /usr on a merged system, folders of their own elsewhere."""
    folder = Path("/", name)
    if folder.is_symlink():
        return ("--symlink", str(folder.readlink()), str(folder))
    return ("--ro-bind", str(folder), str(folder)) if folder.is_dir() else ()


def _etc(
    descriptors: "_Descriptors", files: Mapping[str, bytes], trusted: Mapping[str, bytes]
) -> list[str | bytes]:
    written = {**{f"/etc/{name}": content for name, content in files.items()}, **trusted}
    return [
        *("--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
        *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
        *(
            word
            for path, content in written.items()
            for word in ("--perms", "0444", "--file", descriptors.memory(content), path)
        ),
    ]


def _java_trust_store(ca: bytes) -> bytes:
    """PEM certificates as a JDK reads them without a password: PKCS #12, not encrypted."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    certificates = x509.load_pem_x509_certificates(ca)
    named = [pkcs12.PKCS12Certificate(each, b"ca%d" % number) for number, each in enumerate(certificates)]
    return pkcs12.serialize_java_truststore(named, NoEncryption())


def _hosts_file(hosts: Mapping[str, str]) -> bytes:
    lines = {"localhost": "127.0.0.1", _HOST: "127.0.1.1", **hosts}.items()
    return "".join(f"{address} {name}\n" for name, address in lines).encode()


def _own_files(descriptors: "_Descriptors", program: Program) -> Iterator[str]:
    """Copies, so that neither the modes of a user's files nor of the folders above them matter."""
    for name, content in program.files:
        number = descriptors.file(content) if isinstance(content, Path) else descriptors.memory(content)
        yield from ("--perms", "0555", "--ro-bind-data", number, f"{program.folder}/{name}")


def _siblings(descriptors: "_Descriptors", program: Program) -> Iterator[str]:
    """What is published beside the sample, for it to see; a file costs less than a mount."""
    for name, content in program.siblings:
        yield from ("--perms", "0644", "--file", descriptors.memory(content), f"{program.folder}/{name}")


class _Descriptors:
    """What bubblewrap is given by number: open files, closed here when the run is over."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for number in self.numbers:
            os.close(number)

    def memory(self, content: bytes) -> str:
        """The number of a file in memory that holds `content`."""
        number = os.memfd_create("sample")
        self.numbers.append(number)
        with open(number, "wb", closefd=False) as stream:
            stream.write(content)
        os.lseek(number, 0, os.SEEK_SET)
        return str(number)

    def file(self, path: Path) -> str:
        """The number of the file at `path`, opened to be read."""
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.numbers.append(number)
        return str(number)
