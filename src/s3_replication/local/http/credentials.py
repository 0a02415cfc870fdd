"""Who calls: the account and Region of a request, from its credential scope. The signature itself is not verified here."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from s3_replication.local.http.message import HttpRequest

__all__ = ["DEFAULT_ACCOUNT", "SECRET_KEY", "Scope", "access_key", "canonical_id", "embedded_account", "scope_of"]

DEFAULT_ACCOUNT = "111111111111"
SECRET_KEY = "local"  # noqa: S105 - the secret of every test access key, no password
_CREDENTIAL = re.compile(r"Credential=([^/\s,]+)/(\d{8})/([^/\s]+)/([^/\s]+)/aws4_request")
# Pseudo-Regions that some SDKs sign for when they skip the resolving of endpoints, and the Regions they mean (botocore's endpoints.json).
_PSEUDO_REGIONS = {
    "aws-global": "us-east-1",
    "aws-cn-global": "cn-north-1",
    "aws-us-gov-global": "us-gov-west-1",
    "aws-iso-global": "us-iso-east-1",
    "aws-iso-b-global": "us-isob-east-1",
    "aws-iso-f-global": "us-isof-south-1",
}
_EMBEDDED = re.compile(r"^(?:AKIA|ASIA)(\d{12})[A-Z0-9]{4}$")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature says: access key, Region and service; all None for an anonymous request."""

    access_key: str | None = None
    region: str | None = None
    service: str | None = None


ANONYMOUS = Scope()


@lru_cache(maxsize=1024)
def canonical_id(account: str) -> str:
    """A stable 64-digit canonical user id for an account id (moto has one for all accounts)."""
    return hashlib.sha256(account.encode()).hexdigest()


def access_key(account: str) -> str:
    """The test access key that acts as this account; the account id is part of it, so that any account can be called."""
    return f"AKIA{account}TEST"


@lru_cache(maxsize=1024)
def embedded_account(key: str) -> str | None:
    """The account inside a test access key."""
    match = _EMBEDDED.match(key)
    return match.group(1) if match else None


def scope_of(request: HttpRequest) -> Scope:
    """The credential scope of a signed or presigned request; a form of any web page can have a scope in its address, and no signature."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return _from_header(authorization)
    if "X-Amz-Credential=" in request.query and "X-Amz-Signature=" in request.query:
        return _from_header("Credential=" + unquote(request.query.split("X-Amz-Credential=")[1].split("&")[0]))
    if "AWSAccessKeyId=" in request.query and "Signature=" in request.query:
        return Scope(unquote(request.query.split("AWSAccessKeyId=")[1].split("&")[0]), None, "s3")
    return ANONYMOUS


def _from_header(authorization: str) -> Scope:
    start = authorization.find("Credential=")
    if start >= 0:
        return _parse(authorization[start : authorization.find("aws4_request", start) + 12])
    if authorization.startswith("AWS "):
        return Scope(authorization[4:].split(":", maxsplit=1)[0], None, "s3")
    return ANONYMOUS


@lru_cache(maxsize=1024)
def _parse(credential: str) -> Scope:
    match = _CREDENTIAL.match(credential)
    if match is None:
        return ANONYMOUS
    key, region, service = match.group(1, 3, 4)
    return Scope(key, _PSEUDO_REGIONS.get(region, region), service)
