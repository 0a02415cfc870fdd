"""Roles and buckets that rules name, that no plan has, and whose names are almost those of resources that no rule uses."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from s3_replication.check.plan_checks.facts import PlanFacts, PlannedReplication
from s3_replication.core import bucket_name
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion

__all__ = ["find_similar_names"]

_SIMILAR = 0.9  # a letter more, less or another in ten
_DIGITS = re.compile(r"\d+")


def find_similar_names(facts: PlanFacts) -> Iterator[Finding]:
    """One finding for each such name of a replication configuration."""
    roles = [arn for arn in facts.world.roles if arn not in facts.roles_of_rules()]
    used = facts.destination_names() | facts.source_names()
    buckets = [name for name in facts.world.buckets if name not in used]
    for one in facts.own_replications:
        role = one.configuration.role
        if isinstance(role, str) and role not in facts.world.roles:
            yield from _finding(facts, one, "role", role, roles)
        for name in dict.fromkeys(_destinations(one)):
            if name not in facts.world.buckets:
                yield from _finding(facts, one, "bucket", name, buckets)


def _destinations(one: PlannedReplication) -> Iterator[str]:
    for rule in one.configuration.rules:
        if isinstance(rule.destination.bucket, str):
            yield bucket_name(rule.destination.bucket)


def _finding(facts: PlanFacts, one: PlannedReplication, kind: str, name: str, unused: Sequence[str]) -> Iterator[Finding]:
    """Names that differ only in a number are often a series."""
    found = [near for near in get_close_matches(name, unused, 1, _SIMILAR) if _DIGITS.sub("0", near) != _DIGITS.sub("0", name)]
    for near in found:
        arn = near if kind == "role" else facts.world.buckets[near].arn
        address = facts.addresses.get(arn, near)
        says = f"{one.instance.address} names the {kind} {name}, which is not in the plan. The plan has {address}, {kind} {near}."
        change = Suggestion(f"Refer to {address} instead of the text {name}.", hcl=f"{address}.arn")
        yield new_finding("name-resembles-a-resource", one.instance.address, says, suggestions=(change,))
