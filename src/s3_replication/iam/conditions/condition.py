"""One line of a Condition block: operator, key, values; and how qualifiers, IfExists and Null change it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from s3_replication.iam.conditions.operator import Test
from s3_replication.iam.key_names import aws_key_name
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Multivalued, Truth, Unknown, all_true, any_true, negate, undecided

__all__ = ["Condition", "Line", "NullCondition", "Quantifier", "UnreadCondition"]


class Quantifier(StrEnum):
    """The set qualifier in front of an operator ("Multivalued context keys")."""

    NONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key; the values are alternatives for a positive operator, and all excluded by a negated one.

    `key` is in lower case, `name` as the policy writes it.
    `multivalued` marks a key that AWS documents as multivalued. "Multivalued context keys require a condition set operator": without one
    no value of such a key meets the condition, a negated one and IfExists included.
    """

    written: str
    key: str
    name: str
    tests: tuple[Test | Unknown, ...]
    negated: bool
    if_exists: bool
    quantifier: Quantifier
    multivalued: bool = False

    def holds(self, lookup: Lookup) -> Truth:
        """Whether the request meets the condition."""
        values = lookup(self.key)
        if self.quantifier is Quantifier.NONE:
            return self.holds_unqualified(values, lookup)
        if isinstance(values, Unknown):
            return UNKNOWN
        # "If the key values resolve to an empty data set, for example an empty string": as if the key were absent.
        values = tuple(value for value in values or () if value != "")
        if not values:
            return self.holds_without_key()
        met = [self.one(value, lookup) for value in values]
        return all_true(met) if self.quantifier is Quantifier.ALL else any_true(met)

    def holds_unqualified(self, values: tuple[str | Beginning, ...] | Unknown | None, lookup: Lookup) -> Truth:
        """Whether the one value of a single-valued key meets the condition."""
        if not values:
            return self.holds_without_key()
        if isinstance(values, Unknown):
            # Whatever a list holds, it does not meet the condition; an absent key may.
            return False if self.multivalued and not self.holds_without_key() else UNKNOWN
        if self.multivalued or len(values) > 1 or isinstance(values, Multivalued):
            return False
        return self.one(values[0], lookup)

    def holds_without_key(self) -> bool:
        """An absent key fails a positive operator and meets a negated one; IfExists and the qualifiers have their own rule."""
        if self.if_exists or self.quantifier is Quantifier.ALL:
            return True
        return self.negated and self.quantifier is Quantifier.NONE

    def one(self, value: str | Beginning, lookup: Lookup) -> Truth:
        """Whether one value of the request meets the condition's values."""
        found = [UNKNOWN if isinstance(test, Unknown) else test.matches(value, lookup) for test in self.tests]
        matched = found[0] if len(found) == 1 else any_true(found)
        return negate(matched) if self.negated else matched

    def unknown_names(self, lookup: Lookup, path: str) -> frozenset[str]:
        """The keys that are unknown, and the place of a value that is."""
        keys = {self.key, *(key for test in self.tests if not isinstance(test, Unknown) for key in test.keys)}
        names = {aws_key_name(key) for key in keys if undecided(lookup(key))}
        return frozenset(names | ({f"{path}.Condition.{self.written}.{self.name}"} if UNKNOWN in self.tests else set()))


@dataclass(frozen=True, slots=True)
class NullCondition:
    """Null tests presence: "true" asks for the key to be absent, "false" for it to be there."""

    key: str
    name: str
    wanted: tuple[bool | Unknown, ...]

    def holds(self, lookup: Lookup) -> Truth:
        """Whether the key is absent or present as wanted."""
        values = lookup(self.key)
        if values is UNKNOWN:
            return UNKNOWN
        return any_true(UNKNOWN if isinstance(absent, Unknown) else absent is not bool(values) for absent in self.wanted)

    def unknown_names(self, lookup: Lookup, path: str) -> frozenset[str]:
        """The key, if it is not known whether the request has it."""
        names = {aws_key_name(self.key)} if lookup(self.key) is UNKNOWN else set()
        return frozenset(names | ({f"{path}.Condition.Null.{self.name}"} if UNKNOWN in self.wanted else set()))


@dataclass(frozen=True, slots=True)
class UnreadCondition:
    """A line of a stored policy that this package cannot read: it may or may not be met."""

    written: str
    key: str
    name: str

    def holds(self, lookup: Lookup) -> Truth:  # noqa: ARG002 - the shape that all lines share
        """Not known."""
        return UNKNOWN

    def unknown_names(self, lookup: Lookup, path: str) -> frozenset[str]:  # noqa: ARG002 - the shape that all lines share
        """The place of the line."""
        return frozenset({f"{path}.Condition.{self.written}.{self.name}"})


Line: TypeAlias = Condition | NullCondition | UnreadCondition
