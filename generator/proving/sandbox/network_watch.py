"""Whom a program tries to reach: every name it looks up, and every connection or datagram it sends.

All of it passes over the loopback of the worker's network, to which `namespace.isolate` routes every address.
A packet socket there sees a packet before its sender goes on, so that at a program's end nothing is missing.
A thread answers each look-up with "no such name" (RFC 1035), as a name server does.
"""

import contextlib
import ipaddress
import socket
import struct
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass

NAME_SERVER = "127.0.0.53"
_DNS = 53
_ALL_PROTOCOLS, _IPV4, _IPV6 = 0x0003, 0x0800, 0x86DD  # linux/if_ether.h
_TCP, _UDP = 6, 17
_ICMP = (1, 58)  # the kernel's own word on a datagram that nobody takes
_SOL_PACKET, _STATISTICS, _ATTACH_FILTER = 263, 6, 26
_ROOM = 4 << 20
_KEPT_OF_A_PACKET = 512

# linux/filter.h: load a byte (absolute, indexed), mask, compare, return. The offsets below zero are
# SKF_AD_OFF's: how a packet goes.
_BYTE, _BYTE_AT_X, _WORD, _HEADER_LENGTH = 0x30, 0x50, 0x20, 0xB1
_EQUAL, _AND, _RETURN = 0x15, 0x54, 0x06
_PACKET_TYPE, _OUTGOING = 0xFFFFF000 + 4, 4
_SYN_ACK_BITS, _SYN = 0x12, 0x02
# Of what goes out: TCP's first packets alone, and all that is neither TCP nor ICMP.
_FILTER = (
    (_WORD, 0, 0, _PACKET_TYPE),
    (_EQUAL, 0, 17, _OUTGOING),
    (_BYTE, 0, 0, 0),
    (_AND, 0, 0, 0xF0),
    (_EQUAL, 0, 7, 0x40),
    (_BYTE, 0, 0, 9),
    (_EQUAL, 12, 0, _ICMP[0]),
    (_EQUAL, 0, 10, _TCP),
    (_HEADER_LENGTH, 0, 0, 0),
    (_BYTE_AT_X, 0, 0, 13),
    (_AND, 0, 0, _SYN_ACK_BITS),
    (_EQUAL, 6, 7, _SYN),
    (_BYTE, 0, 0, 6),
    (_EQUAL, 5, 0, _ICMP[1]),
    (_EQUAL, 0, 3, _TCP),
    (_BYTE, 0, 0, 53),
    (_AND, 0, 0, _SYN_ACK_BITS),
    (_EQUAL, 0, 1, _SYN),
    (_RETURN, 0, 0, _KEPT_OF_A_PACKET),
    (_RETURN, 0, 0, 0),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach something: a look-up of `host` (without a `port`), or a packet to an address.

    `how` is ``DNS``, ``TCP``, ``UDP``, or another protocol's number.
    """

    host: str
    port: int | None
    how: str

    def __str__(self) -> str:
        """What it was, for a report: ``looked up evil.example``."""
        if self.how == "DNS":
            return f"looked up {self.host}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = host if self.port is None else f"{host}:{self.port}"
        return f"tried to {'connect' if self.how == 'TCP' else 'send'} to {place} ({self.how})"


class Watch:
    """Sees and answers from now on, in the network of the calling process, and as long as that lives.

    Raises:
        OSError: the kernel has no packet sockets, or the process may not use them.
    """

    def __init__(self) -> None:
        self._packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        self._answers = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._answers.bind((NAME_SERVER, _DNS))
        _attach(self._packets, _FILTER)
        self._packets.bind(("lo", _ALL_PROTOCOLS))
        threading.Thread(target=_answer, args=(self._answers,), name="name-server", daemon=True).start()

    def attempts(self) -> tuple[Attempt, ...]:
        """What was tried since the last call, each once, in its order."""
        found = dict.fromkeys(self._read())
        statistics = self._packets.getsockopt(_SOL_PACKET, _STATISTICS, 8)
        if struct.unpack("II", statistics)[1]:
            found[Attempt("more places than can be counted", None, "any")] = None
        return tuple(found)

    def _read(self) -> Iterator[Attempt]:
        with contextlib.suppress(BlockingIOError):
            while True:
                packet, (_, protocol, *_) = self._packets.recvfrom(_KEPT_OF_A_PACKET)
                attempt = _attempt(protocol, packet)
                if attempt:
                    yield attempt


def _attempt(protocol: int, packet: bytes) -> Attempt | None:
    """What a packet tries; None for what the name server says."""
    if protocol == _IPV4:
        start, carried, source, target = (packet[0] & 15) * 4, packet[9], packet[12:16], packet[16:20]
    elif protocol == _IPV6:
        start, carried, source, target = 40, packet[6], packet[8:24], packet[24:40]
    else:
        return None
    address, sender = (ipaddress.ip_address(each).compressed for each in (target, source))
    if carried not in (_TCP, _UDP) or len(packet) < start + 8:
        return Attempt(address, None, f"protocol {carried}")
    from_port, port = struct.unpack_from("!HH", packet, start)
    if carried == _TCP:
        return Attempt(address, port, "TCP")
    if (sender, from_port) == (NAME_SERVER, _DNS):
        return None
    asked = _name(packet[start + 8 :]) if (address, port) == (NAME_SERVER, _DNS) else None
    return Attempt(address, port, "UDP") if asked is None else Attempt(asked, None, "DNS")


def _name(query: bytes) -> str | None:
    """The name that a query asks for (RFC 1035 §4.1.2), in small letters; None if it is no query."""
    labels, place = [], 12
    while place < len(query) and (length := query[place]):
        labels.append(query[place + 1 : place + 1 + length].decode("ascii", "backslashreplace").lower())
        place += 1 + length
    return ".".join(labels) if labels and place < len(query) else None


def _answer(server: socket.socket) -> None:
    while True:
        query, client = server.recvfrom(4096)
        end = query.find(b"\0", 12) + 5  # behind the name its type and class: the rest is options
        if len(query) >= end > 16:
            # A response (QR, RD, RA), NXDOMAIN; one question, which is repeated, and nothing else.
            head = query[:2] + b"\x81\x83" + b"\0\1" + bytes(6)
            with contextlib.suppress(OSError):
                server.sendto(head + query[12:end], client)


def _attach(packets: socket.socket, program: Collection[tuple[int, int, int, int]]) -> None:
    import ctypes

    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    memory = ctypes.create_string_buffer(code, len(code))
    packets.setsockopt(
        socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", len(program), ctypes.addressof(memory))
    )
