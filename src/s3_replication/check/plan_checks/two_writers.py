"""Two resources, of one plan or of several, that write the same document."""

from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import blocks

__all__ = ["find_two_writers"]

_SETTING: Final = "two-resources-write-one-bucket-setting"
# Each resource with the argument of aws_s3_bucket that writes the same, "" for none.
_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "aws_s3_bucket_policy": ("two-resources-write-one-bucket-policy", "policy"),
    "aws_s3_bucket_replication_configuration": ("two-resources-write-one-replication-configuration", "replication_configuration"),
    "aws_s3_bucket_versioning": (_SETTING, "versioning"),
    "aws_s3_bucket_server_side_encryption_configuration": (_SETTING, "server_side_encryption_configuration"),
    "aws_s3_bucket_object_lock_configuration": (_SETTING, "object_lock_configuration"),
    "aws_s3_bucket_lifecycle_configuration": (_SETTING, "lifecycle_rule"),
    "aws_s3_bucket_ownership_controls": (_SETTING, ""),
    "aws_s3_bucket_public_access_block": (_SETTING, ""),
    "aws_s3_bucket_notification": (_SETTING, ""),
}


def find_two_writers(facts: PlanFacts) -> Iterator[Finding]:
    """Resources that overwrite each other, also a resource and the deprecated argument of aws_s3_bucket."""
    named = facts.source_names() | facts.destination_names()
    for kind, (check, inline) in _CHECKS.items():
        others = [_writers(one, kind, inline) for one in facts.later]
        for name, writers in _writers(facts, kind, inline).items():
            elsewhere = [f"{one} of another plan" for found in others for one in found.get(name, ()) if one not in writers]
            if len(writers) + len(elsewhere) > 1 and name in named:
                setting = kind.removeprefix("aws_s3_bucket_").replace("_", " ")
                says = f"{' and '.join((*writers, *elsewhere))} write the {setting} of bucket {name}."
                yield new_finding(check, writers[-1], says)
    used = facts.keys_of_rules()
    for key, writers in _key_policies(facts).items():
        if len(writers) > 1 and key in used:
            yield new_finding("two-resources-write-one-key-policy", writers[-1], f"{' and '.join(writers)} write the policy of key {key}.")


def _writers(facts: PlanFacts, kind: str, inline: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in facts.managed("aws_s3_bucket", kind):
        if (one.type == kind or _writes(one, inline)) and (name := facts.bucket_of(one)):
            found.setdefault(name, []).append(one.address)
    return found


def _writes(bucket: Instance, argument: str) -> bool:
    """Whether the configuration sets the argument; a refresh fills it too, and a plan shows dynamic blocks by their values only."""
    return argument in bucket.configuration.expressions or (bucket.created and bool(blocks(bucket.values, argument)))


def _key_policies(facts: PlanFacts) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    resolver = facts.parts.resolver
    for one in facts.managed("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_key_policy"):
        arn: object
        if one.type == "aws_kms_key_policy":
            arn = resolver.key_arn(one, one.values.get("key_id"), ["key_id"])
        else:
            arn = resolver.arns.of(one) if "policy" in one.configuration.expressions else None
        if isinstance(arn, str):
            found.setdefault(arn, []).append(one.address)
    return found
