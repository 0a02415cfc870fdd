"""Prefixes that a module call gives to a replication rule, but that no planned rule has."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown
from s3_replication.plan.address import calls
from s3_replication.plan.instances import Instance
from s3_replication.plan.source import GivenObject, replication_inputs
from s3_replication.plan.source.nodes import LiteralValue

__all__ = ["find_dropped_prefixes"]

_FIX = "Give the prefix where the module reads it: directly in the rule, or in its filter. The module's documentation shows the place."


def find_dropped_prefixes(facts: PlanFacts) -> Iterator[Finding]:
    """Each prefix that no planned resource of the called module has: its rule then selects other keys."""
    planned: dict[tuple[str, ...], set[str] | None] = {}
    for given in replication_inputs(facts.parts.source) if facts.parts.source is not None else ():
        if _is_switched_off(given):
            continue
        if given.path not in planned:
            planned[given.path] = _planned_prefixes(facts, given.path)
        known = planned[given.path]
        if known is None:
            continue
        for key, value, location in given.settings():
            prefix = value.value if isinstance(value, LiteralValue) else None
            if key == "prefix" and isinstance(prefix, str) and prefix and not any(prefix.strip("/") in one for one in known):
                says = f"{given.argument} has the prefix {prefix!r}, but no replication rule that the module plans has it."
                yield replace(new_finding("input-key-not-used", given.address, says), fix=_FIX, location=location)


def _is_switched_off(given: GivenObject) -> bool:
    """Whether the object says that it is not in effect, so that a module may leave it out of the plan."""
    literals = {key: value.value for key, value, _ in given.settings() if isinstance(value, LiteralValue)}
    return literals.get("enabled") is False or literals.get("status") in (False, "Disabled")


def _planned_prefixes(facts: PlanFacts, path: tuple[str, ...]) -> set[str] | None:
    """Every prefix of the module's resources: of rules, reports, logs and inventories.

    None if the module plans no replication rule, or if the prefix of a rule is not known.
    """
    rules = [rule for one in facts.own_replications if _is_in(one.instance, path) for rule in one.configuration.rules]
    if not rules or any(isinstance(rule.filter.prefix if rule.filter else rule.prefix, Unknown) for rule in rules):
        return None
    return {prefix for one in facts.parts.instances if _is_in(one, path) for prefix in _prefixes(one.values)}


def _is_in(instance: Instance, path: tuple[str, ...]) -> bool:
    return calls(instance.module)[: len(path)] == path


def _prefixes(values: object) -> Iterator[str]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            if "prefix" in str(key) and isinstance(value, str):
                yield value
            else:
                yield from _prefixes(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _prefixes(value)
