"""The permission checks of a delivery: who asks IAM for what, with which context (reference: IAM evaluation, 2.1 and 2.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from s3_replication.core.configuration.arns import partition_of
from s3_replication.core.decision import Check
from s3_replication.core.model import Account, Bucket, Key, Role, World
from s3_replication.core.request_context import caller_context, kms_context, organization_of_resource, s3_context, source_keys
from s3_replication.iam import UNKNOWN, Evaluator, Grant, Policies, Policy, Principal, PrincipalKind, Request, Unknown, Verdict, evaluate
from s3_replication.iam import Decision as IamDecision
from s3_replication.iam.context import lookup_of, principal_keys
from s3_replication.iam.evaluate import case_of, layers_of
from s3_replication.iam.layers import deny_of
from s3_replication.iam.model import ContextValue
from s3_replication.iam.outcome import merged
from s3_replication.iam.values import Truth

__all__ = ["Authorizer", "explicitly_denied"]

S3_SERVICE: Final = "s3.amazonaws.com"
_MANAGED_KEY_POLICY: Final = """{{"Version": "2012-10-17", "Statement": [{{"Sid": "OwnAccountOnly", "Effect": "Allow",
 "Principal": {{"AWS": "arn:{partition}:iam::{account}:root"}}, "Action": "kms:*", "Resource": "*"}}]}}"""


@dataclass(frozen=True, slots=True)
class _Caller:
    """A role as the caller of S3 and KMS, with what of the request does not change from call to call."""

    role: Role
    principal: Principal
    context: Mapping[str, ContextValue]
    policies: dict[str, Policies]


@dataclass(frozen=True, slots=True)
class _Target:
    """What one caller meets at one bucket or key."""

    policies: Policies
    context: Mapping[str, ContextValue]


def explicitly_denied(decision: IamDecision) -> bool:
    """Whether a statement denies, in contrast to no statement allowing."""
    return decision.verdict is Verdict.DENY and any(e.verdict is Verdict.DENY and e.statement is not None for e in decision.because)


class Authorizer:
    """Asks IAM for one fixed world; what the world fixes is built once, since the evaluator knows its things by identity."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._evaluator = Evaluator()
        self._callers: dict[str, _Caller] = {}
        self._targets: dict[tuple[str, str, str, bool], _Target] = {}
        self._fixed: dict[tuple[str, str, str, str], Check] = {}

    def assume_role(self, role: Role, source: Bucket) -> Check:
        """Whether S3 may assume the role for this source bucket."""
        return self._once((role.arn, "sts:AssumeRole", source.arn, ""), lambda: self._assume_role(role, source))

    def _once(self, name: tuple[str, str, str, str], ask: Callable[[], Check]) -> Check:
        """An answer that the world fixes: asked for the first time, then remembered."""
        check = self._fixed.get(name)
        if check is None:
            check = self._fixed[name] = ask()
        return check

    def _assume_role(self, role: Role, source: Bucket) -> Check:
        account = self._account(role.account)
        principal = Principal(PrincipalKind.SERVICE, S3_SERVICE, "")
        policies = Policies(rcps=account.rcps, resource=role.trust)
        readings = (
            {"aws:securetransport": ("true",), **organization_of_resource(account), **sent}
            for sent in source_keys(source, self._world.switches.trust_source_keys)
        )
        requests = [Request(principal, "sts:AssumeRole", role.arn, role.account, reading) for reading in readings]
        return Check("sts:AssumeRole", role.arn, _agreed([evaluate(request, policies) for request in requests]))

    def bucket(self, role: Role, action: str, bucket: Bucket) -> Check:
        """Whether the role may do `action` on the bucket itself."""
        return self._once((role.arn, action, bucket.arn, ""), lambda: self.object(role, action, bucket, bucket.arn))

    def object(self, role: Role, action: str, bucket: Bucket, resource: str, retention: bool = False) -> Check:
        """Whether the role may do `action` on `resource`, the ARN of an object in the bucket."""
        caller = self._caller(role)
        target = self._targets.get((role.arn, bucket.arn, action, retention))
        if target is None:
            context = s3_context(caller.context, action, bucket, self._account(bucket.account), retention)
            target = _Target(self._policies(caller, bucket.arn, bucket.account, bucket.policy), context)
            self._targets[role.arn, bucket.arn, action, retention] = target
        request = Request(caller.principal, action, resource, bucket.account, target.context)
        return Check(action, resource, self._evaluator.evaluate(request, target.policies))

    def denial(self, role: Role, action: str, bucket: Bucket, resource: str) -> Check:
        """Whether a statement denies `action`, whatever allows it: DENY, UNKNOWN, or ALLOW where none does."""
        caller = self._caller(role)
        policies = self._policies(caller, bucket.arn, bucket.account, bucket.policy)
        context = s3_context(caller.context, action, bucket, self._account(bucket.account), retention=False)
        return Check(action, resource, _denial(Request(caller.principal, action, resource, bucket.account, context), policies))

    def kms(self, role: Role, action: str, key: Key, encryption_context: str) -> Check:
        """Whether the role may use the key through S3; `encryption_context` is the object's ARN, with a bucket key the bucket's."""
        if "/" in encryption_context:
            return self._kms(role, action, key, encryption_context)
        name = (role.arn, action, key.arn, encryption_context)
        return self._once(name, lambda: self._kms(role, action, key, encryption_context))

    def _kms(self, role: Role, action: str, key: Key, encryption_context: str) -> Check:
        caller = self._caller(role)
        target = self._targets.get((role.arn, key.arn, "", False))
        if target is None:
            policies = self._policies(caller, key.arn, key.account, _key_policy(key), key.grants)
            target = self._targets[role.arn, key.arn, "", False] = _Target(
                policies, kms_context(caller.context, role.account, key, self._account(key.account))
            )
        context = {**target.context, "kms:encryptioncontext:aws:s3:arn": (encryption_context,)}
        request = Request(caller.principal, action, key.arn, key.account, context)
        return Check(action, key.arn, self._evaluator.evaluate(request, target.policies))

    def _policies(
        self, caller: _Caller, target: str, account: str, resource_policy: Policy | Unknown | None, grants: tuple[Grant, ...] = ()
    ) -> Policies:
        """Every policy of one caller on one bucket or key; the same object each time."""
        kept = caller.policies.get(target)
        if kept is None:
            role = caller.role
            scps, rcps = self._account(role.account).scps, self._account(account).rcps
            if self._world.switches.destination_scp_acts and account != role.account:
                scps += self._account(account).scps
            kept = caller.policies[target] = Policies(role.policies, role.boundary, None, scps, rcps, resource_policy, grants)
        return kept

    def _account(self, account_id: str) -> Account:
        known = self._world.accounts.get(account_id)
        if known is not None:
            return known
        unknown = None if self._world.complete else UNKNOWN
        return Account(account_id, organization=unknown, organization_path=unknown)

    def _caller(self, role: Role) -> _Caller:
        caller = self._callers.get(role.arn)
        if caller is None:
            principal = Principal(PrincipalKind.ROLE_SESSION, role.arn, role.account, UNKNOWN, role.unique_id, role.tags)
            caller = self._callers[role.arn] = _Caller(role, principal, caller_context(self._account(role.account)), {})
        return caller


