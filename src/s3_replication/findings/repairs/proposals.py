"""Which changes could repair a cause. They are candidates: prove.py decides which of them work."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from s3_replication.core import Admission, Bucket, KeyState, Rule, Versioning, World, bucket_name
from s3_replication.findings.causes import Cause
from s3_replication.findings.causes.permissions import OPEN_STATEMENT, holder_kind, may_deny, target_of
from s3_replication.findings.repairs import rules
from s3_replication.findings.repairs.edits import CreateRole, Edit, Except, SetBucket, SetKey
from s3_replication.findings.repairs.permissions import allow
from s3_replication.findings.repairs.policies import Holder, HolderKind
from s3_replication.iam import Arn

__all__ = ["edits_for", "edits_instead"]

_HOLDERS: Final[Mapping[str, HolderKind]] = {
    "role-policy": HolderKind.ROLE,
    "permissions-boundary": HolderKind.BOUNDARY,
    "service-control-policy": HolderKind.SCP,
    "resource-control-policy": HolderKind.RCP,
    "bucket-policy": HolderKind.BUCKET,
    "key-policy": HolderKind.KEY,
    "trust-policy": HolderKind.TRUST,
}
_LACKS: Final = "-lacks-permission"
_SUBJECT: Final[Mapping[str, Callable[[str], Edit]]] = {
    "destination-is-not-versioned": lambda arn: SetBucket(arn, "versioning", Versioning.ENABLED),
    "destination-has-no-object-lock": lambda arn: SetBucket(arn, "object_lock", True),
    "destination-blocks-sse-c": lambda arn: SetBucket(arn, "blocks_sse_c", False),
    "replica-key-unusable": lambda arn: SetKey(arn, "state", KeyState.ENABLED),
    "source-key-unusable": lambda arn: SetKey(arn, "state", KeyState.ENABLED),
}
_RULE: Final[Mapping[str, Callable[[Bucket, Rule, Bucket, World], Iterator[Edit]]]] = {
    "rule-disabled": lambda source, rule, _destination, _world: rules.enable(source, rule),
    "delete-markers-not-replicated": lambda source, rule, _destination, _world: rules.replicate_markers(source, rule),
    "rule-skips-kms-objects": rules.replicate_kms,
    "aws-managed-key-cannot-be-shared": rules.take_key,
    "replica-key-not-found": rules.take_key,
    "replica-key-in-another-region": rules.take_key,
    "replica-key-is-not-symmetric": rules.take_key,
    "destination-account-differs": lambda source, rule, destination, _world: rules.name_owner(source, rule, destination),
}


def edits_for(cause: Cause, admission: Admission | None, source: str, destination: str, world: World) -> tuple[Edit, ...]:
    """The changes for one cause; empty if none is known. Several causes of one failure may need their changes together."""
    if cause.check in _SUBJECT:
        return (_SUBJECT[cause.check](cause.subject),)
    if cause.check == "role-does-not-exist":
        return (CreateRole(cause.subject),) if Arn.find(cause.subject) is not None else ()
    if cause.check not in _RULE and cause.denied is not None and cause.evidence is not None and admission is not None:
        lacks = cause.check.endswith(_LACKS) or (cause.check == OPEN_STATEMENT and not may_deny(cause.evidence))
        holder = Holder(_HOLDERS[holder_kind(cause, world)], cause.subject)
        if lacks:
            return tuple(allow(cause.denied, holder, admission, world))
        return (Except(holder, cause.evidence.policy, cause.evidence.statement or "", str(admission.role)),)
    bucket, target = world.buckets.get(bucket_name(source)), world.buckets.get(destination)
    rule = rules.rule_of(bucket, cause.rule_id)
    if cause.check not in _RULE or bucket is None or target is None or rule is None:
        return ()
    return tuple(_RULE[cause.check](bucket, rule, target, world))


def edits_instead(cause: Cause, admission: Admission | None, world: World) -> tuple[Edit, ...]:
    """The change of the bucket's or key's own policy in place of one of the role's; it can be enough in the role's account."""
    if cause.check != "role-policy-lacks-permission" or cause.denied is None or admission is None:
        return ()
    target = target_of(cause.denied, world)
    kind = HolderKind.KEY if target in world.keys else HolderKind.BUCKET
    return tuple(allow(cause.denied, Holder(kind, target), admission, world))
