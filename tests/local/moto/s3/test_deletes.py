"""Deletes: one, many, and under a condition."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, unique


@pytest.fixture
def bucket(aws: Aws) -> str:
    """A versioned bucket with Object Lock."""
    name = unique("deletes")
    aws.client("s3").create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


def _delete(aws: Aws, bucket: str, *objects: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = aws.client("s3").delete_objects(Bucket=bucket, Delete={"Objects": list(objects), **more})
    return found


def test_deletes_of_many_keys_make_markers_and_say_so(aws: Aws, bucket: str) -> None:
    answer = _delete(aws, bucket, {"Key": "never-there"})
    (deleted,) = answer["Deleted"]
    assert deleted["DeleteMarker"]
    assert len(deleted["DeleteMarkerVersionId"]) == 32
    assert "VersionId" not in deleted


def test_a_marker_deleted_for_good_is_told_apart_from_a_version(aws: Aws, bucket: str) -> None:
    version = aws.client("s3").put_object(Bucket=bucket, Key="key")["VersionId"]
    marker = aws.client("s3").delete_object(Bucket=bucket, Key="key")["VersionId"]
    answer = _delete(aws, bucket, {"Key": "key", "VersionId": marker}, {"Key": "key", "VersionId": version})
    assert answer["Deleted"] == [
        {"Key": "key", "VersionId": marker, "DeleteMarker": True, "DeleteMarkerVersionId": marker},
        {"Key": "key", "VersionId": version},
    ]


def test_a_locked_version_is_refused_by_its_version_id_and_the_others_go(aws: Aws, bucket: str) -> None:
    s3 = aws.client("s3")
    held = s3.put_object(Bucket=bucket, Key="held", ObjectLockLegalHoldStatus="ON")["VersionId"]
    free = s3.put_object(Bucket=bucket, Key="free")["VersionId"]
    answer = _delete(aws, bucket, {"Key": "held", "VersionId": held}, {"Key": "free", "VersionId": free})
    assert [(one["Key"], one["VersionId"], one["Code"]) for one in answer["Errors"]] == [("held", held, "AccessDenied")]
    assert answer["Deleted"] == [{"Key": "free", "VersionId": free}]


def test_quiet_answers_with_the_refusals_only(aws: Aws, bucket: str) -> None:
    assert "Deleted" not in _delete(aws, bucket, {"Key": "a"}, {"Key": "b"}, Quiet=True)


@pytest.mark.parametrize("keys", [0, 1001])
def test_less_than_one_or_more_than_1000_keys_are_malformed(aws: Aws, bucket: str, keys: int) -> None:
    with pytest.raises(ClientError, match="MalformedXML"):
        _delete(aws, bucket, *({"Key": f"key-{number}"} for number in range(keys)))


def test_a_conditional_delete_needs_the_etag_of_the_current_version(aws: Aws, bucket: str) -> None:
    s3 = aws.client("s3")
    etag = s3.put_object(Bucket=bucket, Key="key", Body=b"one")["ETag"]
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.delete_object(Bucket=bucket, Key="key", IfMatch='"other"')
    assert _delete(aws, bucket, {"Key": "key", "ETag": '"other"'})["Errors"][0]["Code"] == "PreconditionFailed"
    assert s3.delete_object(Bucket=bucket, Key="key", IfMatch=etag)["DeleteMarker"]
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.delete_object(Bucket=bucket, Key="key", IfMatch=etag)


def test_a_bypass_that_says_false_bypasses_nothing(aws: Aws, bucket: str) -> None:
    s3 = aws.client("s3")
    version = s3.put_object(Bucket=bucket, Key="key")["VersionId"]
    s3.put_object_retention(Bucket=bucket, Key="key", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": "2099-01-01T00:00:00Z"})
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="key", VersionId=version, BypassGovernanceRetention=False)
    s3.delete_object(Bucket=bucket, Key="key", VersionId=version, BypassGovernanceRetention=True)
