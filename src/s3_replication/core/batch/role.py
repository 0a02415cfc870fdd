"""What the role of a job may do: S3 Batch Operations assumes it, not S3 (facts 5.02, 6.18, 6.20)."""

from typing import Final

from s3_replication.core.model import Bucket, Role, World
from s3_replication.core.permissions import Authorizer
from s3_replication.core.results import Check
from s3_replication.iam import Verdict

__all__ = ["BATCH_SERVICE", "JobRole"]

BATCH_SERVICE: Final = "batchoperations.s3.amazonaws.com"


class JobRole:
    """One role in one world; what IAM cannot decide counts as refused, and `unknown` then names what it depends on."""

    def __init__(self, world: World, arn: str, job_arn: str) -> None:
        self._authorizer = Authorizer(world)
        self._job_arn = job_arn
        self.role: Role | None = world.roles.get(arn)
        self.unknown: frozenset[str] = frozenset()

    def trust(self) -> Check | None:
        """Whether S3 Batch Operations may assume the role; None where the world does not have the role."""
        if self.role is None:
            return None
        return self._authorizer.assume_as(self.role, BATCH_SERVICE, self._job_arn, self.role.account)

    def assumable(self) -> bool:
        """Whether the role is there and trusts S3 Batch Operations."""
        return self._allowed(self.trust())

    def check(self, action: str, bucket: Bucket, key: str | None = None) -> Check | None:
        """What IAM decides about `action` on the bucket, or on one of its objects; None where the world does not have the role."""
        if self.role is None:
            return None
        if key is None:
            return self._authorizer.bucket(self.role, action, bucket)
        return self._authorizer.object(self.role, action, bucket, f"{bucket.arn}/{key}")

    def may(self, action: str, bucket: Bucket, key: str | None = None) -> bool:
        """Whether the role may do `action` on the bucket, or on one of its objects."""
        return self._allowed(self.check(action, bucket, key))

    def _allowed(self, check: Check | None) -> bool:
        if check is None:
            return False
        self.unknown |= check.decision.unknown
        return check.decision.verdict is Verdict.ALLOW
