"""Decides every request to S3 before its handler runs (S3 User Guide, "How Amazon S3 authorizes a request")."""

from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from s3_replication.core import Account
from s3_replication.iam import Denial, EvaluationResult, Policies, Policy, PrincipalKind, Request, Verdict, partition_of_region
from s3_replication.local.authorize.acl import ALL_USERS, AUTHENTICATED_USERS, CANNED_PUBLIC, acl_allows, acl_policy
from s3_replication.local.authorize.arrivals import Arrived, s3_call
from s3_replication.local.authorize.call import Arrival, S3Call
from s3_replication.local.authorize.organization import organization_keys, same_organization
from s3_replication.local.authorize.questions import Questions
from s3_replication.local.authorize.refusal import DENIED, public_acl_refusal, refusal_of, service_refusal_of
from s3_replication.local.authorize.requests import operation_of, requests_of
from s3_replication.local.authorize.s3_keys import READS, WRITES, key_requests
from s3_replication.local.authorize.session_keys import session_keys
from s3_replication.local.authorize.snapshot import Snapshot
from s3_replication.local.authorize.state import AuthorizationState
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.ports.authorization import AccessPointAccess, BucketAccess, CallerAccess, ObjectAccess, UsedKey
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.presigned import presigned_age

__all__ = ["S3Authorizer"]

ADDRESS: Final = "127.0.0.1"
# What these do to a key is decided by the bucket's owner; all else about an existing object by the object's owner.
_BUCKETS_OWN: Final = frozenset({
    "PutObject", "CopyObject", "PostObject", "CreateMultipartUpload", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload",
    "AbortMultipartUpload", "ListParts", "DeleteObject",
})  # fmt: skip
_SHOWS_ABSENCE: Final = frozenset({"GetObject", "HeadObject", "GetObjectAttributes"})
_NO_GRANTS: Final = frozenset[tuple[str, str]]()


class S3Authorizer:
    """Decides by the state's snapshot; many threads may use it."""

    def __init__(self, state: AuthorizationState) -> None:
        self._state = state
        self._directory = state.directory

    def check(self, request: HttpRequest, caller: CallerAccess, region: str) -> None:
        """Raises AccessDenied for a request that the caller may not make, and NotImplemented if that is not known."""
        snapshot, partition, now = self._state.snapshot, partition_of_region(region), self._state.now()
        if request.method == "OPTIONS":  # a preflight asks, and changes nothing
            return
        arrived = s3_call(request, caller, self._directory)
        call = arrived.call
        operation = operation_of(call)
        if operation is None:
            raise S3Error("NotImplemented", f"The local AWS does not know which permission {call.method} {call.part or 'here'} needs.")
        bucket = snapshot.bucket(call.bucket) if operation.name != "CreateBucket" else None
        if bucket is None and call.bucket and operation.name != "CreateBucket":
            return  # S3 answers every caller with NoSuchBucket
        owner = bucket.account if bucket is not None else caller.principal.account
        _check_mfa_caller(call, owner)
        source = snapshot.bucket(_source_bucket(call))
        arrival = Arrival(partition, region, owner, ADDRESS, int(now.timestamp()), True, source.account if source else None,
                          session_keys(caller.temporary, now), presigned_age(call.query, self._state.machine_time()))  # fmt: skip
        writes = operation.name in _BUCKETS_OWN
        decision = _CallerDecisions(
            snapshot, caller, arrived.source if writes else arrived.found, writes, self._state.questions, (call.point, call.source_point)
        )
        if operation.name == "DeleteObjects":
            self._directory.refuse_deletes(_refused_deletes(decision, call, arrival))
            return
        absent = arrived.found is None and operation.name in _SHOWS_ABSENCE and call.version_id is None
        # A missing object has no ACL that could allow the request. So only a Deny counts, and a caller who may list the bucket gets a 404.
        self._check_all(decision, call, arrival, only_explicit=absent and bucket is not None and bucket.acl is not None)
        self._check_keys(decision, operation.name, arrived, arrival)
        if absent:
            self._check_all(decision, replace(call, method="HEAD", key="", query={}, headers={}), arrival)
        if bucket is not None and bucket.acl is not None and bucket.public_access.block_acls and _sets_public_acl(call, request.body):
            action = "s3:PutBucketAcl" if not call.key else "s3:PutObjectAcl" if call.part == "acl" else "s3:PutObject"
            raise S3Error("AccessDenied", public_acl_refusal(caller.principal, action, f"arn:{partition}:s3:::{call.bucket}", call.key))

    def _check_all(self, decision: "_CallerDecisions", call: S3Call, arrival: Arrival, *, only_explicit: bool = False) -> None:
        for request in requests_of(call, arrival):
            refusal = decision.refusal(request, only_explicit=only_explicit)
            if refusal is not None:
                raise S3Error("AccessDenied", refusal)

    def _check_keys(self, decision: "_CallerDecisions", operation: str, arrived: Arrived, arrival: Arrival) -> None:
        """KMS permissions for the key that encrypts what is read, and for the one that encrypts what is written."""
        call = arrived.call
        read = arrived.source if "x-amz-copy-source" in call.headers else arrived.found
        if read is not None and read.key is not None and (operation in READS or _reads_checksum(operation, call)):
            name = call.headers.get("x-amz-copy-source", f"{call.bucket}/{call.key}").partition("?")[0].lstrip("/")
            actions = ("kms:Decrypt", "kms:GenerateDataKey") if operation == "HeadObject" else ("kms:Decrypt",)
            decision.check_key(actions, read.key, f"arn:{arrival.partition}:s3:::{name}", arrival)
        if operation in WRITES:
            written = self._directory.key_of_write(call.bucket, call.headers)
            if written is not None:
                resource = f"arn:{arrival.partition}:s3:::{call.bucket}/{call.key}"
                decision.check_key(WRITES[operation], written, resource, arrival)


