"""What an ACL allows, as statements of a resource policy (S3 User Guide, "Access control list (ACL) overview", mapping of permissions)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from s3_replication.iam import Policy
from s3_replication.local.ports.authorization import AclGrant, CallerAccess

__all__ = ["ALL_USERS", "AUTHENTICATED_USERS", "CANNED_PUBLIC", "acl_allows", "acl_policy"]

_GROUPS: Final = "http://acs.amazonaws.com/groups/global/"
ALL_USERS: Final = _GROUPS + "AllUsers"
AUTHENTICATED_USERS: Final = _GROUPS + "AuthenticatedUsers"
CANNED_PUBLIC: Final = frozenset({"public-read", "public-read-write", "authenticated-read"})
"""The canned ACLs that S3 calls public: they grant to one of the two groups ("Blocking public access", "The meaning of public")."""

BUCKET: Final[Mapping[str, tuple[str, ...]]] = {
    "READ": ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"),
    "WRITE": ("s3:PutObject",),
    "READ_ACP": ("s3:GetBucketAcl",),
    "WRITE_ACP": ("s3:PutBucketAcl",),
}
OBJECT: Final[Mapping[str, tuple[str, ...]]] = {
    "READ": ("s3:GetObject", "s3:GetObjectVersion"),
    "READ_ACP": ("s3:GetObjectAcl", "s3:GetObjectVersionAcl"),
    "WRITE_ACP": ("s3:PutObjectAcl", "s3:PutObjectVersionAcl"),
}


def acl_allows(
    bucket: Iterable[AclGrant], grants: Iterable[AclGrant], caller: CallerAccess, owners: tuple[str, str], ignore_public: bool
) -> frozenset[tuple[str, str]]:
    """What a bucket's ACL and an object's allow the caller, as pairs of a group's URI ("" for the caller's account) and an action.

    `owners` are the accounts of bucket and object.
    """
    account = caller.principal.account
    return frozenset((
        *_allowed(bucket, BUCKET, caller.canonical_id, account == owners[0], ignore_public),
        *_allowed(grants, OBJECT, caller.canonical_id, account == owners[1], ignore_public),
    ))  # fmt: skip


def _allowed(
    grants: Iterable[AclGrant], actions: Mapping[str, tuple[str, ...]], canonical_id: str, owns: bool, ignore_public: bool
) -> Iterator[tuple[str, str]]:
    for grant in grants:
        public = grant.grantee in (ALL_USERS, AUTHENTICATED_USERS)
        own = owns if grant.grantee == "" else canonical_id != "" and grant.grantee == canonical_id
        if own or (public and not ignore_public):
            names = actions if grant.permission == "FULL_CONTROL" else (grant.permission,)
            for name in names:
                for action in actions.get(name, ()):
                    yield grant.grantee if public else "", action


@lru_cache(maxsize=1024)
def acl_policy(account: str, allowed: frozenset[tuple[str, str]]) -> Policy:
    """The same as a policy."""
    statements = []
    for group in sorted({group for group, _ in allowed}):
        statement: dict[str, object] = {
            "Effect": "Allow",
            "Principal": "*" if group else {"AWS": account},
            "Action": sorted(action for each, action in allowed if each == group),
            "Resource": "*",
        }
        if group == AUTHENTICATED_USERS:
            statement["Condition"] = {"StringNotEquals": {"aws:PrincipalType": "Anonymous"}}
        statements.append(statement)
    return Policy.read({"Version": "2012-10-17", "Statement": statements}, "ACL")
