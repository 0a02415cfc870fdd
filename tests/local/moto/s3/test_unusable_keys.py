"""Reading what a KMS key encrypted that cannot be used any more."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws

# KMS Developer Guide, "Key states of AWS KMS keys": Decrypt fails with DisabledException and KMSInvalidStateException.
DISABLED, PENDING = "KMS.DisabledException", "KMS.KMSInvalidStateException"
READS: dict[str, Callable[[Any, str], Any]] = {
    "get": lambda s3, bucket: s3.get_object(Bucket=bucket, Key="k"),
    "range": lambda s3, bucket: s3.get_object(Bucket=bucket, Key="k", Range="bytes=0-0"),
    "part": lambda s3, bucket: s3.get_object(Bucket=bucket, Key="k", PartNumber=1),
    # API Reference, GetObjectAttributes: it needs kms:Decrypt.
    "attributes": lambda s3, bucket: s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ETag"]),
    "copy": lambda s3, bucket: s3.copy_object(
        Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"}, ServerSideEncryption="AES256"
    ),
    "part copy": lambda s3, bucket: s3.upload_part_copy(
        Bucket=bucket,
        Key="m",
        PartNumber=1,
        CopySource={"Bucket": bucket, "Key": "k"},
        UploadId=s3.create_multipart_upload(Bucket=bucket, Key="m")["UploadId"],
    ),
    "write": lambda s3, bucket: s3.put_object(Bucket=bucket, Key="n", ServerSideEncryption="aws:kms", SSEKMSKeyId=key_of(s3, bucket)),
}


def key_of(s3: Any, bucket: str) -> str:
    return str(s3.head_object(Bucket=bucket, Key="k")["SSEKMSKeyId"])


def test_a_key_that_cannot_be_used_makes_its_objects_unreadable(aws: Aws, name: Callable[[str], str]) -> None:
    s3, kms, bucket = aws.client("s3"), aws.client("kms"), name("unusable")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    for change, code in (
        (lambda: kms.disable_key(KeyId=key), DISABLED),
        (lambda: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7), PENDING),
    ):
        change()
        for read in READS.values():
            with pytest.raises(ClientError) as refusal:
                read(s3, bucket)
            assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
            assert refusal.value.response["Error"]["Code"] == code
        assert key_of(s3, bucket) == key  # HEAD needs no decryption, but for a checksum (API Reference, HeadObject)
        with pytest.raises(ClientError, match="400"):
            s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
