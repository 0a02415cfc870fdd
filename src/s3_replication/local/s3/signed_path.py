"""Whether a request asks for the path that its client signed.

urllib3, and so boto3, writes `./a` and `x/../b` as `a` and `b` in a request to a proxy. requests does so in every address. The signature
covers the path as it is (API Reference, "Signature Calculations for the Authorization Header", CanonicalURI), so S3 refuses such a request.
The local AWS accepts any secret, so only an access key that has already signed with the secret of `local env` shows that a path changed.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from s3_replication.local.http.credentials import SECRET
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.errors import S3Error

__all__ = ["SignedPaths"]

_HEADER = re.compile(r"AWS4-HMAC-SHA256 +Credential=([^/,\s]+)/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request, *SignedHeaders=([^,\s]+), *"
                     r"Signature=([0-9a-f]{64})")  # fmt: skip
_MOST: Final = 4096
_MESSAGE: Final = (
    "The request signature that the server calculated does not match the signature that you provided. The client changed the path after "
    "it signed the request, so the local AWS would read or write another key. boto3 does so with proxies, and some HTTP libraries do so "
    "with ./ and ../ in every address: use http://127.0.0.1:PORT without a proxy, and a library that keeps the path."
)


class SignedPaths:
    """Remembers which access keys sign with the secret of `local env`."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def check(self, request: HttpRequest) -> None:
        """Raises SignatureDoesNotMatch where the client has signed another path; looks only at proxied and at presigned requests."""
        presigned = "X-Amz-Signature=" in request.query
        if not (request.absolute or presigned):
            return
        signed = _from_query(request.query) if presigned else request.headers.get("authorization", "")
        found = _HEADER.fullmatch(signed)
        if found is None:
            return
        key, region, service, names, signature = found.groups()
        if signature == _signature(request, Credentials(key, SECRET), (region, service), names.split(";"), presigned=presigned):
            if len(self._known) < _MOST:
                self._known.add(key)
        elif key in self._known:
            raise S3Error("SignatureDoesNotMatch", _MESSAGE)


def _from_query(query: str) -> str:
    """The parameters of a presigned address, as an Authorization header has them."""
    given = dict(parse_qsl(query))
    return (
        f"{given.get('X-Amz-Algorithm')} Credential={given.get('X-Amz-Credential')}, SignedHeaders={given.get('X-Amz-SignedHeaders')}, "
        f"Signature={given.get('X-Amz-Signature')}"
    )


def _signature(
    request: HttpRequest, credentials: Credentials, scope: tuple[str, str], names: list[str], *, presigned: bool
) -> str:  # fmt: skip
    region, service = scope
    signer = (S3SigV4QueryAuth if presigned else S3SigV4Auth)(credentials, service, region)
    query = "&".join(part for part in request.query.split("&") if not part.startswith("X-Amz-Signature="))
    headers: Mapping[str, str] = {name: request.headers.get(name, "") for name in names}
    signed = AWSRequest(request.method, f"http://{request.host}{request.path}?{query}", headers=headers)
    stamp = dict(parse_qsl(query)).get("X-Amz-Date", "") if presigned else request.headers.get("x-amz-date", "")
    signed.context["timestamp"] = stamp
    return str(signer.signature(signer.string_to_sign(signed, signer.canonical_request(signed)), signed))
