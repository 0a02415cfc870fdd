"""Multipart uploads: what the version inherits, what is refused, and how parts are read and copied."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, unique

PART = 5 << 20
LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
CUSTOMER = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}


@pytest.fixture
def s3(aws: Aws) -> Any:
    return aws.client("s3")


@pytest.fixture
def bucket(s3: Any) -> str:
    """A bucket with Object Lock that takes SSE-C."""
    name = unique("uploads")
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    return name


def upload(s3: Any, bucket: str, *bodies: bytes, part: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A whole upload of these parts; the answer of its completion."""
    started = s3.create_multipart_upload(Bucket=bucket, Key="key", **more)["UploadId"]
    where = {"Bucket": bucket, "Key": "key", "UploadId": started}
    etags = [s3.upload_part(**where, PartNumber=at, Body=body, **(part or {}))["ETag"] for at, body in enumerate(bodies, start=1)]
    parts = [{"PartNumber": at, "ETag": etag} for at, etag in enumerate(etags, start=1)]
    found: dict[str, Any] = s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts})
    return found


def test_the_version_has_the_lock_that_the_upload_began_with(s3: Any, bucket: str) -> None:
    made = upload(s3, bucket, b"x", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=LATER, ObjectLockLegalHoldStatus="ON")
    head = s3.head_object(Bucket=bucket, Key="key")
    assert (head["ObjectLockMode"], head["ObjectLockRetainUntilDate"], head["ObjectLockLegalHoldStatus"]) == ("GOVERNANCE", LATER, "ON")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="key", VersionId=made["VersionId"])


def test_the_version_has_tags_metadata_class_and_key_of_the_upload(s3: Any, aws: Aws, bucket: str) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key, "BucketKeyEnabled": True}
    upload(s3, bucket, b"x", Tagging="a=1", Metadata={"m": "n"}, StorageClass="STANDARD_IA", **encryption)
    head = s3.head_object(Bucket=bucket, Key="key")
    assert s3.get_object_tagging(Bucket=bucket, Key="key")["TagSet"] == [{"Key": "a", "Value": "1"}]
    assert (head["Metadata"], head["StorageClass"]) == ({"m": "n"}, "STANDARD_IA")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"], head["BucketKeyEnabled"]) == ("aws:kms", key, True)


def test_an_sse_c_upload_needs_its_key_for_every_part_and_read(s3: Any, bucket: str) -> None:
    upload(s3, bucket, b"secret", part=CUSTOMER, **CUSTOMER)
    assert s3.get_object(Bucket=bucket, Key="key", **CUSTOMER)["Body"].read() == b"secret"
    with pytest.raises(ClientError, match="400"):
        s3.head_object(Bucket=bucket, Key="key")
    with pytest.raises(ClientError, match="InvalidRequest"):
        upload(s3, bucket, b"secret", **CUSTOMER)
    with pytest.raises(ClientError, match="InvalidRequest"):
        upload(s3, bucket, b"secret", part={**CUSTOMER, "SSECustomerKey": "o" * 32}, **CUSTOMER)


def test_no_version_id_is_answered_in_a_bucket_without_versioning(s3: Any) -> None:
    plain = unique("uploads")
    s3.create_bucket(Bucket=plain)
    assert "VersionId" not in upload(s3, plain, b"x")
    s3.put_bucket_versioning(Bucket=plain, VersioningConfiguration={"Status": "Suspended"})
    assert "VersionId" not in upload(s3, plain, b"x")
    assert "VersionId" not in s3.put_object(Bucket=plain, Key="key")


def test_a_part_is_read_with_the_objects_etag_and_the_number_of_parts(s3: Any, bucket: str) -> None:
    made = upload(s3, bucket, b"a" * PART, b"bc")
    second = s3.get_object(Bucket=bucket, Key="key", PartNumber=2)
    assert second["Body"].read() == b"bc"
    assert (second["ETag"], second["PartsCount"], second["ContentRange"]) == (made["ETag"], 2, f"bytes {PART}-{PART + 1}/{PART + 2}")
    with pytest.raises(ClientError, match="InvalidPartNumber"):
        s3.get_object(Bucket=bucket, Key="key", PartNumber=3)


def test_a_composite_checksum_is_the_checksum_of_the_parts_checksums(s3: Any, bucket: str) -> None:
    bodies = (b"a" * PART, b"b")
    made = upload(s3, bucket, *bodies, ChecksumAlgorithm="SHA256", part={"ChecksumAlgorithm": "SHA256"})
    whole = base64.b64encode(hashlib.sha256(b"".join(hashlib.sha256(body).digest() for body in bodies)).digest()).decode()
    assert (made["ChecksumSHA256"], made["ChecksumType"]) == (f"{whole}-2", "COMPOSITE")
    head = s3.head_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    assert (head["ChecksumSHA256"], head["ChecksumType"]) == (f"{whole}-2", "COMPOSITE")


