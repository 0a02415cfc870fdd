"""Requests byte for byte, as no SDK sends them."""

import contextlib
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from s3_replication.local.http.credentials import access_key

SIGNED = f"AWS4-HMAC-SHA256 Credential={access_key('111111111111')}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What came back on one connection."""

    status: int
    head: str
    body: bytes

    @property
    def code(self) -> str:
        found = re.search(rb"<Code>(.*?)</Code>", self.body)
        return found[1].decode() if found else ""


def exchange(port: int, data: bytes) -> Answer:
    """Send bytes on a connection of their own; what came back until the server closed it."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as sock:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server may refuse before it has all
            sock.sendall(data)
        while piece := sock.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return Answer(int(head[9:12]), head.decode("latin-1"), body)


def send(port: int, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"", signed: bool = True) -> Answer:
    """One request on a connection of its own."""
    given = {"Host": f"127.0.0.1:{port}", **({"Authorization": SIGNED} if signed else {}), "Content-Length": str(len(body)),
             "Connection": "close", **(headers or {})}  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return exchange(port, f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)


def send_form(port: int, bucket: str, fields: Mapping[str, str]) -> Answer:
    """A browser's upload of a small file."""
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    file = '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nbytes\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return send(port, "POST", f"/{bucket}", headers, "".join([*parts, file]).encode(), signed=False)
