"""What the authorization of a request reads: who calls, with which policies, and what the resources' owners allow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from s3_replication.core import Account
from s3_replication.iam import ContextValue, Documents, Grant, Policy, Principal, Unknown
from s3_replication.local.http.message import HttpRequest

__all__ = [
    "AccessPointAccess", "AclGrant", "BucketAccess", "CallerAccess", "CodeCheck", "Directory", "KeySecret", "ObjectAccess", "PublicAccess",
    "RequestJudge", "ResourceAccess", "ServiceRefusal", "TemporaryAccess", "UsedKey",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeySecret:
    """The secret of an access key and, for temporary credentials, the session token."""

    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TemporaryAccess:
    """Temporary credentials: they expire by the machine's time, and were issued at a time of the local clock.

    `with_mfa`: whether the user gave a code of an MFA device. `source_identity` is the one that the first session of a chain set.
    """

    expires: datetime
    issued: datetime | None = None
    with_mfa: bool = False
    source_identity: str | None = None


@dataclass(frozen=True, slots=True)
class CallerAccess:
    """Who calls, with the policies that are the caller's own; `canonical_id` is that of the caller's account.

    `secret` is None for an anonymous caller, `temporary` for one without a session.
    """

    principal: Principal
    canonical_id: str = ""
    identity: Documents = ()
    boundary: Policy | Unknown | None = None
    session: Policy | None = None
    secret: KeySecret | None = None
    temporary: TemporaryAccess | None = None

    def has_expired(self, now: datetime) -> bool:
        """Whether the session has ended."""
        return self.temporary is not None and now >= self.temporary.expires


class CodeCheck(Enum):
    """The result of checking a code of an MFA device."""

    VALID = auto()
    WRONG_CODE = auto()
    NO_DEVICE = auto()


@dataclass(frozen=True, slots=True)
class AclGrant:
    """One line of an ACL: the canonical id or the URI of the group that has the permission; "" is the owner of the resource."""

    grantee: str
    permission: str


@dataclass(frozen=True, slots=True)
class PublicAccess:
    """Block Public Access of a bucket together with that of its account: the stricter one counts."""

    block_acls: bool = False
    ignore_acls: bool = False
    restrict_buckets: bool = False


@dataclass(frozen=True, slots=True)
class BucketAccess:
    """A bucket as its owner shares it; `acl` is None while Object Ownership disables ACLs."""

    account: str
    policy: Policy | None = None
    policy_is_public: bool = False
    acl: tuple[AclGrant, ...] | None = None
    public_access: PublicAccess = PublicAccess()


@dataclass(frozen=True, slots=True)
class AccessPointAccess:
    """An access point as its own policy shares it; `origin` is Internet or VPC.

    `is_restricted`: Block Public Access leaves a public policy to the access point's own account.
    """

    arn: str
    account: str
    origin: str
    policy: Policy | None = None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class UsedKey:
    """The KMS key that encrypts an object, and whether by way of a bucket key."""

    arn: str
    bucket_key: bool


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """One version of an object as its owner shares it."""

    owner: str
    acl: tuple[AclGrant, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    key: UsedKey | None = None


@dataclass(frozen=True, slots=True)
class ResourceAccess:
    """A KMS key, topic, queue or role as its own policy shares it; `policy` of a role is its trust policy.

    `conditions` are the condition keys that the resource itself gives to a request for it, but those of its tags.
    """

    policy: Policy | Unknown | None = None
    grants: tuple[Grant, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    aws_managed: bool = False
    conditions: Mapping[str, ContextValue] = field(default_factory=dict)


class ServiceRefusal(Exception):
    """A request that a service other than S3 refuses, with its error code; NotImplemented for what the local AWS does not do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


class Directory(Protocol):
    """The policies of every account."""

    def caller(self, access_key: str | None, partition: str) -> CallerAccess | None:
        """The caller of an access key; without a key, the caller is anonymous. None for a key that is inactive or does not exist."""

    def controls(self, account: str) -> Account | None:
        """What the organization of an account lays over it."""

    def bucket(self, name: str) -> BucketAccess | None:
        """A bucket of any account."""

    def access_point(self, arn: str) -> AccessPointAccess | None:
        """An access point of any account."""

    def object(self, bucket: str, key: str, version_id: str | None) -> ObjectAccess | None:
        """One version; without an id the current one. None for a delete marker and for what does not exist."""

    def key_of_write(self, bucket: str, headers: Mapping[str, str]) -> UsedKey | None:
        """The KMS key that a write with these headers uses; None without one, and for a write that S3 refuses."""

    def resource(self, arn: str) -> ResourceAccess | None:
        """A KMS key, topic, queue or role; None for everything else, and for what does not exist."""

    def resource_arn(self, service: str, kind: str, name: str, account: str, region: str) -> str | None:
        """The ARN of a resource that exists, by a name that does not show it; for KMS also by a ciphertext that the key encrypted, or by
        the token of a grant."""

    def retiring_principals(self, key: str, grant_id: str, token: str) -> tuple[str, ...]:
        """The ARNs of the principals that a KMS grant, of this token or else of this id, lets retire it."""

    def check_code(self, user_arn: str, serial_number: str, code: str, now: datetime) -> CodeCheck:
        """Whether the user's MFA device of this serial number shows the code now."""

    def refuse_deletes(self, refused: Mapping[tuple[str, str | None], str]) -> None:
        """Which entries of the DeleteObjects request of this thread are refused, with the message of each."""


class RequestJudge(Protocol):
    """Decides each request before it is answered. Refusals are S3Error, or ServiceRefusal for a service other than S3."""

    def authenticate(self, service: str, request: HttpRequest, region: str, bucket: str | None) -> CallerAccess:
        """The caller who signed the request, which must be unchanged since it arrived; `bucket` is the one in the host name."""

    def check(self, service: str, request: HttpRequest, caller: CallerAccess, region: str) -> None:
        """Refuse a request that the caller may not make."""
