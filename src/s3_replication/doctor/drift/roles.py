"""The trust policy, the permissions boundary and the policies of roles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.core import Role
from s3_replication.doctor.drift.difference import SETTING, Difference, compared, is_known
from s3_replication.doctor.drift.owners import Owner, Owners
from s3_replication.doctor.drift.policies import clause_difference, clause_words, policy_differences
from s3_replication.findings.finding import Severity, Suggestion
from s3_replication.iam import Arn, Policy, PolicyClause, Unknown, policy_clauses
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.plan.values import blocks, texts

__all__ = ["role_differences"]

_ROLE: Final = "aws_iam_role"
_MANAGED, _INLINE = "managed policy ", "inline policy "
_ATTACHMENTS: Final = ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment")
_ORDER: Final = ("aws_iam_role_policy", "aws_iam_policy", *_ATTACHMENTS, _ROLE)
"""A policy's text is the matter of the first of these that has it; the lists of a role have those of the others after a refresh."""


def role_differences(owners: Owners, said: Role, live: Role) -> Iterator[Difference]:
    """The trust policy, the permissions boundary, and all other policies together: which one of them allows something does not count."""
    role = owners.of(said.arn, _ROLE)
    name = Arn.parse(said.arn).name
    yield from policy_differences(role, f"The trust policy of role {name}", said.trust, live.trust, "assume_role_policy")
    bounding = _of_boundary(owners, role, live)
    boundary = f"The permissions boundary of role {name}"
    yield from policy_differences(
        bounding or role, boundary, said.boundary, live.boundary, "policy" if bounding else "permissions_boundary"
    )
    if role is None or isinstance(said.policies, Unknown) or isinstance(live.policies, Unknown):
        return
    found = [one for one in owners.all_of(said.arn) if one.instance.type in _ORDER]
    writers = sorted(found, key=lambda one: _ORDER.index(one.instance.type))
    yield from _RolePolicies(name, role, writers, said.policies, live.policies).differences()


def _of_boundary(owners: Owners, role: Owner | None, live: Role) -> Owner | None:
    """The resource of the policy that is the role's boundary in Terraform and on AWS."""
    arn = role.instance.values.get("permissions_boundary") if role is not None else None
    same = isinstance(arn, str) and isinstance(live.boundary, Policy) and live.boundary.name == f"{_MANAGED}{arn}"
    return owners.of(str(arn), "aws_iam_policy") if same else None


