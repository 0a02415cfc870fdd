"""Who may retire a KMS grant: the grant says so, not the key policy (KMS Developer Guide, "Retiring and revoking grants")."""

from typing import Final

from s3_replication.iam import Policy

__all__ = ["RETIRE_GRANT", "retirement_policy"]

RETIRE_GRANT: Final = "kms:RetireGrant"


def retirement_policy(owner: str, principals: tuple[str, ...]) -> Policy:
    """The policy that decides in place of the key policy.

    The principals that the grant lets retire it need no other permission. The account that owns the key, and an account that is the
    retiring principal, leave it to their IAM policies. That an owner's IAM policy is enough is read into "The AWS account that owns the
    KMS key can delegate the kms:RetireGrant permission to an IAM principal in the account".
    """
    statement = {"Effect": "Allow", "Principal": {"AWS": [owner, *principals]}, "Action": RETIRE_GRANT, "Resource": "*"}
    return Policy.read({"Version": "2012-10-17", "Statement": [statement]}, "grant")
