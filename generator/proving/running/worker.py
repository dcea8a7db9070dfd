"""The process in which samples run: cut off from the machine's network, it holds the mock's ports.

The mock serves from a thread of the worker and samples run one after another beside it, so that the
mock needs no bridge into the sandbox: both share one loopback. `enter` is made to be called by the
initializer of a `concurrent.futures.ProcessPoolExecutor`, before any thread is started.
"""

import socket
from collections.abc import Sequence
from typing import Final

from generator.proving.sandbox import namespace

START_METHOD: Final = "forkserver"
"""For `multiprocessing.get_context`: a plain fork would carry the caller's threads' locks along."""


def enter(addresses: Sequence[tuple[str, int]]) -> tuple[socket.socket, ...]:
    """Move the calling process into a network of its own; give a listening socket for each address.

    Raises:
        OSError: the kernel or its settings refuse; `sandbox.available` says it first.
    """
    namespace.isolate()
    return tuple(_listening(address) for address in addresses)


def _listening(address: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    return socket.create_server(address, family=family, backlog=128)
