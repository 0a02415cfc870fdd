"""Default retention of both sides: which one replicas get, and that nobody can take it away in COMPLIANCE mode."""

import json
from collections.abc import Iterator

from s3_replication.core import Bucket, DefaultRetention, World
from s3_replication.findings.advice.rules import advice, rules_with_destinations
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion

__all__ = ["locks"]

_DAYS_OF_A_YEAR = 365


def locks(world: World, source: Bucket) -> Iterator[Finding]:
    """Each destination with default retention in COMPLIANCE mode, or with one that the source's shorter retention replaces."""
    for rule, destination in rules_with_destinations(world, source):
        theirs, ours = destination.default_retention, source.default_retention
        if theirs is not None and theirs.mode == "COMPLIANCE":
            says = f"Replicas in {destination.name} without a retention are locked for {_period(theirs)}."
            yield advice("replicas-locked-in-compliance-mode", destination.arn, says, rule)
        if theirs is not None and ours is not None and _days(ours) < _days(theirs):
            says = (
                f"New objects of {source.name} are locked for {_period(ours)}, and so are their replicas in {destination.name}, "
                f"whose own default retention is {_period(theirs)}."
            )
            yield new_finding(
                "replicas-keep-shorter-retention", source.arn, says, rule_id=rule.id, suggestions=(_longer(source, ours, theirs),)
            )


def _longer(source: Bucket, ours: DefaultRetention, theirs: DefaultRetention) -> Suggestion:
    """The source's default retention with the destination's period."""
    unit, number = ("Years", theirs.years) if theirs.years else ("Days", theirs.days)
    document = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": ours.mode, unit: number}}}
    command = f"aws s3api put-object-lock-configuration --region {source.region} --bucket {source.name} --object-lock-configuration "
    block = f'rule {{\n  default_retention {{\n    mode  = "{ours.mode}"\n    {unit.lower()} = {number}\n  }}\n}}'
    text = f"Set the default retention of {source.name} to {_period(theirs)}."
    return Suggestion(text, hcl=block, cli=f"{command}'{json.dumps(document)}'")


def _days(retention: DefaultRetention) -> int:
    return retention.years * _DAYS_OF_A_YEAR if retention.years else retention.days or 0


def _period(retention: DefaultRetention) -> str:
    number, unit = (retention.years, "year") if retention.years else (retention.days, "day")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
