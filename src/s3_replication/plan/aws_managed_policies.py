"""The AWS managed policies that allow all of S3: no plan contains their text, and AWS's reference documents it."""

from collections.abc import Mapping
from typing import Final

from s3_replication.iam import Policy

__all__ = ["aws_managed_policy"]

# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/; what does not concern S3 and KMS is left out.
_STATEMENTS: Final[Mapping[str, Mapping[str, object]]] = {
    "AdministratorAccess": {"Effect": "Allow", "Action": "*", "Resource": "*"},
    "AmazonS3FullAccess": {"Effect": "Allow", "Action": ["s3:*", "s3-object-lambda:*"], "Resource": "*"},
    "PowerUserAccess": {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
}


def aws_managed_policy(arn: str) -> Policy | None:
    """The policy of an ARN such as arn:aws:iam::aws:policy/AmazonS3FullAccess; None if its text is not kept here."""
    owner, _, name = arn.partition(":policy/")
    statement = _STATEMENTS.get(name) if owner.startswith("arn:aws") and owner.endswith(":iam::aws") else None
    return Policy.parse({"Version": "2012-10-17", "Statement": [statement]}, arn) if statement is not None else None
