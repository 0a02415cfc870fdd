"""One HTTP request and one response, reduced to what the services need."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

__all__ = ["HttpRequest", "HttpResponse"]

_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


@dataclass(slots=True)
class HttpRequest:
    """A request as it arrived: `path` is still percent-encoded, header names are lower case, the body is complete.

    `access_point` is the ARN of the access point that the request came through, once the bucket is put in its place, and
    `source_point` that of the access point that a copy reads from. `signers` belong to
    the connection: the access keys with which its client has signed by the secret of the test keys.
    """

    method: str
    host: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    absolute: bool = False
    keep_alive: bool = True
    access_point: str | None = None
    source_point: str | None = None
    signers: set[str] = field(default_factory=set)


@dataclass(slots=True)
class HttpResponse:
    """What goes back; `length` overrides Content-Length where no body is sent (HEAD)."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | bytearray | memoryview = b""
    length: int | None = None

    def head(self, extra: Iterable[bytes]) -> bytes:
        """Status line and header block; `extra` are ready lines that every response carries."""
        lines = [b"HTTP/1.1 %d %b" % (self.status, _REASONS.get(self.status, b"Unknown")), *extra]
        # A header that would split the response is never sent.
        own = [f"{name}: {value}" for name, value in self.headers.items() if "\n" not in value and "\r" not in value]
        if own:
            lines.append("\r\n".join(own).encode("utf-8", "surrogateescape"))
        if self.status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            lines.append(b"Content-Length: %d" % (len(self.body) if self.length is None else self.length))
        lines.append(b"\r\n")
        return b"\r\n".join(lines)
