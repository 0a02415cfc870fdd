"""What the Allow statements of policies name and no request of a set asks for."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from s3_replication.iam.actions import Actions
from s3_replication.iam.policy import Policy
from s3_replication.iam.resources import Resources
from s3_replication.iam.statement import Effect, Statement

__all__ = ["unused_actions", "unused_resources"]


def unused_actions(policies: Sequence[Policy], asked: Collection[str]) -> frozenset[str]:
    """The actions that cover none of `asked`, which is in lower case; wildcards count by what they cover."""
    return frozenset(one for statement in _allowing(policies) for one in _actions(statement, asked))


def unused_resources(policies: Sequence[Policy], asked: Collection[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """The resources that match none of the (action, resource) pairs, each with the actions that its statements cover.

    Only statements that cover an action of some pair count.
    """
    found: dict[str, frozenset[str]] = {}
    for statement in _allowing(policies):
        for resource in _resources(statement, asked):
            found[resource] = found.get(resource, frozenset()) | _written_actions(statement)
    return found


def _written_actions(statement: Statement) -> frozenset[str]:
    if not isinstance(statement.actions, Actions):
        return frozenset()
    return frozenset([*statement.actions.exact, *(glob.written for glob in statement.actions.globs)])


def _allowing(policies: Sequence[Policy]) -> Iterator[Statement]:
    for policy in policies:
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW and isinstance(statement.actions, Actions) and not statement.actions.inverted:
                yield statement


def _actions(statement: Statement, asked: Collection[str]) -> Iterator[str]:
    if isinstance(statement.actions, Actions):
        yield from statement.actions.exact.difference(asked)
        yield from (glob.written for glob in statement.actions.globs if not any(map(glob.matches, asked)))


def _resources(statement: Statement, asked: Collection[tuple[str, str]]) -> Iterator[str]:
    resources = statement.resources
    of_statement = [resource for action, resource in asked if statement.about_action(action.lower()) is True]
    if of_statement and isinstance(resources, Resources) and not resources.inverted:
        yield from (glob.written for glob in resources.globs if not any(map(glob.matches, of_statement)))