def _key_policy(key: Key) -> Policy | Unknown | None:
    """The AWS managed key's policy cannot be edited and admits its own account alone (5.30, 5.31)."""
    if key.policy is None and key.aws_managed:
        return Policy.parse(_MANAGED_KEY_POLICY.format(partition=partition_of(key.arn), account=key.account), "policy of aws/s3")
    return key.policy


def _denial(request: Request, policies: Policies) -> IamDecision:
    """The Deny statements alone: for a permission that another one implies, only they count (5.18)."""
    case = case_of(request, policies, lookup_of(request.context, principal_keys(request.principal)))
    outcomes = [deny_of(layer, documents, case) for layer, documents in layers_of(request, policies)]
    readings: tuple[tuple[Truth, Verdict], ...] = ((True, Verdict.DENY), (UNKNOWN, Verdict.UNKNOWN))
    for truth, verdict in readings:
        found = merged(truth, outcomes)
        if found.evidence:
            return IamDecision(verdict, found.evidence, found.unknown)
    return IamDecision(Verdict.ALLOW, ())


def _agreed(decisions: list[IamDecision]) -> IamDecision:
    """The common verdict of every reading, else UNKNOWN with the keys on which the readings part."""
    first = decisions[0]
    if all(decision.verdict is first.verdict for decision in decisions):
        return first
    unknown = frozenset().union(*(decision.unknown for decision in decisions)) | {"aws:sourcearn", "aws:sourceaccount"}
    return IamDecision(Verdict.UNKNOWN, first.because, unknown)
