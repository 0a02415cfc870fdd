"""Integrity of what is sent: Content-MD5, x-amz-checksum-*, and aws-chunked bodies (User Guide, "Checking object integrity")."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping, Sequence

from s3_replication.local.s3.errors import S3Error
from s3_replication.local.server.message import Request

__all__ = ["ALGORITHMS", "check_body", "checksum_of", "composite_of", "decode_body"]

ALGORITHMS = ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")
_HEADER = "x-amz-checksum-"


def decode_body(request: Request) -> None:
    """Unwrap an aws-chunked body in place; trailing checksums become headers. Raises S3Error when the framing is broken."""
    headers = request.headers
    if not headers.get("x-amz-content-sha256", "").startswith("STREAMING-") and "x-amz-decoded-content-length" not in headers:
        if "aws-chunked" in headers.get("content-encoding", ""):
            _drop_token(headers)
        return
    body, at, chunks = request.body, 0, []
    while True:
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].split(b";")[0], 16)
        except ValueError as error:
            raise S3Error("IncompleteBody", "The request body terminated unexpectedly") from error
        at = end + 2
        if size == 0:
            break
        if end < 0 or at + size > len(body):
            raise S3Error("IncompleteBody", "The request body terminated unexpectedly")
        chunks.append(body[at : at + size])
        at += size + 2
    for line in body[at:].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower().startswith(_HEADER.encode()):
            request.headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()
    request.body = b"".join(chunks)
    _drop_token(headers)


def _drop_token(headers: dict[str, str]) -> None:
    """aws-chunked describes the transfer, not the object, so S3 does not keep it."""
    rest = ",".join(part for part in headers.pop("content-encoding", "").split(",") if part.strip() != "aws-chunked").strip()
    if rest:
        headers["content-encoding"] = rest


def checksum_of(algorithm: str, body: bytes) -> str | None:
    """The checksum in base64; None for the two algorithms that the standard library has not (crc32c, crc64nvme)."""
    if algorithm == "crc32":
        return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    if algorithm in {"sha1", "sha256"}:
        return base64.b64encode(hashlib.new(algorithm, body, usedforsecurity=False).digest()).decode()
    return None


def composite_of(algorithm: str, parts: Sequence[str]) -> str | None:
    """The checksum of the parts' checksums, in base64; None as for `checksum_of`."""
    try:
        return checksum_of(algorithm, b"".join(base64.b64decode(part, validate=True) for part in parts))
    except ValueError:
        return None


def check_body(headers: Mapping[str, str], body: bytes, md5: bytes | None = None) -> tuple[str, str] | None:
    """The checksum that the version keeps; raises BadDigest or InvalidDigest when what was sent does not fit the bytes."""
    if "content-md5" in headers:
        try:
            sent = base64.b64decode(headers["content-md5"], validate=True)
        except (ValueError, binascii.Error):
            sent = b""
        if len(sent) != 16:
            raise S3Error("InvalidDigest")
        if sent != (md5 or hashlib.md5(body, usedforsecurity=False).digest()):
            raise S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.")
    for algorithm in ALGORITHMS:
        value = headers.get(_HEADER + algorithm)
        if value is not None:
            actual = checksum_of(algorithm, body)
            if actual is not None and actual != value:
                raise S3Error("BadDigest", f"The {algorithm.upper()} you specified did not match the calculated checksum.")
            return (algorithm, value)
    wanted = headers.get("x-amz-sdk-checksum-algorithm", headers.get("x-amz-checksum-algorithm", "")).lower()
    computed = checksum_of(wanted, body) if wanted else None
    return (wanted, computed) if computed else None
