"""Checks that a request has the path that its client signed, without verifying signatures otherwise.

urllib3, and so boto3, writes `./a` and `x/../b` as `a` and `b` in a request to a proxy. requests does so in every address. The signature
covers the unchanged path (API Reference, "Signature Calculations for the Authorization Header", CanonicalURI), so S3 refuses such a
request. Without --authorize the local AWS accepts any secret. So a signature that does not fit shows a changed path only in two cases: it
fits a path with dot segments that is shortened to this one, or the client signed with the secret of `local env` before on its connection.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final
from urllib.parse import quote

from s3_replication.local.http.credentials import SECRET_KEY
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signatures import MalformedSignature, Signature, SignaturePlace, signature_of
from s3_replication.local.s3.signing import expected_signature

__all__ = ["SignedPaths", "originals"]

_MOST: Final = 500  # paths that are tried for one request: some 10 ms
_MESSAGE: Final = (
    "The request signature that the server calculated does not match the signature that you provided. The client changed the path after it "
    "signed the request, so the local AWS would read or write another key. boto3 does so with proxies, and some HTTP libraries do so with "
    "./ and ../ in every address: use http://127.0.0.1:PORT without a proxy, and a library that keeps the path."
)


class SignedPaths:
    """`names` gives the segments that the keys of a bucket have, as far as a look-up is short."""

    def __init__(self, names: Callable[[str], Iterable[str]]) -> None:
        self._names = names

    def check(self, request: HttpRequest, bucket: str | None) -> None:
        """Raises SignatureDoesNotMatch if the client signed another path; checks only proxied and presigned requests.

        `bucket` is the one in the host name.
        """
        signature = _readable(request)
        if signature is None or not (request.absolute or signature.place is SignaturePlace.QUERY):
            return
        in_header = signature.place is SignaturePlace.HEADER
        if _fits(signature, request, bucket):
            if in_header:
                request.signers.add(signature.access_key)
        elif (in_header and signature.access_key in request.signers) or self._is_shortened(signature, request, bucket):
            raise S3Error("SignatureDoesNotMatch", _MESSAGE)

    def _is_shortened(self, signature: Signature, request: HttpRequest, bucket: str | None) -> bool:
        name = bucket or request.path[1:].partition("/")[0]
        tried = islice(originals(request.path, [quote(each, safe="") for each in self._names(name)]), _MOST)
        return any(_fits(signature, replace(request, path=path), bucket) for path in tried)


def originals(path: str, names: Iterable[str]) -> Iterator[str]:
    """The paths with one run of dot segments that a client shortens to this one (RFC 3986, 5.2.4), the likeliest first.

    A segment before `..` is gone, so only those in `names` and in the path itself are tried.
    """
    segments = path.split("/")[1:]
    for added in ([".."], ["."], [".", "."], *([name, ".."] for name in dict.fromkeys([*segments, *names]) if name)):
        for at in range(len(segments)):
            if added != [".."] or at == 0:
                yield "/" + "/".join([*segments[:at], *added, *segments[at:]])
        if not segments[-1] and added != [".."]:
            yield "/" + "/".join([*segments[:-1], *added])


def _fits(signature: Signature, request: HttpRequest, bucket: str | None) -> bool:
    return expected_signature(signature, SECRET_KEY, request, bucket).value == signature.given


def _readable(request: HttpRequest) -> Signature | None:
    if not request.absolute and "Signature=" not in request.query:
        return None
    try:
        return signature_of(request)
    except MalformedSignature:
        return None
