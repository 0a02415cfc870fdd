"""The one value that every check of a plan looks at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s3_replication.check.plan_checks.dependencies import Dependencies
from s3_replication.core import Bucket, Encryption, ReplicationConfiguration, Rule, World
from s3_replication.iam import Unknown
from s3_replication.plan import PlanParts, Reading
from s3_replication.plan.arns import bucket_of
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import blocks, items, mapping, text

__all__ = ["PlanFacts", "PlannedChange", "PlannedReplication", "build_facts", "text_of"]


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What the plan does to one address: Terraform's actions, and the values before."""

    actions: tuple[str, ...] = ()
    before: Mapping[str, object] | None = None

    @property
    def replaces(self) -> bool:
        """Whether the resource is deleted and created."""
        return "delete" in self.actions and "create" in self.actions

    @property
    def deletes(self) -> bool:
        """Whether what exists now is deleted, a replacement included."""
        return "delete" in self.actions


@dataclass(frozen=True, slots=True)
class PlannedReplication:
    """One replication configuration of the plan: the resource that has it, its source bucket, and its rules."""

    instance: Instance
    source: Bucket
    configuration: ReplicationConfiguration

    def destinations(self, world: World) -> Iterator[tuple[Rule, Bucket]]:
        """Each rule with its destination, if the world has it."""
        for rule in self.configuration.rules:
            arn = rule.destination.bucket
            bucket = None if isinstance(arn, Unknown) else world.buckets.get(bucket_of(arn) or "")
            if bucket is not None:
                yield rule, bucket


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """One plan: its resources, changes, dependencies, policies and replication configurations.

    `world` and `replications` are of all plans together, `own_replications` of this plan alone; `later` are the plans after this one.
    """

    world: World
    addresses: Mapping[str, str]
    documents: Mapping[str, Mapping[str, object]]
    parts: PlanParts
    changes: Mapping[str, PlannedChange]
    dependencies: Dependencies
    own_replications: tuple[PlannedReplication, ...] = ()
    replications: tuple[PlannedReplication, ...] = ()
    later: "tuple[PlanFacts, ...]" = ()

    def managed(self, *types: str) -> Iterator[Instance]:
        """The managed instances of these types, but those that Terraform only forgets."""
        for one in self.parts.instances:
            if one.mode == "managed" and one.type in types and "forget" not in self.change(one).actions:
                yield one

    def change(self, instance: Instance) -> PlannedChange:
        """What the plan does to an instance."""
        return self.changes.get(instance.address, PlannedChange())

    def bucket_of(self, instance: Instance) -> str | None:
        """The name of the bucket that an instance is, or whose setting it is."""
        return self.parts.resolver.bucket_of(instance)

    def role_of(self, instance: Instance, argument: str = "role") -> str | None:
        """The ARN of the role that an argument names by its name or by a reference."""
        named = text(instance.values.get(argument))
        resolver = self.parts.resolver
        if isinstance(named, str):
            return resolver.role(replace(instance, values={"role": named}))
        target = self.parts.graph.target(instance, [argument], ["aws_iam_role."], ["id", "name", "arn"])
        return resolver.arns.of(target.instance) if target else None

    def roles_of_rules(self) -> frozenset[str]:
        """The ARNs of the roles that the replication configurations name."""
        return frozenset(role for one in self.replications if isinstance(role := one.configuration.role, str))

    def destination_names(self) -> frozenset[str]:
        """The names of the rules' destination buckets, those outside the plan included."""
        rules = [rule for one in self.replications for rule in one.configuration.rules]
        named = [rule.destination.bucket for rule in rules]
        return frozenset(name for arn in named if isinstance(arn, str) and (name := bucket_of(arn)))

    def keys_of_rules(self) -> frozenset[str]:
        """The keys of replicas, and the default keys of the source and destination buckets."""
        named = self.source_names() | self.destination_names()
        encryptions = [bucket.default_encryption for name, bucket in self.world.buckets.items() if name in named]
        keys = [one.key_arn for one in encryptions if isinstance(one, Encryption)]
        keys += [rule.destination.replica_kms_key for one in self.replications for rule in one.configuration.rules]
        return frozenset(key for key in keys if isinstance(key, str))

    def source_names(self) -> frozenset[str]:
        """The names of the source buckets."""
        return frozenset(one.source.name for one in self.replications)


def build_facts(readings: Sequence[Reading], world: World) -> tuple[PlanFacts, ...]:
    """The facts of each plan; `world` is the world of all plans together."""
    found = [_of_plan(reading, world) for reading in readings]
    every = tuple(replication for one in found for replication in one.own_replications)
    whole = [replace(one, replications=every) for one in found]
    return tuple(replace(one, later=tuple(whole[place + 1 :])) for place, one in enumerate(whole))


def _of_plan(reading: Reading, world: World) -> PlanFacts:
    parts = reading.parts
    changes, dependencies = dict(_changes(parts.document)), Dependencies(parts.document, parts.source)
    bare = PlanFacts(world, reading.addresses, reading.documents, parts, changes, dependencies)
    return replace(bare, own_replications=tuple(_replications(bare)))


def text_of(value: object) -> str | None:
    """A text that is set and known."""
    known = text(value)
    return known if isinstance(known, str) else None


def _changes(document: Mapping[str, object]) -> Iterator[tuple[str, PlannedChange]]:
    for one in blocks(document, "resource_changes"):
        address, body = one.get("address"), mapping(one.get("change"))
        if isinstance(address, str) and one.get("deposed") is None:
            actions = tuple(str(action) for action in items(body.get("actions")))
            yield address, PlannedChange(actions, mapping(body.get("before")) or None)


def _replications(facts: PlanFacts) -> Iterator[PlannedReplication]:
    """The resource has precedence over the deprecated block, as for the plan reader."""
    found: dict[str, Instance] = {}
    for instance in facts.managed("aws_s3_bucket", "aws_s3_bucket_replication_configuration"):
        if name := facts.bucket_of(instance):
            if instance.type == "aws_s3_bucket":
                found.setdefault(name, instance)
            else:
                found[name] = instance
    for name, instance in found.items():
        bucket = facts.world.buckets.get(name)
        if bucket is not None and isinstance(bucket.replication, ReplicationConfiguration):
            yield PlannedReplication(instance, bucket, bucket.replication)
