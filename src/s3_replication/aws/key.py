"""One KMS key: state, policy and grants."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import Key, KeyState, KeyTraits
from s3_replication.iam import UNKNOWN, Arn, Grant, Policy, Unknown

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

__all__ = ["read_key"]


def read_key(connection: Connection, arn: str) -> Key | None:
    """Return the key with this key or alias ARN, or None. What the caller may not read is UNKNOWN."""
    parsed = Arn.parse(arn)
    region, account = parsed.region, parsed.account
    kms = connection.kms(region)
    answer = ask("DescribeKey", arn, lambda: kms.describe_key(KeyId=arn)["KeyMetadata"])
    if answer is None:
        return None
    if isinstance(answer, Unknown):
        return Key(arn, account, region, state=UNKNOWN, policy=UNKNOWN)
    metadata: dict[str, Any] = dict(answer)
    arn = metadata["Arn"]
    parts: list[Callable[[], Any]] = [partial(_policy, kms, arn), partial(_grants, kms, arn), partial(_rotates, kms, metadata)]
    policy, grants, rotates = connection.together(parts)
    return Key(
        arn=arn,
        account=account,
        region=region,
        state=KeyState(metadata["KeyState"]) if metadata["KeyState"] in list(KeyState) else UNKNOWN,
        policy=policy,
        grants=grants,
        symmetric=metadata.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT",
        aws_managed=metadata.get("KeyManager") == "AWS",
        rotates=rotates,
        traits=_traits(metadata),
    )


def _traits(metadata: dict[str, Any]) -> KeyTraits:
    """What DescribeKey tells; aliases and tags would need further calls."""
    named = (metadata.get(name, UNKNOWN) for name in ("Origin", "KeySpec", "KeyUsage"))
    kind = metadata.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType", UNKNOWN)
    return KeyTraits(None if metadata.get("MultiRegion") is False else kind, *named)


def _policy(kms: "KMSClient", arn: str) -> Policy | Unknown | None:
    document = ask("GetKeyPolicy", arn, lambda: kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    return Policy.read(document, f"policy of key {arn}") if isinstance(document, str) else document


def _rotates(kms: "KMSClient", metadata: dict[str, Any]) -> bool | Unknown:
    """AWS rotates its own keys, and keys whose material it made while they are enabled; KMS is not asked about others."""
    rotatable = metadata.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT" and metadata.get("Origin", "AWS_KMS") == "AWS_KMS"
    if metadata.get("KeyManager") == "AWS" or metadata["KeyState"] != "Enabled" or not rotatable:
        return UNKNOWN
    arn = metadata["Arn"]
    found = ask("GetKeyRotationStatus", arn, lambda: kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"])
    return UNKNOWN if found is None else found


def _grants(kms: "KMSClient", arn: str) -> tuple[Grant, ...] | Unknown:
    pages = kms.get_paginator("list_grants").paginate(KeyId=arn)
    answer = ask("ListGrants", arn, lambda: [grant for page in pages for grant in page["Grants"]])
    if answer is None or isinstance(answer, Unknown):
        return UNKNOWN
    return tuple(_grant(dict(entry)) for entry in answer)


def _grant(entry: dict[str, Any]) -> Grant:
    constraints = entry.get("Constraints", {})
    return Grant(
        grant_id=entry["GrantId"],
        grantee=entry.get("GranteePrincipal", ""),
        operations=frozenset(entry.get("Operations", ())),
        encryption_context_equals=constraints.get("EncryptionContextEquals"),
        encryption_context_subset=constraints.get("EncryptionContextSubset"),
    )
