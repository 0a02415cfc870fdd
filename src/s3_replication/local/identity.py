"""Who calls: the account and Region of a request, from its signature. Signatures themselves are not verified."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from s3_replication.local.server.message import Request

__all__ = ["DEFAULT_ACCOUNT", "Scope", "access_key", "embedded_account", "scope_of"]

DEFAULT_ACCOUNT = "111111111111"
_CREDENTIAL = re.compile(r"Credential=([^/\s,]+)/(\d{8})/([^/\s]+)/([^/\s]+)/aws4_request")
_EMBEDDED = re.compile(r"^(?:AKIA|ASIA)(\d{12})[A-Z0-9]{4}$")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature says: access key, Region and service; all None for an anonymous request."""

    access_key: str | None = None
    region: str | None = None
    service: str | None = None


ANONYMOUS = Scope()


def access_key(account: str) -> str:
    """The test access key that acts as this account; the account id is part of it, so that any account can be called."""
    return f"AKIA{account}TEST"


def embedded_account(key: str) -> str | None:
    """The account inside a test access key."""
    match = _EMBEDDED.match(key)
    return match.group(1) if match else None


def scope_of(request: Request) -> Scope:
    """The credential scope of a signed or presigned request."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return _from_header(authorization)
    if "X-Amz-Credential=" in request.query:
        return _from_header("Credential=" + unquote(request.query.split("X-Amz-Credential=")[1].split("&")[0]))
    if "AWSAccessKeyId=" in request.query:
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
    return Scope(match.group(1), match.group(3), match.group(4)) if match else ANONYMOUS
