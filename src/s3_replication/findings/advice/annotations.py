"""Annotations of objects, which S3 replicates one by one, each with two further permissions (3.44)."""

from collections.abc import Iterator
from typing import Final

from s3_replication.core import Authorizer, Bucket, ReplicationConfiguration, World
from s3_replication.findings.advice.rules import rules_with_destinations
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown, Verdict

__all__ = ["ANNOTATION_ACTIONS", "annotations"]

_READ: Final = "s3:GetObjectVersionAnnotationForReplication"
_WRITE: Final = "s3:ReplicateObjectAnnotation"
ANNOTATION_ACTIONS: Final = frozenset({_READ.lower(), _WRITE.lower()})
_KEY: Final = "a"  # any key that a rule takes


def annotations(world: World, source: Bucket) -> Iterator[Finding]:
    """The permissions for annotations that the role lacks: whether anybody writes annotations, no configuration shows."""
    configuration = source.replication
    role = world.roles.get(str(configuration.role)) if isinstance(configuration, ReplicationConfiguration) else None
    if role is None or isinstance(role.policies, Unknown):
        return
    authorizer = Authorizer(world)
    wanted = [(_READ, source), *((_WRITE, destination) for _, destination in rules_with_destinations(world, source))]
    checks = {(action, bucket.arn): authorizer.object(role, action, bucket, f"{bucket.arn}/{_KEY}") for action, bucket in wanted}
    missing = [f"{action} on {arn}/*" for (action, arn), check in checks.items() if check.decision.verdict is Verdict.DENY]
    if missing:
        says = f"The role may not do {' and '.join(missing)}, so annotations of the objects in bucket {source.name} do not replicate."
        yield new_finding("annotations-not-replicated", role.arn, says, certain=False)
