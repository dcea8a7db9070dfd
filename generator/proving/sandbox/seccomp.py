"""The system calls that no sample needs, as a BPF program for bubblewrap's ``--seccomp``.

Namespaces do not cover everything: a vsock reaches the hypervisor from any network namespace, the
session keyring is inherited, io_uring opens sockets without the socket() call, and bubblewrap's own
process inside, of the same user, would be open to a debugger. All else stays open, since the runtimes
of samples (compilers at run time, garbage collectors) use a great deal of a kernel.

`struct seccomp_data` has the call's number at 0, the architecture at 4, the arguments from 16 on:
see seccomp(2).
"""

import errno
import struct
from dataclasses import dataclass

_LOAD, _JUMP_EQUAL, _JUMP_NOT_BELOW, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_X32_CALLS = 0x40000000
_FAMILIES = (1, 2, 10, 16)  # AF_UNIX, AF_INET, AF_INET6, AF_NETLINK


@dataclass(frozen=True, slots=True)
class _Machine:
    """AUDIT_ARCH_* of linux/audit.h, and the numbers of the calls that we look at."""

    audit: int
    socket: int
    refused: tuple[int, ...]


# Refused: add_key, request_key, keyctl; perf_event_open, bpf, userfaultfd, io_uring_setup; and what can
# take over another process, bubblewrap's own: ptrace, process_vm_readv and _writev, pidfd_getfd.
_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, (248, 249, 250, 298, 321, 323, 425, 101, 310, 311, 438)),
    "aarch64": _Machine(0xC00000B7, 198, (217, 218, 219, 241, 280, 282, 425, 117, 270, 271, 438)),
}


def seccomp_filter(machine: str) -> bytes | None:
    """The filter for a machine as `platform.machine()` names it; None if we have none for it."""
    known = _MACHINES.get(machine)
    if known is None:
        return None
    no_such_call = _REFUSE | errno.ENOSYS
    return b"".join(
        [
            _instruction(_LOAD, _ARCHITECTURE),
            # 32-bit calls have other numbers; none of our runtimes makes any.
            _instruction(_JUMP_EQUAL, known.audit, if_true=1),
            _instruction(_RETURN, no_such_call),
            _instruction(_LOAD, _NUMBER),
            _instruction(_JUMP_NOT_BELOW, _X32_CALLS, if_false=1),
            _instruction(_RETURN, no_such_call),
            *(
                piece
                for call in known.refused
                for piece in (
                    _instruction(_JUMP_EQUAL, call, if_false=1),
                    _instruction(_RETURN, no_such_call),
                )
            ),
            _instruction(_JUMP_EQUAL, known.socket, if_true=1),
            _instruction(_RETURN, _ALLOW),
            _instruction(_LOAD, _FIRST_ARGUMENT),
            *(
                piece
                for family in _FAMILIES
                for piece in (
                    _instruction(_JUMP_EQUAL, family, if_false=1),
                    _instruction(_RETURN, _ALLOW),
                )
            ),
            _instruction(_RETURN, _REFUSE | errno.EAFNOSUPPORT),
        ]
    )


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)