# "The root principal in a bucket owner's AWS account can perform" these "even if their bucket policy explicitly denies the root
# principal's access" (S3 API Reference, DeleteBucketPolicy).
def _check_mfa_caller(call: S3Call, owner: str) -> None:
    """A code of an MFA device is for MFA Delete, which only the root user of the bucket's account may use (fact 1.141)."""
    if "x-amz-mfa" in call.headers and (call.caller.kind is not PrincipalKind.ROOT or call.caller.account != owner):
        raise S3Error("AccessDenied", "This operation may only be performed by the bucket owner")


_ROOT_KEEPS: Final = frozenset({"s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"})


class _CallerDecisions:
    """Decides what one caller asks; `found` is the version that the request reads or changes, and that `writes` copies."""

    def __init__(
        self, snapshot: Snapshot, caller: CallerAccess, found: ObjectAccess | None, writes: bool, questions: Questions,
        points: tuple[AccessPointAccess | None, ...],
    ) -> None:  # fmt: skip
        self._snapshot = snapshot
        self._caller = caller
        self._found = found
        self._writes = writes
        self._questions = questions
        self._points = {point.arn: point for point in points if point is not None}

    def refusal(self, request: Request, *, only_explicit: bool = False) -> str | None:
        """The message for a request that is denied, with `only_explicit` by a statement; None for any other.

        Raises NotImplemented if the decision is not known.
        """
        request, policies = self._with_policies(request)
        if policies is None:
            return DENIED
        result = self._evaluated(request, policies)
        if result.verdict is Verdict.ALLOW or (only_explicit and result.denial is Denial.IMPLICIT):
            return None
        if result.verdict is Verdict.UNKNOWN:
            raise _not_decided(request, result)
        return refusal_of(request, result, same_organization(*self._accounts(request)))

    def _evaluated(self, request: Request, policies: Policies) -> EvaluationResult:
        result = self._snapshot.evaluate(request, policies)
        self._questions.note(request, allowed=result.verdict is Verdict.ALLOW)
        return result

    def check_key(self, actions: tuple[str, ...], key: UsedKey, resource: str, arrival: Arrival) -> None:
        """Raises AccessDenied where KMS would refuse S3's request; the policy of aws/s3 allows its own account through S3."""
        principal = self._caller.principal
        if self._snapshot.key(key.arn).aws_managed and principal.account == arrival.bucket_account:
            return
        for request in key_requests(actions, key, resource, principal, arrival):
            asked = organization_keys(request, *self._accounts(request))
            policies = self._snapshot.key_policies(self._caller, key.arn, request.resource_account)
            result = self._evaluated(asked, policies)
            if result.verdict is Verdict.UNKNOWN:
                raise _not_decided(request, result)
            if result.verdict is Verdict.DENY:
                raise S3Error("AccessDenied", service_refusal_of(asked, result, same_organization(*self._accounts(request))))

    def _with_policies(self, request: Request) -> tuple[Request, Policies | None]:
        """The request as its resource's owner sees it, and the policies; None where Block Public Access closes the bucket or point."""
        caller, snapshot = self._caller, self._snapshot
        request = organization_keys(request, *self._accounts(request))
        point = self._points.get(request.resource.partition("/object/")[0]) if self._points else None
        if point is not None:
            if point.is_restricted and caller.principal.account != point.account:
                return request, None
            return request, snapshot.policies(caller, point.account, point.arn, lambda: point.policy)
        bucket = snapshot.bucket(_bucket_of(request.resource)) if request.action.startswith("s3:") else None
        if bucket is None or request.action == "s3:CreateBucket":
            return request, snapshot.policies(caller, request.resource_account, "", lambda: None)
        account, block = caller.principal.account, bucket.public_access
        if caller.principal.kind is PrincipalKind.ROOT and account == bucket.account and request.action in _ROOT_KEEPS:
            return request, snapshot.policies(caller, account, "", lambda: None)
        if block.restrict_buckets and bucket.policy_is_public and account != bucket.account:
            return request, None
        found = None if self._writes and not request.action.startswith("s3:GetObject") else self._found
        owner = bucket.account if found is None or bucket.acl is None else found.owner
        if owner != request.resource_account:
            request = replace(request, resource_account=owner)
        grants = _NO_GRANTS
        if bucket.acl is not None:
            grants = acl_allows(bucket.acl, found.acl if found else (), caller, (bucket.account, owner), block.ignore_acls)
        name = (_bucket_of(request.resource), grants)
        return request, snapshot.policies(caller, owner, name, lambda: _resource_policy(bucket, owner, account, grants))

    def _accounts(self, request: Request) -> tuple[Account, Account]:
        """The caller's account and the resource's, with their organizations."""
        own, other = request.principal.account, request.resource_account
        return self._snapshot.account(own), self._snapshot.account(other)


