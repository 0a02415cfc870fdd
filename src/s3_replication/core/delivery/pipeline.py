"""Delivery: the steps of each component in S3's order, and the resulting task (assumed: fact 4.51)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from s3_replication.core.delivery import destination as dst
from s3_replication.core.delivery import source as src
from s3_replication.core.delivery.attempt import Attempt, DestinationState, failed, passed
from s3_replication.core.delivery.kms import decrypt_source, encrypt_destination
from s3_replication.core.delivery.replica import replica_of
from s3_replication.core.explanations import FailureReason
from s3_replication.core.model import Version, World
from s3_replication.core.permissions import Authorizer
from s3_replication.core.results import Admission, Component, Outcome, Step, Task
from s3_replication.core.stubs import stub_bucket, stub_role
from s3_replication.iam import Unknown

__all__ = ["deliver_with"]


def _tags(attempt: Attempt) -> Step | None:
    """Tags replicate separately: a failure leaves a replica without tags (4.16)."""
    if not attempt.version.tags:
        return None
    read = src.read_tags(attempt)
    if read.outcome is not Outcome.COMPLETED:
        return read
    written = dst.may_write_tags(attempt)
    return replace(written, checks=read.checks + written.checks)


_StepOf = Callable[[Attempt], Step | None]
_PIPELINES: Final[Mapping[Component, tuple[_StepOf, ...]]] = {
    Component.OBJECT: (
        src.assume_role, src.base_permissions, src.read_version, src.read_acl, src.read_retention, src.read_legal_hold,
        dst.destination_exists, dst.may_write_object, dst.owner_override, _tags, decrypt_source, encrypt_destination, dst.sse_c_allowed,
        dst.destination_versioned, dst.lock_support, dst.copy_acl, dst.not_hard_deleted,
    ),
    Component.DELETE_MARKER: (
        src.assume_role, src.base_permissions, dst.destination_exists, dst.may_write_marker, dst.destination_versioned,
        dst.not_hard_deleted,
    ),
    Component.TAGS: (
        src.assume_role, src.base_permissions, src.read_tags, dst.destination_exists, dst.may_change_tags, dst.destination_versioned,
        dst.version_present,
    ),
    Component.ACL: (
        src.assume_role, src.base_permissions, src.read_acl, dst.destination_exists, dst.may_change_acl, dst.destination_versioned,
        dst.version_present, dst.copy_acl,
    ),
    Component.RETENTION: (
        src.assume_role, src.base_permissions, src.read_retention, dst.destination_exists, dst.may_change_retention,
        dst.destination_versioned, dst.lock_support, dst.version_present,
    ),
    Component.LEGAL_HOLD: (
        src.assume_role, src.base_permissions, src.read_legal_hold, dst.destination_exists, dst.may_change_legal_hold,
        dst.destination_versioned, dst.lock_support, dst.version_present,
    ),
}  # fmt: skip
_DONE_FACTS: Final[Mapping[Component, tuple[str, ...]]] = {
    Component.OBJECT: ("3.01",),
    Component.DELETE_MARKER: ("3.65",),
    Component.TAGS: ("3.96",),
    Component.ACL: ("3.95",),
    Component.RETENTION: ("3.55",),
    Component.LEGAL_HOLD: ("3.55",),
}
_TAG_FAILURES: Final = frozenset({FailureReason.SRC_GET_TAGGING_NOT_PERMITTED, FailureReason.DST_PUT_TAGGING_NOT_PERMITTED})


def deliver_with(authorizer: Authorizer, world: World, admission: Admission, version: Version | None, there: DestinationState) -> Task:
    """Return the finished task; `version` is None if it was deleted at the source (3.74)."""
    if version is None:
        gone = failed("source version", FailureReason.SRC_VERSION_NOT_FOUND, ("3.74",))
        return _failed_task(admission, (gone,), gone)
    attempt = _attempt(authorizer, world, admission, version, there)
    if attempt is None:
        gone = failed("source bucket", FailureReason.SRC_BUCKET_NOT_FOUND, ("4.51",))
        return _failed_task(admission, (gone,), gone)
    steps: list[Step] = []
    for step_of in _PIPELINES[admission.component]:
        found = step_of(attempt)
        if found is None:
            continue
        steps.append(found)
        if found.outcome is Outcome.FAILED and not _only_tags(admission, found):
            return _failed_task(admission, tuple(steps), found)
        if isinstance(admission.role, Unknown):  # policies cannot be evaluated without the role's ARN
            break
    return _finished(attempt, tuple(steps))


def _attempt(authorizer: Authorizer, world: World, admission: Admission, version: Version, there: DestinationState) -> Attempt | None:
    source = world.buckets.get(admission.source_bucket)
    if source is None:
        return None
    role_arn = admission.role
    role = None if isinstance(role_arn, Unknown) else world.roles.get(role_arn)
    name = admission.destination_bucket
    destination = world.buckets.get(name)
    account, arn = admission.rule.destination.account, admission.rule.destination.bucket
    return Attempt(
        world, authorizer, admission, version, there, source,
        role or stub_role(f"arn:aws:iam::{source.account}:role/unknown" if isinstance(role_arn, Unknown) else role_arn),
        role is None and not isinstance(role_arn, Unknown) and world.lacks(role_arn),
        destination or stub_bucket(name, str(arn), account if isinstance(account, str) else source.account),
        destination is None,
    )  # fmt: skip


def _only_tags(admission: Admission, found: Step) -> bool:
    return admission.component is Component.OBJECT and found.failure in _TAG_FAILURES


def _failed_task(admission: Admission, steps: tuple[Step, ...], found: Step) -> Task:
    return Task(
        admission.destination_bucket, Outcome.FAILED, (), admission, steps=steps, failure_reason=found.failure,
        unknown=_unknown(steps), reported=found.failure not in _TAG_FAILURES, facts=found.facts, assumed=found.assumed,
    )  # fmt: skip


def _finished(attempt: Attempt, steps: tuple[Step, ...]) -> Task:
    admission = attempt.admission
    partial = next((step for step in steps if step.outcome is Outcome.FAILED), None)
    unknown = _unknown(steps)
    open_step = any(step.outcome is Outcome.UNKNOWN for step in steps)
    if partial is not None and attempt.world.switches.tag_failure_fails:
        replica = None if open_step else replica_of(attempt, without_tags=True)
        return replace(_failed_task(admission, steps, partial), replica=replica)
    if open_step:
        return Task(admission.destination_bucket, Outcome.UNKNOWN, (), admission, steps=steps, unknown=unknown)
    steps += (passed("write", _DONE_FACTS[admission.component]),)
    return Task(
        admission.destination_bucket, Outcome.COMPLETED, (), admission, steps=steps,
        replica=replica_of(attempt, without_tags=partial is not None), facts=_DONE_FACTS[admission.component],
        assumed=any(step.assumed for step in steps),
    )  # fmt: skip


def _unknown(steps: tuple[Step, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(step.unknown for step in steps if step.outcome is Outcome.UNKNOWN))
