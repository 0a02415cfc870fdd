"""What is around a pair that replicates: access logs, who pays, inventory reports, rotation of keys, and use of the role."""

from collections.abc import Iterator

from s3_replication.core import Bucket, ReplicationConfiguration, World
from s3_replication.findings.advice.rules import rules_with_destinations
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding, Suggestion
from s3_replication.findings.repairs.commands import change_key
from s3_replication.iam import Unknown

__all__ = ["upkeep"]


def upkeep(world: World, source: Bucket) -> Iterator[Finding]:
    """All of it for one source bucket that has a replication configuration."""
    if not isinstance(source.replication, ReplicationConfiguration):
        return
    destinations = list({bucket.name: bucket for _, bucket in rules_with_destinations(world, source)}.values())
    yield from _logs(source, destinations)
    yield from _payers(source, destinations)
    yield from _inventories(source)
    yield from _keys(world)
    yield from _role(world, source.replication)


def _logs(source: Bucket, destinations: list[Bucket]) -> Iterator[Finding]:
    for bucket in [source, *destinations]:
        if bucket.operations.log_bucket == source.name:
            says = f"The access logs of bucket {bucket.name} are written into bucket {source.name}."
            command = f"aws s3api put-bucket-logging --region {bucket.region} --bucket {bucket.name} --bucket-logging-status "
            change = Suggestion(f"Disable the access logs of {bucket.name}, or write them to another bucket.", cli=command + "'{}'")
            yield new_finding("access-logs-replicate-endlessly", bucket.arn, says, suggestions=(change,))


def _payers(source: Bucket, destinations: list[Bucket]) -> Iterator[Finding]:
    for bucket in destinations:
        if bucket.operations.requester_pays is True and bucket.account != source.account:
            what = f"Bucket {bucket.name} of account {bucket.account} is a Requester Pays bucket."
            says = f"{what} No AWS document says how replication to it fails."
            command = f"aws s3api put-bucket-request-payment --region {bucket.region} --bucket {bucket.name} "
            change = Suggestion(
                f"Set the payer of {bucket.name} to its owner.",
                cli=command + '--request-payment-configuration \'{"Payer": "BucketOwner"}\'',
            )
            yield new_finding("destination-is-requester-pays", bucket.arn, says, certain=False, suggestions=(change,))


def _inventories(source: Bucket) -> Iterator[Finding]:
    reports = source.operations.inventories
    if reports and not isinstance(reports, Unknown) and not any(one.has_status for one in reports):
        names = ", ".join(one.id for one in reports)
        yield new_finding("inventory-without-replication-status", source.arn, f"Bucket {source.name} has the inventories {names}.")


def _keys(world: World) -> Iterator[Finding]:
    for key in world.keys.values():
        if key.rotates is False:
            change = Suggestion(f"Enable rotation of key {key.arn}.", cli=change_key("enable-key-rotation", key.arn))
            yield new_finding("key-does-not-rotate", key.arn, "", suggestions=(change,))


def _role(world: World, configuration: ReplicationConfiguration) -> Iterator[Finding]:
    role = world.roles.get(configuration.role) if isinstance(configuration.role, str) else None
    if role is not None and role.last_used is None:
        yield new_finding("role-never-used", role.arn, "")
