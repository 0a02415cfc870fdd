"""What of the rules and policies applies to one key: keys of the same shape get the same decisions by other rules of the same content."""

from dataclasses import dataclass, replace

from s3_replication.core.configuration.model import ReplicationConfiguration, Rule
from s3_replication.core.matching import rule_groups, rule_prefix
from s3_replication.findings.groups.comparisons import Comparisons, Match
from s3_replication.iam import Unknown

__all__ = ["KeyRules", "RuleTable", "Shape", "rule_table"]


@dataclass(frozen=True, slots=True)
class Shape:
    """How policies compare a key, and per destination the contents of the rules for it."""

    policies: Match
    rules: tuple[tuple[str, tuple[Rule, ...]], ...]


@dataclass(frozen=True, slots=True)
class KeyRules:
    """The rules whose prefix a key has (or may have), highest priority of each destination first, and the key's shape."""

    rules: tuple[Rule, ...]
    shape: Shape


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The rules of a configuration by destination, each with its content: the rule without its name, place and prefix."""

    groups: tuple[tuple[str, tuple[tuple[Rule, Rule], ...]], ...]

    def of(self, key: str, policies: Comparisons) -> KeyRules:
        """The rules for a key."""
        found: list[Rule] = []
        shapes = []
        for destination, rules in self.groups:
            here = [(rule, content) for rule, content in rules if _may_have(key, rule)]
            found.extend(rule for rule, _ in here)
            shapes.append((destination, tuple(content for _, content in here)))
        return KeyRules(tuple(found), Shape(policies.match(key), tuple(shapes)))


def rule_table(configuration: ReplicationConfiguration | None) -> RuleTable:
    """The table of a configuration."""
    groups = () if configuration is None else rule_groups(configuration)
    return RuleTable(tuple((group.destination, tuple((rule, _content(rule)) for rule in group.rules)) for group in groups))


def _may_have(key: str, rule: Rule) -> bool:
    prefix = rule_prefix(rule)
    return isinstance(prefix, Unknown) or key.startswith(prefix)


def _content(rule: Rule) -> Rule:
    prefix = rule_prefix(rule)
    kept = prefix if isinstance(prefix, Unknown) else None
    found = None if rule.filter is None else replace(rule.filter, prefix=kept, is_and=False)
    return replace(rule, id=None, priority=None, prefix=None, filter=found)
