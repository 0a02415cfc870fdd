"""Reads one object version on both sides, and decides about it."""

from collections.abc import Sequence
from dataclasses import replace

from s3_replication.aws import Listed, has_version, list_versions, note_again, noting, read_version, with_key
from s3_replication.core import Bucket, Change, Outcome, ReplicationConfiguration, ReplicationStatus, Task, Version, World, decide, explain
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.commands import copy_in_place
from s3_replication.doctor.lifecycle_removals import removed_by_lifecycle
from s3_replication.doctor.next_steps import next_step
from s3_replication.doctor.object_answer import DestinationAnswer, ObjectAnswer, ObjectName, ObjectState, ReplicaState
from s3_replication.doctor.paused import PausedRules, wait_of
from s3_replication.errors import AwsError, InputError
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.findings.render.visible import visible
from s3_replication.iam import Unknown

__all__ = ["answer_object"]

_MOST_VERSIONS = 1000


def answer_object(
    accounts: Accounts, world: World, bucket: Bucket, wanted: ObjectName, pauses: Sequence[PausedRules]
) -> tuple[ObjectAnswer, Version | None, Sequence[Finding]]:
    """The answer, the version if HeadObject could read it, and a finding for each replica that is gone.

    Raises InputError if the bucket does not have the version.
    """
    listed = _find(accounts, bucket, wanted)
    version = _read(accounts, bucket, listed)
    if version is None:
        written = listed.last_modified
        state = ObjectState.NOT_READABLE
        step = next_step(state, (), ())
        return ObjectAnswer(listed.key, listed.version_id, written, listed.delete_marker, state, (), step), None, ()
    key = version.encryption.key_arn
    if isinstance(key, str):
        world = with_key(world, accounts.connections, key)
    decision = decide(world, version, Change.DELETE_MARKER if version.delete_marker else Change.OBJECT)
    tasks = tuple(map(_without_tags, decision.tasks)) if _tags_hidden(accounts, bucket, version) else decision.tasks
    destinations = tuple(_destination(accounts, world, task, version, pauses) for task in tasks)
    state = _state(version, destinations)
    said = tuple(sorted({name for task in tasks for name in task.unknown}))
    answer = ObjectAnswer(
        version.key, version.version_id, version.last_modified, version.delete_marker, state, destinations,
        next_step(state, destinations, said),
    )  # fmt: skip
    return answer, None if version.delete_marker else version, _gone(world, bucket, answer, listed.latest)


def _find(accounts: Accounts, bucket: Bucket, wanted: ObjectName) -> Listed:
    """The line of the listing; raises InputError without one, AwsError where versions may not be listed."""
    s3 = accounts.at_source.s3(bucket.region)
    before = len(accounts.at_source.denied)
    with noting() as noted:
        listed = list_versions(s3, bucket.name, wanted.key, _MOST_VERSIONS)
    note_again(noted)
    found = [one for one in listed if one.key == wanted.key]
    if not found:
        for failed in noted.failed:
            raise failed.error
    key = visible(wanted.key)
    if not found and len(accounts.at_source.denied) > before:
        raise AwsError(f"the versions of {key} in bucket {bucket.name} may not be listed: allow s3:ListBucketVersions.")
    if not found:
        raise InputError(f"bucket {bucket.name} has no object {key}: check the key, which is case-sensitive.")
    for one in found:
        if one.version_id == wanted.version_id or (wanted.version_id is None and one.latest):
            return one
    raise InputError(f"object {key} in bucket {bucket.name} has no version {wanted.version_id}: it has {found[0].version_id}.")


def _read(accounts: Accounts, bucket: Bucket, listed: Listed) -> Version | None:
    """The version; None where it may not be read or was deleted since it was listed. S3 answers no HEAD for delete markers."""
    if listed.delete_marker:
        return Version(bucket.name, listed.key, listed.version_id, listed.last_modified, delete_marker=True)
    found = read_version(accounts.at_source.s3(bucket.region), bucket, listed.key, listed.version_id, checksum=False)
    if found is None or isinstance(found, Unknown):
        return None
    return replace(found, replica=found.status is ReplicationStatus.REPLICA)


