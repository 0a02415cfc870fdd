"""One bucket as replication sees it, read through S3's API."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.aws.operations import read_lifecycle, read_notification, read_operations
from s3_replication.core import (
    Bucket,
    DefaultRetention,
    Encryption,
    EncryptionKind,
    Ownership,
    ReplicationConfiguration,
    Versioning,
    parse_configuration,
)
from s3_replication.iam import UNKNOWN, Policy, Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["read_bucket", "read_region", "read_replication"]

# GetBucketLocation answers null for the first Region and "EU" for buckets of S3's first years in Ireland (API: GetBucketLocation).
_LOCATIONS = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}
_Json = Mapping[str, Any]


def read_region(connection: Connection, name: str, account: str) -> str | Unknown | None:
    """The bucket's Region: None if it does not exist, UNKNOWN if that may not be read or another account owns it."""
    s3 = connection.s3()
    answer = ask("GetBucketLocation", name, lambda: s3.get_bucket_location(Bucket=name, ExpectedBucketOwner=account))
    if answer is None or isinstance(answer, Unknown):
        return answer
    location = answer.get("LocationConstraint")
    return _LOCATIONS.get(location, str(location))


def read_bucket(connection: Connection, name: str, account: str) -> Bucket | Unknown | None:
    """Return the bucket: None if it does not exist, UNKNOWN if its Region may not be read or another account owns it.

    Fields that may not be read are UNKNOWN.
    Raises AwsError for any other refusal.
    """
    region = connection.once(read_region, name, account)
    if region is None or isinstance(region, Unknown):
        return region
    s3 = connection.s3(region)
    own = (_versioning, _ownership, _lock, _encryption, _blocks_public_acls, _policy, read_lifecycle, read_notification)
    parts: list[Callable[[], Any]] = [partial(part, s3, name) for part in own]
    parts += [partial(read_operations, connection, name, region), partial(connection.once, read_replication, name, region)]
    versioning, ownership, lock, encryption, blocks_public_acls, policy, *others = connection.together(parts)
    lifecycle, notification, operations, replication = others
    return Bucket(
        name=name,
        arn=f"arn:{connection.partition()}:s3:::{name}",
        account=account,
        region=region,
        versioning=versioning if isinstance(versioning, Unknown) else Versioning(versioning.get("Status", "Never")),
        ownership=ownership,
        object_lock=lock if isinstance(lock, Unknown) else lock.get("ObjectLockEnabled") == "Enabled",
        default_retention=None if isinstance(lock, Unknown) else _retention(lock),
        default_encryption=encryption if isinstance(encryption, Unknown) else _default(encryption),
        blocks_sse_c=encryption if isinstance(encryption, Unknown) else _blocks_sse_c(encryption),
        blocks_public_acls=blocks_public_acls,
        policy=policy,
        lifecycle=lifecycle,
        notification=notification,
        operations=operations,
        replication=replication,
        mfa_delete=versioning if isinstance(versioning, Unknown) else versioning.get("MFADelete") == "Enabled",
    )


def _versioning(s3: "S3Client", name: str) -> _Json | Unknown:
    found = ask("GetBucketVersioning", name, lambda: dict(s3.get_bucket_versioning(Bucket=name)))
    return UNKNOWN if found is None else found


def _ownership(s3: "S3Client", name: str) -> Ownership | Unknown:
    answer = ask("GetBucketOwnershipControls", name, lambda: s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"])
    if isinstance(answer, Unknown):
        return answer
    # Buckets without the setting are from before April 2023, when object writer was the default.
    return Ownership(answer[0]["ObjectOwnership"]) if answer else Ownership.OBJECT_WRITER


def _lock(s3: "S3Client", name: str) -> _Json | Unknown:
    answer = ask("GetObjectLockConfiguration", name, lambda: s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"])
    return {} if answer is None else answer


def _retention(lock: _Json) -> DefaultRetention | None:
    default = lock.get("Rule", {}).get("DefaultRetention")
    return DefaultRetention(default["Mode"], default.get("Days"), default.get("Years")) if default else None


def _encryption(s3: "S3Client", name: str) -> _Json | Unknown:
    answer = ask("GetBucketEncryption", name, lambda: s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"])
    if isinstance(answer, Unknown):
        return answer
    return answer["Rules"][0] if answer else {}


def _default(rule: _Json) -> Encryption:
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    kind = EncryptionKind(default.get("SSEAlgorithm", EncryptionKind.SSE_S3))
    return Encryption(kind, default.get("KMSMasterKeyID"), bool(rule.get("BucketKeyEnabled", False)))


def _blocks_sse_c(rule: _Json) -> bool:
    return "SSE-C" in rule.get("BlockedEncryptionTypes", {}).get("EncryptionType", [])


def _blocks_public_acls(s3: "S3Client", name: str) -> bool:
    answer = ask("GetPublicAccessBlock", name, lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"])
    return True if isinstance(answer, Unknown) else bool(answer and answer.get("BlockPublicAcls", False))


def _policy(s3: "S3Client", name: str) -> Policy | Unknown | None:
    document = ask("GetBucketPolicy", name, lambda: s3.get_bucket_policy(Bucket=name)["Policy"])
    return Policy.read(document, f"policy of bucket {name}") if isinstance(document, str) else document


def read_replication(connection: Connection, name: str, region: str) -> ReplicationConfiguration | Unknown | None:
    """The bucket's replication configuration: None without one, UNKNOWN where it may not be read."""
    s3: Any = connection.s3(region)
    return ask("GetBucketReplication", name, lambda: parse_configuration(s3.get_bucket_replication(Bucket=name)["Body"]))
