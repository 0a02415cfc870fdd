"""What the role of a job may do: S3 Batch Operations assumes it, not S3 (facts 5.02, 6.18, 6.20)."""

from typing import Final

from s3_replication.core import Bucket, Role, World
from s3_replication.core.permissions import Authorizer
from s3_replication.core.switches import Assumption
from s3_replication.iam import UNKNOWN, ContextValue, Policies, Principal, PrincipalKind, Request, Verdict, evaluate

__all__ = ["BATCH_SERVICE", "JobRole"]

BATCH_SERVICE: Final = "batchoperations.s3.amazonaws.com"


class JobRole:
    """One role in one world; what IAM cannot decide counts as refused, and `unknown` then names what it depends on."""

    def __init__(self, world: World, arn: str, job_arn: str) -> None:
        self._world = world
        self._authorizer = Authorizer(world)
        self._job_arn = job_arn
        self._role: Role | None = world.roles.get(arn)
        self.unknown: frozenset[str] = frozenset()

    def assumable(self) -> bool:
        """Whether the role is there and trusts S3 Batch Operations."""
        role = self._role
        if role is None:
            return False
        principal = Principal(PrincipalKind.SERVICE, BATCH_SERVICE, "")
        context: dict[str, ContextValue] = {"aws:securetransport": ("true",), **self._source_keys(role)}
        account = self._world.accounts.get(role.account)
        policies = Policies(rcps=account.rcps if account is not None else (), resource=role.trust)
        decision = evaluate(Request(principal, "sts:AssumeRole", role.arn, role.account, context), policies)
        self.unknown |= decision.unknown
        return decision.verdict is Verdict.ALLOW

    def _source_keys(self, role: Role) -> dict[str, ContextValue]:
        """The two source keys: that Batch Operations sends them is not documented, so the switch of live replication decides."""
        sent = self._world.switches.trust_source_keys
        if sent is Assumption.NO:
            return {}
        if sent is Assumption.UNKNOWN:
            return {"aws:sourceaccount": UNKNOWN, "aws:sourcearn": UNKNOWN}
        return {"aws:sourceaccount": (role.account,), "aws:sourcearn": (self._job_arn,)}

    def may(self, action: str, bucket: Bucket, key: str | None = None) -> bool:
        """Whether the role may do `action` on the bucket, or on one of its objects."""
        if self._role is None:
            return False
        ask = self._authorizer
        check = ask.bucket(self._role, action, bucket) if key is None else ask.object(self._role, action, bucket, f"{bucket.arn}/{key}")
        decision = check.decision
        self.unknown |= decision.unknown
        return decision.verdict is Verdict.ALLOW
