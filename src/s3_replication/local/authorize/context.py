"""The context keys of a request to S3 (Service Authorization Reference, "Condition keys for Amazon S3"; IAM global condition keys)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from s3_replication.core import clock_keys
from s3_replication.iam import ContextValue, Multivalued, PrincipalKind
from s3_replication.local.authorize.call import Arrival, S3Call
from s3_replication.local.ports.authorization import AccessPointAccess

__all__ = ["account_keys", "general_context", "global_keys", "point_keys", "s3_context"]

QUERY_KEYS: Final = {"delimiter": "s3:delimiter", "max-keys": "s3:max-keys", "prefix": "s3:prefix"}
HEADER_KEYS: Final = {
    **{f"x-amz-{name}": f"s3:x-amz-{name}" for name in (
        "acl", "content-sha256", "copy-source", "grant-full-control", "grant-read", "grant-read-acp", "grant-write", "grant-write-acp",
        "metadata-directive", "object-ownership", "server-side-encryption", "server-side-encryption-aws-kms-key-id",
        "server-side-encryption-customer-algorithm", "storage-class", "website-redirect-location",
    )},
    "if-match": "s3:if-match",
    "if-none-match": "s3:if-none-match",
    "x-amz-object-lock-legal-hold": "s3:object-lock-legal-hold",
    "x-amz-object-lock-mode": "s3:object-lock-mode",
    "x-amz-object-lock-retain-until-date": "s3:object-lock-retain-until-date",
}  # fmt: skip


def global_keys(headers: Mapping[str, str], region: str, source_ip: str, seconds: int, *, secure: bool) -> dict[str, ContextValue]:
    """The keys that every request of every service has."""
    found: dict[str, ContextValue] = {
        **_time_keys(seconds),
        "aws:requestedregion": (region,),
        "aws:securetransport": ("true" if secure else "false",),
        "aws:sourceip": (source_ip,),
        "aws:viaawsservice": ("false",),
    }
    found.update((key, (headers[name],)) for name, key in (("user-agent", "aws:useragent"), ("referer", "aws:referer")) if name in headers)
    return found


@lru_cache(maxsize=16)
def _time_keys(seconds: int) -> dict[str, ContextValue]:
    return dict(clock_keys(datetime.fromtimestamp(seconds, UTC)))


def general_context(call: S3Call, arrival: Arrival) -> dict[str, ContextValue]:
    """The keys that every action of S3 has."""
    found = global_keys(call.headers, arrival.region, arrival.source_ip, arrival.seconds, secure=arrival.secure)
    found.update(arrival.session)
    digest = call.headers.get("x-amz-content-sha256")
    if digest is not None:
        found["s3:x-amz-content-sha256"] = (digest,)
    if arrival.secure:
        found["s3:tlsversion"] = ("1.3",)
    found.update(_signature_keys(call, arrival))
    return found


def point_keys(point: AccessPointAccess | None) -> dict[str, ContextValue]:
    """The keys of an access point (S3 User Guide, "Configuring IAM policies for using access points", condition keys)."""
    if point is None:
        return {}
    return {
        "s3:dataaccesspointarn": (point.arn,),
        "s3:dataaccesspointaccount": (point.account,),
        "s3:accesspointnetworkorigin": (point.origin,),
    }


def _signature_keys(call: S3Call, arrival: Arrival) -> dict[str, ContextValue]:
    """How the request is signed (S3 API Reference, "Amazon S3 Signature Version 4 Authentication Specific Policy Keys")."""
    if call.caller.kind is PrincipalKind.ANONYMOUS:
        return {}
    if "authorization" in call.headers:
        kind, fourth = "REST-HEADER", call.headers["authorization"].startswith("AWS4-")
    elif "X-Amz-Signature" in call.query or "Signature" in call.query:
        kind, fourth = "REST-QUERY-STRING", "X-Amz-Signature" in call.query
    else:
        kind, fourth = "POST", "x-amz-signature" in call.headers
    found: dict[str, ContextValue] = {"s3:authtype": (kind,), "s3:signatureversion": ("AWS4-HMAC-SHA256" if fourth else "AWS",)}
    if arrival.signature_age is not None:
        found["s3:signatureage"] = (str(arrival.signature_age),)
    return found


def account_keys(owner: str) -> dict[str, ContextValue]:
    """The keys that name the account of the resource."""
    return {"aws:resourceaccount": (owner,), "s3:resourceaccount": (owner,)}


def s3_context(call: S3Call, keys: frozenset[str], version_id: str | None, of_source: bool = False) -> dict[str, ContextValue]:
    """The keys that one action has beyond these, as far as the request has a value for them; `of_source` for a copy's source."""
    found: dict[str, ContextValue] = {key: (call.query[name],) for name, key in QUERY_KEYS.items() if name in call.query}
    found.update((key, (call.headers[name],)) for name, key in HEADER_KEYS.items() if name in call.headers)
    if version_id is not None:
        found["s3:versionid"] = (version_id,)
    if call.location is not None:
        found["s3:locationconstraint"] = (call.location,)
    if call.role is not None:
        found["iam:passedtoservice"] = ("s3.amazonaws.com",)
    found = {key: value for key, value in found.items() if key in keys}
    if call.tags and "s3:requestobjecttagkeys" in keys:
        found["s3:requestobjecttagkeys"] = Multivalued(call.tags)
        found.update((f"s3:requestobjecttag/{name}", (value,)) for name, value in call.tags.items())
    if "s3:existingobjecttag" in keys:
        tags = call.source_tags if of_source else call.existing_tags
        found.update((f"s3:existingobjecttag/{name}", (value,)) for name, value in tags.items())
    return found
