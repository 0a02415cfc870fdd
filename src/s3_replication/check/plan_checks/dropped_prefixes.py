"""Prefixes that a module call gives to a replication rule, but that no planned rule has."""

from collections.abc import Iterator
from dataclasses import replace

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown
from s3_replication.plan.address import calls, module_path
from s3_replication.plan.source import replication_inputs
from s3_replication.plan.source.nodes import LiteralValue

__all__ = ["find_dropped_prefixes"]

_FIX = "Give the prefix where the module reads it: directly in the rule, or in its filter. The module's documentation shows the place."


def find_dropped_prefixes(facts: PlanFacts) -> Iterator[Finding]:
    """Each prefix that none of the called module's planned rules has: its rule then selects other keys."""
    for given in replication_inputs(facts.parts.source) if facts.parts.source is not None else ():
        planned = _prefixes(facts, given.path)
        if planned is None:
            continue
        for key, value, location in given.settings():
            prefix = value.value if isinstance(value, LiteralValue) else None
            if key == "prefix" and isinstance(prefix, str) and prefix and not any(prefix.strip("/") in one for one in planned):
                says = f"{given.argument} has the prefix {prefix!r}, but no replication rule that the module plans has it."
                yield replace(new_finding("input-key-not-used", given.address, says), fix=_FIX, location=location)


def _prefixes(facts: PlanFacts, path: tuple[str, ...]) -> list[str] | None:
    """The prefixes of the rules planned in a module; None if it plans no rule, or if a prefix is not known."""
    own = [one for one in facts.own_replications if calls(module_path(one.instance.address))[: len(path)] == path]
    rules = [rule for one in own for rule in one.configuration.rules]
    found = [rule.filter.prefix if rule.filter is not None else rule.prefix for rule in rules]
    if not rules or any(isinstance(one, Unknown) for one in found):
        return None
    return [one for one in found if isinstance(one, str)]
