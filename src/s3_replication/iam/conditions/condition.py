"""One line of a Condition block: operator, key, values; and how qualifiers, IfExists and Null change it."""

from dataclasses import dataclass
from enum import StrEnum

from s3_replication.iam.conditions.test import Test
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Truth, Unknown, all_true, any_true, negate

__all__ = ["Condition", "NullCondition", "Quantifier"]


class Quantifier(StrEnum):
    """The set qualifier in front of an operator ("Multivalued context keys")."""

    NONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key; the values are alternatives for a positive operator, and all excluded by a negated one.

    A key with several values and no qualifier counts as ForAnyValue does for a positive operator (assumed: AWS asks for a qualifier).
    """

    written: str
    key: str
    tests: tuple[Test | Unknown, ...]
    negated: bool
    if_exists: bool
    quantifier: Quantifier

    def holds(self, lookup: Lookup) -> Truth:
        """Whether the request meets the condition."""
        values = lookup(self.key)
        if values is UNKNOWN:
            return UNKNOWN
        if values and self.quantifier is not Quantifier.NONE:
            # "If the key values resolve to an empty data set, for example an empty string": as if the key were absent.
            values = tuple(value for value in values if value != "")
        if not values:
            return self.holds_without_key()
        if self.quantifier is Quantifier.ALL or (self.quantifier is Quantifier.NONE and self.negated):
            return all_true(self.one(value, lookup) for value in values)
        return any_true(self.one(value, lookup) for value in values)

    def holds_without_key(self) -> bool:
        """An absent key fails a positive operator and meets a negated one; IfExists and the qualifiers have their own rule."""
        if self.if_exists or self.quantifier is Quantifier.ALL:
            return True
        return self.negated and self.quantifier is Quantifier.NONE

    def one(self, value: str | Beginning, lookup: Lookup) -> Truth:
        """Whether one value of the request meets the condition's values."""
        matched = any_true(UNKNOWN if isinstance(test, Unknown) else test.matches(value, lookup) for test in self.tests)
        return negate(matched) if self.negated else matched

    def unknown_names(self, lookup: Lookup, path: str) -> frozenset[str]:
        """The keys that are unknown, and the place of a value that is."""
        keys = {self.key, *(key for test in self.tests if not isinstance(test, Unknown) for key in test.keys)}
        names = {key for key in keys if undecided(lookup(key))}
        # A variable without a value leaves a negated operator undecided, so it is what is unknown here.
        names |= {key for key in keys if key != self.key and self.negated and lookup(key) is None}
        return frozenset(names | ({f"{path}.Condition.{self.written}.{self.key}"} if UNKNOWN in self.tests else set()))


@dataclass(frozen=True, slots=True)
class NullCondition:
    """Null tests presence: "true" asks for the key to be absent, "false" for it to be there."""

    key: str
    wanted: tuple[bool | Unknown, ...]

    def holds(self, lookup: Lookup) -> Truth:
        """Whether the key is absent or present as wanted."""
        values = lookup(self.key)
        if values is UNKNOWN:
            return UNKNOWN
        return any_true(UNKNOWN if isinstance(absent, Unknown) else absent is not bool(values) for absent in self.wanted)

    def unknown_names(self, lookup: Lookup, path: str) -> frozenset[str]:
        """The key, if it is not known whether the request has it."""
        names = {self.key} if lookup(self.key) is UNKNOWN else set()
        return frozenset(names | ({f"{path}.Condition.Null.{self.key}"} if UNKNOWN in self.wanted else set()))


def undecided(values: tuple[str | Beginning, ...] | Unknown | None) -> bool:
    """Whether a key's value is not wholly known."""
    return isinstance(values, Unknown) or (values is not None and any(isinstance(value, Beginning) for value in values))
