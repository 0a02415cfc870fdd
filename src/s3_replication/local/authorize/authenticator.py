"""Finds the caller of a request and verifies its signature (S3 API Reference, "Error responses"; IAM User Guide, "Troubleshoot signed
requests for AWS API operations")."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

from s3_replication.iam import partition_of_region
from s3_replication.local.authorize.state import AuthorizationState
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.ports.authorization import CallerAccess, KeySecret, ServiceRefusal
from s3_replication.local.s3.chunk_signatures import check_chunks
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signatures import MalformedSignature, Scheme, Signature, SignaturePlace, signature_of
from s3_replication.local.s3.signing import ExpectedSignature, expected_signature, moment_of
from s3_replication.local.s3.signing_time import S3_SKEW, compact_time

__all__ = ["Authenticator"]

_SKEW: Final = timedelta(minutes=5)
# The time that STS takes a presigned URL, whatever its X-Amz-Expires: kubernetes-sigs/aws-iam-authenticator, pkg/token.
_PRESIGNED: Final = timedelta(minutes=15)
_CONTENT: Final = "x-amz-content-sha256"
_INVALID_TOKEN: Final = "The security token included in the request is invalid."  # noqa: S105 - a message, no password
_MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing "
    "method. Consult the service documentation for details."
)
_INCOMPLETE: Final = "Authorization header requires 'Credential' parameter, 'SignedHeaders' parameter and 'Signature' parameter."


class Authenticator:
    """Checks the access key, the session token, the time and the signature of each request; many threads may use it."""

    def __init__(self, state: AuthorizationState) -> None:
        self._state = state

    def authenticate(self, service: str, request: HttpRequest, region: str, bucket: str | None) -> CallerAccess:
        """The caller. Raises S3Error, or ServiceRefusal of another service, with AWS's codes."""
        try:
            signature = signature_of(request)
        except MalformedSignature:
            raise _malformed(service) from None
        caller = self._state.snapshot.caller(None if signature is None else signature.access_key, partition_of_region(region))
        if signature is None and caller is not None:
            return caller
        if signature is None or caller is None or caller.secret is None:
            raise _unknown_key(service, "" if signature is None else signature.access_key)
        now = self._state.machine_time()
        _check_token(service, caller.secret, signature)
        if caller.has_expired(now):
            raise _expired(service)
        _check_headers(service, signature, request)
        _check_time(service, signature, now)
        expected = expected_signature(signature, caller.secret.secret, request, bucket)
        if not compare_digest(expected.value.encode(), signature.given.encode("utf-8", "replace")):
            raise _mismatch(service, signature, expected)
        if service == "s3" and signature.place is SignaturePlace.HEADER:
            check_chunks(signature, caller.secret.secret, request)
        return caller


def _check_token(service: str, secret: KeySecret, signature: Signature) -> None:
    if secret.token is not None and signature.token is None:
        raise _unknown_key(service, signature.access_key)
    if secret.token != (signature.token or None):
        raise S3Error("InvalidToken") if service == "s3" else ServiceRefusal("InvalidClientTokenId", _INVALID_TOKEN)


def _check_headers(service: str, signature: Signature, request: HttpRequest) -> None:
    """S3 requires that each x-amz header is signed (API Reference, "Signature calculations for the Authorization header", and for URLs
    "Authenticating Requests: Using Query Parameters", X-Amz-SignedHeaders)."""
    if service != "s3" or signature.scheme is not Scheme.V4 or signature.place is SignaturePlace.FORM:
        return
    if signature.place is SignaturePlace.HEADER and _CONTENT not in request.headers:
        raise S3Error("InvalidRequest", f"Missing required header for this request: {_CONTENT}")
    optional = {_CONTENT} if signature.place is SignaturePlace.QUERY else set()
    missing = [name for name in request.headers if name.startswith("x-amz-") and name not in {*signature.headers, *optional}]
    if missing:
        raise S3Error(
            "AccessDenied", "There were headers present in the request which were not signed", HeadersNotSigned=", ".join(missing)
        )


def _check_time(service: str, signature: Signature, now: datetime) -> None:
    """The time of S3's URLs and forms is checked where no caller is judged too (s3/presigned.py, s3/form.py)."""
    moment = moment_of(signature.time)
    if service == "s3":
        if signature.place is not SignaturePlace.HEADER:
            return
        if moment is None:
            raise S3Error("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
        if abs(now - moment) > S3_SKEW:
            raise S3Error("RequestTimeTooSkewed", RequestTime=signature.time, ServerTime=f"{now:%Y-%m-%dT%H:%M:%SZ}",
                          MaxAllowedSkewMilliseconds=str(int(S3_SKEW.total_seconds() * 1000)))  # fmt: skip
        return
    if moment is None:
        raise ServiceRefusal("IncompleteSignature", "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    age = _SKEW if signature.place is SignaturePlace.HEADER else _PRESIGNED
    if now - moment > age:
        earliest = f"{compact_time(now - age)} ({compact_time(now)} - {age.seconds // 60} min.)"
        raise ServiceRefusal("SignatureDoesNotMatch", f"Signature expired: {compact_time(moment)} is now earlier than {earliest}")
    if moment - now > _SKEW:
        latest = f"{compact_time(now + _SKEW)} ({compact_time(now)} + 5 min.)"
        raise ServiceRefusal("SignatureDoesNotMatch", f"Signature not yet current: {compact_time(moment)} is still later than {latest}")


def _mismatch(service: str, signature: Signature, expected: ExpectedSignature) -> Exception:
    if service != "s3":
        return ServiceRefusal("SignatureDoesNotMatch", _MISMATCH)
    return S3Error("SignatureDoesNotMatch", AWSAccessKeyId=signature.access_key, StringToSign=expected.signed_text,
                   SignatureProvided=signature.given, CanonicalRequest=expected.canonical)  # fmt: skip


def _unknown_key(service: str, access_key: str) -> Exception:
    if service == "s3":
        return S3Error("InvalidAccessKeyId", AWSAccessKeyId=access_key)
    return ServiceRefusal("InvalidClientTokenId", _INVALID_TOKEN)


def _expired(service: str) -> Exception:
    if service == "s3":
        return S3Error("ExpiredToken")
    return ServiceRefusal("ExpiredToken", "The security token included in the request is expired")


def _malformed(service: str) -> Exception:
    if service == "s3":
        return S3Error("AuthorizationHeaderMalformed", "The authorization header is malformed")
    return ServiceRefusal("IncompleteSignature", _INCOMPLETE)
