"""The policies of a user or role in moto's IAM."""

from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from typing import Any

from moto.iam.models import IAMBackend, User

from s3_replication.iam import UNKNOWN, Policy, Unknown

__all__ = [
    "boundary_of", "identity_policies", "keep_boundary", "managed_policy", "read_policy", "tags_of", "user_boundary", "user_policies",
    "without_boundary",
]  # fmt: skip

_NOTHING = '{"Version": "2012-10-17", "Statement": []}'


@lru_cache(maxsize=4096)
def read_policy(document: str, name: str) -> Policy:
    """A policy as it is stored: an element that AWS would have refused is not known."""
    return Policy.read(document, name)


def identity_policies(holder: Any) -> tuple[Policy, ...]:
    """The inline policies of a user, group or role, and those attached to it."""
    inline = [read_policy(document, f"inline policy {name}") for name, document in holder.policies.items()]
    return (*inline, *_attached(holder.managed_policies.values()))


def _attached(policies: Iterable[Any]) -> list[Policy]:
    return [read_policy(_default_version(policy), f"managed policy {policy.arn}") for policy in policies]


def user_policies(backend: IAMBackend, user: User) -> tuple[Policy, ...]:
    """The policies of a user and of the user's groups."""
    groups = [policy for group in backend.get_groups_for_user(user.name) for policy in identity_policies(group)]
    return (*identity_policies(user), *groups)


def boundary_of(backend: IAMBackend, arn: str | None) -> Policy | Unknown | None:
    """The permissions boundary with this ARN; UNKNOWN where the policy does not exist."""
    if not arn:
        return None
    found = backend.managed_policies.get(arn)
    return UNKNOWN if found is None else read_policy(_default_version(found), f"managed policy {arn}")


def keep_boundary(user: Any, arn: str | None) -> None:
    """Keep a user's boundary in the attributes in which moto keeps that of a role; moto's users have none."""
    user.permissions_boundary_arn = arn
    user.permissions_boundary = None if arn is None else {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}


def without_boundary(user: User) -> User:
    """A copy of the user without a boundary."""
    found = copy(user)
    keep_boundary(found, None)
    return found


def user_boundary(backend: IAMBackend, user: User) -> Policy | Unknown | None:
    """The permissions boundary of a user."""
    return boundary_of(backend, getattr(user, "permissions_boundary_arn", None))


def managed_policy(backend: IAMBackend, arn: str) -> Policy:
    """The managed policy with this ARN; a deleted policy allows nothing."""
    found = backend.managed_policies.get(arn)
    return read_policy(_NOTHING if found is None else _default_version(found), f"managed policy {arn}")


def _default_version(policy: Any) -> str:
    return next((str(version.document) for version in policy.versions if version.is_default), "")


def tags_of(tags: Any) -> dict[str, str]:
    """Tags as moto's IAM keeps them, by key."""
    pairs = tags.values() if isinstance(tags, dict) else (tags or [])
    return {tag["Key"]: tag["Value"] for tag in pairs}
