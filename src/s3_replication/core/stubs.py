"""Stand-ins for what a rule names and the world does not show: known by name, unknown in every other respect."""

from s3_replication.core.model import Bucket, Key, Role
from s3_replication.iam import UNKNOWN

__all__ = ["stub_bucket", "stub_key", "stub_role"]


def stub_role(arn: str) -> Role:
    """A role of which nothing is known but its ARN; what is no ARN is of no account."""
    parts = arn.split(":")
    return Role(arn, account=parts[4] if len(parts) >= 6 else "", trust=UNKNOWN, policies=UNKNOWN, boundary=UNKNOWN)


def stub_bucket(name: str, arn: str, account: str) -> Bucket:
    """A bucket of which nothing is known but that a rule names it."""
    return Bucket(
        name, arn, account, region="", versioning=UNKNOWN, ownership=UNKNOWN, object_lock=UNKNOWN, default_encryption=UNKNOWN,
        blocks_sse_c=UNKNOWN, policy=UNKNOWN, replication=UNKNOWN,
    )  # fmt: skip


def stub_key(arn: str) -> Key:
    """A key of which nothing is known but its ARN."""
    parts = arn.split(":")
    region, account = (parts[3], parts[4]) if len(parts) >= 6 else ("", "")
    return Key(arn, account, region, state=UNKNOWN, policy=UNKNOWN)
