"""Accepts connections on loopback, one thread each."""

import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import Callable

from s3_replication.errors import InputError
from s3_replication.local.server.connection import IDLE_SECONDS, Connection
from s3_replication.local.server.message import Request, Response

__all__ = ["Listener"]


class Listener:
    """A listening socket on 127.0.0.1; raises InputError when the port is taken."""

    def __init__(self, port: int, handle: Callable[[Request], Response]) -> None:
        self._handle = handle
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._sock.bind(("127.0.0.1", port))
        except OSError as error:
            self._sock.close()
            why = "is in use by another program" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise InputError(f"port {port} on 127.0.0.1 {why}; choose another with --port, or leave it out for a free one") from error
        self._sock.listen(512)
        self.port: int = self._sock.getsockname()[1]

    def run(self) -> None:
        """Accept until `close` is called."""
        while True:
            try:
                sock, peer = self._sock.accept()
            except OSError:
                return
            if not ipaddress.ip_address(peer[0]).is_loopback:
                sock.close()
                continue
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(IDLE_SECONDS)
            Connection(sock, self._handle).serve()

    def close(self) -> None:
        """Stop accepting; open connections end with the process."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()
