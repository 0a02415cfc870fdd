"""decide(): admission, delivery and status of one version in one world; `Engine` caches what it computes for a fixed world."""

from dataclasses import replace

from s3_replication.core.admission import KeyVerdicts, Writing, admit_to
from s3_replication.core.configuration.model import ReplicationConfiguration
from s3_replication.core.delivery import DestinationState, deliver_with
from s3_replication.core.explanations import FailureReason, Reason
from s3_replication.core.matching import METADATA_CHANGES, RuleGroup, is_replica, rule_groups
from s3_replication.core.model import Change, Lock, ReplicationStatus, Version, World
from s3_replication.core.permissions import Authorizer
from s3_replication.core.results import Admission, Decision, Outcome, Presence, Task
from s3_replication.core.status import aggregate, counted
from s3_replication.iam import Unknown

__all__ = ["Engine", "admit", "decide", "deliver"]


class Engine:
    """Decides about many versions of one fixed world; it caches rule groups and permission results, so do not change the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._authorizer = Authorizer(world)
        self._groups: dict[str, tuple[RuleGroup, ...]] = {}
        self._key_verdicts = KeyVerdicts()

    def admit(self, version: Version, change: Change) -> tuple[Task, ...]:
        """Return what S3 decides at write time: one task per destination, or () if no rule exists."""
        source = self.world.buckets.get(version.bucket)
        configuration = source.replication if source is not None else None
        if isinstance(configuration, Unknown) or (source is None and not self.world.complete):
            what = frozenset({f"replication configuration of bucket {version.bucket}"})
            return (Task("", Outcome.UNKNOWN, (), unknown=what),)
        if source is None or configuration is None:
            return _no_configuration(change)
        writing = Writing(self.world, source, configuration.role, version, change)
        return admit_to(writing, self._rule_groups(version.bucket, configuration), self._key_verdicts)

    def deliver(
        self, admission: Admission, version: Version | None, presence: Presence = Presence.ABSENT, replica_lock: Lock | None = None
    ) -> Task:
        """Return the result of one PENDING task in the current world; `version` is None if it was deleted at the source."""
        return deliver_with(self._authorizer, self.world, admission, version, DestinationState(presence, replica_lock))

    def decide(self, version: Version, change: Change, presence: Presence | None = None) -> Decision:
        """Return the result for every destination and the version's replication status afterwards.

        `presence` None derives it from the version's status: metadata changes find their version unless it FAILED.
        """
        found = presence or _likely_presence(version, change)
        tasks = tuple(self._delivered(task, version, found) for task in self.admit(version, change))
        done = change is Change.BATCH and version.status is ReplicationStatus.COMPLETED
        tried = [
            counted(task.outcome, task.failure_reason, done)
            for task in tasks
            if task.admission is not None or task.outcome is Outcome.UNKNOWN
        ]
        status = aggregate(tried, version.status, is_replica(version) and change in METADATA_CHANGES)
        return Decision(version, change, tasks, status, _common_reason(tasks))

    def _delivered(self, task: Task, version: Version, presence: Presence) -> Task:
        if task.admission is None:
            return task
        return replace(self.deliver(task.admission, version, presence), rules=task.rules)

    def _rule_groups(self, bucket: str, configuration: ReplicationConfiguration) -> tuple[RuleGroup, ...]:
        groups = self._groups.get(bucket)
        if groups is None:
            groups = self._groups[bucket] = rule_groups(configuration)
        return groups


def _no_configuration(change: Change) -> tuple[Task, ...]:
    """A batch job reports a failure in cases in which live replication does nothing (6.02)."""
    if change is not Change.BATCH:
        return ()
    missing = FailureReason.SRC_BUCKET_REPLICATION_CONFIG_MISSING
    return (Task("", Outcome.FAILED, (), reason=Reason.NO_CONFIGURATION, failure_reason=missing, facts=("6.02",)),)


def _likely_presence(version: Version, change: Change) -> Presence:
    if change in METADATA_CHANGES and version.status is not ReplicationStatus.FAILED:
        return Presence.PRESENT
    return Presence.ABSENT


def _common_reason(tasks: tuple[Task, ...]) -> Reason | None:
    """Return the one reason that covers every destination, if S3 queued no task."""
    if any(task.reason is None for task in tasks):
        return None
    if not tasks:
        return Reason.NO_CONFIGURATION
    reasons = {task.reason for task in tasks}
    return reasons.pop() if len(reasons) == 1 else Reason.NO_RULE_MATCHES


def admit(world: World, version: Version, change: Change) -> tuple[Task, ...]:
    """Return what S3 decides at write time for a single version, as the method of Engine does."""
    return Engine(world).admit(version, change)


def deliver(
    world: World, admission: Admission, version: Version | None, presence: Presence = Presence.ABSENT, replica_lock: Lock | None = None
) -> Task:
    """`Engine(world).deliver(...)` for a single version."""
    return Engine(world).deliver(admission, version, presence, replica_lock)


def decide(world: World, version: Version, change: Change, presence: Presence | None = None) -> Decision:
    """`Engine(world).decide(...)` for a single version."""
    return Engine(world).decide(version, change, presence)