def _not_decided(request: Request, result: EvaluationResult) -> S3Error:
    names = ", ".join(sorted(result.unknown))
    return S3Error("NotImplemented", f"The local AWS cannot decide whether {request.action} is allowed; it does not know {names}.")


def _reads_checksum(operation: str, call: S3Call) -> bool:
    """API Reference, HeadObject: its checksum needs kms:Decrypt."""
    return operation == "HeadObject" and call.headers.get("x-amz-checksum-mode") == "ENABLED"


def _resource_policy(bucket: BucketAccess, owner: str, account: str, grants: frozenset[tuple[str, str]]) -> Policy | None:
    """The bucket policy with what ACLs allow; about an object of another account the bucket policy can only deny."""
    policy = bucket.policy if bucket.policy is None or owner == bucket.account else bucket.policy.without_allows()
    acl = acl_policy(account, grants) if grants else None
    return acl if policy is None else policy.joined(acl)


def _refused_deletes(decision: _CallerDecisions, call: S3Call, arrival: Arrival) -> dict[tuple[str, str | None], str]:
    """The message for each entry of DeleteObjects that the caller may not delete."""
    refused = {}
    for entry in call.deleted:
        refusals = (decision.refusal(request) for request in requests_of(replace(call, deleted=(entry,)), arrival))
        first = next((refusal for refusal in refusals if refusal is not None), None)
        if first is not None:
            refused[entry] = first
    return refused


def _sets_public_acl(call: S3Call, body: bytes) -> bool:
    headers = call.headers
    if headers.get("x-amz-acl") in CANNED_PUBLIC:
        return True
    given = [value for name, value in headers.items() if name.startswith("x-amz-grant-")]
    if call.method == "PUT" and call.part == "acl":
        given.append(body.decode("utf-8", "replace"))
    return any(group in text for group in (ALL_USERS, AUTHENTICATED_USERS) for text in given)


def _bucket_of(resource: str) -> str:
    return resource.split(":", 5)[-1].partition("/")[0]


def _source_bucket(call: S3Call) -> str:
    return unquote(call.headers.get("x-amz-copy-source", "").partition("?")[0]).lstrip("/").partition("/")[0]
