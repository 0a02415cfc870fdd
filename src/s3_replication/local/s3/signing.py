"""Computes the signature that a request must have, with the signers of botocore, the library of AWS's clients for Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes

from botocore.auth import UNSIGNED_PAYLOAD, HmacV1Auth, SigV4Auth
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials
from botocore.utils import normalize_url_path

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.signatures import Scheme, Signature, SignaturePlace
from s3_replication.local.s3.signing_time import compact_time, read_compact_time

__all__ = ["ExpectedSignature", "expected_signature", "moment_of", "text_signature"]

_V2_QUERY: Final = ("content-md5", "content-type")


@dataclass(frozen=True, slots=True)
class ExpectedSignature:
    """The right signature, and the two texts from which it is computed; a form has no canonical request."""

    value: str
    signed_text: str
    canonical: str = ""


@lru_cache(maxsize=1024)
def moment_of(time: str) -> datetime | None:
    """The time in the text of a signature; None if the text is no time."""
    compact = read_compact_time(time)
    if compact is not None:
        return compact
    try:
        found = parsedate_to_datetime(time)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def expected_signature(signature: Signature, secret: str, request: HttpRequest, bucket: str | None) -> ExpectedSignature:
    """The signature that this secret gives; `bucket` is the one in the host name."""
    if signature.scheme is Scheme.V2:
        return _version_2(signature, secret, request, bucket)
    signer = _signer(signature.access_key, secret, signature.service, signature.region)
    draft = _draft(signature)
    if signature.place is SignaturePlace.FORM:
        return ExpectedSignature(signer.signature(signature.signed_text, draft), signature.signed_text)
    draft.url = f"https://host/?{_canonical(request, 'X-Amz-Signature')}"
    headers = _picked(request.headers, signature.headers)
    canonical = "\n".join((
        request.method, _path(signature, request.path), signer.canonical_query_string(draft),
        signer.canonical_headers(headers) + "\n", signer.signed_headers(headers), _payload(signature, request),
    ))  # fmt: skip
    text = signer.string_to_sign(draft, canonical)
    return ExpectedSignature(signer.signature(text, draft), text, canonical)


def text_signature(signature: Signature, secret: str, algorithm: str, previous: str, hashes: tuple[str, ...]) -> tuple[str, str]:
    """The signature of a part of the request's body, which goes on from a previous one, and the text that is signed."""
    signer = _signer(signature.access_key, secret, signature.service, signature.region)
    draft = _draft(signature)
    text = "\n".join((algorithm, draft.context["timestamp"], signer.credential_scope(draft), previous, *hashes))
    return signer.signature(text, draft), text


@lru_cache(maxsize=256)
def _signer(access_key: str, secret: str, service: str, region: str) -> SigV4Auth:
    return SigV4Auth(Credentials(access_key, secret), service, region)


def _draft(signature: Signature) -> Any:
    """The parts of a client's request that botocore reads; its type stubs require a whole request."""
    moment = moment_of(signature.time)
    return SimpleNamespace(params=None, context={"timestamp": "" if moment is None else compact_time(moment)})


def _canonical(request: HttpRequest, without: str) -> str:
    """The query, each name and value encoded as the signature requires; botocore sorts them."""
    pairs = (part.partition("=") for part in request.query.split("&") if part)
    return "&".join(f"{_encoded(name, '')}={_encoded(value, '')}" for name, _, value in pairs if name != without)


def _encoded(text: str, safe: str) -> str:
    return quote(unquote_to_bytes(text), safe=f"{safe}-_.~")


def _path(signature: Signature, path: str) -> str:
    """S3's paths are encoded once, those of other services twice (IAM User Guide, "Create a signed AWS API request")."""
    if signature.service == "s3":
        return _encoded(path, "/")
    return quote(normalize_url_path(path), safe="/~")


def _picked(headers: Mapping[str, str], names: tuple[str, ...]) -> HTTPHeaders:
    """The signed headers; bytes that are not UTF-8 cannot have been signed."""
    found = HTTPHeaders()
    for name in names:
        if name in headers:
            value = headers[name]
            found[name] = value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return found


def _payload(signature: Signature, request: HttpRequest) -> str:
    """S3 compares the body with the header elsewhere; other services hash the body."""
    if signature.service == "s3" and "x-amz-content-sha256" in request.headers:
        return request.headers["x-amz-content-sha256"]
    if signature.service == "s3" and signature.place is SignaturePlace.QUERY:
        return UNSIGNED_PAYLOAD
    return sha256(request.body).hexdigest()


def _version_2(signature: Signature, secret: str, request: HttpRequest, bucket: str | None) -> ExpectedSignature:
    signer: Any = HmacV1Auth(Credentials(signature.access_key, secret))  # the type stubs know no HTTPHeaders here
    if signature.place is SignaturePlace.FORM:
        return ExpectedSignature(signer.sign_string(signature.signed_text), signature.signed_text)
    given = dict(request.headers)
    date = "" if "x-amz-date" in given else given.get("date", "")
    if signature.place is SignaturePlace.QUERY:  # the parameters of such a URL replace the headers
        pairs = parse_qsl(request.query, keep_blank_values=True)
        given |= {name: value for name, value in pairs if name.startswith("x-amz-") or name in _V2_QUERY}
        date = signature.time
    headers = _picked(given, tuple(given))
    path = request.path if bucket is None else f"/{bucket}{request.path}"
    path += "/" if path.count("/") == 1 and path != "/" else ""  # clients sign the name of a bucket with a slash after it
    resource = signer.canonical_resource(SplitResult("", "", path, request.query, ""))
    custom = signer.canonical_custom_headers(headers)
    parts = (request.method, given.get("content-md5", ""), given.get("content-type", ""), date, *([custom] if custom else []), resource)
    text = "\n".join(parts)
    return ExpectedSignature(signer.sign_string(text), text)
