"""The condition keys of the requests that S3 makes for a replication (facts 5.28, 5.29, 5.46 to 5.50)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from s3_replication.core.key_traits import key_conditions
from s3_replication.core.model import Account, Bucket, Key
from s3_replication.core.switches import Assumption
from s3_replication.iam import UNKNOWN, ContextValue, Unknown, partition_of

__all__ = ["caller_context", "clock_keys", "kms_context", "organization_of_resource", "s3_context", "source_keys"]

# The DNS suffixes of the partitions (AWS's public endpoint rules, partitions.json of the SDKs).
DNS_SUFFIXES: Final[Mapping[str, str]] = {
    "aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov", "aws-iso-b": "sc2s.sgov.gov", "aws-iso-e": "cloud.adc-e.uk", "aws-iso-f": "csp.hci.ic.gov",
}  # fmt: skip
_STATED: Final = "amazonaws.com"
# No document says what S3 sends for these keys. A policy that uses one gives UNKNOWN.
_UNDOCUMENTED: Final[Mapping[str, ContextValue]] = {
    "aws:useragent": UNKNOWN,
}
_S3_UNDOCUMENTED: Final[Mapping[str, ContextValue]] = {
    "s3:authtype": UNKNOWN,
    "s3:signatureversion": UNKNOWN,
    "s3:signatureage": UNKNOWN,
    "s3:tlsversion": UNKNOWN,
    "s3:versionid": UNKNOWN,
    "s3:x-amz-content-sha256": UNKNOWN,
}
_WRITE_UNDOCUMENTED: Final[Mapping[str, ContextValue]] = {
    "s3:x-amz-server-side-encryption": UNKNOWN,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": UNKNOWN,
    "s3:x-amz-server-side-encryption-customer-algorithm": UNKNOWN,
}
_RETENTION_KEY: Final[Mapping[str, ContextValue]] = {"s3:object-lock-remaining-retention-days": UNKNOWN}


def clock_keys(now: datetime | None) -> Mapping[str, ContextValue]:
    """The condition keys of the time, which every request has (IAM User Guide, "AWS global condition context keys")."""
    if now is None:
        return {"aws:currenttime": UNKNOWN, "aws:epochtime": UNKNOWN}
    utc = now.astimezone(UTC)
    return {"aws:currenttime": (utc.strftime("%Y-%m-%dT%H:%M:%SZ"),), "aws:epochtime": (str(int(utc.timestamp())),)}


def caller_context(account: Account, now: datetime | None) -> Mapping[str, ContextValue]:
    """The condition keys in every request of a role of this account."""
    context: dict[str, ContextValue] = {**_UNDOCUMENTED, **clock_keys(now), "aws:securetransport": ("true",)}
    if account.organization is not None:
        context["aws:principalorgid"] = _value(account.organization)
    if account.organization_path is not None:
        context["aws:principalorgpaths"] = _value(account.organization_path)
    return context


def s3_context(
    caller: Mapping[str, ContextValue], action: str, bucket: Bucket, owner: Account, retention: bool
) -> Mapping[str, ContextValue]:
    """The condition keys of a request to S3; `retention` is set if the version has a retention that a policy may check."""
    return {
        **caller, **_S3_UNDOCUMENTED, **(_WRITE_UNDOCUMENTED if action == "s3:ReplicateObject" else {}),
        **(_RETENTION_KEY if retention else {}), **organization_of_resource(owner),
        # "false if the service uses a service role to make a call" (IAM User Guide, "AWS global condition context keys").
        "aws:viaawsservice": ("false",),
        "aws:requestedregion": (bucket.region,) if bucket.region else UNKNOWN,
        "s3:resourceaccount": (bucket.account,) if bucket.region else UNKNOWN,
        "aws:resourceaccount": (bucket.account,) if bucket.region else UNKNOWN,
    }  # fmt: skip


def kms_context(
    caller: Mapping[str, ContextValue], caller_account: str, key: Key, owner: Account, suffixed: Assumption
) -> Mapping[str, ContextValue]:
    """The condition keys of a request to KMS through S3, without the encryption context, which is different for each object."""
    return {
        **caller, **organization_of_resource(owner), **key_conditions(key.traits), "aws:requestedregion": (key.region,),
        # S3 calls KMS for the role; whether KMS takes that for a call on the role's behalf is not documented.
        "aws:viaawsservice": UNKNOWN,
        "aws:resourceaccount": (key.account,), "kms:viaservice": _via_s3(key, suffixed),
        "kms:calleraccount": (caller_account,), "kms:encryptioncontextkeys": ("aws:s3:arn",),
    }  # fmt: skip


def _via_s3(key: Key, suffixed: Assumption) -> ContextValue:
    """kms:ViaService (5.29); AWS states its form for partitions under amazonaws.com only, so elsewhere a switch decides."""
    suffix = DNS_SUFFIXES.get(partition_of(key.arn))
    if suffix != _STATED and (suffixed is Assumption.UNKNOWN or suffix is None):
        return UNKNOWN
    return (f"s3.{key.region}.{suffix if suffixed is Assumption.YES else _STATED}",)


def source_keys(source_arn: str, source_account: str, sent: Assumption) -> tuple[Mapping[str, ContextValue], ...]:
    """Every assumption about whether S3 sends the two source keys when it assumes a role (5.01)."""
    arn: Mapping[str, ContextValue] = {"aws:sourcearn": (source_arn,)}
    account: Mapping[str, ContextValue] = {"aws:sourceaccount": (source_account,)}
    if sent is Assumption.YES:
        return ({**arn, **account},)
    return ({},) if sent is Assumption.NO else ({}, {**arn, **account}, arn, account)


def _value(value: str | Unknown) -> ContextValue:
    return value if isinstance(value, Unknown) else (value,)


def organization_of_resource(account: Account) -> Mapping[str, ContextValue]:
    """Return the condition keys for the organization that owns the bucket, key or role."""
    context: dict[str, ContextValue] = {}
    if account.organization is not None:
        context["aws:resourceorgid"] = _value(account.organization)
    if account.organization_path is not None:
        context["aws:resourceorgpaths"] = _value(account.organization_path)
    return context
