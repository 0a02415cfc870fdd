"""HTTP/1.1 on one keep-alive connection: parse with httptools, answer in order."""

import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from itertools import count
from urllib.parse import urlsplit

import httptools

from s3_replication.local.server.message import Request, Response

__all__ = ["IDLE_SECONDS", "MAX_BODY", "MAX_HEADERS", "Connection"]

MAX_BODY = 1 << 30  # everything is held in memory; S3 itself takes 5 GiB in one PUT
MAX_HEADERS = 1 << 16
IDLE_SECONDS = 300
_TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The local AWS takes at most {MAX_BODY} bytes in one request.")
_request_numbers = count(1)


class Connection:
    """Reads requests from one socket and writes the answers of `handle` until the peer closes."""

    def __init__(self, sock: socket.socket, handle: Callable[[Request], Response]) -> None:
        self._sock = sock
        self._handle = handle
        self._parser = httptools.HttpRequestParser(self)
        self._ready: list[Request] = []
        self._refusal: tuple[int, str] | None = None
        self._answer_continue = False
        self.on_message_begin()

    def on_message_begin(self) -> None:
        """Called by the parser: forget the previous request."""
        self._url = b""
        self._headers: dict[str, str] = {}
        self._chunks: list[bytes] = []
        self._size = self._header_size = 0

    def on_url(self, url: bytes) -> None:
        """Called by the parser, possibly with a part of the target only."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser once per header line."""
        self._header_size += len(name) + len(value)
        if self._header_size > MAX_HEADERS:
            self._refusal = (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Your request header section exceeds the maximum allowed size.")
            return
        key = name.decode("latin-1").lower()
        text = value.decode("utf-8", "surrogateescape")
        self._headers[key] = f"{self._headers[key]},{text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        """Called by the parser: SDKs wait for 100 Continue before they send an object's bytes."""
        self._answer_continue = self._headers.get("expect", "").lower() == "100-continue"
        if self._headers.get("content-length", "").isdigit() and int(self._headers["content-length"]) > MAX_BODY:
            self._refusal = _TOO_LARGE

    def on_body(self, body: bytes) -> None:
        """Called by the parser with each piece of the body."""
        self._size += len(body)
        if self._size > MAX_BODY:
            self._refusal = _TOO_LARGE
        else:
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        """Called by the parser: the request is whole."""
        self._answer_continue = False
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
        self._ready.append(Request(method, host, path, query, self._headers, body, absolute, keep))

    def serve(self) -> None:
        """Answer until the peer is done; returns without error when it just goes away."""
        try:
            while self._serve_once():
                pass
        except (OSError, TimeoutError):
            return

    def _serve_once(self) -> bool:
        data = self._sock.recv(262144)
        if not data:
            return False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass
        except httptools.HttpParserError as error:
            return self._refuse(HTTPStatus.BAD_REQUEST, f"An error occurred when parsing the HTTP request: {error}")
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
        return True

    def _send(self, request: Request, response: Response) -> None:
        number = next(_request_numbers)
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
        head = Response(status, {"Content-Type": "application/xml", "Connection": "close"}, body).head(())
        self._sock.sendall(head + body)
        return False


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