@dataclass(frozen=True, slots=True)
class _RolePolicies:
    """All policies of one role, as Terraform has them and as they are on AWS; `writers` are the resources that write them."""

    name: str
    role: Owner
    writers: Sequence[Owner]
    said: Sequence[Policy]
    live: Sequence[Policy]

    def differences(self) -> Iterator[Difference]:
        """What each resource wrote otherwise, and the policies that no resource is. A text that Terraform does not show is as on AWS."""
        unread = [one for one in self.said if not _is_read(one)]
        shown = [*(one for one in self.said if one not in unread), *self._standing(unread)]
        wanted = policy_clauses(shown)
        if isinstance(wanted, Unknown) or SOME_ACCOUNT in repr(wanted):
            return
        yield from self._of_writers(wanted)
        yield from self._missing(unread)
        if self._names_are_known() and all(self._has_writer(one) for one in unread):
            yield from (found for one in self.live if not self._is_own(one) for found in self._foreign(one, wanted))

    def _standing(self, unread: Sequence[Policy]) -> Iterator[Policy]:
        """The live policies that are those without a known text in Terraform."""
        others = {name for one in self.writers if one.instance.type != _ROLE for name in _names(one)}
        for writer in self.writers:
            if any(_is_of(one, writer) for one in unread):
                names = _names(writer) - (others if writer.instance.type == _ROLE else set())
                yield from (one for one in self.live if one.name in names)

    def _of_writers(self, wanted: frozenset[PolicyClause]) -> Iterator[Difference]:
        found = policy_clauses(self.live)
        claimed: set[str] = set()
        for writer in self.writers:
            names = _names(writer)
            here = [one for one in self.live if one.name not in claimed and (one.name in names or self._is_block(one, writer))]
            said, live = policy_clauses([one for one in self.said if _is_of(one, writer) and _is_read(one)]), policy_clauses(here)
            claimed |= names
            if isinstance(said, Unknown) or isinstance(live, Unknown):
                continue
            lost = frozenset() if isinstance(found, Unknown) else said - found
            owner = writer if here else self._attachment(writer)
            yield from clause_difference(owner, f"The policies of role {self.name}", lost, live - wanted, _arguments(owner))

    def _attachment(self, writer: Owner) -> Owner:
        """The resource that attaches a managed policy, or the resource itself."""
        attaches = [one for one in self.writers if one.instance.type in _ATTACHMENTS and _names(one) == _names(writer)]
        return attaches[0] if attaches else writer

    def _missing(self, unread: Sequence[Policy]) -> Iterator[Difference]:
        """The policies without a known text that the role does not have on AWS."""
        there = {one.name for one in self.live}
        read = [one for one in self.said if one not in unread]
        for writer in self.writers:
            if writer.instance.type in (_ROLE, "aws_iam_policy") or not is_known(writer.instance.values.get(_attribute(writer))):
                continue
            same = [one for one in self.writers if _names(one) == _names(writer)]
            is_shown = any(_is_of(policy, one) for policy in read for one in same)
            is_set = writer.instance.type in _ATTACHMENTS or any(_is_of(policy, writer) for policy in unread)
            for name in sorted(_names(writer) - there) if is_set and not is_shown else ():
                says = compared(f"The {name} of role {self.name}", writer, "a policy of the role", "no such policy")
                yield Difference(SETTING, says, writer, _arguments(writer))

    def _foreign(self, policy: Policy, wanted: frozenset[PolicyClause]) -> Iterator[Difference]:
        """A live policy that no resource of Terraform is, if it has more than those of Terraform."""
        found = policy_clauses([policy])
        if isinstance(found, Unknown) or not found - wanted:
            return
        denies = any(clause.effect.value == "Deny" for clause in found)
        words = clause_words(found - wanted)
        says = compared(f"The {policy.name} of role {self.name}", self.role, "no such policy", words)
        yield Difference(SETTING, says, self.role, (), None if denies else Severity.NOTE, repair=_detach(policy, self.name))

    def _is_own(self, policy: Policy) -> bool:
        return any(policy.name in _names(one) or self._is_block(policy, one) for one in self.writers)

    def _is_block(self, policy: Policy, writer: Owner) -> bool:
        """Whether the role's own blocks decide about it: Terraform then removes any other inline policy."""
        blocks_are_set = any(one.name.startswith(f"{writer.address}.inline_policy.") for one in self.said)
        return writer.instance.type == _ROLE and policy.name.startswith(_INLINE) and blocks_are_set

    def _has_writer(self, policy: Policy) -> bool:
        return any(_is_of(policy, one) for one in self.writers)

    def _names_are_known(self) -> bool:
        return all(is_known(one.instance.values.get(_attribute(one))) for one in self.writers)


def _is_read(policy: Policy) -> bool:
    """Whether its text is known."""
    return not isinstance(policy_clauses([policy]), Unknown)


def _is_of(policy: Policy, owner: Owner) -> bool:
    """Whether a policy of Terraform is that of the resource: its name is the address of the argument, or an ARN of AWS."""
    return policy.name == owner.address or policy.name.startswith(f"{owner.address}.") or f"{_MANAGED}{policy.name}" in _names(owner)


def _names(owner: Owner) -> set[str]:
    """The names that the resource's policies have among the live ones."""
    values = owner.instance.values
    if owner.instance.type != _ROLE:
        return {f"{_INLINE if owner.instance.type == 'aws_iam_role_policy' else _MANAGED}{values.get(_attribute(owner))}"}
    inline = {f"{_INLINE}{one.get('name')}" for one in blocks(values, "inline_policy")}
    return inline | {f"{_MANAGED}{one}" for one in texts(values.get("managed_policy_arns"))}


def _attribute(owner: Owner) -> str:
    return {"aws_iam_role_policy": "name", "aws_iam_policy": "arn", _ROLE: "arn"}.get(owner.instance.type, "policy_arn")


def _arguments(owner: Owner) -> tuple[str, ...]:
    if owner.instance.type == _ROLE:
        return ("inline_policy", "managed_policy_arns")
    return ("policy_arn",) if owner.instance.type in _ATTACHMENTS else ("policy",)


def _detach(policy: Policy, role: str) -> Suggestion:
    kind, _, name = policy.name.partition("policy ")
    managed = kind == "managed "
    text = f"No resource of Terraform's is the {policy.name}, so no plan shows it. Import it, or remove it."
    options = f"detach-role-policy --role-name {role} --policy-arn" if managed else f"delete-role-policy --role-name {role} --policy-name"
    return Suggestion(text, cli=f"aws iam {options} {name}")
