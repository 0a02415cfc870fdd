"""A bucket's settings: from the setting's resource, else from the bucket's resource, else S3's default for a new bucket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from s3_replication.core.model import DefaultRetention, Encryption, EncryptionKind, Ownership, Versioning
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.instances import Instance
from s3_replication.plan.resource_resolver import ResourceResolver
from s3_replication.plan.values import block, blocks, flag, items, number, text

__all__ = [
    "BucketResources",
    "default_encryption",
    "default_retention",
    "mfa_delete",
    "object_lock",
    "ownership",
    "public_acls_blocked",
    "sse_c_blocked",
    "versioning",
]  # fmt: skip

Values: TypeAlias = Mapping[str, object]


@dataclass(slots=True)
class BucketResources:
    """One bucket's resources: `main` the bucket itself if the plan manages it, `settings` its sub-resources by type.

    `removed` are the types that this plan removes from it. `unplaced` are the types that the plan sets for a bucket that it does not
    show, which may be this one.
    """

    name: str
    main: Instance | None = None
    settings: dict[str, Instance] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    unplaced: frozenset[str] = frozenset()

    def setting(self, kind: str) -> Instance | None:
        """The sub-resource aws_s3_bucket_<kind>."""
        return self.settings.get(f"aws_s3_bucket_{kind}")

    def open(self, kind: str) -> bool:
        """Whether the setting may come from a sub-resource whose bucket the plan does not show."""
        return self.setting(kind) is None and f"aws_s3_bucket_{kind}" in self.unplaced

    def lost(self, kind: str) -> bool:
        """Whether this plan removes the setting."""
        return self.setting(kind) is None and f"aws_s3_bucket_{kind}" in self.removed

    @property
    def created(self) -> bool:
        """Whether the plan creates the bucket, so that what it does not set is S3's default."""
        return self.main is not None and self.main.created

    def inline(self, name: str) -> Values | Unknown | None:
        """The first block that the bucket's own resource holds: None means not set, UNKNOWN means not known."""
        if self.main is None or self.main.values.get(name) is UNKNOWN or name not in self.main.values:
            return None if self.created else UNKNOWN
        return next(iter(blocks(self.main.values, name)), None)


def versioning(parts: BucketResources) -> Versioning | Unknown:
    """State of versioning; "Disabled" of the resource means that it was never enabled."""
    if setting := parts.setting("versioning"):
        status = text(block(setting.values, "versioning_configuration").get("status"))
        known = {"Enabled": Versioning.ENABLED, "Suspended": Versioning.SUSPENDED, "Disabled": Versioning.NEVER}
        return known.get(status, UNKNOWN) if isinstance(status, str) else UNKNOWN
    if parts.lost("versioning"):
        return Versioning.SUSPENDED  # what the provider does, because AWS cannot return to "never enabled"
    inline = parts.inline("versioning")
    if isinstance(inline, Unknown) or parts.open("versioning"):
        return UNKNOWN
    return Versioning.ENABLED if inline and inline.get("enabled") is True else Versioning.NEVER


def mfa_delete(parts: BucketResources) -> bool | Unknown:
    """Whether the plan enables MFA Delete."""
    if setting := parts.setting("versioning"):
        wanted = text(block(setting.values, "versioning_configuration").get("mfa_delete"))
        return wanted if isinstance(wanted, Unknown) else wanted == "Enabled"
    inline = parts.inline("versioning")
    return inline if isinstance(inline, Unknown) else bool(inline and inline.get("mfa_delete") is True)


def ownership(parts: BucketResources) -> Ownership | Unknown:
    """Object Ownership; new buckets have ACLs disabled (User Guide, "Controlling ownership of objects")."""
    if setting := parts.setting("ownership_controls"):
        value = text(block(setting.values, "rule").get("object_ownership"))
        return Ownership(value) if value in list(Ownership) else UNKNOWN
    return Ownership.BUCKET_OWNER_ENFORCED if parts.created and not parts.open("ownership_controls") else UNKNOWN


def object_lock(parts: BucketResources) -> bool | Unknown:
    """Whether the bucket has Object Lock."""
    if setting := parts.setting("object_lock_configuration"):
        enabled = text(setting.values.get("object_lock_enabled"))
        return UNKNOWN if isinstance(enabled, Unknown) else enabled in (None, "Enabled")
    own = parts.main.values.get("object_lock_enabled") if parts.main else UNKNOWN
    if own is True or (own is False and not parts.open("object_lock_configuration")):
        return own
    if parts.open("object_lock_configuration"):
        return UNKNOWN
    return bool(parts.inline("object_lock_configuration")) if parts.created else UNKNOWN


def default_retention(parts: BucketResources) -> DefaultRetention | None:
    """Default retention of a bucket with Object Lock; None also if it is not known."""
    setting = parts.setting("object_lock_configuration")
    inline = parts.inline("object_lock_configuration")
    values = setting.values if setting else inline if isinstance(inline, Mapping) else {}
    retention = block(values, "rule", "default_retention")
    mode = text(retention.get("mode"))
    if not isinstance(mode, str):
        return None
    days, years = number(retention.get("days")), number(retention.get("years"))
    return DefaultRetention(mode, days or None, None if days else years or None)


def default_encryption(parts: BucketResources, resolver: ResourceResolver) -> Encryption | Unknown:
    """Default encryption; SSE-S3 unless set (since January 2023, for every bucket)."""
    name = "server_side_encryption_configuration"
    if setting := parts.setting(name):
        return _encryption(setting, setting.values, [], resolver)
    inline = None if parts.lost(name) else parts.inline(name)
    if isinstance(inline, Unknown) or parts.open(name):
        return UNKNOWN
    return _encryption(parts.main, inline, [name, 0], resolver) if inline and parts.main else Encryption()


def _encryption(instance: Instance, values: Values, path: list[str | int], resolver: ResourceResolver) -> Encryption | Unknown:
    if values.get("rule") is UNKNOWN:
        return UNKNOWN
    rule = block(values, "rule")
    default = block(rule, "apply_server_side_encryption_by_default")
    algorithm = text(default.get("sse_algorithm")) or EncryptionKind.SSE_S3.value
    if algorithm not in (EncryptionKind.SSE_S3, EncryptionKind.SSE_KMS, EncryptionKind.DSSE_KMS):
        return UNKNOWN
    key = text(default.get("kms_master_key_id"))
    if key is not None:
        step: list[str | int] = [*path, "rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id"]
        key = resolver.key_arn(instance, key, step)
    return Encryption(EncryptionKind(algorithm), key, flag(rule.get("bucket_key_enabled"), default=False))


def sse_c_blocked(parts: BucketResources) -> bool | Unknown:
    """Whether SSE-C is refused; only provider 6 has the argument, and AWS blocks it on new buckets since April 2026 (fact 3.49g)."""
    setting = parts.setting("server_side_encryption_configuration")
    written = block(setting.values, "rule").get("blocked_encryption_types") if setting else None
    if isinstance(written, list) and written:
        return "SSE-C" in items(written)
    return UNKNOWN


def public_acls_blocked(parts: BucketResources) -> bool:
    """Whether BlockPublicAcls is on. It is on for a new bucket, and assumed to be on if the plan does not show it."""
    setting = parts.setting("public_access_block")
    return flag(setting.values.get("block_public_acls"), default=False) if setting else True
