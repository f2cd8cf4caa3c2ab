"""Ports for servers that are started a moment later."""

import errno
import random
import socket

_FIRST, _LAST = 15_000, 30_000  # below those that the system gives to outgoing connections


def unused_port() -> int:
    """A port of 127.0.0.1 that nobody listens on.

    aiohttp's own takes one of those that the kernel gives away at will: with tests side by side, another
    connection had it before the server did.
    """
    while True:
        port = random.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            return port
