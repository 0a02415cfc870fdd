"""The ARNs in a replication configuration, as far as PutBucketReplication checks them."""

import re
from typing import Final

from s3_replication.iam import ACCOUNT_ID

__all__ = ["NAME_KNOWN_LATER", "is_arn", "is_bucket_arn", "is_key_arn", "is_role_arn"]

NAME_KNOWN_LATER: Final = "known-after-apply:"
"""Begins the placeholder for a name that a plan does not know yet; no real name of a bucket has a colon."""

_ARN: Final = re.compile(r"arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.+", re.DOTALL)
_ROLE: Final = re.compile(rf"arn:[a-z0-9-]+:iam::{ACCOUNT_ID}:role/.+", re.DOTALL)
_BUCKET: Final = re.compile(rf"arn:[a-z0-9-]+:s3:::([A-Za-z0-9][A-Za-z0-9._-]{{1,254}}|{NAME_KNOWN_LATER}.+)", re.DOTALL)
_KEY: Final = re.compile(rf"arn:[a-z0-9-]+:kms:[a-z0-9-]+:{ACCOUNT_ID}:(key|alias)/.+", re.DOTALL)


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