@pytest.mark.parametrize(
    ("numbers", "code"), [((), "MalformedXML"), ((2, 1), "InvalidPartOrder"), ((1, 1), "InvalidPartOrder"), ((9,), "InvalidPart")]
)
def test_parts_out_of_order_or_unknown_are_refused(s3: Any, bucket: str, numbers: tuple[int, ...], code: str) -> None:
    where = {"Bucket": bucket, "Key": "key", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="key")["UploadId"]}
    etag = s3.upload_part(**where, PartNumber=1, Body=b"x")["ETag"]
    s3.upload_part(**where, PartNumber=2, Body=b"x")
    with pytest.raises(ClientError, match=code):
        s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [{"PartNumber": at, "ETag": etag} for at in numbers]})


def test_an_unknown_upload_is_named_so_by_every_operation(s3: Any, bucket: str) -> None:
    where = {"Bucket": bucket, "Key": "key", "UploadId": "unknown"}
    for call in (
        lambda: s3.upload_part(**where, PartNumber=1, Body=b"x"),
        lambda: s3.list_parts(**where),
        lambda: s3.abort_multipart_upload(**where),
        lambda: s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": "x"}]}),
    ):
        with pytest.raises(ClientError, match="NoSuchUpload"):
            call()


def test_completing_again_answers_the_same(s3: Any, bucket: str) -> None:
    where = {"Bucket": bucket, "Key": "key", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="key")["UploadId"]}
    parts = {"Parts": [{"PartNumber": 1, "ETag": s3.upload_part(**where, PartNumber=1, Body=b"x")["ETag"]}]}
    versions = {s3.complete_multipart_upload(**where, MultipartUpload=parts)["VersionId"] for _ in range(2)}
    assert len(versions) == 1


def test_a_wrong_checksum_of_the_whole_is_refused(s3: Any, bucket: str) -> None:
    for kind in ("COMPOSITE", "FULL_OBJECT"):
        begun = s3.create_multipart_upload(Bucket=bucket, Key="key", ChecksumAlgorithm="CRC32", ChecksumType=kind)
        where = {"Bucket": bucket, "Key": "key", "UploadId": begun["UploadId"]}
        part = s3.upload_part(**where, PartNumber=1, Body=b"x", ChecksumAlgorithm="CRC32")
        with pytest.raises(ClientError, match="BadDigest"):
            s3.complete_multipart_upload(
                **where, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}, ChecksumCRC32="AAAAAA=="
            )


def test_attributes_tell_the_parts_and_the_kind_of_checksum(s3: Any, bucket: str) -> None:
    made = upload(
        s3, bucket, b"a" * PART, b"bc", ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT", part={"ChecksumAlgorithm": "CRC32"}
    )
    found = s3.get_object_attributes(
        Bucket=bucket, Key="key", ObjectAttributes=["ETag", "Checksum", "ObjectParts", "ObjectSize", "StorageClass"]
    )
    assert (found["ETag"], found["ObjectSize"], found["StorageClass"]) == (made["ETag"].strip('"'), PART + 2, "STANDARD")
    assert found["Checksum"] == {"ChecksumCRC32": made["ChecksumCRC32"], "ChecksumType": "FULL_OBJECT"}
    assert found["ObjectParts"]["TotalPartsCount"] == 2
    assert [(part["PartNumber"], part["Size"]) for part in found["ObjectParts"]["Parts"]] == [(1, PART), (2, 2)]
    page = s3.get_object_attributes(Bucket=bucket, Key="key", ObjectAttributes=["ObjectParts"], PartNumberMarker=1, MaxParts=1)
    assert [part["PartNumber"] for part in page["ObjectParts"]["Parts"]] == [2]
    assert not page["ObjectParts"]["IsTruncated"]


@pytest.mark.parametrize("wanted", ["0-1", "bytes=2-1", "bytes=0-4", "bytes=-1"])
def test_a_range_that_is_not_in_the_source_is_refused(s3: Any, bucket: str, wanted: str) -> None:
    s3.put_object(Bucket=bucket, Key="source", Body=b"abcd")
    where = {"Bucket": bucket, "Key": "key", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="key")["UploadId"]}
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.upload_part_copy(**where, PartNumber=1, CopySource=f"{bucket}/source", CopySourceRange=wanted)


def test_a_part_is_copied_from_a_version(s3: Any, bucket: str) -> None:
    old = s3.put_object(Bucket=bucket, Key="source", Body=b"old bytes")["VersionId"]
    s3.put_object(Bucket=bucket, Key="source", Body=b"new")
    where = {"Bucket": bucket, "Key": "key", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="key")["UploadId"]}
    source = {"Bucket": bucket, "Key": "source", "VersionId": old}
    answer = s3.upload_part_copy(**where, PartNumber=1, CopySource=source, CopySourceRange="bytes=4-8")
    assert answer["CopySourceVersionId"] == old
    s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": answer["CopyPartResult"]["ETag"]}]})
    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"bytes"


def test_completions_at_the_same_time_make_one_version(aws: Aws, s3: Any, bucket: str) -> None:
    """A client that waits too long for the answer sends the request again while the first one is at work."""
    where = {"Bucket": bucket, "Key": "key", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="key")["UploadId"]}
    etag = s3.upload_part(**where, PartNumber=1, Body=b"x" * PART)["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: aws.client("s3").complete_multipart_upload(**where, MultipartUpload=parts), range(16)))
    assert len({answer["VersionId"] for answer in answers}) == 1
    assert s3.head_object(Bucket=bucket, Key="key")["ContentLength"] == PART
