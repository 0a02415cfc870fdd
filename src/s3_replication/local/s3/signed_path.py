"""Checks that a request has the path that its client signed, without verifying signatures otherwise.

urllib3, and so boto3, writes `./a` and `x/../b` as `a` and `b` in a request to a proxy. requests does so in every address. The signature
covers the unchanged path (API Reference, "Signature Calculations for the Authorization Header", CanonicalURI), so S3 refuses such a
request. Without --authorize the local AWS accepts any secret. So it can detect a changed path only for an access key that has already
signed with the secret of `local env`.
"""

from typing import Final

from s3_replication.local.http.credentials import SECRET_KEY
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signatures import MalformedSignature, Signature, SignaturePlace, signature_of
from s3_replication.local.s3.signing import expected_signature

__all__ = ["SignedPaths"]

_MOST: Final = 4096
_MESSAGE: Final = (
    "The request signature that the server calculated does not match the signature that you provided. If the client signs with the secret "
    "that `s3-replication local env` prints, it changed the path after it signed the request, so the local AWS would read or write another "
    "key. boto3 does so with proxies, and some HTTP libraries do so with ./ and ../ in every address: use http://127.0.0.1:PORT without a "
    "proxy, and a library that keeps the path. If the client signs with another secret, use the secret that `local env` prints."
)


class SignedPaths:
    """Remembers which access keys sign with the secret of `local env`."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def check(self, request: HttpRequest, bucket: str | None) -> None:
        """Raises SignatureDoesNotMatch if the client signed another path; checks only proxied and presigned requests.

        `bucket` is the one in the host name.
        """
        signature = _readable(request)
        if signature is None or not (request.absolute or signature.place is SignaturePlace.QUERY):
            return
        if expected_signature(signature, SECRET_KEY, request, bucket).value == signature.given:
            if len(self._known) < _MOST:
                self._known.add(signature.access_key)
        elif signature.access_key in self._known:
            raise S3Error("SignatureDoesNotMatch", _MESSAGE)


def _readable(request: HttpRequest) -> Signature | None:
    if not request.absolute and "Signature=" not in request.query:
        return None
    try:
        return signature_of(request)
    except MalformedSignature:
        return None
