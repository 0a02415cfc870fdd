"""Until when a presigned request is valid (API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)").

What S3 answers is in public reports: versity/versitygw#2116 (elements of the refusal), bryanjos/aws_auth#31 (more than a week),
minio/minio#5162, noobaa/noobaa-core#8493. authorize/authenticator.py verifies the signature.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signing_time import S3_SKEW, read_compact_time
from s3_replication.local.s3.xml import iso_time

__all__ = ["check_presigned", "presigned_age"]

LONGEST_SECONDS: Final = 604_800
_MECHANISMS: Final = ("X-Amz-Algorithm", "Signature")
# What S3 answers is in a public report: catalyst/moodle-tool_objectfs#303.
_TWO_MECHANISMS: Final = (
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization "
    "header should be specified"
)
_NEEDED: Final = ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires")


def check_presigned(query: str, now: datetime, authorization: str | None = None) -> None:
    """Raises AccessDenied for a presigned request that has expired or is not valid yet, and S3's refusal of wrong parameters.

    A presigned request that also has an Authorization header is refused.
    """
    if authorization is not None and any(name in query for name in _MECHANISMS) and _is_signed(query):
        raise S3Error("InvalidArgument", _TWO_MECHANISMS, ArgumentName="Authorization", ArgumentValue=authorization)
    if "X-Amz-Signature=" in query:
        _check_v4(dict(parse_qsl(query, keep_blank_values=True)), now)
    elif "Signature=" in query and "Expires=" in query:
        _check_v2(dict(parse_qsl(query, keep_blank_values=True)), now)


def _is_signed(query: str) -> bool:
    return any(name in _MECHANISMS for name, _ in parse_qsl(query, keep_blank_values=True))


def presigned_age(query: Mapping[str, str], now: datetime) -> int | None:
    """Milliseconds since a URL was presigned with Version 4; None for any other request."""
    signed = read_compact_time(query["X-Amz-Date"]) if "X-Amz-Signature" in query and "X-Amz-Date" in query else None
    return None if signed is None else int((now - signed).total_seconds() * 1000)


def _check_v4(query: Mapping[str, str], now: datetime) -> None:
    if any(name not in query for name in _NEEDED):
        needed = f"{', '.join(_NEEDED[:-1])}, and {_NEEDED[-1]}"
        raise _wrong(f"Query-string authentication version 4 requires the {needed} parameters.")
    text = query["X-Amz-Expires"]
    if not text.removeprefix("-").isdecimal() or not text.isascii():
        raise _wrong("X-Amz-Expires should be a number")
    if text.startswith("-"):
        raise _wrong("X-Amz-Expires must be non-negative")
    if len(text) > len(str(LONGEST_SECONDS)) or int(text) > LONGEST_SECONDS:
        given = f"the given X-Amz-Expires must be less than {LONGEST_SECONDS} seconds"
        raise _wrong(f"X-Amz-Expires must be less than a week (in seconds); that is, {given}")
    signed = read_compact_time(query["X-Amz-Date"])
    if signed is None:
        raise _wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
    if signed - now > S3_SKEW:
        raise S3Error("AccessDenied", "Request is not valid yet")
    _check_end(signed + timedelta(seconds=int(text)), now, text)


def _check_v2(query: Mapping[str, str], now: datetime) -> None:
    try:
        end = datetime.fromtimestamp(int(query.get("Expires", "")), UTC)
    except (ValueError, OverflowError, OSError):
        raise S3Error("AccessDenied", f"Invalid date (should be seconds since epoch): {query.get('Expires', '')}") from None
    _check_end(end, now, None)


def _check_end(end: datetime, now: datetime, seconds: str | None) -> None:
    if now > end:
        error = S3Error("AccessDenied", "Request has expired", Expires=_seconds(end), ServerTime=_seconds(now))
        error.detail = error.detail if seconds is None else {"X-Amz-Expires": seconds, **error.detail}
        raise error


def _seconds(moment: datetime) -> str:
    return iso_time(moment).partition(".")[0] + "Z"


def _wrong(message: str) -> S3Error:
    return S3Error("AuthorizationQueryParametersError", message)
