"""One compiled statement, and how its elements match a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from s3_replication.iam.actions import Actions
from s3_replication.iam.conditions.condition import Condition, Line, UnreadCondition
from s3_replication.iam.key_names import aws_key_name
from s3_replication.iam.principal_element import Principals
from s3_replication.iam.resources import Resources
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Truth, Unknown, all_true, undecided

__all__ = ["Effect", "Statement"]


class Effect(StrEnum):
    """What a statement does when it applies."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement; an element that is UNKNOWN exists with a content that is not known.

    `label` is its Sid, else its index; `path` its place for messages; `resources` None is a trust policy, which has none.
    """

    label: str
    path: str
    effect: Effect | Unknown
    actions: Actions | Unknown
    principals: Principals | Unknown | None
    resources: Resources | Unknown | None
    conditions: tuple[Line, ...] | Unknown

    def about_action(self, action: str) -> Truth:
        """Whether Action covers the action, given in lower case."""
        return UNKNOWN if isinstance(self.actions, Unknown) else self.actions.cover(action)

    def about_resource(self, resource: str, lookup: Lookup, completes: bool) -> Truth:
        """Whether Resource covers the resource; `completes` says whether AWS completes its ARNs."""
        if isinstance(self.resources, Resources):
            return self.resources.cover(resource, lookup, completes)
        return UNKNOWN if isinstance(self.resources, Unknown) else True

    def conditions_hold(self, lookup: Lookup) -> Truth:
        """Whether all conditions are met."""
        if isinstance(self.conditions, Unknown):
            return UNKNOWN
        return all_true([condition.holds(lookup) for condition in self.conditions])

    def unmet(self, lookup: Lookup) -> Iterator[str]:
        """The conditions that are not met, as "operator key" in the policy's own spelling."""
        for condition in () if isinstance(self.conditions, Unknown) else self.conditions:
            if not isinstance(condition, UnreadCondition) and condition.holds(lookup) is False:
                yield f"{condition.written if isinstance(condition, Condition) else 'Null'} {condition.name}"

    def unknown_names(self, action: str, resource: str, lookup: Lookup, completes: bool) -> frozenset[str]:
        """Return the unknown context keys and policy elements that leave the statement undecided."""
        names: set[str] = set()
        if isinstance(self.effect, Unknown):
            names.add(f"{self.path}.Effect")
        if self.about_action(action) is UNKNOWN:
            names.add(f"{self.path}.Action")
        if self.about_resource(resource, lookup, completes) is UNKNOWN:
            keys = self.resources.keys if isinstance(self.resources, Resources) else ()
            names |= {aws_key_name(key) for key in keys if undecided(lookup(key))} or {f"{self.path}.Resource"}
        if isinstance(self.conditions, Unknown):
            return frozenset(names | {f"{self.path}.Condition"})
        return frozenset(names).union(
            *(condition.unknown_names(lookup, self.path) for condition in self.conditions if condition.holds(lookup) is UNKNOWN)
        )
