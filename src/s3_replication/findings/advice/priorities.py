"""Rules that never act, because another rule to the same destination takes all their objects with a higher priority."""

from collections.abc import Iterator

from s3_replication.core import Bucket, Rule, World, rule_prefix
from s3_replication.findings.advice.rules import advice, enabled_rules
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["priorities"]


def priorities(_world: World, source: Bucket) -> Iterator[Finding]:
    """Each such rule, with the rule that acts in its place."""
    rules = list(enabled_rules(source))
    for rule in rules:
        winner = next((one for one in rules if _wins(one, rule) and _covers(one, rule)), None)
        if winner is not None:
            says = (
                f"Rule {winner.id} has priority {winner.priority}, selects every object of rule {rule.id} (priority {rule.priority}), "
                "and replicates to the same bucket."
            )
            yield advice("rule-never-acts", source.arn, says, rule)


def _wins(one: Rule, rule: Rule) -> bool:
    same = isinstance(rule.destination.bucket, str) and one.destination.bucket == rule.destination.bucket
    return same and one.priority is not None and rule.priority is not None and one.priority > rule.priority


def _covers(one: Rule, rule: Rule) -> bool:
    """Whether the filter of the first rule takes every object that the second takes."""
    ours, theirs = rule_prefix(one), rule_prefix(rule)
    if isinstance(ours, Unknown) or isinstance(theirs, Unknown) or not theirs.startswith(ours):
        return False
    return set(one.filter.tags if one.filter is not None else ()) <= set(rule.filter.tags if rule.filter is not None else ())
