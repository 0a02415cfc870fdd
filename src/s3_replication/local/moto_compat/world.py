"""The core's World, read from moto's live state: buckets from S3, roles and policies from IAM, keys and grants from KMS."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

from moto.iam.models import IAMBackend, iam_backends
from moto.iam.models import Role as MotoRole
from moto.kms.models import Key as MotoKey
from moto.s3.models import s3_backends

from s3_replication.core import (
    Bucket,
    DefaultRetention,
    Encryption,
    EncryptionKind,
    Key,
    Ownership,
    Role,
    Versioning,
    World,
)  # fmt: skip
from s3_replication.iam import UNKNOWN, Grant, Policy, PolicyError, Unknown
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.kms import AWS_MANAGED_ALIAS, find_key, key_state

__all__ = ["find_bucket", "live_world", "read_bucket"]

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


def live_world() -> World:
    """The world as it is now; a snapshot is right until the next configuration change, so take a new one then."""
    return World(_Lazy(_bucket), _Lazy(_key), _Lazy(_role), {}, hooks.switches)


def find_bucket(name: str) -> LocalBucket | None:
    """A bucket of any account."""
    owner = s3_backends.bucket_accounts.get(name)
    if owner is None:
        return None
    found = s3_backends[owner[1]][owner[0]].buckets.get(name)
    return found if isinstance(found, LocalBucket) else None


def _bucket(name: str) -> Bucket | None:
    found = find_bucket(name)
    return None if found is None else read_bucket(found)


def read_bucket(bucket: LocalBucket) -> Bucket:
    """One bucket in the core's terms."""
    block = bucket.public_access_block
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
        blocks_public_acls=bool(block and block.block_public_acls),
        policy=_policy(bucket.policy.decode("utf-8", "replace"), f"bucket policy of {bucket.name}") if bucket.policy else None,
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


@lru_cache(maxsize=4096)
def _policy(document: str, name: str) -> Policy | Unknown:
    """A policy; one that moto stored although AWS would have refused it counts as not known."""
    try:
        return Policy.parse(document, name)
    except PolicyError:
        return UNKNOWN


def _known(policies: list[Policy | Unknown]) -> tuple[Policy, ...] | Unknown:
    found = tuple(policy for policy in policies if isinstance(policy, Policy))
    return found if len(found) == len(policies) else UNKNOWN


def _partition_backend(arn: str) -> IAMBackend | None:
    parts = arn.split(":")
    if len(parts) < 6 or parts[4] not in iam_backends or parts[1] not in iam_backends[parts[4]]:
        return None
    return iam_backends[parts[4]][parts[1]]


def _role(arn: str) -> Role | None:
    backend = _partition_backend(arn)
    found = next((role for role in list(backend.roles.values()) if role.arn == arn), None) if backend is not None else None
    if backend is None or found is None:
        return None
    return Role(
        arn=arn,
        account=arn.split(":")[4],
        trust=_policy(found.assume_role_policy_document, f"trust policy of {found.name}"),
        policies=_role_policies(found),
        boundary=_boundary(backend, found),
        unique_id=found.id,
        tags=_tags(found.tags),
    )


def _tags(tags: Any) -> dict[str, str]:
    pairs = tags.values() if isinstance(tags, dict) else (tags or [])
    return {tag["Key"]: tag["Value"] for tag in pairs}


def _role_policies(role: MotoRole) -> tuple[Policy, ...] | Unknown:
    inline = [_policy(document, f"inline policy {name}") for name, document in role.policies.items()]
    managed = [_policy(_default_version(policy), f"managed policy {policy.name}") for policy in role.managed_policies.values()]
    return _known([*inline, *managed])


def _default_version(policy: Any) -> str:
    return next((str(version.document) for version in policy.versions if version.is_default), "")


def _boundary(backend: IAMBackend, role: MotoRole) -> Policy | Unknown | None:
    arn = role.permissions_boundary_arn
    if not arn:
        return None
    found = backend.managed_policies.get(arn)
    return UNKNOWN if found is None else _policy(_default_version(found), f"permissions boundary {found.name}")


def _key(arn: str) -> Key | None:
    found = find_key(arn, "", "")
    if found is None:
        return None
    return Key(
        arn=found.arn,
        account=found.account_id,
        region=found.region,
        state=key_state(found),
        policy=_policy(found.policy, f"key policy of {found.id}"),
        grants=tuple(_grant(grant) for grant in found.grants.values()),
        symmetric=found.key_spec == "SYMMETRIC_DEFAULT",
        aws_managed=_is_managed(found),
    )


def _is_managed(key: MotoKey) -> bool:
    return AWS_MANAGED_ALIAS in key.aliases


def _grant(grant: Any) -> Grant:
    constraints = grant.constraints or {}
    return Grant(grant.id, grant.grantee_principal, frozenset(grant.operations), constraints.get("EncryptionContextEquals"),
                 constraints.get("EncryptionContextSubset"))  # fmt: skip
