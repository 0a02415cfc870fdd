"""The buckets of a plan: those that it manages, and those of which it manages only some settings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.model import Bucket
from s3_replication.iam import UNKNOWN, Policy, Unknown
from s3_replication.plan import advised_settings, settings
from s3_replication.plan.advised_settings import ADVISED, alarms_by_bucket
from s3_replication.plan.diagnostics import Diagnostics
from s3_replication.plan.instances import Instance
from s3_replication.plan.policies import PolicyReader
from s3_replication.plan.provider_accounts import ProviderAccounts
from s3_replication.plan.replication import read_inline_replication, read_replication
from s3_replication.plan.resource_resolver import ResourceResolver
from s3_replication.plan.settings import BucketResources

__all__ = ["BucketReader"]

_SETTINGS = tuple(
    f"aws_s3_bucket_{kind}"
    for kind in (
        "versioning", "replication_configuration", "policy", "ownership_controls", "server_side_encryption_configuration",
        "public_access_block", "object_lock_configuration",
    )
)  # fmt: skip


class BucketReader:
    """Builds each bucket from its resources."""

    def __init__(
        self, resolver: ResourceResolver, policies: PolicyReader, provider_accounts: ProviderAccounts, diagnostics: Diagnostics
    ) -> None:
        self._resolver, self._policies, self._provider_accounts, self._diagnostics = resolver, policies, provider_accounts, diagnostics

    def read(self, instances: Sequence[Instance], removed: Iterable[Instance] = ()) -> dict[str, tuple[Bucket, str]]:
        """Return buckets by name, each with its Terraform address; `removed` are the instances that the plan deletes."""
        found = {}
        taken = [(self._resolver.bucket(one), one.type) for one in removed]
        by_bucket = alarms_by_bucket(instances)
        for parts in self._parts(instances):
            parts.removed = {kind for name, kind in taken if name == parts.name}
            shown = parts.main or next(iter(parts.settings.values()))
            if bucket := self._bucket(parts, shown):
                found[parts.name] = (replace(bucket, alarms=advised_settings.alarms(parts, by_bucket)), shown.address)
        return found

    def _parts(self, instances: Sequence[Instance]) -> Iterable[BucketResources]:
        found: dict[str, BucketResources] = {}
        unplaced = set()
        for instance in instances:
            if instance.mode != "managed" or instance.type not in ("aws_s3_bucket", *_SETTINGS):
                continue
            name = self._resolver.bucket_of(instance)
            if name is None:
                self._diagnostics.add(instance.address, "which bucket this belongs to is known only after apply, so it was left out.")
                unplaced.add(instance.type)
                continue
            parts = found.setdefault(name, BucketResources(name))
            if instance.type == "aws_s3_bucket":
                parts.main = instance
            else:
                parts.settings[instance.type] = instance
        for instance in instances:
            if instance.mode != "managed" or instance.type not in ADVISED:
                continue
            name = self._resolver.bucket(instance)
            if name is None:
                unplaced.add(instance.type)
            elif name in found:  # advice about a bucket of which the plan shows nothing else helps nobody
                found[name].settings[instance.type] = instance
        return [replace(parts, unplaced=frozenset(unplaced)) for parts in found.values()]

    def _bucket(self, parts: BucketResources, shown: Instance) -> Bucket | None:
        identity = self._provider_accounts.of(shown)
        if identity.account is None:
            provider = shown.configuration.provider or "(unknown)"
            fix = f"use --account {provider}=ID, or data.aws_caller_identity with that provider"
            reason = f"the plan does not show the account of provider {provider}, so the bucket is left out"
            self._diagnostics.add(shown.address, f"{reason}: {fix}.")
            return None
        return Bucket(
            name=parts.name,
            arn=f"arn:{identity.partition}:s3:::{parts.name}",
            account=identity.account,
            region=identity.region or "",
            versioning=settings.versioning(parts),
            ownership=settings.ownership(parts),
            object_lock=settings.object_lock(parts),
            default_retention=settings.default_retention(parts),
            default_encryption=settings.default_encryption(parts, self._resolver),
            blocks_sse_c=settings.sse_c_blocked(parts),
            blocks_public_acls=settings.public_acls_blocked(parts),
            policy=self._policy(parts),
            replication=self._replication(parts),
            lifecycle=advised_settings.lifecycle(parts),
            notification=advised_settings.notification(parts),
            mfa_delete=settings.mfa_delete(parts),
        )

    def _policy(self, parts: BucketResources) -> Policy | Unknown | None:
        if setting := parts.setting("policy"):
            return self._policies.read(setting, "policy")
        if parts.lost("policy"):
            return None
        if parts.main is None or parts.open("policy") or (not parts.created and parts.main.values.get("policy") is UNKNOWN):
            return UNKNOWN
        written = "policy" in parts.main.configuration.expressions or not parts.created
        return self._policies.read(parts.main, "policy") if written else None

    def _replication(self, parts: BucketResources) -> ReplicationConfiguration | Unknown | None:
        if setting := parts.setting("replication_configuration"):
            return read_replication(setting, self._resolver)
        if parts.lost("replication_configuration"):
            return None
        inline = UNKNOWN if parts.open("replication_configuration") else parts.inline("replication_configuration")
        if inline is None or isinstance(inline, Unknown) or parts.main is None:
            return UNKNOWN if isinstance(inline, Unknown) else None
        return read_inline_replication(parts.main, inline, self._resolver)
