"""What policies say, taken apart, so that two of them can be compared by meaning.

Order, Sids, the split into statements, and the two spellings of an account do not count (IAM User Guide, "Grammar of the policy language",
"Principal": an account is its number or the ARN of its root).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from s3_replication.iam.actions import Actions
from s3_replication.iam.conditions.condition import Condition, Line, UnreadCondition
from s3_replication.iam.policy import Policy
from s3_replication.iam.principal_element import Principals
from s3_replication.iam.resources import Resources
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["PolicyClause", "policy_clauses"]

_ROOT: Final = re.compile(r"arn:[a-z0-9-]+:iam::(\d{12}):root")
_Conditions: TypeAlias = frozenset[tuple[str, str, frozenset[object]]]


@dataclass(frozen=True, slots=True)
class PolicyClause:
    """One action on one resource for one principal. `action` is in lower case; "" is an element that the policy does not have.

    An inverted element (NotAction, NotResource, NotPrincipal) is one text with all its values. `conditions` are operators, keys and values.
    """

    effect: Effect
    action: str
    resource: str = ""
    principal: str = ""
    conditions: _Conditions = frozenset()


def policy_clauses(policies: Iterable[Policy]) -> frozenset[PolicyClause] | Unknown:
    """All clauses of the policies together; UNKNOWN if a part of one is not known."""
    found: set[PolicyClause] = set()
    for statement in (one for policy in policies for one in policy.statements):
        parts = _parts(statement)
        if parts is None or isinstance(statement.effect, Unknown):
            return UNKNOWN
        actions, resources, principals, conditions = parts
        found.update(PolicyClause(statement.effect, *one, conditions) for one in product(actions, resources, principals))
    return frozenset(found)


def _parts(statement: Statement) -> tuple[Collection[str], Collection[str], Collection[str], _Conditions] | None:
    """The values of the elements; None if one of them is not known."""
    actions, resources, principals = statement.actions, statement.resources, statement.principals
    if isinstance(actions, Unknown) or isinstance(resources, Unknown) or isinstance(principals, Unknown):
        return None
    if actions.unknown or (resources is not None and resources.unknown) or isinstance(statement.conditions, Unknown):
        return None
    lines = [_condition(line) for line in statement.conditions]
    known = frozenset(line for line in lines if line is not None)
    names = None if principals is None else set(_names(principals))
    if None in lines or (names is not None and None in names):
        return None
    return (
        _listed(_actions(actions), actions.inverted),
        [""] if resources is None else _listed(_resources(resources), resources.inverted),
        [""] if principals is None else _listed((one for one in names or () if one is not None), principals.inverted),
        known,
    )


def _listed(values: Iterable[str], inverted: bool) -> Collection[str]:
    return [f"all but {', '.join(sorted(values))}"] if inverted else set(values)


def _actions(actions: Actions) -> Iterator[str]:
    yield from actions.exact
    yield from (glob.written for glob in actions.globs)


def _resources(resources: Resources) -> Iterator[str]:
    yield from (glob.written for glob in (*resources.globs, *resources.possible))
    yield from (arn.written.written for arn in resources.incomplete)
    yield from (template.written for template in resources.templates)


def _names(principals: Principals) -> Iterator[str | None]:
    for name in (*principals.aws, *principals.services):
        yield None if isinstance(name, Unknown) else _ROOT.sub(r"\1", name)
    if principals.canonical or not (principals.aws or principals.services):
        yield "another kind of principal"


def _condition(line: Line) -> tuple[str, str, frozenset[object]] | None:
    if isinstance(line, UnreadCondition):
        return None
    values = frozenset[object](line.tests if isinstance(line, Condition) else line.wanted)
    return None if UNKNOWN in values else (line.written if isinstance(line, Condition) else "Null", line.key, values)
