"""The settings of one bucket, and the account and Region that it is in."""

import shlex
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from s3_replication.core import Bucket, DefaultRetention, Encryption, EncryptionKind, World
from s3_replication.doctor.drift.difference import SETTING, Difference, compared, is_known
from s3_replication.doctor.drift.owners import Owner, Owners
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.words import counted
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source.matching import has_unknown

__all__ = ["place_differences", "setting_differences"]


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting: the types that set it, their argument, its words, how it is read, and how S3's API calls the read."""

    kinds: tuple[str, ...]
    argument: str
    words: str
    read: Callable[[Bucket, World], object]
    operation: str


def _encryption(bucket: Bucket, world: World) -> str | Unknown:
    found = bucket.default_encryption
    if isinstance(found, Unknown):
        return UNKNOWN
    key = key_arn(found.key_arn, world)
    if not is_known(key):
        return UNKNOWN
    return f"{found.kind.value}{f' with key {key}' if key else ''}{' and an S3 Bucket Key' if _uses_bucket_key(found) else ''}"


def _uses_bucket_key(found: Encryption) -> bool:
    return found.bucket_key and found.kind is EncryptionKind.SSE_KMS  # S3 User Guide, "Reducing the cost of SSE-KMS with S3 Bucket Keys"


def key_arn(arn: str | Unknown | None, world: World) -> str | Unknown | None:
    """The key's own ARN for an alias; UNKNOWN where the world does not show the key of the alias."""
    if not isinstance(arn, str):
        return arn
    found = world.keys.get(arn) if ":alias/" in arn else None
    return found.arn if found is not None else UNKNOWN if ":alias/" in arn or not arn.startswith("arn:") else arn


def _retention(bucket: Bucket, _world: World) -> str | Unknown | None:
    found = bucket.default_retention
    if isinstance(bucket.object_lock, Unknown) or found is None:
        return UNKNOWN if isinstance(bucket.object_lock, Unknown) else None
    return _retention_words(found)


def _retention_words(found: DefaultRetention) -> str:
    return f"{found.mode} for {counted(found.days, 'day') if found.days else counted(found.years or 0, 'year')}"


_LOCK: Final = "aws_s3_bucket_object_lock_configuration"
_ENCRYPTION: Final = "aws_s3_bucket_server_side_encryption_configuration"
_VERSIONING: Final = "aws_s3_bucket_versioning"
_OWNERSHIP: Final = "aws_s3_bucket_ownership_controls"
_ACCESS: Final = "aws_s3_bucket_public_access_block"
_READ_ENCRYPTION: Final = "GetBucketEncryption"
_READ_LOCK: Final = "GetObjectLockConfiguration"
_SETTINGS: Final = (
    _Setting((_VERSIONING,), "versioning_configuration", "Versioning", lambda one, _: one.versioning, "GetBucketVersioning"),
    _Setting((_OWNERSHIP,), "rule", "Object Ownership", lambda one, _: one.ownership, "GetBucketOwnershipControls"),
    _Setting((_LOCK, "aws_s3_bucket"), "object_lock_enabled", "Object Lock", lambda one, _: one.object_lock, _READ_LOCK),
    _Setting((_LOCK,), "rule", "Default retention", _retention, _READ_LOCK),
    _Setting((_ENCRYPTION,), "rule", "Default encryption", _encryption, _READ_ENCRYPTION),
    _Setting((_ENCRYPTION,), "rule", "Blocking of SSE-C", lambda one, _: one.blocks_sse_c, _READ_ENCRYPTION),
    _Setting((_ACCESS,), "block_public_acls", "Blocking of public ACLs", lambda one, _: one.blocks_public_acls, "GetPublicAccessBlock"),
)


def setting_differences(
    owners: Owners, said: World, live: World, name: str, unread: Callable[[str, str], bool]
) -> Iterator[Difference]:  # fmt: skip
    """The settings that a resource of Terraform sets; `unread` says whether a read about the bucket was denied or failed."""
    for one in _SETTINGS:
        owner = owners.of(name, *one.kinds)
        if owner is None or unread(one.operation, name) or has_unknown(owner.instance.values.get(one.argument)):
            continue
        wanted, found = one.read(owner.world.buckets[name], said), one.read(live.buckets[name], live)
        if is_known(wanted) and is_known(found) and wanted != found:
            says = compared(f"{one.words} of bucket {name}", owner, wanted, found)
            yield Difference(SETTING, says, owner, (one.argument,))


def place_differences(owners: Owners, live: World, name: str, expected: Collection[str]) -> Iterator[Difference]:
    """The account and the Region of a destination bucket; `expected` accounts, which live rules name, have a finding without Terraform."""
    owner = owners.of(name, "aws_s3_bucket")
    if owner is None:
        return
    wanted, found = owner.world.buckets[name], live.buckets[name]
    if is_known(wanted.account) and wanted.account != found.account and wanted.account not in expected:
        says = compared(f"The account of bucket {name}", owner, wanted.account, found.account)
        yield Difference("live-bucket-in-another-account", says, owner, (), repair=_move(owners, owner, name, wanted, found))
    if wanted.region and wanted.region != found.region:
        says = compared(f"The Region of bucket {name}", owner, wanted.region, found.region)
        yield Difference(SETTING, says, owner, (), repair=_stay(owner, name, found.region))


def _stay(owner: Owner, name: str, region: str) -> Suggestion:
    """S3 cannot move a bucket (S3 User Guide, "Bucket restrictions and limitations"): only another one can be in another Region."""
    text = (
        f"Do not replace {owner.address}: S3 cannot move a bucket, so Terraform would delete it. If bucket {name} is to stay in {region}, "
        f"set that Region in its provider or configuration, and plan again. Otherwise keep it, create a bucket under another name in the "
        "right Region, and change the rules to it."
    )
    return Suggestion(text, cli="terraform plan")


def _move(owners: Owners, owner: Owner, name: str, wanted: Bucket, found: Bucket) -> Suggestion:
    addresses = " ".join(shlex.quote(one.address) for one in owners.all_of(name))
    provider = owner.instance.configuration.provider if owner.recorded.is_plan else ""
    who = f"provider {provider}" if provider else "the bucket's provider"
    text = (
        f'Give {who} credentials of account {wanted.account}, and set allowed_account_ids = ["{wanted.account}"] in it, so that Terraform '
        f"refuses any other account. Give the bucket another name, since {name} stays taken by account {found.account}. Then take the old "
        "bucket out of the state and apply. Delete the bucket when you no longer need its replicas."
    )
    return Suggestion(text, cli=f"terraform state rm {addresses}; terraform apply")
