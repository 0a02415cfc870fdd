"""Prefixes that a module call gives to a replication rule, but that no planned rule has."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from s3_replication.check.plan_checks.facts import PlanFacts
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown
from s3_replication.plan.address import calls, module_path
from s3_replication.plan.instances import Instance
from s3_replication.plan.source import GivenObject, replication_inputs
from s3_replication.plan.source.nodes import LiteralValue

__all__ = ["find_dropped_prefixes"]

_FIX = "Give the prefix where the module reads it: directly in the rule, or in its filter. The module's documentation shows the place."


def find_dropped_prefixes(facts: PlanFacts) -> Iterator[Finding]:
    """Each prefix that no planned resource of the called module has: its rule then selects other keys."""
    for given in replication_inputs(facts.parts.source) if facts.parts.source is not None else ():
        if not _plans_known_rules(facts, given.path) or _is_switched_off(given):
            continue
        planned = _planned_prefixes(facts, given.path)
        for key, value, location in given.settings():
            prefix = value.value if isinstance(value, LiteralValue) else None
            if key == "prefix" and isinstance(prefix, str) and prefix and not any(prefix.strip("/") in one for one in planned):
                says = f"{given.argument} has the prefix {prefix!r}, but no replication rule that the module plans has it."
                yield replace(new_finding("input-key-not-used", given.address, says), fix=_FIX, location=location)


def _is_switched_off(given: GivenObject) -> bool:
    """Whether the object says that it is not in effect, so that a module may leave it out of the plan."""
    literals = {key: value.value for key, value, _ in given.settings() if isinstance(value, LiteralValue)}
    return literals.get("enabled") is False or literals.get("status") in (False, "Disabled")


def _plans_known_rules(facts: PlanFacts, path: tuple[str, ...]) -> bool:
    """Whether the module plans replication rules, and each of their prefixes is known."""
    own = [one for one in facts.own_replications if _is_in(one.instance, path)]
    rules = [rule for one in own for rule in one.configuration.rules]
    return bool(rules) and not any(isinstance(rule.filter.prefix if rule.filter else rule.prefix, Unknown) for rule in rules)


def _planned_prefixes(facts: PlanFacts, path: tuple[str, ...]) -> set[str]:
    """Every prefix of the module's resources: of rules, and of reports, logs and inventories."""
    return {prefix for one in facts.parts.instances if _is_in(one, path) for prefix in _prefixes(one.values)}


def _is_in(instance: Instance, path: tuple[str, ...]) -> bool:
    return calls(module_path(instance.address))[: len(path)] == path


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
