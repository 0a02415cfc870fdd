"""From the trace of one task to its causes."""

from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.core import FailureReason, Outcome, Reason, Task, Version, World
from s3_replication.findings.causes.assumptions import assumed_step, missing_permission, open_question
from s3_replication.findings.causes.cause import Cause
from s3_replication.findings.causes.permissions import open_statements, permission_causes
from s3_replication.findings.causes.steps import state_cause
from s3_replication.findings.causes.unknowns import unknown_values
from s3_replication.iam import Verdict

__all__ = ["causes_of"]

# Not a cause: nothing of the configuration would let the object replicate, or S3 replicates it by another rule.
_BY_DESIGN: Final = frozenset({Reason.IS_REPLICA, Reason.VERSION_DELETE, Reason.LIFECYCLE_ACTION, Reason.RESTORE, Reason.NEVER_ADMITTED})
_SELECTION: Final[Mapping[Reason, str]] = {
    Reason.NO_CONFIGURATION: "no-replication-configuration",
    Reason.KMS_NOT_OPTED_IN: "rule-skips-kms-objects",
    Reason.DELETE_MARKERS_OFF: "delete-markers-not-replicated",
    Reason.RULE_DISABLED: "rule-disabled",
    Reason.EXISTING_OBJECT: "existing-objects-not-replicated",
    Reason.ARCHIVED: "archived-objects-not-replicated",
    Reason.REPLICA_MODIFICATIONS_OFF: "replica-changes-not-sent-back",
}
_UNDOCUMENTED_CASE: Final = "Assumed: S3 replicates no such change. No AWS document describes this case."
_STATES: Final = frozenset({FailureReason.DST_KMS_KEY_INVALID_STATE, FailureReason.SRC_KMS_KEY_INVALID_STATE})


def causes_of(task: Task, version: Version, world: World) -> tuple[Cause, ...]:
    """Why the task is not COMPLETED; empty if it is, or if no configuration would replicate such a version."""
    if task.outcome is Outcome.UNKNOWN:
        return tuple(_unknown(task, version, world))
    if task.outcome is Outcome.NOT_REPLICATED:
        return tuple(_not_selected(task, version, world))
    if task.outcome is Outcome.FAILED:
        return tuple(_failed(task, version, world))
    return ()


def _unknown(task: Task, version: Version, world: World) -> Iterator[Cause]:
    """What is not known; a missing permission with an unknown effect is its own cause."""
    rule_id = task.admission.rule.id if task.admission is not None else None
    explained: set[str] = set()
    for step in task.steps if task.admission is not None else ():
        for check in step.checks:
            effect = f"effect of a missing {check.action}"
            if effect in step.unknown and check.decision.verdict is Verdict.DENY and task.admission is not None:
                explained.add(effect)
                yield from permission_causes(check, task.admission, world, missing_permission(check.action))
    for name in sorted(task.unknown - explained):
        if (question := open_question(name, _arn(task.destination_bucket or version.bucket, world), rule_id)) is not None:
            yield question
            continue
        if statements := _open_statements(name, task, world):
            yield from statements
            continue
        for value in unknown_values(name, task, world):
            subject = _subject(value.resource or task.destination_bucket or version.bucket, task, world)
            yield Cause("value-not-known", subject, "", rule_id, value.resource or name, certain=False, unknown=value)


def _open_statements(name: str, task: Task, world: World) -> list[Cause]:
    """Statements that AWS's documents leave open: by a condition key or by NotPrincipal, not by a value that was not read."""
    if "Statement[" in name and not name.endswith(".NotPrincipal"):
        return []
    checks = [check for step in task.steps for check in step.checks if name in check.decision.unknown]
    admission = task.admission
    known = any(value.resource for value in unknown_values(name, task, world))
    return [] if known or admission is None else [one for check in checks for one in open_statements(name, check, admission, world)]


def _subject(resource: str, task: Task, world: World) -> str:
    """The ARN of a bucket, which the rule has where the bucket was not read."""
    named = task.admission.rule.destination.bucket if task.admission is not None else None
    if resource == task.destination_bucket and resource not in world.buckets and isinstance(named, str):
        return named
    return _arn(resource, world)


def _not_selected(task: Task, version: Version, world: World) -> Iterator[Cause]:
    if task.reason is None or task.reason in _BY_DESIGN:
        return
    check = _SELECTION.get(task.reason, "no-rule-selects-objects")
    rule_id = next((verdict.rule_id for verdict in task.rules if verdict.reason is task.reason), None) or None
    assumption = _UNDOCUMENTED_CASE if task.assumed else ""
    bucket = _arn(version.bucket, world)
    yield Cause(check, bucket, "", rule_id, target=task.destination_bucket, certain=not task.assumed, assumption=assumption)


def _arn(name: str, world: World) -> str:
    bucket = world.buckets.get(name)
    return bucket.arn if bucket is not None else name


def _failed(task: Task, version: Version, world: World) -> Iterator[Cause]:
    failed = [one for one in task.steps if one.outcome is Outcome.FAILED]
    if not failed or task.admission is None:
        yield from _not_selected(task, version, world)  # a batch job reports as failed what live replication skips
        return
    for step in failed:  # a step that fails for the tags alone does not end the delivery
        denied = [check for check in step.checks if check.decision.verdict is Verdict.DENY]
        if denied and step.failure not in _STATES:
            for check in denied:
                yield from permission_causes(check, task.admission, world, assumed_step(step))
        else:
            yield state_cause(step, task.admission, version, world)
