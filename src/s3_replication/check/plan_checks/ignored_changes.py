"""Settings of replication whose changes Terraform ignores.

Source: Terraform, "lifecycle meta-argument". A plan shows the values of the state for such arguments, whatever the configuration says.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.address import calls
from s3_replication.plan.source.written_references import of_lifecycle

__all__ = ["find_ignored_changes"]

_DECISIVE: Final[Mapping[str, frozenset[str]]] = {
    "aws_s3_bucket_replication_configuration": frozenset({"all", "role", "rule"}),
    "aws_s3_bucket_versioning": frozenset({"all", "versioning_configuration"}),
    "aws_s3_bucket_policy": frozenset({"all", "policy"}),
    "aws_iam_role_policy": frozenset({"all", "policy"}),
    "aws_kms_key_policy": frozenset({"all", "policy"}),
}


def find_ignored_changes(facts: PlanFacts) -> Iterator[Finding]:
    """Only with the source of the configuration, since a plan does not have lifecycle arguments."""
    names, roles, keys = facts.source_names() | facts.destination_names(), facts.roles_of_rules(), facts.keys_of_rules()
    for one in facts.managed(*_DECISIVE):
        ignored = sorted(_DECISIVE[one.type] & of_lifecycle(facts.parts.source, calls(one.module), one.block, "ignore_changes"))
        if not ignored:
            continue
        if one.type == "aws_iam_role_policy":
            used = facts.role_of(one) in roles
        elif one.type == "aws_kms_key_policy":
            used = facts.parts.resolver.key_arn(one, one.values.get("key_id"), ["key_id"]) in keys
        else:
            used = facts.bucket_of(one) in names
        if used:
            yield new_finding("changes-are-ignored", one.address, f"{one.address} has ignore_changes with {', '.join(ignored)}.")
