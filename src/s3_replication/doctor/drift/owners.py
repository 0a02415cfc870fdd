"""Which resource of Terraform sets a part of the live account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3_replication.core import World
from s3_replication.findings.finding import Location
from s3_replication.plan import Instance, Reading, TerraformRecord
from s3_replication.plan.address import calls
from s3_replication.plan.resource_resolver import KEYS, ResourceResolver
from s3_replication.plan.source.written_references import of_lifecycle
from s3_replication.plan.values import texts

__all__ = ["Owner", "Owners"]

_OF_ROLE = ("aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_policy_attachment")
_OF_ITSELF = ("aws_iam_role", "aws_iam_policy")
_OF_KEY = ("aws_kms_key_policy", "aws_kms_grant")


@dataclass(frozen=True, slots=True)
class Owner:
    """One resource of a state or plan."""

    instance: Instance
    recorded: TerraformRecord

    @property
    def address(self) -> str:
        """Its Terraform address."""
        return self.instance.address

    @property
    def location(self) -> Location | None:
        """Where its block is written, if the source of the configuration is known."""
        return self.recorded.reading.locations.get(self.address)

    @property
    def world(self) -> World:
        """What the document says; another document may have other parts of the same bucket or key."""
        return self.recorded.reading.world

    @property
    def words(self) -> str:
        """Which document says it."""
        if self.address in self.recorded.configured:
            return "the configuration"
        if self.recorded.failed:
            return "the plan, which failed half-way"
        return "the plan" if self.recorded.is_plan else "Terraform's state"

    @property
    def changes(self) -> bool:
        """Whether it is of a plan that changes the resource."""
        return bool(set(self.recorded.actions.get(self.address, ())) - {"no-op", "read"})

    @property
    def deletes(self) -> bool:
        """Whether it is of a plan that deletes or replaces the resource."""
        return "delete" in self.recorded.actions.get(self.address, ())

    def ignores(self, *arguments: str) -> tuple[str, ...]:
        """Which of these arguments the block's ignore_changes has, or "all"; none without the source of the configuration."""
        parts = self.recorded.reading.parts
        found = of_lifecycle(parts.source, calls(self.instance.module), self.instance.block, "ignore_changes")
        return tuple(one for one in ("all", *arguments) if one in found)


class Owners:
    """The managed resources of several documents, by the bucket, role, managed policy or key that they are about."""

    def __init__(self, recorded: Sequence[TerraformRecord]) -> None:
        self._found: dict[str, list[Owner]] = {}
        for one in recorded:
            for instance in one.reading.parts.instances:
                forgotten = "forget" in one.actions.get(instance.address, ())
                own = instance.mode == "managed" and not forgotten
                for subject, about in _subjects(instance, one.reading) if own else ():
                    self._add(subject, Owner(about, one))

    def _add(self, subject: str, owner: Owner) -> None:
        found = self._found.setdefault(subject, [])
        if all(one.instance is not owner.instance for one in found):
            found.append(owner)

    def of(self, subject: str, *kinds: str) -> Owner | None:
        """The resource of the first of these types that is about a bucket (by its name), role, policy or key (by its ARN)."""
        return next((one for kind in kinds for one in self.all_of(subject) if one.instance.type == kind), None)

    def all_of(self, subject: str) -> Iterator[Owner]:
        """Every resource that is about it."""
        yield from self._found.get(subject, ())


def _subjects(instance: Instance, reading: Reading) -> Iterator[tuple[str, Instance]]:
    """The bucket, if the world has it, or the roles, the policy or the key; also what the instance attaches to a role."""
    resolver = reading.parts.resolver
    found: Sequence[object] = ()
    if instance.type.startswith("aws_s3_bucket"):
        found = [name for name in [resolver.bucket_of(instance)] if name in reading.world.buckets]
    elif instance.type in _OF_ITSELF or instance.block.startswith(KEYS):
        found = [resolver.arns.of(instance)]
    elif instance.type in _OF_ROLE:
        found = resolver.roles(instance)
    elif instance.type in _OF_KEY:
        found = [resolver.key_arn(instance, instance.values.get("key_id"), ["key_id"])]
    about = [instance, *_attached(instance, resolver)]
    yield from ((subject, one) for subject in found if isinstance(subject, str) for one in about)


def _attached(instance: Instance, resolver: ResourceResolver) -> Iterator[Instance]:
    """The managed policies of the same document that a resource attaches to a role."""
    for attribute in ("policy_arn", "managed_policy_arns") if instance.type in (*_OF_ROLE, "aws_iam_role") else ():
        written = instance.values.get(attribute)
        for arn in texts(written) if attribute == "managed_policy_arns" else [written]:
            found = resolver.policy(instance, arn, [attribute])
            if isinstance(found, Instance) and found.mode == "managed":
                yield found
