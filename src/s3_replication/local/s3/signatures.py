"""Reads the signature of a request: of Signature Version 4, and of Version 2, which S3 still takes (API Reference, "Authenticating
Requests")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import parse_qsl

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.s3.form import form_in

__all__ = ["MalformedSignature", "Scheme", "Signature", "SignaturePlace", "signature_of"]

_HEADER: Final = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<credential>[^,\s]+),\s*SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<given>\S+)"
)
_PARTS: Final = 5  # access key, day, Region, service, aws4_request


class Scheme(Enum):
    """The version of the signature."""

    V2 = auto()
    V4 = auto()


class SignaturePlace(Enum):
    """Where a request carries its signature."""

    HEADER = auto()
    QUERY = auto()
    FORM = auto()


class MalformedSignature(Exception):
    """The signature of a request cannot be read."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a request; `signed_text` is the signed text of a form, which is its policy."""

    scheme: Scheme
    place: SignaturePlace
    access_key: str
    given: str
    time: str
    region: str = ""
    service: str = "s3"
    headers: tuple[str, ...] = ()
    token: str | None = None
    signed_text: str = ""


def signature_of(request: HttpRequest) -> Signature | None:
    """The signature; None for an anonymous request. Raises MalformedSignature."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return _in_header(request, authorization)
    if "Signature=" in request.query:
        return _in_query(dict(parse_qsl(request.query, keep_blank_values=True)))
    form = form_in(request)
    return None if form is None else _in_form(form.fields)


def _in_header(request: HttpRequest, authorization: str) -> Signature:
    headers = request.headers
    token, date = headers.get("x-amz-security-token"), headers.get("x-amz-date", "")
    match = _HEADER.fullmatch(authorization.strip())
    if match is not None:
        signed = tuple(match["headers"].lower().split(";"))
        return _v4(SignaturePlace.HEADER, match["credential"], match["given"], date or headers.get("date", ""), signed, token)
    kind, _, rest = authorization.partition(" ")
    key, colon, given = rest.strip().rpartition(":")
    if kind != "AWS" or not colon:
        raise MalformedSignature(authorization)
    return Signature(Scheme.V2, SignaturePlace.HEADER, key, given, date or headers.get("date", ""), token=token)


def _in_query(query: Mapping[str, str]) -> Signature | None:
    if "X-Amz-Signature" in query:
        signed = tuple(query.get("X-Amz-SignedHeaders", "").lower().split(";"))
        return _v4(SignaturePlace.QUERY, query.get("X-Amz-Credential", ""), query["X-Amz-Signature"], query.get("X-Amz-Date", ""), signed,
                   query.get("X-Amz-Security-Token"))  # fmt: skip
    if "AWSAccessKeyId" not in query:
        return None
    given, token = query.get("Signature", ""), query.get("x-amz-security-token")
    return Signature(Scheme.V2, SignaturePlace.QUERY, query["AWSAccessKeyId"], given, query.get("Expires", ""), token=token)


def _in_form(fields: Mapping[str, str]) -> Signature | None:
    token, policy = fields.get("x-amz-security-token"), fields.get("policy", "")
    if not policy:
        return None  # "Requests without a security policy are considered anonymous" (API Reference, "POST Object", policy)
    if "x-amz-signature" in fields:
        credential, time = fields.get("x-amz-credential", ""), fields.get("x-amz-date", "")
        return _v4(SignaturePlace.FORM, credential, fields["x-amz-signature"], time, (), token, policy)
    if "awsaccesskeyid" not in fields:
        return None
    return Signature(
        Scheme.V2, SignaturePlace.FORM, fields["awsaccesskeyid"], fields.get("signature", ""), "", token=token, signed_text=policy
    )


def _v4(
    place: SignaturePlace, credential: str, given: str, time: str, headers: tuple[str, ...], token: str | None, signed_text: str = ""
) -> Signature:  # fmt: skip
    parts = credential.rsplit("/", _PARTS - 1)
    if len(parts) != _PARTS or parts[-1] != "aws4_request":
        raise MalformedSignature(credential)
    return Signature(Scheme.V4, place, parts[0], given, time, parts[2], parts[3], headers, token, signed_text)
