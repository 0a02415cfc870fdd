"""Conditions on writes and on the sources of copies, and headers that do not fit together."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, unique

PAST, FUTURE = (datetime.now(UTC) + timedelta(days=days) for days in (-2, 2))


@pytest.fixture
def s3(aws: Aws) -> Any:
    return aws.client("s3")


@pytest.fixture
def bucket(s3: Any) -> str:
    name = unique("conditions")
    s3.create_bucket(Bucket=name)
    return name


def test_if_none_match_writes_only_a_key_that_is_not_there(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="key", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="key", Body=b"second", IfNoneMatch="*")
    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"first"


def test_if_match_writes_only_over_this_etag(s3: Any, bucket: str) -> None:
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.put_object(Bucket=bucket, Key="key", IfMatch='"x"')
    etag = s3.put_object(Bucket=bucket, Key="key", Body=b"first")["ETag"]
    s3.put_object(Bucket=bucket, Key="key", Body=b"second", IfMatch=etag)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="key", Body=b"third", IfMatch=etag)


@pytest.mark.parametrize("condition", [{"IfMatch": "*"}, {"IfNoneMatch": '"etag"'}, {"IfMatch": '"etag"', "IfNoneMatch": "*"}])
def test_a_condition_that_s3_does_not_know_for_writes_is_not_implemented(s3: Any, bucket: str, condition: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="NotImplemented"):
        s3.put_object(Bucket=bucket, Key="key", **condition)


@pytest.mark.parametrize(
    "condition",
    [
        {"CopySourceIfMatch": '"other"'},
        {"CopySourceIfNoneMatch": "ETAG"},
        {"CopySourceIfModifiedSince": "NOW"},
        {"CopySourceIfUnmodifiedSince": PAST},
    ],
)
def test_a_copy_whose_source_does_not_fit_is_refused(s3: Any, bucket: str, condition: dict[str, Any]) -> None:
    etag = s3.put_object(Bucket=bucket, Key="source")["ETag"]
    changed = s3.head_object(Bucket=bucket, Key="source")["LastModified"]
    asked = {name: {"ETAG": etag, "NOW": changed}.get(value, value) for name, value in condition.items()}
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/source", **asked)


def test_a_matching_etag_outweighs_the_time_and_a_time_to_come_is_no_condition(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="source")["ETag"]
    copy = {"Bucket": bucket, "Key": "copy", "CopySource": f"{bucket}/source"}
    assert s3.copy_object(**copy, CopySourceIfMatch=etag, CopySourceIfUnmodifiedSince=PAST)["CopyObjectResult"]
    assert s3.copy_object(**copy, CopySourceIfModifiedSince=FUTURE)["CopyObjectResult"]


@pytest.mark.parametrize(
    "headers",
    [
        {"ServerSideEncryption": "AES256", "SSEKMSKeyId": "alias/aws/s3"},
        {"SSEKMSKeyId": "alias/aws/s3"},
        {"ServerSideEncryption": "AES256", "SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32},
    ],
)
def test_encryption_headers_that_exclude_each_other_are_refused(s3: Any, bucket: str, headers: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.put_object(Bucket=bucket, Key="key", **headers)


@pytest.mark.parametrize("ask", ["get_object_retention", "get_object_legal_hold"])
def test_lock_data_is_not_asked_of_a_bucket_without_object_lock(s3: Any, bucket: str, ask: str) -> None:
    s3.put_object(Bucket=bucket, Key="key")
    with pytest.raises(ClientError, match="Bucket is missing Object Lock Configuration"):
        getattr(s3, ask)(Bucket=bucket, Key="key")


@pytest.mark.parametrize("tags", ["a=1&a=2", "a=1,b=2", "a=1&b=<2>"])
def test_a_tag_header_that_is_no_query_string_of_distinct_keys_is_refused(s3: Any, bucket: str, tags: str) -> None:
    with pytest.raises(ClientError, match="x-amz-tagging"):
        s3.put_object(Bucket=bucket, Key="key", Tagging=tags)


def test_tags_of_a_header_may_be_empty_and_are_read_in_order(s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="key", Tagging="z=1&a")
    assert s3.get_object_tagging(Bucket=bucket, Key="key")["TagSet"] == [{"Key": "a", "Value": ""}, {"Key": "z", "Value": "1"}]


def test_conditions_of_directory_buckets_are_not_implemented(s3: Any, bucket: str) -> None:
    with pytest.raises(ClientError, match="NotImplemented"):
        s3.delete_object(Bucket=bucket, Key="key", IfMatchSize=1)


def test_a_bucket_policy_is_taken_without_content(s3: Any, bucket: str) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}/*"}
    answer = s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
