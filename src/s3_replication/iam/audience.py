"""Which principals the Allow statements of a resource policy allow, apart from one caller."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from s3_replication.iam.policy import Policy
from s3_replication.iam.principal import Principal
from s3_replication.iam.principal_element import Form, Principals
from s3_replication.iam.statement import Effect, Statement
from s3_replication.iam.values import Unknown

__all__ = ["Audience", "allows", "audience", "single_allows"]

# Conditions on these keys limit how a request is made, not who makes it. Every other condition counts as one that limits the callers.
_NOT_ABOUT_CALLERS: Final = frozenset({"aws:securetransport", "kms:viaservice", "s3:tlsversion"})


class Audience(StrEnum):
    """The principals that a statement allows."""

    EVERYONE = "everyone"
    ACCOUNT = "the account of the caller"
    NAMED = "named principals"


def single_allows(policy: Policy) -> Iterator[tuple[Policy, Policy]]:
    """Each Allow statement as its own policy, and the policy without it."""
    for place, statement in enumerate(policy.statements):
        if statement.effect is Effect.ALLOW:
            rest = (*policy.statements[:place], *policy.statements[place + 1 :])
            yield Policy(policy.name, (statement,)), Policy(policy.name, rest, policy.notes)


def audience(policy: Policy, caller: Principal) -> Audience | None:
    """The largest audience of the statements that name the caller; None if no statement does for certain."""
    found = {one for statement in policy.statements if (one := _of_statement(statement, caller)) is not None}
    return next((one for one in Audience if one in found), None)


def allows(policy: Policy, action: str) -> bool:
    """Whether the Action of an Allow statement covers the action."""
    return any(one.effect is Effect.ALLOW and one.about_action(action.lower()) is True for one in policy.statements)


def _of_statement(statement: Statement, caller: Principal) -> Audience | None:
    if not isinstance(statement.principals, Principals):
        return None
    forms = {form for form, named in statement.principals.forms(caller).items() if named is True}
    if not forms:
        return None
    if isinstance(statement.conditions, Unknown) or any(one.key.lower() not in _NOT_ABOUT_CALLERS for one in statement.conditions):
        return Audience.NAMED
    return Audience.EVERYONE if Form.EVERYONE in forms else Audience.ACCOUNT if Form.ACCOUNT in forms else Audience.NAMED
