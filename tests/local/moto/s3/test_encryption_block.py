"""GetBucketEncryption shows what an SSE-C write meets (User Guide, "Blocking or unblocking SSE-C for a general purpose bucket")."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws

SSE_S3 = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
BLOCKED, ALLOWED = ({"BlockedEncryptionTypes": {"EncryptionType": [kind]}} for kind in ("SSE-C", "NONE"))
OPEN = [SSE_S3 | ALLOWED]


def put(s3: Any, bucket: str, *rules: dict[str, Any]) -> None:
    """Put each rule in turn; None deletes the configuration."""
    for rule in rules:
        if rule is None:
            s3.delete_bucket_encryption(Bucket=bucket)
        else:
            s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def is_refused(s3: Any, bucket: str) -> bool:
    """Whether an SSE-C write is refused."""
    try:
        s3.put_object(Bucket=bucket, Key="key", Body=b"x", SSECustomerAlgorithm="AES256", SSECustomerKey=b"k" * 32)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return True
    return False


@pytest.mark.parametrize(
    ("rules", "blocked", "shown"),
    [
        ([], True, ["SSE-C"]),
        ([SSE_S3], True, ["SSE-C"]),  # terraform-provider-aws#47320
        ([SSE_S3 | {"BucketKeyEnabled": True}], True, ["SSE-C"]),
        ([SSE_S3 | BLOCKED], True, ["SSE-C"]),
        (OPEN, False, ["NONE"]),
        ([*OPEN, SSE_S3], False, None),
        ([*OPEN, None], False, None),
        ([*OPEN, SSE_S3 | BLOCKED, SSE_S3], True, ["SSE-C"]),
        ([SSE_S3, None], True, ["SSE-C"]),
    ],
    ids=[
        "new",
        "unnamed",
        "bucket key",
        "blocked",
        "allowed",
        "allowed, then unnamed",
        "allowed, then deleted",
        "blocked again",
        "deleted",
    ],
)
def test_the_block_that_is_shown_is_the_block_that_writes_meet(
    aws: Aws, name: Callable[[str], str], rules: list[Any], blocked: bool, shown: list[str] | None
) -> None:
    s3, bucket = aws.client("s3"), name("block")
    s3.create_bucket(Bucket=bucket)
    put(s3, bucket, *rules)
    [rule] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert (rule.get("BlockedEncryptionTypes", {}).get("EncryptionType"), is_refused(s3, bucket)) == (shown, blocked)
