"""aws-chunked bodies (API Reference, "Signature calculations for the Authorization header: Transferring payload in multiple chunks")."""

import re
from dataclasses import dataclass

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.errors import S3Error

__all__ = ["TRAILER_SIGNATURE", "BodyChunk", "decode_body", "read_trailers", "split_body"]

_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})(?:;([^\r\n]*))?\r\n")
_CHUNK_SIGNATURE = b"chunk-signature="
_CHECKSUM = "x-amz-checksum-"
TRAILER_SIGNATURE = "x-amz-trailer-signature"
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class BodyChunk:
    """One chunk of a body; the last one is empty. `signature` is "" for a chunk without one."""

    data: bytes
    signature: str


def decode_body(request: HttpRequest) -> None:
    """Unwrap an aws-chunked body in place; trailing checksums become headers. Raises S3Error when the framing is broken."""
    headers = request.headers
    if not headers.get("x-amz-content-sha256", "").startswith("STREAMING-") and "x-amz-decoded-content-length" not in headers:
        if "aws-chunked" in headers.get("content-encoding", ""):
            _drop_token(headers)
        return
    chunks, at = split_body(request.body)
    body = b"".join(chunk.data for chunk in chunks)
    _check_length(headers.get("x-amz-decoded-content-length"), len(body))
    trailers = read_trailers(request.body[at:])
    announced = [name.strip().lower() for name in headers.get("x-amz-trailer", "").split(",") if name.strip()]
    if sorted(announced) != sorted(name for name in trailers if name != TRAILER_SIGNATURE):
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


def split_body(data: bytes) -> tuple[list[BodyChunk], int]:
    """All chunks, and where the trailers begin; raises IncompleteBody."""
    at = 0
    found: list[BodyChunk] = []
    while True:
        size = _SIZE.match(data, at)
        if size is None:
            raise _incomplete()
        at, length = size.end(), int(size[1], 16)
        extension = size[2] or b""
        given = extension.removeprefix(_CHUNK_SIGNATURE).decode("latin-1") if extension.startswith(_CHUNK_SIGNATURE) else ""
        if length == 0:
            return [*found, BodyChunk(b"", given)], at
        end = at + length
        if data[end : end + 2] != b"\r\n":
            raise _incomplete()
        found.append(BodyChunk(data[at:end], given))
        at = end + 2


def _check_length(text: str | None, actual: int) -> None:
    """S3 wants to know the length of the object before it comes (API Reference, x-amz-decoded-content-length)."""
    if text is None:
        raise S3Error("MissingContentLength")
    if not _NUMBER.fullmatch(text) or int(text) != actual:
        raise _incomplete()


def read_trailers(data: bytes) -> dict[str, str]:
    """The trailers by their names in lower case; raises MalformedTrailerError."""
    found: dict[str, str] = {}
    for line in data.split(b"\r\n"):
        if not line:
            break
        name, colon, value = line.decode("latin-1").partition(":")
        key = name.strip().lower()
        if not colon or key in found or not (key.startswith(_CHECKSUM) or key == TRAILER_SIGNATURE):
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
