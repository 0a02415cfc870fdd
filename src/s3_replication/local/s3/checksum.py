"""Integrity of what is sent: Content-MD5, x-amz-content-sha256 and x-amz-checksum-* (User Guide, "Checking object integrity")."""

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import anycrc

from s3_replication.local.s3.errors import S3Error

__all__ = ["ALGORITHMS", "check_body", "check_payload", "checksum_of", "composite_of"]

_CRC32C, _CRC64NVME = anycrc.Model("CRC32-ISCSI"), anycrc.Model("CRC64-NVME")
_COMPUTE: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "crc32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "crc32c": lambda body: int(_CRC32C.calc(body)).to_bytes(4, "big"),
    "crc64nvme": lambda body: int(_CRC64NVME.calc(body)).to_bytes(8, "big"),
    "sha1": lambda body: hashlib.sha1(body, usedforsecurity=False).digest(),
    "sha256": lambda body: hashlib.sha256(body).digest(),
}
ALGORITHMS = tuple(_COMPUTE)
SIZES: Final = {"crc32": 4, "crc32c": 4, "crc64nvme": 8, "sha1": 20, "sha256": 32}
_SHA256 = re.compile("[0-9a-fA-F]{64}")
_HASH_LENGTH: Final = 64
_HASH_OF_NOTHING: Final = hashlib.sha256(b"").hexdigest()
_HEADER = "x-amz-checksum-"
_HEADERS: Final = {_HEADER + algorithm: algorithm for algorithm in ALGORITHMS}


def checksum_of(algorithm: str, body: bytes) -> str:
    """The checksum in base64."""
    return base64.b64encode(_COMPUTE[algorithm](body)).decode()


def composite_of(algorithm: str, parts: Sequence[str]) -> str | None:
    """The checksum of the parts' checksums, in base64; None where one of them is not base64."""
    try:
        return checksum_of(algorithm, b"".join(base64.b64decode(part, validate=True) for part in parts))
    except ValueError:
        return None


def check_body(headers: Mapping[str, str], body: bytes, md5: bytes | None = None) -> tuple[str, str] | None:
    """The checksum that the version keeps; raises an S3Error when what was sent does not fit the bytes."""
    if "content-md5" in headers:
        sent = _decoded(headers["content-md5"], 16)
        if sent is None:
            raise S3Error("InvalidDigest")
        if sent != (md5 or hashlib.md5(body, usedforsecurity=False).digest()):
            raise S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.")
    given = [algorithm for header, algorithm in _HEADERS.items() if header in headers]
    if len(given) > 1:
        raise S3Error("InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
    sdk = headers.get("x-amz-sdk-checksum-algorithm")
    if sdk is not None and sdk.lower() not in (given or ALGORITHMS):
        raise S3Error("InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.")
    if given:
        algorithm = given[0]
        return algorithm, _checked(algorithm, headers[_HEADER + algorithm], body)
    wanted = (sdk or headers.get("x-amz-checksum-algorithm", "")).lower()
    return (wanted, checksum_of(wanted, body)) if wanted in ALGORITHMS else None


def _checked(algorithm: str, value: str, body: bytes) -> str:
    if value == checksum_of(algorithm, body):
        return value
    if _decoded(value, SIZES[algorithm]) is None:
        raise S3Error("InvalidRequest", f"Value for {_HEADER}{algorithm} header is invalid.")
    raise S3Error("BadDigest", f"The {algorithm.upper()} you specified did not match the calculated checksum.")


def check_payload(headers: Mapping[str, str], body: bytes) -> None:
    """Compare the payload with the hash that every signed request has; other values than a hash say that it is not signed, or streamed."""
    sent = headers.get("x-amz-content-sha256", "")
    if len(sent) != _HASH_LENGTH or sent == (hashlib.sha256(body).hexdigest() if body else _HASH_OF_NOTHING):
        return
    if _SHA256.fullmatch(sent) and sent.lower() != hashlib.sha256(body).hexdigest():
        raise S3Error("XAmzContentSHA256Mismatch")


def _decoded(text: str, size: int) -> bytes | None:
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return found if len(found) == size else None
