"""The permission checks of a delivery: the caller, action and context of each request (facts 5.05 to 5.34)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from s3_replication.core.key_traits import algorithm_conditions
from s3_replication.core.model import Account, Bucket, Key, Role, World
from s3_replication.core.open_keys import Headers, settle
from s3_replication.core.request_context import caller_context, clock_keys, kms_context, organization_of_resource, s3_context, source_keys
from s3_replication.core.results import Check
from s3_replication.iam import (
    UNKNOWN,
    ContextValue,
    EvaluationResult,
    Evaluator,
    Grant,
    Policies,
    Policy,
    Principal,
    PrincipalKind,
    Request,
    RequestContext,
    Unknown,
    Verdict,
    evaluate,
    explicit_denial,
    partition_of,
)  # fmt: skip

__all__ = ["Authorizer"]

S3_SERVICE: Final = "s3.amazonaws.com"
_MANAGED_KEY_POLICY: Final = """{{"Version": "2012-10-17", "Statement": [{{"Sid": "OwnAccountOnly", "Effect": "Allow",
 "Principal": {{"AWS": "arn:{partition}:iam::{account}:root"}}, "Action": "kms:*", "Resource": "*"}}]}}"""


@dataclass(frozen=True, slots=True)
class _RoleCaller:
    """A role as the caller of S3 and KMS, with the parts of the request that are the same in every call."""

    role: Role
    principal: Principal
    context: Mapping[str, ContextValue]
    policies: dict[str, Policies]


@dataclass(frozen=True, slots=True)
class _Target:
    """The policies that apply to one caller at one bucket or key."""

    policies: Policies
    context: RequestContext


class Authorizer:
    """Evaluates IAM for one fixed world. It builds the objects of the world once, because the evaluator compares them by identity."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._evaluator = Evaluator()
        self._callers: dict[str, _RoleCaller] = {}
        self._targets: dict[tuple[str, str, str, bool], _Target] = {}
        self._fixed: dict[tuple[str, str, str, str], Check] = {}

    def assume_role(self, role: Role, source: Bucket) -> Check:
        """Whether S3 may assume the role for this source bucket."""
        return self._once((role.arn, "sts:AssumeRole", source.arn, ""), lambda: self._assume_role(role, source))

    def _once(self, name: tuple[str, str, str, str], ask: Callable[[], Check]) -> Check:
        """Cache a result that depends only on the world."""
        check = self._fixed.get(name)
        if check is None:
            check = self._fixed[name] = ask()
        return check

    def _assume_role(self, role: Role, source: Bucket) -> Check:
        return self.assume_as(role, S3_SERVICE, source.arn, source.account)

    def assume_as(self, role: Role, service: str, source_arn: str, source_account: str) -> Check:
        """Whether a service may assume the role, for the resource and account that the two source keys name if it sends them."""
        account = self._account(role.account)
        principal = Principal(PrincipalKind.SERVICE, service, "")
        policies = Policies(rcps=account.rcps, resource=role.trust)
        readings = (
            {"aws:securetransport": ("true",), **clock_keys(self._world.now), **organization_of_resource(account), **sent}
            for sent in source_keys(source_arn, source_account, self._world.switches.trust_source_keys)
        )
        requests = [Request(principal, "sts:AssumeRole", role.arn, role.account, reading) for reading in readings]
        return Check("sts:AssumeRole", role.arn, _agreed([evaluate(request, policies) for request in requests]))

    def bucket(self, role: Role, action: str, bucket: Bucket) -> Check:
        """Whether the role may do `action` on the bucket itself."""
        return self._once((role.arn, action, bucket.arn, ""), lambda: self.object(role, action, bucket, bucket.arn))

    def object(
        self, role: Role, action: str, bucket: Bucket, resource: str, retention: bool = False, headers: Headers = ()
    ) -> Check:  # fmt: skip
        """Whether the role may do `action` on `resource`, the ARN of an object in the bucket."""
        caller = self._caller(role)
        target = self._targets.get((role.arn, bucket.arn, action, retention))
        if target is None:
            context = RequestContext(s3_context(caller.context, action, bucket, self._account(bucket.account), retention))
            target = _Target(self._bucket_policies(caller, bucket), context)
            self._targets[role.arn, bucket.arn, action, retention] = target
        policies = target.policies

        def decide(context: RequestContext) -> EvaluationResult:
            return self._evaluator.evaluate(Request(caller.principal, action, resource, bucket.account, context), policies)

        return Check(action, resource, settle(decide(target.context), target.context, headers, decide))

    def denial(self, role: Role, action: str, bucket: Bucket, resource: str) -> Check:
        """Whether a statement denies `action`, even if another allows it: DENY, UNKNOWN, or ALLOW if no statement denies it."""
        caller = self._caller(role)
        policies = self._bucket_policies(caller, bucket)
        context = RequestContext(s3_context(caller.context, action, bucket, self._account(bucket.account), retention=False))

        def decide(given: RequestContext) -> EvaluationResult:
            return explicit_denial(Request(caller.principal, action, resource, bucket.account, given), policies)

        return Check(action, resource, settle(decide(context), context, (), decide))

    def bucket_with(self, role: Role, action: str, bucket: Bucket, keys: Mapping[str, ContextValue]) -> Check:
        """Whether the role may do `action` on the bucket in a request that has further condition keys."""
        caller = self._caller(role)
        given = s3_context(caller.context, action, bucket, self._account(bucket.account), retention=False)
        request = Request(caller.principal, action, bucket.arn, bucket.account, RequestContext(given).including(keys))
        return Check(action, bucket.arn, self._evaluator.evaluate(request, self._bucket_policies(caller, bucket)))

    def kms(self, role: Role, action: str, key: Key, encryption_context: str) -> Check:
        """Whether the role may use the key through S3; `encryption_context` is the object's ARN, or the bucket's with a bucket key."""
        if "/" in encryption_context:
            return self._kms(role, action, key, encryption_context)
        name = (role.arn, action, key.arn, encryption_context)
        return self._once(name, lambda: self._kms(role, action, key, encryption_context))

    def _kms(self, role: Role, action: str, key: Key, encryption_context: str) -> Check:
        caller = self._caller(role)
        target = self._targets.get((role.arn, key.arn, "", False))
        if target is None:
            # RCPs "do not apply to AWS managed keys" (KMS Developer Guide, "KMS key access control").
            rcps = () if key.aws_managed else self._account(key.account).rcps
            policies = self._policies(caller, key.arn, key.account, _key_policy(key), rcps, key.grants)
            suffixed = self._world.switches.via_service_has_dns_suffix
            context = RequestContext(kms_context(caller.context, role.account, key, self._account(key.account), suffixed))
            target = self._targets[role.arn, key.arn, "", False] = _Target(policies, context)
        context = target.context.including({**algorithm_conditions(action), "kms:encryptioncontext:aws:s3:arn": (encryption_context,)})
        request = Request(caller.principal, action, key.arn, key.account, context)
        return Check(action, key.arn, self._evaluator.evaluate(request, target.policies))

    def _bucket_policies(self, caller: _RoleCaller, bucket: Bucket) -> Policies:
        return self._policies(caller, bucket.arn, bucket.account, bucket.policy, self._account(bucket.account).rcps)

    def _policies(
        self, caller: _RoleCaller, target: str, account: str, resource_policy: Policy | Unknown | None,
        rcps: tuple[tuple[Policy, ...], ...] | Unknown, grants: tuple[Grant, ...] | Unknown = (),
    ) -> Policies:  # fmt: skip
        """Every policy of one caller on one bucket or key; the same object each time."""
        kept = caller.policies.get(target)
        if kept is None:
            role = caller.role
            scps = self._account(role.account).scps
            if self._world.switches.destination_scp_acts and account != role.account:
                theirs = self._account(account).scps
                scps = UNKNOWN if isinstance(scps, Unknown) or isinstance(theirs, Unknown) else scps + theirs
            kept = caller.policies[target] = Policies(role.policies, role.boundary, None, scps, rcps, resource_policy, grants)
        return kept

    def _account(self, account_id: str) -> Account:
        known = self._world.accounts.get(account_id)
        if known is not None:
            return known
        unknown = None if self._world.complete else UNKNOWN
        return Account(account_id, organization=unknown, organization_path=unknown)

    def _caller(self, role: Role) -> _RoleCaller:
        caller = self._callers.get(role.arn)
        if caller is None:
            principal = Principal(PrincipalKind.ROLE_SESSION, role.arn, role.account, UNKNOWN, role.unique_id, role.tags)
            caller = self._callers[role.arn] = _RoleCaller(
                role, principal, caller_context(self._account(role.account), self._world.now), {}
            )
        return caller


def _key_policy(key: Key) -> Policy | Unknown | None:
    """The AWS managed key's policy cannot be edited and allows only its own account (5.30, 5.31)."""
    if key.policy is None and key.aws_managed:
        return Policy.parse(_MANAGED_KEY_POLICY.format(partition=partition_of(key.arn), account=key.account), "policy of aws/s3")
    return key.policy


def _agreed(decisions: list[EvaluationResult]) -> EvaluationResult:
    """The verdict if it is the same for every assumption of source_keys(), else UNKNOWN with the keys that make the difference."""
    first = decisions[0]
    if all(decision.verdict is first.verdict for decision in decisions):
        return first
    none, both, arn, account = (decision.verdict for decision in decisions)
    differ = {"aws:sourcearn": (none, account) != (arn, both), "aws:sourceaccount": (none, arn) != (account, both)}
    unknown = frozenset().union(*(decision.unknown for decision in decisions)) | {key for key, matters in differ.items() if matters}
    return EvaluationResult(Verdict.UNKNOWN, first.because, unknown)
