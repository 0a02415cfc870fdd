"""Answers connections that cannot be served with 503, which clients try again, and holds up nobody for it."""

import contextlib
import selectors
import socket
import threading
import time
from queue import Empty, SimpleQueue
from typing import Final

from s3_replication.local.http.message import HttpResponse

__all__ = ["Refuser"]

LINGER_SECONDS: Final = 0.1  # for a client to send its request: closed before, it may miss the answer
_LOOK_SECONDS: Final = 0.02
_BODY: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>ServiceUnavailable</Code><Message>Service is unable to handle ' \
               b"request.</Message></Error>"  # fmt: skip
_ANSWER: Final = HttpResponse(503, {"Content-Type": "application/xml", "Connection": "close", "Retry-After": "1"}, _BODY).head(()) + _BODY


class Refuser:
    """Its thread starts with it, since later there may be none; it opens no file."""

    def __init__(self) -> None:
        self._refused: SimpleQueue[socket.socket | None] = SimpleQueue()
        self._selector = selectors.PollSelector()
        threading.Thread(target=self._linger, name="refuser", daemon=True).start()

    def refuse(self, sock: socket.socket) -> None:
        """Answer at once; the socket is closed a moment later, once the client has sent its request."""
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.send(_ANSWER)  # less than the buffer of a new connection
        self._refused.put(sock)

    def close(self) -> None:
        """End the thread."""
        self._refused.put(None)

    def _linger(self) -> None:
        waiting: dict[socket.socket, float] = {}
        while True:
            try:
                sock = self._refused.get(timeout=_LOOK_SECONDS if waiting else None)
            except Empty:
                self._close_finished(waiting)
                continue
            if sock is None:
                for each in waiting:
                    each.close()
                return
            self._selector.register(sock, selectors.EVENT_READ)
            waiting[sock] = time.monotonic() + LINGER_SECONDS

    def _close_finished(self, waiting: dict[socket.socket, float]) -> None:
        readable = {key.fileobj for key, _ in self._selector.select(0)}
        now = time.monotonic()
        for sock, until in list(waiting.items()):
            if sock in readable or now > until:
                with contextlib.suppress(OSError):
                    sock.recv(65536)
                self._selector.unregister(sock)
                sock.close()
                del waiting[sock]
