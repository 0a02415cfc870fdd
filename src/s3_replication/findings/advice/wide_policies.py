"""Statements of bucket and key policies that replication needs, but that allow more principals or actions than it needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from s3_replication.core import Bucket, Change, Engine, Key, Outcome, Role, Task, Version, World, bucket_name
from s3_replication.findings.advice.rules import advice
from s3_replication.findings.advice.unneeded_permissions import DOCUMENTED
from s3_replication.findings.finding import Finding
from s3_replication.iam import Audience, Policy, Principal, PrincipalKind, allows, audience, single_allows, unused_actions
from s3_replication.policy_checks import written_action

__all__ = ["DecidedVersion", "wide_policies"]

DecidedVersion = tuple[Version, Change, Task]
# Actions that a finding names if a wildcard allows them, because they can destroy replicas or change who may use them.
_SERIOUS: Final = (
    "s3:DeleteBucketPolicy", "s3:DeleteObjectVersion", "s3:PutBucketPolicy", "s3:PutObject", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
)  # fmt: skip

# The rest of the statement for key users in the default key policy that the console writes: it gives a role nothing but use of the key
# (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-users-crypto).
_OF_KEY_USERS: Final = frozenset({"kms:describekey", "kms:generatedatakey*", "kms:reencrypt*", "kms:reencryptfrom", "kms:reencryptto"})

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
        for sentence in _of_use(world, use):
            said.setdefault(use.holder.arn, {})[sentence] = None
    for arn, sentences in said.items():
        yield advice("resource-policy-allows-more-than-replication", arn, " ".join(sentences))


def _of_use(world: World, use: _Use) -> Iterator[str]:
    """A sentence for each statement that allows too much, if replication would stop without all of these together."""
    policy = use.holder.policy
    if not isinstance(policy, Policy):
        return
    found = [(alone, rest, why) for alone, rest in single_allows(policy) if (why := _too_much(alone, use))]
    wide = {id(alone.statements[0]) for alone, _, _ in found}
    narrow = replace(policy, statements=tuple(one for one in policy.statements if id(one) not in wide))
    if not found or not _is_needed(world, use, narrow):
        return
    for alone, rest, why in found:
        named = f"statement {alone.statements[0].label} of {alone.name}, but it {why}."
        if _is_needed(world, use, rest):
            yield f"Replication needs {named}"
        elif _serves(world, use, narrow, replace(narrow, statements=(*narrow.statements, *alone.statements))):
            yield f"Replication uses {named}"


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
    unused = unused_actions((alone,), use.actions | DOCUMENTED) - _OF_KEY_USERS
    more = {one for one in _SERIOUS if one.startswith(service) and allows(alone, one)} | set(map(written_action, unused))
    return ", and it ".join([*says, *([f"also allows {', '.join(sorted(more))}"] if more else [])])


def _is_needed(world: World, use: _Use, rest: Policy) -> bool:
    """Whether an object that replicates would not replicate without the statement."""
    engine = Engine(_with_policy(world, use.holder, rest))
    return any(_outcome(engine, one) is not Outcome.COMPLETED for one in use.decisions)


def _serves(world: World, use: _Use, without: Policy, having: Policy) -> bool:
    """Whether an object replicates with one policy and not with the other."""
    before, after = (Engine(_with_policy(world, use.holder, policy)) for policy in (without, having))
    return any(_outcome(before, one) is not Outcome.COMPLETED and _outcome(after, one) is Outcome.COMPLETED for one in use.decisions)


def _with_policy(world: World, holder: Bucket | Key, policy: Policy) -> World:
    if isinstance(holder, Key):
        return replace(world, keys={**world.keys, holder.arn: replace(holder, policy=policy)})
    return replace(world, buckets={**world.buckets, holder.name: replace(holder, policy=policy)})


def _outcome(engine: Engine, decision: DecidedVersion) -> Outcome | None:
    version, change, task = decision
    tasks: Sequence[Task] = engine.decide(version, change).tasks
    return next((one.outcome for one in tasks if one.destination_bucket == task.destination_bucket), None)
