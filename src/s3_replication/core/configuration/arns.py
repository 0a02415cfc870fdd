"""The ARNs in a replication configuration, as far as PutBucketReplication looks at them."""

import re
from typing import Final

__all__ = ["is_arn", "is_bucket_arn", "is_key_arn", "is_role_arn", "partition_of"]

_ARN: Final = re.compile(r"arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.+", re.DOTALL)
_ROLE: Final = re.compile(r"arn:[a-z0-9-]+:iam::[0-9]{12}:role/.+", re.DOTALL)
_BUCKET: Final = re.compile(r"arn:[a-z0-9-]+:s3:::[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_KEY: Final = re.compile(r"arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+", re.DOTALL)


def is_arn(text: str) -> bool:
    """Any ARN."""
    return _ARN.fullmatch(text) is not None


def is_role_arn(text: str) -> bool:
    """ARN of an IAM role, with or without a path."""
    return _ROLE.fullmatch(text) is not None


def is_bucket_arn(text: str) -> bool:
    """ARN of a general purpose bucket: no key in it (1.101), no access point (1.14)."""
    return _BUCKET.fullmatch(text) is not None


def is_key_arn(text: str) -> bool:
    """ARN of a KMS key or of an alias (1.116)."""
    return _KEY.fullmatch(text) is not None


def partition_of(arn: str) -> str:
    """aws, aws-cn, aws-us-gov and so on."""
    return arn.split(":", 2)[1]
