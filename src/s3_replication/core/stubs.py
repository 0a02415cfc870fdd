"""Placeholders for resources that a rule names and the world does not contain. Only their name is known."""

from s3_replication.core.model import Bucket, Key, Role
from s3_replication.iam import UNKNOWN, Arn

__all__ = ["stub_bucket", "stub_key", "stub_role"]


def stub_role(arn: str) -> Role:
    """A role of which only the ARN is known; its account is empty if the text is not an ARN."""
    found = Arn.find(arn)
    return Role(arn, account=found.account if found else "", trust=UNKNOWN, policies=UNKNOWN, boundary=UNKNOWN)


def stub_bucket(name: str, arn: str, account: str) -> Bucket:
    """A bucket of which only the name is known."""
    return Bucket(
        name, arn, account, region="", versioning=UNKNOWN, ownership=UNKNOWN, object_lock=UNKNOWN, default_encryption=UNKNOWN,
        blocks_sse_c=UNKNOWN, policy=UNKNOWN, replication=UNKNOWN,
    )  # fmt: skip


def stub_key(arn: str) -> Key:
    """A key of which only the ARN is known."""
    found = Arn.find(arn)
    region, account = (found.region, found.account) if found else ("", "")
    return Key(arn, account, region, state=UNKNOWN, policy=UNKNOWN)
