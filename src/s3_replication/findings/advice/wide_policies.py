"""Statements of bucket and key policies that replication needs, but that allow more principals or actions than it needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from s3_replication.core import Bucket, Change, Engine, Key, Outcome, Role, Task, Version, World, bucket_name
from s3_replication.findings.advice.rules import advice
from s3_replication.findings.advice.unneeded_permissions import DOCUMENTED
from s3_replication.findings.finding import Finding
from s3_replication.iam import Audience, Policy, Principal, PrincipalKind, allows, audience, single_allows, unused_actions

__all__ = ["DecidedVersion", "wide_policies"]

DecidedVersion = tuple[Version, Change, Task]
# Actions that a finding names if a wildcard allows them, because they can destroy replicas or change who may use them.
_SERIOUS: Final = (
    "s3:DeleteBucketPolicy", "s3:DeleteObjectVersion", "s3:PutBucketPolicy", "s3:PutObject", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
)  # fmt: skip

_ALLOWED: Final[Mapping[Audience, str]] = {
    Audience.EVERYONE: "allows every principal of every account",
    Audience.ACCOUNT: "allows every role and user of account {} whose own policies allow it too",
}


@dataclass(frozen=True, slots=True)
class _Use:
    """The actions that deliveries with one role need on one bucket or key."""

    role: Role
    holder: Bucket | Key
    actions: frozenset[str]
    decisions: tuple[DecidedVersion, ...]


def wide_policies(world: World, decisions: Iterable[DecidedVersion]) -> Iterator[Finding]:
    """One finding for each bucket and key; `decisions` are those about every group of objects."""
    said: dict[str, dict[str, None]] = {}
    for use in _uses(world, decisions):
        policy = use.holder.policy
        for alone, rest in single_allows(policy) if isinstance(policy, Policy) else ():
            if (why := _too_much(alone, use)) and _is_needed(world, use, rest):
                needed = f"Replication needs statement {alone.statements[0].label} of {alone.name}, but it {why}."
                said.setdefault(use.holder.arn, {})[needed] = None
    for arn, sentences in said.items():
        yield advice("resource-policy-allows-more-than-replication", arn, " ".join(sentences))


def _uses(world: World, decisions: Iterable[DecidedVersion]) -> Iterator[_Use]:
    """Uses by completed deliveries: others do not show which statement is needed. A bucket of the role's account needs no policy."""
    found: dict[tuple[str, str], tuple[set[str], list[DecidedVersion]]] = {}
    for one in decisions:
        task = one[2]
        if task.outcome is not Outcome.COMPLETED or task.admission is None:
            continue
        for arn, action in {(_holder(check.resource), check.action) for step in task.steps for check in step.checks}:
            actions, kept = found.setdefault((str(task.admission.role), arn), (set(), []))
            actions.add(action.lower())
            if not kept or kept[-1] is not one:
                kept.append(one)
    for (role_arn, arn), (actions, kept) in found.items():
        role, holder = world.roles.get(role_arn), world.keys.get(arn) or world.buckets.get(bucket_name(arn))
        if role is not None and holder is not None and (isinstance(holder, Key) or holder.account != role.account):
            yield _Use(role, holder, frozenset(actions), tuple(kept))


def _holder(resource: str) -> str:
    """The ARN of the bucket or key that has the policy for a resource."""
    return resource if ":kms:" in resource else resource.split("/", 1)[0]


def _too_much(alone: Policy, use: _Use) -> str:
    """What the statement allows in excess; "" if nothing, or if the statement is not about replication."""
    caller = Principal(PrincipalKind.ROLE_SESSION, use.role.arn, use.role.account)
    found = audience(alone, caller)
    own = use.holder.account == use.role.account  # the account's own root in a key policy is for its administration
    if found is None or (found is Audience.ACCOUNT and own) or not any(allows(alone, action) for action in use.actions):
        return ""
    says = [_ALLOWED[found].format(use.role.account)] if found in _ALLOWED else []
    service = "kms:" if isinstance(use.holder, Key) else "s3:"
    more = {one for one in _SERIOUS if one.startswith(service) and allows(alone, one)} | unused_actions((alone,), use.actions | DOCUMENTED)
    return ", and it ".join([*says, *([f"also allows {', '.join(sorted(more))}"] if more else [])])


def _is_needed(world: World, use: _Use, rest: Policy) -> bool:
    """Whether an object that replicates would not replicate without the statement."""
    engine = Engine(_with_policy(world, use.holder, rest))
    return any(_outcome(engine, one) is not Outcome.COMPLETED for one in use.decisions)


def _with_policy(world: World, holder: Bucket | Key, policy: Policy) -> World:
    if isinstance(holder, Key):
        return replace(world, keys={**world.keys, holder.arn: replace(holder, policy=policy)})
    return replace(world, buckets={**world.buckets, holder.name: replace(holder, policy=policy)})


def _outcome(engine: Engine, decision: DecidedVersion) -> Outcome | None:
    version, change, task = decision
    tasks: Sequence[Task] = engine.decide(version, change).tasks
    return next((one.outcome for one in tasks if one.destination_bucket == task.destination_bucket), None)
