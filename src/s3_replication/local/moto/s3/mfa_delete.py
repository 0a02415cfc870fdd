"""MFA Delete: requests that need the header x-amz-mfa, and settings that S3 does not allow next to it (facts 1.140 to 1.142)."""

import re
from typing import Final

from s3_replication.local.moto.s3.request import S3Request
from s3_replication.local.s3.errors import S3Error

__all__ = ["check_lifecycle_allowed", "check_mfa", "check_mfa_change"]

ENABLED: Final = "Enabled"
_HEADER: Final = re.compile(r"\S+ \d{6}", re.ASCII)  # API Reference, PutBucketVersioning: the serial number, a space, and the code
_LIFECYCLE: Final = (
    "Mfa Authentication is not supported on a bucket with lifecycle configuration. Delete lifecycle configuration before enabling Mfa "
    "Authentication."
)
_MFA: Final = "Lifecycle configuration is not supported on a bucket with Mfa Authentication."


def check_mfa(request: S3Request) -> None:
    """Raises AccessDenied for a request to a bucket with MFA Delete that has no code; the code itself is not checked."""
    if request.bucket.mfa_delete == ENABLED:
        _check_header(request)


def check_mfa_change(request: S3Request, wanted: str | None) -> None:
    """Raises what S3 answers to a change of versioning; `wanted` is the new setting of MFA Delete, if the request has one."""
    check_mfa(request)
    if wanted == ENABLED:
        _check_header(request)
        if request.bucket.document("lifecycle") is not None:
            raise S3Error("InvalidBucketState", _LIFECYCLE)


def check_lifecycle_allowed(request: S3Request) -> None:
    """Raises InvalidBucketState for a lifecycle configuration of a bucket with MFA Delete."""
    if request.method == "PUT" and request.bucket.mfa_delete == ENABLED:
        raise S3Error("InvalidBucketState", _MFA)


def _check_header(request: S3Request) -> None:
    if not _HEADER.fullmatch(request.headers.get("x-amz-mfa", "")):
        raise S3Error("AccessDenied", "Mfa Authentication must be used for this request")
