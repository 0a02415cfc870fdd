"""Uploads whose chunks are signed: the examples of AWS's own pages, and a body that was changed on its way."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.chunk_signatures import check_chunks
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signatures import Scheme, Signature, SignaturePlace
from s3_replication.local.s3.signing import text_signature
from tests.local.authorize.test_signatures import ACCOUNT, bucket
from tests.local.server.wire import Answer, send

__all__ = ["bucket"]

SIGNED, TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
DATA = (b"first " * 100, b"second " * 50)


def signature_of(seed: str) -> Signature:
    return Signature(Scheme.V4, SignaturePlace.HEADER, "AKIAIOSFODNN7EXAMPLE", seed, "20130524T000000Z", "us-east-1")


def example(last: str) -> bytes:
    """65,536 and 1,024 letters, as in the example of "Transferring payload in multiple chunks"."""
    parts = [
        b"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n", b"a" * 65536,
        b"\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n", b"a" * 1024,
        f"\r\n0;chunk-signature={last}\r\n\r\n".encode(),
    ]  # fmt: skip
    return b"".join(parts)


def test_the_example_of_the_api_reference() -> None:
    seed = signature_of("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
    secret, headers = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {"x-amz-content-sha256": SIGNED}
    whole = example("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9")
    check_chunks(seed, secret, HttpRequest("PUT", "", "/", "", headers, whole))
    for wrong in (example("0" * 64), whole.replace(b"aa\r\n400", b"ab\r\n400"), whole.replace(b";chunk-signature=0055", b";other=0055")):
        with pytest.raises(S3Error, match="SignatureDoesNotMatch"):
            check_chunks(seed, secret, HttpRequest("PUT", "", "/", "", headers, wrong))


def upload(local: LocalAws, bucket: str, kind: str, changes: Mapping[bytes, bytes]) -> Answer:
    """A signed upload by chunks, with a trailer or without, after which the body was changed."""
    size = sum(map(len, DATA))
    draft = AWSRequest("PUT", f"http://127.0.0.1:{local.port}/{bucket}/chunks", headers={
        "x-amz-decoded-content-length": str(size), "Content-Encoding": "aws-chunked", "X-Amz-Content-SHA256": kind,
        **({"x-amz-trailer": "x-amz-checksum-sha256"} if kind == TRAILER else {}),
    })  # fmt: skip
    signer = S3SigV4Auth(Credentials(access_key(ACCOUNT), SECRET_KEY), "s3", "us-east-1")
    signer.payload = lambda _request: kind  # type: ignore[method-assign]  # botocore signs no chunks
    signer.add_auth(draft)
    draft.headers.replace_header("X-Amz-Content-SHA256", kind)
    given = draft.headers["Authorization"].rpartition("Signature=")[2]
    own = Signature(Scheme.V4, SignaturePlace.HEADER, access_key(ACCOUNT), given, draft.context["timestamp"], "us-east-1")
    body, previous, nothing = b"", given, sha256(b"").hexdigest()
    for data in (*DATA, b""):
        hashes = (nothing, sha256(data).hexdigest())
        previous, _ = text_signature(own, SECRET_KEY, "AWS4-HMAC-SHA256-PAYLOAD", previous, hashes)
        body += f"{len(data):x};chunk-signature={previous}\r\n".encode() + data + (b"\r\n" if data else b"")
    if kind == TRAILER:
        line = b"x-amz-checksum-sha256:" + digest(b"".join(DATA))
        previous, _ = text_signature(own, SECRET_KEY, "AWS4-HMAC-SHA256-TRAILER", previous, (sha256(line + b"\n").hexdigest(),))
        body += line + b"\r\nx-amz-trailer-signature:" + previous.encode() + b"\r\n"
    for old, new in changes.items():
        body = body.replace(old, new)
    return send(local.port, "PUT", f"/{bucket}/chunks", dict(draft.headers.items()), body + b"\r\n", signed=False)


def digest(data: bytes) -> bytes:
    return b64encode(sha256(data).digest())


@pytest.mark.parametrize(("kind", "changes", "expect"), [
    (SIGNED, {}, ""), (TRAILER, {}, ""),
    (SIGNED, {b"second": b"SECOND"}, "SignatureDoesNotMatch"),
    (SIGNED, {b"chunk-signature=": b"chunk-signature=0"}, "SignatureDoesNotMatch"),
    (SIGNED, {b";chunk-signature=": b";no-signature="}, "SignatureDoesNotMatch"),
    (TRAILER, {b"x-amz-checksum-sha256:" + digest(b"".join(DATA)): b"x-amz-checksum-sha256:" + digest(b"other")}, "SignatureDoesNotMatch"),
    (TRAILER, {b"x-amz-trailer-signature:": b"x-amz-trailer-signature:0"}, "SignatureDoesNotMatch"),
], ids=[
    "signed", "with a trailer", "another chunk", "wrong signatures", "no signatures", "another trailer", "a wrong trailer signature",
])  # fmt: skip
def test_each_chunk_must_have_its_signature(
    kind: str, changes: Mapping[bytes, bytes], expect: str, bucket: str, authorizing_local_aws: LocalAws
) -> None:  # fmt: skip
    answer = upload(authorizing_local_aws, bucket, kind, changes)
    assert (answer.code, answer.status) == (expect, 403 if expect else 200), answer.body
