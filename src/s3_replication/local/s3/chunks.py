"""aws-chunked bodies (API Reference, "Signature calculations for the Authorization header: Transferring payload in multiple chunks")."""

import re

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.errors import S3Error

__all__ = ["decode_body"]

_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})(?:;[^\r\n]*)?\r\n")
_CHECKSUM = "x-amz-checksum-"
_SIGNATURE = "x-amz-trailer-signature"
_NUMBER = re.compile(r"[0-9]{1,18}")


def decode_body(request: HttpRequest) -> None:
    """Unwrap an aws-chunked body in place; trailing checksums become headers. Raises S3Error when the framing is broken."""
    headers = request.headers
    if not headers.get("x-amz-content-sha256", "").startswith("STREAMING-") and "x-amz-decoded-content-length" not in headers:
        if "aws-chunked" in headers.get("content-encoding", ""):
            _drop_token(headers)
        return
    body, at = _chunks(request.body)
    _check_length(headers.get("x-amz-decoded-content-length"), len(body))
    trailers = _trailers(request.body[at:])
    announced = [name.strip().lower() for name in headers.get("x-amz-trailer", "").split(",") if name.strip()]
    if sorted(announced) != sorted(name for name in trailers if name != _SIGNATURE):
        raise S3Error("MalformedTrailerError")
    for name in announced:
        if name in headers and headers[name] != trailers[name]:
            raise S3Error("MalformedTrailerError")
        headers[name] = trailers[name]
    request.body = body
    _drop_token(headers)
    headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD"  # nobody after this unwraps the body again, as moto would
    for name in ("x-amz-decoded-content-length", "x-amz-trailer"):
        headers.pop(name, None)


def _chunks(data: bytes) -> tuple[bytes, int]:
    """The bytes of all chunks, and where the trailers begin."""
    at = 0
    found: list[bytes] = []
    while True:
        size = _SIZE.match(data, at)
        if size is None:
            raise _incomplete()
        at, length = size.end(), int(size[1], 16)
        if length == 0:
            return b"".join(found), at
        end = at + length
        if data[end : end + 2] != b"\r\n":
            raise _incomplete()
        found.append(data[at:end])
        at = end + 2


def _check_length(text: str | None, actual: int) -> None:
    """S3 wants to know the length of the object before it comes (API Reference, x-amz-decoded-content-length)."""
    if text is None:
        raise S3Error("MissingContentLength")
    if not _NUMBER.fullmatch(text) or int(text) != actual:
        raise _incomplete()


def _trailers(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in data.split(b"\r\n"):
        if not line:
            break
        name, colon, value = line.decode("latin-1").partition(":")
        key = name.strip().lower()
        if not colon or key in found or not (key.startswith(_CHECKSUM) or key == _SIGNATURE):
            raise S3Error("MalformedTrailerError")
        found[key] = value.strip()
    return found


def _incomplete() -> S3Error:
    return S3Error("IncompleteBody")


def _drop_token(headers: dict[str, str]) -> None:
    """aws-chunked describes the transfer, not the object, so S3 does not keep it."""
    rest = ",".join(part for part in headers.pop("content-encoding", "").split(",") if part.strip() != "aws-chunked").strip()
    if rest:
        headers["content-encoding"] = rest
