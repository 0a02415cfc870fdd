"""Replicas from before owner override was enabled, which another account than the destination's owns (fact 3.93)."""

from collections.abc import Iterator, Sequence
from typing import Final

from s3_replication.aws import Connection, list_versions, read_canonical_id
from s3_replication.core import Bucket, Change, Engine, Ownership, ReplicationStatus, Rule, Version, World, rule_prefix
from s3_replication.doctor.access import Accounts
from s3_replication.doctor.commands import replicate_again
from s3_replication.doctor.sample import Sample
from s3_replication.findings.advice.rules import rules_with_destinations
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown

__all__ = ["former_owners"]

_PAGE: Final = 1000


def former_owners(accounts: Accounts, world: World, source: Bucket, sample: Sample) -> Iterator[Finding]:
    """A finding for each rule with owner override that takes COMPLETED versions whose replicas another account owns."""
    engine = Engine(world)
    for rule, destination in rules_with_destinations(world, source):
        connection = accounts.connections.get(destination.account)
        if connection is None or not _changes_owner(rule, source, destination):
            continue
        taken = [one for one in sample.known if one.status is ReplicationStatus.COMPLETED and _takes(engine, one, rule)]
        owners = _owners(connection, destination, rule) if taken else {}
        own = connection.once(read_canonical_id) if owners else ""
        read = [(one, owners[one.key, one.version_id]) for one in taken if (one.key, one.version_id) in owners]
        foreign = [one for one, owner in read if owner not in ("", own)] if not isinstance(own, Unknown) else []
        if foreign:
            yield _finding(source, destination, rule, foreign, len(read))


def _changes_owner(rule: Rule, source: Bucket, destination: Bucket) -> bool:
    """Whether only the rule's override makes the destination's account the owner; BucketOwnerEnforced does so for every object (3.94)."""
    uses_acls = not isinstance(destination.ownership, Unknown) and destination.ownership is not Ownership.BUCKET_OWNER_ENFORCED
    return rule.destination.owner_translation is not None and uses_acls and source.account != destination.account


def _takes(engine: Engine, version: Version, rule: Rule) -> bool:
    tasks = engine.decide(version, Change.OBJECT).tasks
    return any(task.admission is not None and task.admission.rule == rule for task in tasks)


def _owners(connection: Connection, destination: Bucket, rule: Rule) -> dict[tuple[str, str], str]:
    """The owners of the first versions under the rule's prefix, as the sample has the first of the source."""
    listed = list_versions(connection.s3(destination.region), destination.name, str(rule_prefix(rule)), _PAGE)
    return {(one.key, one.version_id): one.owner for one in listed}


def _finding(source: Bucket, destination: Bucket, rule: Rule, foreign: Sequence[Version], read: int) -> Finding:
    first = f"version {foreign[0].version_id} of {foreign[0].key}"
    says = f"Account {destination.account} does not own {len(foreign)} of the {read} replicas in bucket {destination.name} that were read, "
    change = replicate_again(source, ReplicationStatus.COMPLETED.value)
    return new_finding("replicas-keep-former-owner", destination.arn, f"{says}such as {first}.", rule_id=rule.id, suggestions=(change,))
