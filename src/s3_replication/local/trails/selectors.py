"""Advanced event selectors: which events a trail logs (CloudTrail API Reference, "AdvancedFieldSelector")."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Selector", "parse_selectors"]

MAX_VALUES: Final = 500
CATEGORY, TYPE = "eventCategory", "resources.type"
_FIELDS: Final = frozenset({CATEGORY, TYPE, "eventName", "readOnly", "resources.ARN"})
_EXACT: Final = frozenset({CATEGORY, TYPE, "readOnly"})  # fields that take Equals only
_POSITIVE: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "Equals": str.__eq__,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}
_OPERATORS: Final = (*_POSITIVE, *(f"Not{name}" for name in _POSITIVE))


@dataclass(frozen=True, slots=True)
class _FieldSelector:
    """One operator on one field: one of the values must fit, or none where it is negated."""

    field: str
    operator: str
    values: tuple[str, ...]

    def holds(self, event: Mapping[str, str]) -> bool:
        """Whether an event's field is as wanted."""
        fits = _POSITIVE[self.operator.removeprefix("Not")]
        return any(fits(event[self.field], value) for value in self.values) is not self.operator.startswith("Not")


@dataclass(frozen=True, slots=True)
class Selector:
    """Conditions that must all hold."""

    conditions: tuple[_FieldSelector, ...]

    def selects(self, event: Mapping[str, str]) -> bool:
        """Whether the event, as texts by field, is logged."""
        return all(condition.holds(event) for condition in self.conditions)


def parse_selectors(selectors: Sequence[Mapping[str, Any]]) -> tuple[Selector, ...]:
    """The selectors of a request; raises ValueError for what CloudTrail refuses, NotImplementedError for what only AWS does."""
    found = tuple(Selector(tuple(_conditions(selector["FieldSelectors"]))) for selector in selectors)
    if sum(len(condition.values) for selector in found for condition in selector.conditions) > MAX_VALUES:
        raise ValueError(f"a trail takes {MAX_VALUES} values in all its selectors")
    for selector in found:
        _check(selector)
    return found


def _conditions(fields: Sequence[Mapping[str, Any]]) -> list[_FieldSelector]:
    found = []
    for field in fields:
        name, operators = field["Field"], [operator for operator in _OPERATORS if field.get(operator)]
        if name not in _FIELDS:
            raise NotImplementedError(f"the local AWS selects events by {', '.join(sorted(_FIELDS))}, not by {name}")
        if not operators or (name in _EXACT and operators != ["Equals"]):
            raise ValueError(f"{name} needs {'Equals' if name in _EXACT else 'an operator'} with a value")
        found += [_FieldSelector(name, operator, tuple(field[operator])) for operator in operators]
    return found


def _check(selector: Selector) -> None:
    given = {condition.field: condition.values for condition in selector.conditions}
    for name, only in ((CATEGORY, "Data"), (TYPE, "AWS::S3::Object")):
        if name not in given:
            raise ValueError(f"each selector needs {name}")
        if given[name] != (only,):
            raise NotImplementedError(f"the local AWS logs {name} {only} only, not {', '.join(given[name])}")
        if name == CATEGORY and TYPE not in given:
            raise ValueError(f"data events need {TYPE}")
