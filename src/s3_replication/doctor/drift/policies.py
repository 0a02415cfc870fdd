"""Policies of buckets, roles and keys, compared by what they allow and deny."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from s3_replication.doctor.drift.difference import SETTING, Difference
from s3_replication.doctor.drift.owners import Owner
from s3_replication.findings.words import and_list
from s3_replication.iam import Policy, PolicyClause, Unknown, policy_clauses
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.policy_checks import written_action

__all__ = ["clause_difference", "clause_words", "policy_differences"]

_MOST: Final = 3
_Found = Policy | Unknown | None


def policy_differences(owner: Owner | None, what: str, said: _Found, live: _Found, argument: str = "policy") -> Iterator[Difference]:
    """What one of two policies has and the other does not."""
    if owner is None or isinstance(said, Unknown) or isinstance(live, Unknown):
        return
    wanted, found = policy_clauses([said] if said else []), policy_clauses([live] if live else [])
    if not isinstance(wanted, Unknown) and not isinstance(found, Unknown) and SOME_ACCOUNT not in repr(wanted):
        yield from clause_difference(owner, what, wanted - found, found - wanted, (argument,))


def clause_difference(
    owner: Owner, what: str, lost: Collection[PolicyClause], added: Collection[PolicyClause], arguments: tuple[str, ...]
) -> Iterator[Difference]:  # fmt: skip
    """What is only in Terraform, and what is only on AWS."""
    parts = [f"{clause_words(more)} only {where}" for more, where in ((lost, f"in {owner.words}"), (added, "on AWS")) if more]
    if parts:
        yield Difference(SETTING, f"{what}: {' and '.join(parts)}. The policy on AWS decides.", owner, arguments)


def clause_words(clauses: Iterable[PolicyClause]) -> str:
    """What they allow and deny, in words."""
    groups: dict[tuple[str, str, tuple[str, ...]], tuple[set[str], set[str]]] = {}
    for one in clauses:
        conditions = tuple(sorted(f"{operator} {key}" for operator, key, _ in one.conditions))
        actions, resources = groups.setdefault((one.effect.value, one.principal, conditions), (set(), set()))
        actions.add(written_action(one.action))
        resources.add(one.resource)
    return and_list([_group(*key, *values) for key, values in sorted(groups.items())], _MOST)


def _group(effect: str, principal: str, conditions: tuple[str, ...], actions: set[str], resources: set[str]) -> str:
    about = sorted(resources - {""})
    on = f" on {and_list(about, _MOST)}" if about else ""
    return (
        f"{effect} {and_list(sorted(actions), _MOST)}{on}{f' for {principal}' if principal else ''}"
        f"{f' if {and_list(conditions, _MOST)}' if conditions else ''}"
    )
