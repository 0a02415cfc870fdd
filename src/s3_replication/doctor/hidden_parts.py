"""Which parts of the world are unknown because one call was denied or failed."""

from collections.abc import Iterator, Mapping
from typing import Final

from s3_replication.core import World
from s3_replication.findings.causes import CONTROL_POLICIES, EVERYTHING
from s3_replication.iam import Arn, Layer

__all__ = ["hidden_by"]

_OF_BUCKET: Final[Mapping[str, tuple[str, ...]]] = {
    "GetBucketLocation": (EVERYTHING,),
    "GetBucketVersioning": ("versioning",),
    "GetBucketOwnershipControls": ("Object Ownership",),
    "GetObjectLockConfiguration": ("Object Lock",),
    "GetBucketEncryption": ("default encryption", "blocked encryption types", "KMS key of the objects", "KMS key of the replicas"),
    "GetBucketPolicy": (Layer.RESOURCE.value,),
    "GetBucketReplication": ("replication configuration",),
}
_OF_ROLE: Final[Mapping[str, tuple[str, ...]]] = {
    "GetRole": (EVERYTHING,),
    "ListRolePolicies": (Layer.IDENTITY.value,),
    "ListAttachedRolePolicies": (Layer.IDENTITY.value,),
    "GetRolePolicy": (Layer.IDENTITY.value,),
    "GetPolicy": (Layer.IDENTITY.value, Layer.BOUNDARY.value),
    "GetPolicyVersion": (Layer.IDENTITY.value, Layer.BOUNDARY.value),
}
_OF_KEY: Final[Mapping[str, tuple[str, ...]]] = {
    "DescribeKey": (EVERYTHING,),
    "GetKeyPolicy": (Layer.RESOURCE.value,),
    "ListGrants": (Layer.GRANT.value,),
}
_OF_ACCOUNT: Final = frozenset({
    "DescribeOrganization", "DescribePolicy", "ListParents", "ListPoliciesForTarget", "ListRoots",
})  # fmt: skip


def hidden_by(operation: str, resource: str, account: str, world: World) -> Iterator[tuple[str, str]]:
    """The parts that the call would have shown, as in BlindSpot; a policy may be of any role, and `account` made the call."""
    yield from ((resource, part) for part in (*_OF_BUCKET.get(operation, ()), *_OF_KEY.get(operation, ())))
    if operation in _OF_ACCOUNT:
        yield from ((one, CONTROL_POLICIES) for one in dict.fromkeys([account, *world.accounts]))
    for arn in world.roles if operation in _OF_ROLE else ():
        found = Arn.find(arn)
        names = {arn, found.name if found is not None else arn}
        if resource.partition("/")[0] in names or resource in names or operation.startswith("GetPolicy"):
            yield from ((arn, part) for part in _OF_ROLE[operation])
