"""Rules whose schema changes between V1 (a prefix) and V2 (a filter), so that delete markers are treated differently."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from s3_replication.check.plan_checks.facts import PlanFacts, PlannedReplication
from s3_replication.core import ENABLED, ReplicationConfiguration, Rule, bucket_name, replicates_markers
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown
from s3_replication.plan.replication import read_inline_replication, read_replication
from s3_replication.plan.values import blocks

__all__ = ["find_changed_schemas"]


def find_changed_schemas(facts: PlanFacts) -> Iterator[Finding]:
    """Each destination whose delete markers start or stop to replicate because its rules get the other schema."""
    for one in facts.own_replications:
        before = _before(facts, one)
        for destination, old in _by_destination(before).items() if before is not None else ():
            new = _by_destination(one.configuration).get(destination, [])
            if not new or {_is_v1(rule) for rule in old} == {_is_v1(rule) for rule in new}:
                continue
            replicated, replicates = any(map(replicates_markers, old)), any(map(replicates_markers, new))
            if replicated is not replicates:
                does = "start" if replicates else "stop"
                says = f"Delete markers {does} to replicate to {destination}: its rules change from {_schema(old)} to {_schema(new)}."
                yield new_finding("rule-schema-changes-delete-markers", one.instance.address, says, rule_id=new[0].id)


def _before(facts: PlanFacts, one: PlannedReplication) -> ReplicationConfiguration | None:
    """What the bucket has now: from the resource or, if the plan creates that, from the block of the bucket's own resource."""
    resolver, found = facts.parts.resolver, None
    if (before := facts.change(one.instance).before) is not None and one.instance.type != "aws_s3_bucket":
        found = read_replication(replace(one.instance, values=before), resolver)
    else:
        found = _inline(facts, one)
    return found if isinstance(found, ReplicationConfiguration) else None


def _inline(facts: PlanFacts, one: PlannedReplication) -> ReplicationConfiguration | Unknown | None:
    for bucket in facts.managed("aws_s3_bucket"):
        before: Mapping[str, object] = facts.change(bucket).before or {}
        if facts.bucket_of(bucket) == one.source.name and (written := blocks(before, "replication_configuration")):
            return read_inline_replication(bucket, written[0], facts.parts.resolver)
    return None


def _by_destination(configuration: ReplicationConfiguration) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in configuration.rules:
        if rule.status == ENABLED and not isinstance(rule.destination.bucket, Unknown):
            found.setdefault(bucket_name(rule.destination.bucket), []).append(rule)
    return found


def _is_v1(rule: Rule) -> bool:
    return rule.filter is None


def _schema(rules: list[Rule]) -> str:
    return "the first schema (prefix)" if any(map(_is_v1, rules)) else "the second schema (filter)"
