"""Rules that get another destination bucket."""

from collections.abc import Iterator

from s3_replication.check.plan_checks.facts import PlanFacts, text_of
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.arns import bucket_of
from s3_replication.plan.values import block, blocks

__all__ = ["find_changed_destinations"]


def find_changed_destinations(facts: PlanFacts) -> Iterator[Finding]:
    """Each rule, by its id, whose destination differs before and after the apply."""
    for one in facts.own_replications:
        rules = blocks(facts.change(one.instance).before or {}, "rule")
        before = {text_of(rule.get("id")): bucket_of(text_of(block(rule, "destination").get("bucket")) or "") for rule in rules}
        for rule in one.configuration.rules:
            arn, old = rule.destination.bucket, before.get(rule.id)
            new = bucket_of(arn) if isinstance(arn, str) else None
            if rule.id is not None and old and new and old != new:
                says = f"Rule {rule.id} of {one.instance.address} replicates to {new} instead of {old}."
                yield new_finding("destination-is-changed", one.instance.address, says, rule_id=rule.id)
