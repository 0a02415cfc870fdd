"""HTTP/1.1 on one keep-alive connection: parse with httptools, answer in order."""

import ctypes
import gc
import socket
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import urlsplit

import httptools

from s3_replication.local.http.message import HttpRequest, HttpResponse

__all__ = ["IDLE_SECONDS", "MAX_BODY", "MAX_HEADERS", "MAX_TARGET", "HttpConnection"]

MAX_BODY = 1 << 30  # everything is held in memory; S3 itself takes 5 GiB in one PUT
MAX_HEADERS = 1 << 16
MAX_TARGET = 1 << 15  # a key of 1,024 bytes percent-encoded, with a presigned query with a session token
IDLE_SECONDS = 300
_LAST_SECONDS = 0.5  # how long, and
_LAST_BYTES = 8 << 20  # how much of a refused request is still read: a socket closed with unread bytes may lose the answer
_LARGE = 4 << 20  # bytes of bodies on one connection, after which memory goes back to the system when it closes, or at once
_VERY_LARGE = 16 << 20
_TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The local AWS takes at most {MAX_BODY} bytes in one request.")
_LONG_HEAD = (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Your request header section exceeds the maximum allowed size.")
_LONG_TARGET = (HTTPStatus.REQUEST_URI_TOO_LONG, f"The request's address is longer than {MAX_TARGET} bytes.")


class HttpConnection:
    """Reads requests from one socket and writes the answers of `handle` until the peer closes.

    Each answer takes the next of `numbers` as its id.
    """

    def __init__(self, sock: socket.socket, handle: Callable[[HttpRequest], HttpResponse], numbers: Iterator[int]) -> None:
        self._sock = sock
        self._handle = handle
        self._numbers = numbers
        self._parser = httptools.HttpRequestParser(self)
        self._ready: list[HttpRequest] = []
        self._refusal: tuple[int, str] | None = None
        self._answer_continue = False
        self._read = 0
        self._signers: set[str] = set()
        self.on_message_begin()

    def on_message_begin(self) -> None:
        """Called by the parser: forget the previous request."""
        self._url = b""
        self._headers: dict[str, str] = {}
        self._chunks: list[bytes] = []
        self._size = self._header_size = self._unread = 0

    def on_url(self, url: bytes) -> None:
        """Called by the parser, possibly with a part of the target only."""
        if len(self._url) + len(url) > MAX_TARGET:
            self._refusal = self._refusal or _LONG_TARGET
        else:
            self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser once per header line."""
        self._header_size += len(name) + len(value) + 4
        if self._header_size > MAX_HEADERS:
            self._refusal = self._refusal or _LONG_HEAD
            return
        key = name.decode("latin-1").lower()
        text = value.decode("utf-8", "surrogateescape")
        self._headers[key] = f"{self._headers[key]},{text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        """Called by the parser: SDKs wait for 100 Continue before they send an object's bytes."""
        self._unread = 0
        self._answer_continue = self._headers.get("expect", "").lower() == "100-continue"
        if self._headers.get("content-length", "").isdigit() and int(self._headers["content-length"]) > MAX_BODY:
            self._refusal = _TOO_LARGE

    def on_body(self, body: bytes) -> None:
        """Called by the parser with each piece of the body."""
        self._unread = 0
        self._size += len(body)
        self._read += len(body)
        if self._size > MAX_BODY:
            self._refusal = _TOO_LARGE
        else:
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        """Called by the parser: the request is whole."""
        self._answer_continue = False
        self._unread = 0
        target = self._url.decode("latin-1")
        absolute = not target.startswith("/")
        host = self._headers.get("host", "")
        if absolute and "://" in target:
            parts = urlsplit(target)
            host, target = parts.netloc, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        path, _, query = target.partition("?")
        body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        method = self._parser.get_method().decode("latin-1")
        keep = self._parser.should_keep_alive()
        self._ready.append(HttpRequest(method, host, path, query, self._headers, body, absolute, keep, signers=self._signers))
        self._chunks, self._headers = [], {}  # the request has them; an idle connection must not keep its last body

    def serve(self) -> None:
        """Answer until the peer is done; returns without error when it just goes away."""
        try:
            while self._serve_once():
                pass
        except (OSError, TimeoutError):
            return
        finally:
            del self._parser  # it refers to this object: the circle would keep the last body until a full garbage collection
            self._chunks = []
            if self._read > _LARGE:
                _return_memory()

    def _serve_once(self) -> bool:
        data = self._sock.recv(262144)
        if not data:
            return False
        self._unread += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass
        except httptools.HttpParserError as error:
            return self._refuse(HTTPStatus.BAD_REQUEST, f"An error occurred when parsing the HTTP request: {error}")
        if self._unread > MAX_HEADERS + len(data):  # a head, or a trailer, that does not end
            self._refusal = self._refusal or _LONG_HEAD
        if self._refusal is not None:
            return self._refuse(*self._refusal)
        if self._answer_continue:
            self._answer_continue = False
            self._sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while self._ready:
            request = self._ready.pop(0)
            self._send(request, self._handle(request))
            if not request.keep_alive:
                return False
            del request
            if self._read > _VERY_LARGE:
                self._read = 0
                _return_memory()
        return True

    def _send(self, request: HttpRequest, response: HttpResponse) -> None:
        number = next(self._numbers)
        extra = (
            b"Server: AmazonS3",
            b"x-amz-request-id: %016X" % number,
            b"Date: " + _date(),
            b"Connection: keep-alive" if request.keep_alive else b"Connection: close",
        )
        head = response.head(extra)
        if request.method == "HEAD":
            self._sock.sendall(head)
        elif len(response.body) < MAX_HEADERS:
            self._sock.sendall(head + response.body)
        else:
            self._sock.sendall(head)
            self._sock.sendall(response.body)

    def _refuse(self, status: int, sentence: str) -> bool:
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>BadRequest</Code><Message>{sentence}</Message></Error>'.encode()
        head = HttpResponse(status, {"Content-Type": "application/xml", "Connection": "close"}, body).head(())
        self._sock.sendall(head + body)
        self._sock.shutdown(socket.SHUT_WR)
        self._sock.settimeout(_LAST_SECONDS)
        left = _LAST_BYTES
        while left > 0 and (rest := self._sock.recv(65536)):
            left -= len(rest)
        return False


def _return_memory() -> None:
    """Give the pieces of a large body back to the system: the C library keeps them for the thread that had them (malloc_trim(3)),
    and Flask's requests, which refer to themselves, until a garbage collection."""
    gc.collect(1)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class _Date:
    """The Date header, formatted once a second."""

    second = 0
    text = b""


def _date() -> bytes:
    now = int(time.time())
    if now != _Date.second:
        _Date.text = formatdate(now, usegmt=True).encode()
        _Date.second = now
    return _Date.text
