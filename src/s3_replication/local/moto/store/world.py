"""The core's World, read from moto's live state: buckets from S3, roles and policies from IAM, keys and grants from KMS."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from moto.iam.models import IAMBackend, iam_backends
from moto.kms.models import Key as MotoKey
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

from s3_replication.core import (
    Bucket,
    DefaultRetention,
    Encryption,
    EncryptionKind,
    Key,
    KeyTraits,
    Ownership,
    Role,
    Switches,
    Versioning,
    World,
)  # fmt: skip
from s3_replication.iam import Arn, Grant
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.kms_keys import AWS_MANAGED_ALIAS, find_key, key_state
from s3_replication.local.moto.store.organization import read_account
from s3_replication.local.moto.store.principal_policies import boundary_of, identity_policies, read_policy, tags_of
from s3_replication.local.moto.store.public_access import blocks

__all__ = ["all_buckets", "find_bucket", "live_world", "read_bucket", "read_key", "read_role"]

T = TypeVar("T")


class _Lazy(Mapping[str, T], Generic[T]):
    """Reads a thing when it is first asked for and remembers it; lists no names, since the core asks by name only."""

    def __init__(self, read: Callable[[str], T | None]) -> None:
        self._read = read
        self._known: dict[str, T | None] = {}

    def _find(self, name: str) -> T | None:
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def __getitem__(self, name: str) -> T:
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """As a dict's."""
        found = self._find(name)
        return default if found is None else found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, found in self._known.items() if found is not None])

    def __len__(self) -> int:
        return sum(found is not None for found in self._known.values())


def live_world(switches: Switches, now: datetime | None = None) -> World:
    """The world as it is now; a snapshot is right until the next configuration change, so take a new one then."""
    return World(_Lazy(_bucket), _Lazy(read_key), _Lazy(read_role), _Lazy(read_account), switches, now=now)


def all_buckets() -> list[LocalBucket]:
    """The buckets of every account."""
    return [bucket for name in list(s3_backends.bucket_accounts) if (bucket := find_bucket(name)) is not None]


def find_bucket(name: str) -> LocalBucket | None:
    """A bucket of any account."""
    owner = s3_backends.bucket_accounts.get(name)
    if owner is None:
        return None
    regions = dict.get(s3_backends, owner[1])  # moto's own look-up takes a lock of all services, each time
    backend = None if regions is None else dict.get(regions, owner[0])
    found = None if backend is None else backend.buckets.get(name)
    return found if isinstance(found, LocalBucket) else None


def _bucket(name: str) -> Bucket | None:
    found = find_bucket(name)
    return None if found is None else read_bucket(found)


def read_bucket(bucket: LocalBucket) -> Bucket:
    """One bucket in the core's terms."""
    return Bucket(
        name=bucket.name,
        arn=str(bucket.arn),
        account=bucket.account_id,
        region=bucket.region_name,
        versioning=Versioning(bucket.versioning_status or "Never"),
        ownership=Ownership(str(bucket.ownership_rule or "ObjectWriter")),
        object_lock=bool(bucket.object_lock_enabled),
        default_retention=_retention(bucket),
        default_encryption=_default_encryption(bucket),
        blocks_sse_c=bucket.blocks_sse_c,
        blocks_public_acls=blocks(bucket, "block_public_acls"),
        policy=read_policy(bucket.policy.decode("utf-8", "replace"), f"bucket policy of {bucket.name}") if bucket.policy else None,
        replication=bucket.replication,
    )


def _retention(bucket: LocalBucket) -> DefaultRetention | None:
    if not bucket.object_lock_enabled or not bucket.default_lock_mode:
        return None
    return DefaultRetention(bucket.default_lock_mode, bucket.default_lock_days or None, bucket.default_lock_years or None)


def _default_encryption(bucket: LocalBucket) -> Encryption:
    rule = (bucket.encryption or {}).get("Rule", {})
    default = rule.get("ApplyServerSideEncryptionByDefault") or {}
    kind = EncryptionKind(default.get("SSEAlgorithm", "AES256"))
    return Encryption(kind, default.get("KMSMasterKeyID"), str(rule.get("BucketKeyEnabled", "")).lower() == "true")


def _partition_backend(arn: str) -> IAMBackend | None:
    found = Arn.find(arn)
    if found is None or found.account not in iam_backends or found.partition not in iam_backends[found.account]:
        return None
    return iam_backends[found.account][found.partition]


def read_role(arn: str) -> Role | None:
    """One role."""
    backend = _partition_backend(arn)
    found = next((role for role in list(backend.roles.values()) if role.arn == arn), None) if backend is not None else None
    if backend is None or found is None:
        return None
    return Role(
        arn=arn,
        account=Arn.parse(arn).account,
        trust=read_policy(found.assume_role_policy_document, f"trust policy of {found.name}"),
        policies=identity_policies(found),
        boundary=boundary_of(backend, found.permissions_boundary_arn),
        unique_id=found.id,
        tags=tags_of(found.tags),
    )


def read_key(arn: str) -> Key | None:
    """One KMS key, by its ARN or an alias' ARN."""
    found = find_key(arn, "", "")
    if found is None:
        return None
    return Key(
        arn=found.arn,
        account=found.account_id,
        region=found.region,
        state=key_state(found),
        policy=read_policy(found.policy, f"key policy of {found.id}"),
        grants=tuple(_grant(grant) for grant in found.grants.values()),
        symmetric=found.key_spec == "SYMMETRIC_DEFAULT",
        aws_managed=_is_managed(found),
        traits=_traits(found),
    )


def _traits(key: MotoKey) -> KeyTraits:
    kind = key.multi_region_configuration["MultiRegionKeyType"] if key.multi_region else None
    listed = kms_backends[key.account_id][key.region].list_resource_tags(key.id)["Tags"]
    tags = tuple((tag["TagKey"], tag["TagValue"]) for tag in listed)
    usage = key.key_usage or "ENCRYPT_DECRYPT"  # CreateKey's default, which moto fills in only where it answers
    return KeyTraits(kind, key.origin, key.key_spec, usage, tuple(sorted(key.aliases)), tags)


def _is_managed(key: MotoKey) -> bool:
    return AWS_MANAGED_ALIAS in key.aliases


def _grant(grant: Any) -> Grant:
    constraints = grant.constraints or {}
    return Grant(grant.id, grant.grantee_principal, frozenset(grant.operations), constraints.get("EncryptionContextEquals"),
                 constraints.get("EncryptionContextSubset"))  # fmt: skip
