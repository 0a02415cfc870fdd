"""The core's decisions, remembered for versions that differ in nothing that a decision looks at.

A decision takes more time than the rest of a delivery. Most versions of a bucket differ in key, size and bytes only, and most rules and
policies name all keys of a bucket, so that one decision serves them all.
"""

from collections.abc import Hashable
from dataclasses import replace

from s3_replication.core import (
    Admission,
    Change,
    Engine,
    KeyClasses,
    Lock,
    Outcome,
    Presence,
    Task,
    Version,
    World,
)  # fmt: skip
from s3_replication.iam import Unknown
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.moto.store.versions import look_of, read_version

__all__ = ["Decisions"]

MOST = 4096
Route = tuple[str, str, str]


class Decisions:
    """An engine with what it decided; drop it when the world changes. Only one thread may call `deliver`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._admitting: dict[str, KeyClasses] = {}
        self._delivering: dict[Route, KeyClasses] = {}
        self._admitted: dict[Hashable, tuple[Task, ...]] = {}
        self._delivered: dict[Hashable, Task] = {}

    def admit(self, bucket: LocalBucket, version: LocalKey | LocalMarker, change: Change) -> tuple[Task, ...]:
        """What S3 decides at write time; the evidence of a remembered answer may name another version."""
        name = self._name_of_admission(bucket, version) if change is Change.OBJECT else None
        known = None if name is None else self._admitted.get(name)
        if known is None:
            known = self.engine.admit(read_version(bucket, version), change)
            if name is not None:
                if len(self._admitted) >= MOST:
                    self._admitted.clear()
                self._admitted[name] = known
        return known

    def deliver(self, admission: Admission, bucket: LocalBucket, version: LocalKey | LocalMarker | None, presence: Presence,
                lock: Lock | None) -> Task:  # fmt: skip
        """As `Engine.deliver`; steps and replica of a remembered answer name another version, and the replica has no ETag."""
        name = None if version is None or presence is not Presence.ABSENT else self._name_of_delivery(admission, bucket, version)
        known = None if name is None else self._delivered.get(name)
        if known is not None:
            return known
        read = None if version is None else read_version(bucket, version)
        task = self.engine.deliver(admission, read, presence, lock)
        if name is not None and read is not None and task.outcome is Outcome.COMPLETED:
            self._remember(name, task, read)
        return task

    def _remember(self, name: Hashable, task: Task, version: Version) -> None:
        """Keep an answer for others, unless the replica has an ETag that is not the source's."""
        if task.replica is None or task.replica.version.etag != version.etag:
            return
        if len(self._delivered) >= MOST:
            self._delivered.clear()
        self._delivered[name] = replace(task, replica=replace(task.replica, version=replace(task.replica.version, etag="")))

    def _name_of_admission(self, bucket: LocalBucket, version: LocalKey | LocalMarker) -> Hashable:
        """All that the decision depends on. No policy takes part in it, so only the rules' prefixes look at the key."""
        look = look_of(version)
        if look is None:
            return None
        classes = self._admitting.get(bucket.name)
        if classes is None:
            source = self.engine.world.buckets.get(bucket.name)
            buckets = {} if source is None else {source.name: replace(source, policy=None)}
            classes = self._admitting[bucket.name] = KeyClasses(World(buckets))
        key_class = classes.class_of(version.name)
        return None if key_class is None else (bucket.name, key_class, look)

    def _name_of_delivery(self, admission: Admission, bucket: LocalBucket, version: LocalKey | LocalMarker) -> Hashable:
        """All that the decision depends on; None where the answer serves no other version.

        The admission is named by rule and role as they were then; the rule by its identity, since the remembered task keeps it.
        """
        look = look_of(version)
        if look is None or isinstance(admission.role, Unknown):
            return None
        route = (bucket.name, admission.destination_bucket, admission.role)
        classes = self._delivering.get(route)
        if classes is None:
            classes = self._delivering[route] = KeyClasses(self._world_of(route))
        key_class = classes.class_of(version.name)
        return None if key_class is None else (route, id(admission.rule), admission.component, admission.change, key_class, look)

    def _world_of(self, route: Route) -> World:
        """The two buckets and the role: nothing else has a policy that takes part in a delivery without KMS keys."""
        world = self.engine.world
        buckets = {name: world.buckets[name] for name in route[:2] if name in world.buckets}
        roles = {route[2]: world.roles[route[2]]} if route[2] in world.roles else {}
        owners = {bucket.account for bucket in buckets.values()} | {role.account for role in roles.values()}
        # All of them now: the classes of keys come from the control policies too, and the world reads an account when it is asked for it.
        accounts = {account: world.accounts[account] for account in sorted(owners) if account in world.accounts}
        return World(buckets, {}, roles, accounts, world.switches)
