"""The signatures of the chunks and trailers of an aws-chunked body (API Reference, "Signature calculations for the Authorization header:
Transferring payload in multiple chunks" and "Signature calculations for trailing headers")."""

from collections.abc import Iterator
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.chunks import TRAILER_SIGNATURE, read_trailers, split_body
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signatures import Signature
from s3_replication.local.s3.signing import text_signature

__all__ = ["check_chunks"]

_SIGNED: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_WITH_TRAILER: Final = f"{_SIGNED}-TRAILER"
_NOTHING: Final = sha256(b"").hexdigest()


def check_chunks(signature: Signature, secret: str, request: HttpRequest) -> None:
    """Raises SignatureDoesNotMatch unless each chunk, and the trailer, has the signature that follows from the one before.

    The request's own signature is the first; it must have been verified. A body that is not signed by chunks is accepted.
    """
    kind = request.headers.get("x-amz-content-sha256")
    if kind not in (_SIGNED, _WITH_TRAILER):
        return
    previous = signature.given
    for algorithm, hashes, given in _signed_parts(request.body, kind == _WITH_TRAILER):
        expected, text = text_signature(signature, secret, algorithm, previous, hashes)
        if not compare_digest(expected, given):
            raise S3Error("SignatureDoesNotMatch", AWSAccessKeyId=signature.access_key, StringToSign=text, SignatureProvided=given)
        previous = expected


def _signed_parts(body: bytes, has_trailer: bool) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The algorithm, the hashes that are signed, and the signature of each part; an empty one where it is missing."""
    chunks, at = split_body(body)
    for chunk in chunks:
        yield "AWS4-HMAC-SHA256-PAYLOAD", (_NOTHING, sha256(chunk.data).hexdigest()), chunk.signature
    if has_trailer:
        trailers = read_trailers(body[at:])
        given = trailers.pop(TRAILER_SIGNATURE, "")
        text = "".join(f"{name}:{value}\n" for name, value in trailers.items())
        yield "AWS4-HMAC-SHA256-TRAILER", (sha256(text.encode()).hexdigest(),), given
