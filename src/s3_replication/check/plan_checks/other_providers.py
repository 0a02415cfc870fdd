"""Settings that are sent through a provider of another Region or account than their bucket's or key's."""

from collections.abc import Iterator
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.instances import Instance

__all__ = ["find_other_providers"]

_KEYS: Final = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
_OF_KEYS: Final = ("aws_kms_key_policy", "aws_kms_grant", "aws_kms_alias")
_OF_ROLES: Final = ("aws_iam_role_policy", "aws_iam_role_policy_attachment")


def find_other_providers(facts: PlanFacts) -> Iterator[Finding]:
    """Each setting of a bucket, key or role of the plan whose provider has another account, or another Region."""
    named = facts.source_names() | facts.destination_names()
    buckets = {name: one for one in facts.managed("aws_s3_bucket") if (name := facts.bucket_of(one)) in named}
    for setting in _settings(facts):
        bucket = buckets.get(facts.bucket_of(setting) or "")
        if bucket is not None and (differs := _difference(facts, setting, bucket)):
            yield _finding(setting, bucket, differs)
    for kinds, argument, owners in ((_OF_KEYS, ("key_id", "target_key_id"), _KEYS), (_OF_ROLES, ("role",), ("aws_iam_role",))):
        for setting in facts.managed(*kinds):
            owner = _referenced(facts, setting, argument, owners)
            if owner is not None and (differs := _difference(facts, setting, owner)):
                yield _finding(setting, owner, differs)


def _finding(setting: Instance, owner: Instance, differs: str) -> Finding:
    says = f"{setting.address} uses {_provider(setting)}, and {owner.address} uses {_provider(owner)}: {differs}."
    return new_finding("setting-uses-another-provider", setting.address, says)


def _provider(instance: Instance) -> str:
    return f"provider {instance.configuration.provider or 'aws'}"


def _settings(facts: PlanFacts) -> Iterator[Instance]:
    types = {one.type for one in facts.parts.instances if one.type.startswith("aws_s3_bucket_")}
    yield from facts.managed(*sorted(types - {"aws_s3_bucket_object"}))


def _difference(facts: PlanFacts, setting: Instance, owner: Instance) -> str:
    """How the two providers differ; "" if they do not, or if the plan does not show it."""
    own, other = facts.parts.provider_accounts.of(setting), facts.parts.provider_accounts.of(owner)
    if own.account and other.account and own.account != other.account:
        return f"account {own.account} instead of {other.account}"
    if owner.type != "aws_iam_role" and own.region and other.region and own.region != other.region:
        return f"Region {own.region} instead of {other.region}"
    return ""


def _referenced(facts: PlanFacts, setting: Instance, arguments: tuple[str, ...], owners: tuple[str, ...]) -> Instance | None:
    """The one resource of these types that the argument refers to."""
    found = {
        target.instance.address: target.instance
        for argument in arguments
        for target in facts.parts.graph.targets(setting, [argument]) or []
        if target.instance.mode == "managed" and target.instance.type in owners
    }
    return next(iter(found.values())) if len(found) == 1 else None
