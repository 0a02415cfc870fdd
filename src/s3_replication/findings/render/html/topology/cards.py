"""Reads the buckets that replicate from a report's world: sources first, then destinations, those that are not in the world too."""

from collections.abc import Iterator

from s3_replication.core import KMS_KINDS, Bucket, Encryption, EncryptionKind, ReplicationConfiguration, Rule, Versioning, World
from s3_replication.findings.finding import Report
from s3_replication.findings.render.html.topology.about import names_of, worst_of
from s3_replication.findings.render.html.topology.model import BucketCard, BucketPart, Health
from s3_replication.findings.render.html.topology.parts import key_part, role_part
from s3_replication.findings.render.html.topology.rules import NOT_KNOWN, destination_of, read_rules
from s3_replication.iam import Unknown

__all__ = ["read_cards"]

_ENCRYPTIONS = {
    EncryptionKind.NONE: "no default encryption",
    EncryptionKind.SSE_S3: "SSE-S3",
    EncryptionKind.SSE_KMS: "SSE-KMS",
    EncryptionKind.DSSE_KMS: "DSSE-KMS",
    EncryptionKind.SSE_C: "SSE-C",
}


def read_cards(report: Report) -> tuple[BucketCard, ...]:
    """One card for each bucket that a rule replicates from or to."""
    world = report.world
    if world is None:
        return ()
    sources = [bucket for bucket in world.buckets.values() if isinstance(bucket.replication, ReplicationConfiguration | Unknown)]
    named = {row.source_bucket for row in report.outcomes} | _subjects(report)
    shown = {bucket.name: bucket for bucket in sources if bucket.name in named or isinstance(bucket.replication, ReplicationConfiguration)}
    wanted = _destinations(world)
    cards = [_card(report, world, bucket, wanted.get(bucket.name, [])) for bucket in shown.values()]
    for name, rules in wanted.items():
        if name in shown:
            continue
        found = world.buckets.get(name)
        cards.append(_card(report, world, found, rules) if found is not None else _absent(report, world, name, rules))
    return tuple(cards)


def _subjects(report: Report) -> set[str]:
    """The buckets that findings are about, by name."""
    world = report.world
    subjects = {finding.subject for finding in report.findings}
    buckets = world.buckets.values() if world is not None else ()
    return {bucket.name for bucket in buckets if subjects & names_of(report, bucket.arn)}


def _destinations(world: World) -> dict[str, list[Rule]]:
    """The rules by the name of their destination."""
    found: dict[str, list[Rule]] = {}
    for bucket in world.buckets.values():
        if isinstance(bucket.replication, ReplicationConfiguration):
            for rule in bucket.replication.rules:
                found.setdefault(destination_of(rule), []).append(rule)
    return found


def _card(report: Report, world: World, bucket: Bucket, incoming: list[Rule]) -> BucketCard:
    health, note = _marks(report, bucket.arn)
    parts = tuple(_parts(report, world, bucket, incoming))
    unread = () if not isinstance(bucket.replication, Unknown) else ("rules not known",)
    return BucketCard(
        bucket.name,
        bucket.account or NOT_KNOWN,
        bucket.region or NOT_KNOWN,
        health,
        note,
        (*_facts(bucket), *unread),
        parts,
        tuple(read_rules(report, bucket)),
    )


def _absent(report: Report, world: World, name: str, rules: list[Rule]) -> BucketCard:
    """A destination that the world lacks: a complete world has all buckets that exist."""
    arn = next((rule.destination.bucket for rule in rules if isinstance(rule.destination.bucket, str)), "")
    accounts = [rule.destination.account for rule in rules if isinstance(rule.destination.account, str)]
    health, note = _marks(report, arn)
    if health is not Health.BROKEN:
        health = Health.BROKEN if world.lacks(name) else Health.UNKNOWN
        note = "does not exist" if world.lacks(name) else "not visible"
    parts = tuple(key_part(report, world, key, "replicas") for key in _replica_keys(rules))
    return BucketCard(name, accounts[0] if accounts else NOT_KNOWN, NOT_KNOWN, health, note, (), parts)


def _marks(report: Report, arn: str) -> tuple[Health, str]:
    """The worst that findings say of a resource, and how many there are."""
    health, severity, count = worst_of(report, arn)
    return health, f"{count} {severity.value}{'' if count == 1 else 's'}" if severity is not None else ""


def _facts(bucket: Bucket) -> Iterator[str]:
    versioning = bucket.versioning
    words = {Versioning.ENABLED: "versioned", Versioning.SUSPENDED: "versioning suspended", Versioning.NEVER: "not versioned"}
    yield "versioning not known" if isinstance(versioning, Unknown) else words[versioning]
    default = bucket.default_encryption
    yield "encryption not known" if isinstance(default, Unknown) else _ENCRYPTIONS[default.kind]
    if bucket.object_lock is True:
        yield "Object Lock"


def _parts(report: Report, world: World, bucket: Bucket, incoming: list[Rule]) -> Iterator[BucketPart]:
    """The role that S3 assumes, the key of new objects, and the keys of replicas."""
    if isinstance(bucket.replication, ReplicationConfiguration):
        yield role_part(report, world, bucket.replication.role)
    default = bucket.default_encryption
    own = default.key_arn if isinstance(default, Encryption) and default.kind in KMS_KINDS else None
    replicas = _replica_keys(incoming)
    if isinstance(default, Encryption) and default.kind in KMS_KINDS:
        use = "new objects and replicas" if own in replicas and isinstance(own, str) else "new objects"
        yield key_part(report, world, own, use)
    for key in replicas:
        if key != own or isinstance(key, Unknown):
            yield key_part(report, world, key, "replicas")


def _replica_keys(rules: list[Rule]) -> list[str | Unknown]:
    keys = [rule.destination.replica_kms_key for rule in rules]
    return list(dict.fromkeys(key for key in keys if key is not None))
