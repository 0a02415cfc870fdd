"""The condition keys of the requests that S3 makes for a replication (reference: IAM evaluation, 2.2)."""

from collections.abc import Mapping
from typing import Final

from s3_replication.core.configuration.arns import partition_of
from s3_replication.core.model import Account, Bucket, Key
from s3_replication.core.switches import Sent
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.iam.model import ContextValue

__all__ = ["caller_context", "kms_context", "organization_of_resource", "s3_context", "source_keys"]

_STATED_PARTITIONS: Final = frozenset({"aws", "aws-us-gov"})
# What S3 sends is documented for none of these, or depends on the clock; a policy that asks for one gets no definite answer.
_UNDOCUMENTED: Final[Mapping[str, ContextValue]] = {
    "aws:principalisawsservice": UNKNOWN,
    "aws:viaawsservice": UNKNOWN,
    "aws:currenttime": UNKNOWN,
    "aws:epochtime": UNKNOWN,
    "aws:tokenissuetime": UNKNOWN,
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


def caller_context(account: Account) -> Mapping[str, ContextValue]:
    """What every request of a role of this account carries."""
    context: dict[str, ContextValue] = {**_UNDOCUMENTED, "aws:securetransport": ("true",)}
    if account.organization is not None:
        context["aws:principalorgid"] = _value(account.organization)
    if account.organization_path is not None:
        context["aws:principalorgpaths"] = _value(account.organization_path)
    return context


def s3_context(
    caller: Mapping[str, ContextValue], action: str, bucket: Bucket, owner: Account, retention: bool
) -> Mapping[str, ContextValue]:
    """A request to S3; `retention` where the version carries a retention that a policy may look at."""
    return {
        **caller, **_S3_UNDOCUMENTED, **(_WRITE_UNDOCUMENTED if action == "s3:ReplicateObject" else {}),
        **(_RETENTION_KEY if retention else {}), **organization_of_resource(owner),
        "aws:requestedregion": (bucket.region,) if bucket.region else UNKNOWN,
        "s3:resourceaccount": (bucket.account,) if bucket.region else UNKNOWN,
        "aws:resourceaccount": (bucket.account,) if bucket.region else UNKNOWN,
    }  # fmt: skip


def kms_context(caller: Mapping[str, ContextValue], caller_account: str, key: Key, owner: Account) -> Mapping[str, ContextValue]:
    """A request to KMS through S3, but for the encryption context, which differs from object to object."""
    return {
        **caller, **organization_of_resource(owner), "aws:requestedregion": (key.region,),
        "aws:resourceaccount": (key.account,), "kms:viaservice": _via_s3(key),
        "kms:calleraccount": (caller_account,), "kms:encryptioncontextkeys": ("aws:s3:arn",),
    }  # fmt: skip


def _via_s3(key: Key) -> ContextValue:
    """kms:ViaService (5.29); AWS states its form for partitions under amazonaws.com only."""
    return (f"s3.{key.region}.amazonaws.com",) if partition_of(key.arn) in _STATED_PARTITIONS else UNKNOWN


def source_keys(source: Bucket, sent: Sent) -> tuple[Mapping[str, ContextValue], ...]:
    """Every reading of whether S3 sends the two source keys when it assumes a role (5.01)."""
    arn: Mapping[str, ContextValue] = {"aws:sourcearn": (source.arn,)}
    account: Mapping[str, ContextValue] = {"aws:sourceaccount": (source.account,)}
    if sent is Sent.YES:
        return ({**arn, **account},)
    return ({},) if sent is Sent.NO else ({}, {**arn, **account}, arn, account)


def _value(value: str | Unknown) -> ContextValue:
    return value if isinstance(value, Unknown) else (value,)


def organization_of_resource(account: Account) -> Mapping[str, ContextValue]:
    """What a request tells of the organization that owns the bucket, key or role called."""
    context: dict[str, ContextValue] = {}
    if account.organization is not None:
        context["aws:resourceorgid"] = _value(account.organization)
    if account.organization_path is not None:
        context["aws:resourceorgpaths"] = _value(account.organization_path)
    return context
