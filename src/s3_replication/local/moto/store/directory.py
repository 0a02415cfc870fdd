"""What the authorization of requests reads of moto's state: callers, organizations, buckets and objects (ports/authorization.py)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moto.iam.models import IAMBackend, iam_backends
from moto.s3control.models import s3control_backends
from moto.utilities.utils import PARTITION_NAMES

from s3_replication.core import Account
from s3_replication.iam import Arn, Principal, PrincipalKind
from s3_replication.local.http.credentials import SECRET_KEY, canonical_id, embedded_account
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.encryption import encrypt
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.moto.store.mfa import check_code
from s3_replication.local.moto.store.organization import read_account
from s3_replication.local.moto.store.principal_policies import read_policy, tags_of, user_boundary, user_policies
from s3_replication.local.moto.store.public_access import blocks, point_blocks
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.sessions import federated, role_session, user_session_of
from s3_replication.local.moto.store.shared_resources import find_resource, find_resource_arn, find_retiring_principals
from s3_replication.local.moto.store.world import find_bucket
from s3_replication.local.ports.authorization import (
    AccessPointAccess,
    AclGrant,
    BucketAccess,
    CallerAccess,
    CodeCheck,
    KeySecret,
    ObjectAccess,
    PublicAccess,
    ResourceAccess,
    TemporaryAccess,
    UsedKey,
)
from s3_replication.local.s3.errors import S3Error
from s3_replication.policy_checks import is_public

__all__ = ["MotoDirectory"]

_OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"  # moto's owner of everything
_SSE = "x-amz-server-side-encryption"
_ANONYMOUS = CallerAccess(Principal(PrincipalKind.ANONYMOUS, "", ""))


class MotoDirectory:
    """Reads anew on each call; who needs speed remembers the answers until something changes."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def caller(self, access_key: str | None, partition: str) -> CallerAccess | None:
        """The root user of a test key, or the user or session of a key that IAM or STS issued."""
        if access_key is None:
            return _ANONYMOUS
        account = embedded_account(access_key)
        if account is not None:
            return _root(account, partition, KeySecret(SECRET_KEY))
        for backend in _iam_backends():
            key = backend.access_keys.get(access_key)
            if key is not None and key.status == "Active":
                if key.user_name is not None:
                    return _user(backend, key.user_name, KeySecret(key.secret_access_key))
                return _of_user_session(backend, access_key) or role_session(backend, access_key)
        return None

    def controls(self, account: str) -> Account | None:
        """What the organization of an account lays over it."""
        return read_account(account)

    def bucket(self, name: str) -> BucketAccess | None:
        """A bucket of any account."""
        found = find_bucket(name)
        if found is None:
            return None
        text = found.policy.decode("utf-8", "replace") if found.policy else None
        return BucketAccess(
            found.account_id,
            None if text is None else read_policy(text, f"bucket policy of {name}"),
            text is not None and is_public(json.loads(text)),
            None if found.enforces_owner else _grants(found.acl),
            _public_access(found),
        )

    def access_point(self, arn: str) -> AccessPointAccess | None:
        """An access point of any account."""
        account = Arn.parse(arn).account
        backends = s3control_backends[account]
        points = (point for backend in list(dict.values(backends)) for point in list(backend.access_points[account].values()))
        found = next((point for point in points if point.arn == arn), None)
        if found is None:
            return None
        if found.policy is None:
            return AccessPointAccess(arn, account, found.network_origin)
        policy = read_policy(found.policy, f"policy of access point {found.name}")
        restricted = point_blocks(found, "RestrictPublicBuckets") and is_public(json.loads(found.policy))
        return AccessPointAccess(arn, account, found.network_origin, policy, restricted)

    def object(self, bucket: str, key: str, version_id: str | None) -> ObjectAccess | None:
        """One version; without an id the current one."""
        found = find_bucket(bucket)
        if found is None:
            return None
        version = found.keys.current(key) if version_id is None else found.keys.find(key, version_id)
        if not isinstance(version, LocalKey):
            return None
        return ObjectAccess(version.owner, _grants(version.acl), version.tags, _used_key(version))

    def key_of_write(self, bucket: str, headers: Mapping[str, str]) -> UsedKey | None:
        """The KMS key that a write with these headers uses."""
        found, asked = find_bucket(bucket), headers.get(_SSE)
        if found is None or (asked is None and not found.encryption) or any(name.startswith(f"{_SSE}-customer-") for name in headers):
            return None
        draft = found.new_version("", b"", "", self._runtime.clock.now())
        try:
            encrypt(draft, found, asked, headers.get(f"{_SSE}-aws-kms-key-id"), headers.get(f"{_SSE}-bucket-key-enabled"))
        except S3Error:
            return None
        return _used_key(draft)

    def resource(self, arn: str) -> ResourceAccess | None:
        """A KMS key, topic, queue or role."""
        return find_resource(arn)

    def resource_arn(self, service: str, kind: str, name: str, account: str, region: str) -> str | None:
        """The ARN of a resource that exists, by a name that does not show it."""
        return find_resource_arn(service, kind, name, account, region)

    def retiring_principals(self, key: str, grant_id: str, token: str) -> tuple[str, ...]:
        """The principals that a KMS grant lets retire it."""
        return find_retiring_principals(key, grant_id, token)

    def check_code(self, user_arn: str, serial_number: str, code: str, now: datetime) -> CodeCheck:
        """Whether the user's MFA device of this serial number shows the code now."""
        arn = Arn.parse(user_arn)
        return check_code(iam_backends[arn.account][arn.partition], user_arn, serial_number, code, now)

    def refuse_deletes(self, refused: Mapping[tuple[str, str | None], str]) -> None:
        """Leave the refusals to the handler of DeleteObjects, which runs in this thread."""
        self._runtime.journal.refused_deletes = refused


