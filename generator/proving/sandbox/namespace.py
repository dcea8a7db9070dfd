"""A network of its own for the calling process: loopback only, with every port free to bind.

All addresses there are are this loopback's, so that whom a program tries to reach can be seen on it.

Linux only. The process must have one thread: unshare(2) of a user namespace refuses more.
"""

import contextlib
import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

_NEW_MOUNTS, _NEW_USER, _NEW_NETWORK = 0x00020000, 0x10000000, 0x40000000
_BIND, _RECURSIVE, _PRIVATE = 0x1000, 0x4000, 0x40000
_SET_INTERFACE_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41
_NEW_ROUTE, _REQUEST, _ACKNOWLEDGE, _CREATE = 24, 0x1, 0x4, 0x400
_TABLE_LOCAL, _BY_BOOT, _SCOPE_HOST, _TYPE_LOCAL, _ROUTE_INTERFACE = 255, 3, 254, 2, 4

# Root makes private folders visible below this one: in /run, so that nobody's project lies under it.
_EXPOSED = Path("/run/wireproof")
_EXPOSED_OTHERWISE = Path("/mnt")  # where /run cannot be written

# How many answers a connection sends before it holds acknowledgements back, for 40 ms each. A client that
# writes a request in pieces (wget, .NET) waits for them. Linux has the setting since 6.7.
_HOLDING_BACK = Path("/proc/sys/net/ipv4/tcp_pingpong_thresh")


def isolate() -> None:
    """Leave the machine's network for good.

    Root keeps its user namespace, so that samples can be given another uid; it gets mounts of its own
    besides, for `expose`. Anybody else gets a user namespace in which the uid stands for itself: the
    sandbox inside then has no capability over this network.

    Raises:
        OSError: the kernel or its settings refuse.
    """
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        _unshare(_NEW_NETWORK | _NEW_MOUNTS)
        _mount("none", Path("/"), _RECURSIVE | _PRIVATE)
        with contextlib.suppress(OSError):
            _EXPOSED.mkdir(mode=0o755, exist_ok=True)
        _mount("tmpfs", _exposed(), 0, "tmpfs", b"mode=0755,size=1m")
    else:
        _unshare(_NEW_NETWORK | _NEW_USER)
        Path("/proc/self/setgroups").write_text("deny", encoding="utf-8")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="utf-8")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="utf-8")
    _bring_loopback_up()
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):  # a kernel may have no IPv6
            _route_all_to_loopback(family)
    with contextlib.suppress(OSError):
        _HOLDING_BACK.write_text("255", encoding="utf-8")


def expose(folder: Path) -> Path:
    """A path by which another uid reaches `folder`, whatever the modes of the folders above it.

    Only root needs it: it hands samples to a uid that may not enter, say, a home folder of mode 0700.
    """
    if os.getuid() != 0:
        return folder
    place = _exposed() / str(len(list(_exposed().iterdir())))
    place.mkdir(mode=0o755)
    _mount(str(folder), place, _BIND)
    return place


def _exposed() -> Path:
    return _EXPOSED if _EXPOSED.is_dir() else _EXPOSED_OTHERWISE


def _unshare(flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags):
        code = ctypes.get_errno()
        raise OSError(code, f"unshare: {os.strerror(code)}")


def _mount(source: str, target: Path, flags: int, kind: str = "none", options: bytes = b"") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(os.fsencode(source), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), options):
        code = ctypes.get_errno()
        raise OSError(code, f"mount {target}: {os.strerror(code)}")


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_INTERFACE_FLAGS, struct.pack("16sH14x", b"lo", _UP_AND_RUNNING))


def _route_all_to_loopback(family: int) -> None:
    """As ``ip route add local default dev lo``: linux/rtnetlink.h."""
    index = struct.pack("HHI", 8, _ROUTE_INTERFACE, socket.if_nametoindex("lo"))
    route = struct.pack("BBBBBBBBI", family, 0, 0, 0, _TABLE_LOCAL, _BY_BOOT, _SCOPE_HOST, _TYPE_LOCAL, 0)
    body = route + index
    flags = _REQUEST | _ACKNOWLEDGE | _CREATE
    message = struct.pack("IHHII", 16 + len(body), _NEW_ROUTE, flags, 1, 0) + body
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as control:
        control.send(message)
        (error,) = struct.unpack_from("i", control.recv(4096), 16)
    if error:
        raise OSError(-error, f"route: {os.strerror(-error)}")
