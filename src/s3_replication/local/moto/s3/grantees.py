"""The grantees that an ACL may have (API Reference, PutBucketAcl; User Guide, "Access control list (ACL) overview")."""

import re
from typing import Final

from moto.s3.models import FakeAcl

from s3_replication.local.s3.errors import S3Error

__all__ = ["check_grantees"]

_CANONICAL_ID: Final = re.compile("[0-9a-f]{64}")
_GROUPS: Final = ("http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
                  "http://acs.amazonaws.com/groups/s3/LogDelivery")  # fmt: skip


def check_grantees(acl: FakeAcl) -> None:
    """Refuse ids and groups that cannot exist, and e-mail addresses: S3 answers these with 405 since October 2025."""
    for grant in acl.grants:
        for grantee in grant.grantees:
            address = "@" in (grantee.uri or "") or not (grantee.uri or grantee.id)  # moto drops the address of a grant in a body
            if address:
                raise S3Error("MethodNotAllowed")
            if grantee.uri and grantee.uri not in _GROUPS:
                raise S3Error("InvalidArgument", "Invalid group uri", ArgumentName="Group/URI", ArgumentValue=grantee.uri)
            if not grantee.uri and not _CANONICAL_ID.fullmatch(grantee.id):
                raise S3Error("InvalidArgument", "Invalid id", ArgumentName="CanonicalUser/ID", ArgumentValue=grantee.id)
