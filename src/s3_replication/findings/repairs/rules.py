"""Changes of a rule that could make it take objects it skips, or write replicas that the destination accepts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from s3_replication.core import Authorizer, Bucket, Key, KeyState, ReplicationConfiguration, Rule, SourceSelection, World
from s3_replication.findings.repairs.edits import Edit, SetRule
from s3_replication.iam import Verdict

__all__ = ["enable", "name_owner", "replicate_kms", "replicate_markers", "rule_of", "take_key"]


def enable(source: Bucket, rule: Rule) -> Iterator[Edit]:
    """Sets Status to Enabled."""
    yield SetRule(source.name, rule.id, replace(rule, status="Enabled"), (("Status", "Enabled"),))


def replicate_markers(source: Bucket, rule: Rule) -> Iterator[Edit]:
    """Opts in to delete markers."""
    changed = replace(rule, delete_marker_replication="Enabled")
    yield SetRule(source.name, rule.id, changed, (("DeleteMarkerReplication", "Enabled"),))


def replicate_kms(source: Bucket, rule: Rule, destination: Bucket, world: World) -> Iterator[Edit]:
    """Opts in to KMS objects and names the replica's key: the destination's default key, else its only key."""
    key = _replica_key(source, destination, world)
    if key is not None:
        selection = replace(rule.source_selection or SourceSelection(), sse_kms_encrypted_objects="Enabled")
        changed = replace(rule, source_selection=selection, destination=replace(rule.destination, replica_kms_key=key))
        yield SetRule(source.name, rule.id, changed, (("SseKmsEncryptedObjects", "Enabled"), ("ReplicaKmsKeyID", key)))


def take_key(source: Bucket, rule: Rule, destination: Bucket, world: World) -> Iterator[Edit]:
    """Names another key for the replicas."""
    key = _replica_key(source, destination, world)
    if key is not None:
        changed = replace(rule, destination=replace(rule.destination, replica_kms_key=key))
        yield SetRule(source.name, rule.id, changed, (("ReplicaKmsKeyID", key),))


def name_owner(source: Bucket, rule: Rule, destination: Bucket) -> Iterator[Edit]:
    """Sets Account to the owner of the destination bucket."""
    changed = replace(rule, destination=replace(rule.destination, account=destination.account))
    yield SetRule(source.name, rule.id, changed, (("Account", destination.account),))


def _replica_key(source: Bucket, destination: Bucket, world: World) -> str | None:
    """The destination's default key, else the only key that the role may use already, else the only key that fits."""
    keys = _fitting(destination, world)
    default = getattr(destination.default_encryption, "key_arn", None)
    for found in (
        [key for key in keys if key.arn == default],
        [key for key in keys if _may_encrypt(source, destination, key, world)],
        keys,
    ):
        if len(found) == 1:
            return found[0].arn
    return None


def _may_encrypt(source: Bucket, destination: Bucket, key: Key, world: World) -> bool:
    configuration = source.replication
    role = world.roles.get(str(configuration.role)) if isinstance(configuration, ReplicationConfiguration) else None
    if role is None:
        return False
    check = Authorizer(world).kms(role, "kms:Encrypt", key, f"{destination.arn}/key")
    return check.decision.verdict is Verdict.ALLOW


def _fitting(destination: Bucket, world: World) -> Sequence[Key]:
    """The keys with which S3 can encrypt objects of the bucket's Region, in the bucket's account."""
    place = (destination.account, destination.region)
    same = {key.arn: key for key in world.keys.values() if (key.account, key.region) == place}  # an alias is its key again
    return [key for key in same.values() if key.symmetric and not key.aws_managed and key.state is not KeyState.PENDING_DELETION]


def rule_of(source: Bucket | None, rule_id: str | None) -> Rule | None:
    """The bucket's rule of that id."""
    configuration = source.replication if source is not None else None
    rules = configuration.rules if isinstance(configuration, ReplicationConfiguration) else ()
    return next((rule for rule in rules if rule.id == rule_id), None)