def _tags_hidden(accounts: Accounts, bucket: Bucket, version: Version) -> bool:
    """Whether a rule filters by tags and those of the version may not be read."""
    configuration = bucket.replication
    if not isinstance(configuration, ReplicationConfiguration):
        return False
    filters = any(rule.filter is not None and rule.filter.tags for rule in configuration.rules)
    return filters and accounts.tags_unread(version)


def _without_tags(task: Task) -> Task:
    return replace(
        task, outcome=Outcome.UNKNOWN, admission=None, reason=None, failure_reason=None, unknown=frozenset({"the tags of the version"})
    )


def _destination(
    accounts: Accounts, world: World, task: Task, version: Version, pauses: Sequence[PausedRules]
) -> DestinationAnswer:  # fmt: skip
    reason = explain(task.failure_reason or task.reason) if task.failure_reason or task.reason else ""  # type: ignore[arg-type]
    rule = task.admission.rule.id if task.admission is not None else None
    replica = _replica(accounts, world, task, version)
    delivered = replica is ReplicaState.PRESENT and version.status is not ReplicationStatus.PENDING
    wait = wait_of(pauses, rule, version) if rule is not None and not delivered else ""
    return DestinationAnswer(task.destination_bucket, task.outcome, rule, reason, replica, wait)


def _replica(accounts: Accounts, world: World, task: Task, version: Version) -> ReplicaState:
    bucket = world.buckets.get(task.destination_bucket)
    connection = accounts.connections.get(bucket.account) if bucket is not None else None
    if bucket is None or connection is None:
        return ReplicaState.ABSENT if world.lacks(task.destination_bucket) else ReplicaState.NOT_VISIBLE
    s3 = connection.s3(bucket.region)
    if version.delete_marker:
        listed = list_versions(s3, bucket.name, version.key, _MOST_VERSIONS)
        found: bool | Unknown = any((one.key, one.version_id) == (version.key, version.version_id) for one in listed)
    else:
        found = has_version(s3, bucket.name, version.key, version.version_id)
    if isinstance(found, Unknown):
        return ReplicaState.NOT_VISIBLE
    return ReplicaState.PRESENT if found else ReplicaState.ABSENT


def _state(version: Version, destinations: Sequence[DestinationAnswer]) -> ObjectState:
    if version.delete_marker:
        absent = any(one.replica is ReplicaState.ABSENT and one.outcome is not Outcome.NOT_REPLICATED for one in destinations)
        return ObjectState.NO_STATUS if absent or not destinations else ObjectState.COMPLETED
    if version.status is ReplicationStatus.COMPLETED and any(one.replica is ReplicaState.ABSENT and one.rule_id for one in destinations):
        return ObjectState.REPLICA_GONE
    return ObjectState(version.status.value) if version.status is not None else ObjectState.NO_STATUS


def _gone(world: World, bucket: Bucket, answer: ObjectAnswer, latest: bool) -> Sequence[Finding]:
    """A copy of an older version would become the current one, so it is suggested for the current version alone."""
    if answer.state is not ObjectState.REPLICA_GONE:
        return ()
    found = []
    for one in answer.destinations:
        if one.replica is ReplicaState.ABSENT and one.rule_id:
            owner = world.buckets.get(one.bucket)
            says = f"Version {answer.version_id} of {answer.key} is COMPLETED, but bucket {one.bucket} does not have it."
            change = (copy_in_place(bucket, answer.key, answer.version_id),) if latest else ()
            subject = owner.arn if owner is not None else one.bucket
            found.append(new_finding("replica-is-missing", subject, says, rule_id=one.rule_id, suggestions=change))
            found += removed_by_lifecycle(owner, answer.key, latest=latest) if owner is not None else ()
    return found
