"""Principals that were deleted: AWS shows their unique id in place of the ARN (IAM User Guide, "Principal")."""

from collections.abc import Iterator

from s3_replication.iam.policy import Policy
from s3_replication.iam.principal_element import UNIQUE_ID, Principals

__all__ = ["orphaned_ids"]


def orphaned_ids(policy: Policy) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each statement with such names: its label and the ids."""
    for statement in policy.statements:
        names = statement.principals.aws if isinstance(statement.principals, Principals) else ()
        found = tuple(name for name in names if isinstance(name, str) and UNIQUE_ID.fullmatch(name))
        if found:
            yield statement.label, found
