"""Causes of a refused permission: a statement that denies, or policies in which no statement allows."""

from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.core import Admission, Check, World, bucket_name
from s3_replication.findings.causes.cause import Cause
from s3_replication.iam import Denial, Evidence, Layer, Verdict

__all__ = ["OPEN_STATEMENT", "REPAIR", "holder_kind", "may_deny", "open_statements", "permission_causes", "target_of"]

OPEN_STATEMENT: Final = "statement-not-decidable"
REPAIR: Final = "the repair"  # the name of a policy that a repair adds to a copy of the world
TRUST: Final = "sts:AssumeRole"
_KINDS: Final[Mapping[Layer, str]] = {
    Layer.IDENTITY: "role-policy",
    Layer.BOUNDARY: "permissions-boundary",
    Layer.SCP: "service-control-policy",
    Layer.RCP: "resource-control-policy",
}


def permission_causes(check: Check, admission: Admission, world: World, assumption: str) -> Iterator[Cause]:
    """One cause for each statement that denies or, if none does, for each layer in which no statement allows.

    `assumption` says what the failure depends on, "" for nothing.
    """
    explicit = check.decision.denial is Denial.EXPLICIT
    for evidence in check.decision.because:
        if evidence.verdict is Verdict.DENY:
            says = _denies(evidence, check) if explicit else _lacks(evidence, check)
            subject = _subject(evidence, check, admission, world)
            target = "" if _lacks_everywhere(evidence, explicit=explicit) else target_of(check, world)
            name = _name(evidence, check, world, explicit)
            yield Cause(name, subject, says, admission.rule.id, target, check, evidence, not assumption, assumption)


def _lacks_everywhere(evidence: Evidence, *, explicit: bool) -> bool:
    """Whether it is one cause however many buckets and keys the role may not use: no policy at all, or a limit that does not allow them."""
    if evidence.layer in (Layer.BOUNDARY, Layer.SCP):
        return not explicit
    return evidence.layer is Layer.IDENTITY and not _policies_of(evidence)


def _policies_of(evidence: Evidence) -> list[str]:
    return [name for name in evidence.policy.split(", ") if name and name != REPAIR]


def open_statements(name: str, check: Check, admission: Admission, world: World) -> Iterator[Cause]:
    """The statements of which it is not known whether they apply, because of the named condition key or element."""
    for evidence in check.decision.because:
        if evidence.verdict is Verdict.UNKNOWN and evidence.statement is not None and name in evidence.note:
            does = "denies" if may_deny(evidence) else "allows"
            statement = f"statement {evidence.statement} of {evidence.policy}"
            says = f"It is not known whether {statement} {does} {check.action}, because {name} is not known."
            subject, target = _subject(evidence, check, admission, world), target_of(check, world)
            yield Cause(OPEN_STATEMENT, subject, says, admission.rule.id, target, check, evidence, certain=False)


def may_deny(evidence: Evidence) -> bool:
    """Whether the statement would deny if it applied."""
    return evidence.note.startswith("would deny")


def holder_kind(cause: Cause, world: World) -> str:
    """The kind of the policy that a cause by IAM is about, as the ids of the checks begin."""
    if cause.evidence is None or cause.denied is None:
        raise ValueError(f"{cause.check} is not decided by a policy")
    return _kind(cause.evidence, cause.denied, world)


def _name(evidence: Evidence, check: Check, world: World, explicit: bool) -> str:
    """The id of the check; nobody can change the policy of an AWS managed key."""
    kind = _kind(evidence, check, world)
    key = world.keys.get(target_of(check, world))
    if kind == "key-policy" and key is not None and key.aws_managed:
        return "aws-managed-key-cannot-be-shared"
    return f"{kind}-denies" if explicit else f"{kind}-lacks-permission"


def target_of(check: Check, world: World) -> str:
    """The bucket, key or role that the request was about; of an object, its bucket."""
    if check.action.startswith("s3:"):
        bucket = world.buckets.get(bucket_name(check.resource.split("/", 1)[0]))
        return bucket.arn if bucket is not None else check.resource.split("/", 1)[0]
    return check.resource


def _kind(evidence: Evidence, check: Check, world: World) -> str:
    if evidence.layer in _KINDS:
        return _KINDS[evidence.layer]
    if check.action == TRUST:
        return "trust-policy"
    return "key-policy" if target_of(check, world) in world.keys or check.action.startswith("kms:") else "bucket-policy"


def _subject(evidence: Evidence, check: Check, admission: Admission, world: World) -> str:
    """The resource whose policy must change; control policies belong to the account."""
    if evidence.layer in (Layer.IDENTITY, Layer.BOUNDARY):
        return str(admission.role)
    if evidence.layer is Layer.RCP:
        return _owner(check, world)
    if evidence.layer is Layer.SCP:
        role = world.roles.get(str(admission.role))
        accounts = [role.account if role is not None else "", _owner(check, world)]
        return next((account for account in accounts if evidence.policy in _control_policies(world, account)), accounts[0])
    return target_of(check, world)


def _control_policies(world: World, account: str) -> frozenset[str]:
    found = world.accounts.get(account)
    return frozenset(policy.name for level in found.known_levels for policy in level) if found is not None else frozenset()


def _owner(check: Check, world: World) -> str:
    target = target_of(check, world)
    key, bucket = world.keys.get(target), world.buckets.get(bucket_name(target))
    found = key or bucket or world.roles.get(target)
    return found.account if found is not None else ""


def _denies(evidence: Evidence, check: Check) -> str:
    return f"Statement {evidence.statement} of {evidence.policy} denies {check.action} on {check.resource}."


def _lacks(evidence: Evidence, check: Check) -> str:
    names = _policies_of(evidence)
    named = f" ({', '.join(names)})" if names else ""
    return f"The {evidence.layer.value}{named} does not allow {check.action} on {check.resource}: {evidence.note}."