def _used_key(version: LocalKey) -> UsedKey | None:
    return None if version.kms_key_id is None else UsedKey(version.kms_key_id, version.bucket_key_enabled == "true")


def _iam_backends() -> list[IAMBackend]:
    return [backends[partition] for backends in list(iam_backends.values()) for partition in PARTITION_NAMES
            if dict.__contains__(backends, partition)]  # fmt: skip


def _root(account: str, partition: str, secret: KeySecret, temporary: TemporaryAccess | None = None) -> CallerAccess:
    principal = Principal(PrincipalKind.ROOT, f"arn:{partition}:iam::{account}:root", account)
    return CallerAccess(principal, canonical_id(account), secret=secret, temporary=temporary)


def _user(backend: IAMBackend, name: str, secret: KeySecret, temporary: TemporaryAccess | None = None) -> CallerAccess | None:
    user = backend.users.get(name)
    if user is None:
        return None
    principal = Principal(PrincipalKind.USER, user.arn, backend.account_id, unique_id=user.id, tags=tags_of(user.tags))
    return CallerAccess(
        principal, canonical_id(backend.account_id), user_policies(backend, user), user_boundary(backend, user),
        secret=secret, temporary=temporary,
    )  # fmt: skip


def _of_user_session(backend: IAMBackend, access_key: str) -> CallerAccess | None:
    session = user_session_of(backend, access_key)
    if session is None:
        return None
    if session.user_name is None:
        caller: CallerAccess | None = _root(backend.account_id, backend.partition, session.secret, session.temporary)
    else:
        caller = _user(backend, session.user_name, session.secret, session.temporary)
    return caller if caller is None or session.federation is None else federated(backend, caller, session.federation)


def _grants(acl: Any) -> tuple[AclGrant, ...]:
    grants = [] if acl is None else acl.grants
    return tuple(
        AclGrant("" if grantee.id == _OWNER else grantee.uri or grantee.id, permission)
        for grant in grants
        for grantee in grant.grantees
        for permission in grant.permissions
    )


def _public_access(bucket: LocalBucket) -> PublicAccess:
    return PublicAccess(*(blocks(bucket, each) for each in ("block_public_acls", "ignore_public_acls", "restrict_public_buckets")))
