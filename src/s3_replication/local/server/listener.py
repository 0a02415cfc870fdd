"""Accepts connections on loopback, one thread each, and goes on where files, threads or memory run short."""

import contextlib
import errno
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Callable
from itertools import count

from s3_replication.errors import InputError
from s3_replication.local.http.connection import IDLE_SECONDS, HttpConnection
from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.server.refuser import Refuser

__all__ = ["Listener"]

MOST_CONNECTIONS = 4096
_PAUSE_SECONDS = 0.05
_CLOSED = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK})
_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE})


def _start_thread(serve: Callable[[socket.socket], None], sock: socket.socket) -> None:
    threading.Thread(target=serve, args=(sock,), daemon=True).start()


class Listener:
    """A listening socket on 127.0.0.1; raises InputError when the port is taken.

    A connection beyond `most`, or for which there is no file or thread, is answered with 503, which clients try again.
    """

    def __init__(
        self,
        port: int,
        handle: Callable[[HttpRequest], HttpResponse],
        *,
        most: int = MOST_CONNECTIONS,
        start: Callable[[Callable[[socket.socket], None], socket.socket], None] = _start_thread,
    ) -> None:
        self._handle = handle
        self._most = most
        self._start = start
        self._open = 0
        self._lock = threading.Lock()
        self._closed = False
        self._refuser = Refuser()
        self._numbers = count(1)
        # Given up for the moment of refusing a connection when there is no other file.
        self._spare: int | None = os.open(os.devnull, os.O_RDONLY)
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
        while not self._closed:
            try:
                sock, peer = self._sock.accept()
            except OSError as error:
                if self._closed or error.errno in _CLOSED:
                    return
                if error.errno in _OUT_OF_FILES:
                    self._refuse_without_file()
                time.sleep(_PAUSE_SECONDS)
                continue
            if ipaddress.ip_address(peer[0]).is_loopback:
                self._admit(sock)
            else:
                sock.close()

    def _admit(self, sock: socket.socket) -> None:
        with self._lock:
            full = self._open >= self._most
            self._open += not full
        if full:
            self._refuser.refuse(sock)
            return
        try:
            self._start(self._serve, sock)
        except (RuntimeError, MemoryError):  # no thread can be started now
            self._release()
            self._refuser.refuse(sock)

    def _refuse_without_file(self) -> None:
        """Take one waiting connection with the spare file, so that its client does not wait for ever; the next once that one is closed."""
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None
            with contextlib.suppress(OSError):
                self._refuser.refuse(self._sock.accept()[0])
        with contextlib.suppress(OSError):
            self._spare = os.open(os.devnull, os.O_RDONLY)

    def _release(self) -> None:
        with self._lock:
            self._open -= 1

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(IDLE_SECONDS)
                HttpConnection(sock, self._handle, self._numbers).serve()
            finally:
                self._release()  # before the client sees the end, so that its next connection finds the place

    def close(self) -> None:
        """Stop accepting; open connections end with the process."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()
        self._refuser.close()
