"""Policies of buckets, roles and keys, compared by what they allow and deny."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from s3_replication.core import Role
from s3_replication.doctor.drift.difference import Difference, compared, is_known
from s3_replication.doctor.drift.owners import Owner, Owners
from s3_replication.findings.finding import Severity, Suggestion
from s3_replication.findings.words import and_list
from s3_replication.iam import Arn, Policy, PolicyClause, Unknown, policy_clauses
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.policy_checks import written_action

__all__ = ["policy_differences", "role_differences"]

_MOST: Final = 3
_CHECK: Final = "live-setting-differs"
_POLICIES_OF_ROLE: Final = ("aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role")
_Found = Policy | Unknown | None


def policy_differences(owner: Owner | None, what: str, said: _Found, live: _Found, argument: str = "policy") -> Iterator[Difference]:
    """What one of two policies has and the other does not."""
    if owner is not None and not isinstance(said, Unknown) and not isinstance(live, Unknown):
        yield from _clauses(owner, what, [said] if said else [], [live] if live else [], (argument,))


def role_differences(owners: Owners, said: Role, live: Role) -> Iterator[Difference]:
    """The trust policy, the permissions boundary, and all other policies together."""
    role = owners.of(said.arn, "aws_iam_role")
    name = Arn.parse(said.arn).name
    yield from policy_differences(role, f"The trust policy of role {name}", said.trust, live.trust, "assume_role_policy")
    boundary = f"The permissions boundary of role {name}"
    yield from policy_differences(role, boundary, said.boundary, live.boundary, "permissions_boundary")
    owner = owners.of(said.arn, *_POLICIES_OF_ROLE)
    if role is None or owner is None or isinstance(said.policies, Unknown) or isinstance(live.policies, Unknown):
        return
    own = [one for one in live.policies if _is_own(one, list(owners.all_of(said.arn)), said.policies)]
    writer = _writer(owners, said, live.policies) or owner
    yield from _clauses(writer, f"The policies of role {name}", said.policies, live.policies, ("policy",), own)
    for one in live.policies if _names_are_known(owners, said.arn) else ():
        if one not in own:
            yield from _foreign(role, name, one, said.policies)


def _foreign(role: Owner, name: str, policy: Policy, said: Sequence[Policy]) -> Iterator[Difference]:
    """A live policy that no resource of Terraform is, if it has more than those of Terraform."""
    known, found = policy_clauses(said), policy_clauses([policy])
    if isinstance(found, Unknown) or isinstance(known, Unknown) or not found - known:
        return
    denies = any(clause.effect.value == "Deny" for clause in found)
    says = compared(f"The {policy.name} of role {name}", role, "no such policy", _words(found - known))
    yield Difference(_CHECK, says, role, (), None if denies else Severity.NOTE, repair=_detach(policy, name))


def _clauses(
    owner: Owner, what: str, said: Sequence[Policy], live: Sequence[Policy], arguments: tuple[str, ...], own: Sequence[Policy] | None = None
) -> Iterator[Difference]:  # fmt: skip
    """What Terraform's policies have and the live ones do not, and the reverse for `own`, the live ones that are Terraform's."""
    wanted, found, written = policy_clauses(said), policy_clauses(live), policy_clauses(live if own is None else own)
    if isinstance(wanted, Unknown) or isinstance(found, Unknown) or isinstance(written, Unknown) or SOME_ACCOUNT in repr(wanted):
        return
    parts = [
        f"{_words(more)} only {where}" for more, where in ((wanted - found, f"in {owner.words}"), (written - wanted, "on AWS")) if more
    ]
    if parts:
        yield Difference(_CHECK, f"{what}: {' and '.join(parts)}. The policy on AWS decides.", owner, arguments)


def _words(clauses: Iterable[PolicyClause]) -> str:
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


def _is_own(policy: Policy, owners: Sequence[Owner], said: Sequence[Policy]) -> bool:
    """Whether Terraform has the live policy, by its name or ARN; a policy of the role's own blocks has its name in the address."""
    kind, _, name = policy.name.partition("policy ")
    named = [
        one.instance.values.get(_attribute(one)) for one in owners if _attribute(one) == ("policy_arn" if kind == "managed " else "name")
    ]
    return name in named or any(".inline_policy." in one.name or ".managed_policy_arns" in one.name for one in said)


def _names_are_known(owners: Owners, role: str) -> bool:
    """Whether the policies of the role's resources have known names and ARNs."""
    return all(is_known(one.instance.values.get(_attribute(one))) for one in owners.all_of(role))


def _attribute(owner: Owner) -> str:
    return (
        "policy_arn" if owner.instance.type.endswith("_attachment") else "name" if owner.instance.type == "aws_iam_role_policy" else "arn"
    )


def _writer(owners: Owners, said: Role, live: Sequence[Policy]) -> Owner | None:
    """The resource whose policy is not on AWS as it is in Terraform."""
    found = policy_clauses(live)
    for one in said.policies if not isinstance(said.policies, Unknown) else ():
        clauses = policy_clauses([one])
        if not isinstance(found, Unknown) and not isinstance(clauses, Unknown) and clauses - found:
            return next((each for each in owners.all_of(said.arn) if one.name.startswith(f"{each.address}.")), None)
    return None


def _detach(policy: Policy, role: str) -> Suggestion:
    kind, _, name = policy.name.partition("policy ")
    managed = kind == "managed "
    text = f"No resource of Terraform's is the {policy.name}, so no plan shows it. Import it, or remove it."
    options = f"detach-role-policy --role-name {role} --policy-arn" if managed else f"delete-role-policy --role-name {role} --policy-name"
    return Suggestion(text, cli=f"aws iam {options} {name}")
