"""Why S3 refuses a job or one of its tasks, as far as that does not depend on a delivery (facts 6.01, 6.03, 6.06, 6.07, 6.18, 6.20)."""

from collections.abc import Sequence
from typing import Final

from s3_replication.core.batch.role import JobRole
from s3_replication.core.explanations import FailureReason
from s3_replication.core.model import Bucket
from s3_replication.core.results import Outcome, Task

__all__ = [
    "GENERATOR_ACTIONS", "INITIATE", "MANIFEST_COLUMNS", "is_eligible", "manifest_action", "missing_columns", "obstacle", "refusal",
    "stopped",
]  # fmt: skip

INITIATE: Final = "s3:InitiateReplication"
GENERATOR_ACTIONS: Final = ("s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration")
MANIFEST_COLUMNS: Final = ("Bucket", "Key", "VersionId")


def manifest_action(version_id: str | None) -> str:
    """What the job's role needs on a manifest of the user's."""
    return "s3:GetObject" if version_id is None else "s3:GetObjectVersion"


def missing_columns(fields: Sequence[str]) -> tuple[str, ...]:
    """The columns that a manifest lacks: replication acts on versions, so that none may be missing (6.07)."""
    return tuple(name for name in MANIFEST_COLUMNS if name not in fields)


def refusal(bucket: Bucket, region: str, role: JobRole, key: str) -> FailureReason | None:
    """Why a job in this Region, with this role, cannot replicate any version of the key."""
    if bucket.region != region:
        return FailureReason.SRC_BUCKET_INVALID_REGION
    return None if role.may(INITIATE, bucket, key) else FailureReason.INITIATE_REPLICATION_NOT_PERMITTED


def is_eligible(tasks: Sequence[Task]) -> bool:
    """Whether a rule takes the version with these tasks, as EligibleForReplication asks."""
    return any(task.outcome is Outcome.PENDING for task in tasks)


def stopped(tasks: Sequence[Task]) -> Task | None:
    """The first task that ends before a delivery, or of which that is not known: the job then delivers nothing of the version."""
    return next((task for task in tasks if task.outcome in {Outcome.FAILED, Outcome.UNKNOWN}), None)


def obstacle(tasks: Sequence[Task]) -> FailureReason | None:
    """Why the job delivers nothing of a version with these tasks; None where it delivers, or where that is not known."""
    stop = stopped(tasks)
    if stop is not None:
        return stop.failure_reason
    return None if is_eligible(tasks) else FailureReason.SRC_OBJECT_NOT_ELIGIBLE
