"""Versions and delete markers behave as S3's where plain moto does not (docs/moto.md)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Name = Callable[[str], str]


@pytest.fixture
def make_bucket(aws: Any, name: Name) -> Callable[..., str]:
    def make(*states: str, **more: Any) -> str:
        bucket = name("versions")
        aws.client("s3").create_bucket(Bucket=bucket, **more)
        for state in states:
            aws.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": state})
        return bucket

    return make


@pytest.fixture
def s3(aws: Any) -> Any:
    return aws.client("s3")


def ids(s3: Any, bucket: str, kind: str = "Versions") -> list[tuple[str, bool]]:
    return [(item["VersionId"], item["IsLatest"]) for item in s3.list_object_versions(Bucket=bucket).get(kind, [])]


def test_version_ids_are_32_opaque_characters(s3: Any, make_bucket: Callable[..., str]) -> None:
    version = s3.put_object(Bucket=make_bucket("Enabled"), Key="k", Body=b"x")["VersionId"]
    assert re.fullmatch(r"[A-Za-z0-9._]{32}", version)


def test_suspended_versioning_keeps_old_versions_and_replaces_only_the_null_one(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    old = [s3.put_object(Bucket=bucket, Key="k", Body=b"1")["VersionId"] for _ in range(2)]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    for body in (b"a", b"b"):
        s3.put_object(Bucket=bucket, Key="k", Body=body)
    assert [found for found, _ in ids(s3, bucket)] == ["null", *reversed(old)]
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"b"
    marker = s3.delete_object(Bucket=bucket, Key="k")
    assert (marker["VersionId"], marker["DeleteMarker"]) == ("null", True)
    assert [found for found, _ in ids(s3, bucket)] == list(reversed(old))


def test_object_from_before_versioning_is_the_null_version(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket()
    assert "VersionId" not in s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    new = s3.put_object(Bucket=bucket, Key="k", Body=b"2")["VersionId"]
    assert ids(s3, bucket) == [(new, True), ("null", False)]
    assert s3.get_object(Bucket=bucket, Key="k", VersionId="null")["Body"].read() == b"1"


def test_marker_of_a_key_that_never_existed_and_its_headers(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    marker = s3.delete_object(Bucket=bucket, Key="never")
    assert marker["DeleteMarker"] is True
    with pytest.raises(ClientError) as caught:
        s3.head_object(Bucket=bucket, Key="never")
    answer = caught.value.response["ResponseMetadata"]
    assert (answer["HTTPStatusCode"], answer["HTTPHeaders"]["x-amz-delete-marker"]) == (404, "true")
    assert answer["HTTPHeaders"]["x-amz-version-id"] == marker["VersionId"]
    with pytest.raises(ClientError) as caught:
        s3.head_object(Bucket=bucket, Key="never", VersionId=marker["VersionId"])
    answer = caught.value.response["ResponseMetadata"]
    assert (answer["HTTPStatusCode"], answer["HTTPHeaders"]["x-amz-delete-marker"], answer["HTTPHeaders"]["allow"]) == (
        405,
        "true",
        "DELETE",
    )
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="never")


def test_removing_the_marker_brings_the_object_back(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    version = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["VersionId"]
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    removed = s3.delete_object(Bucket=bucket, Key="k", VersionId=marker)
    assert (removed["VersionId"], removed["DeleteMarker"]) == (marker, True)
    assert ids(s3, bucket) == [(version, True)]


def test_missing_version_is_told_from_missing_key(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    with pytest.raises(ClientError, match="NoSuchVersion"):
        s3.get_object(Bucket=bucket, Key="k", VersionId="A" * 32)
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="absent")


def test_bucket_with_versions_or_markers_is_not_deleted(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket=bucket)
    s3.delete_object(Bucket=bucket, Key="k", VersionId=marker)
    s3.delete_bucket(Bucket=bucket)


def test_pages_of_versions_cover_everything_once(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    expected = []
    for key in ("a", "b/1", "b/2", "c"):
        expected += [(key, s3.put_object(Bucket=bucket, Key=key, Body=b"x")["VersionId"]) for _ in range(3)][::-1]
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    assert [(item["Key"], item["VersionId"]) for page in pages for item in page.get("Versions", [])] == expected


def test_pages_of_objects_with_prefixes_cover_everything_once(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    for key in ("a", "b/1", "b/2", "c/1", "d", "gone"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    s3.delete_object(Bucket=bucket, Key="gone")
    for operation in ("list_objects", "list_objects_v2"):
        pages = list(s3.get_paginator(operation).paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 1}))
        assert [item["Key"] for page in pages for item in page.get("Contents", [])] == ["a", "d"]
        assert [item["Prefix"] for page in pages for item in page.get("CommonPrefixes", [])] == ["b/", "c/"]


def test_tags_written_by_one_account_are_read_by_the_other(aws: Any, s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    other = aws.client("s3", "222222222222")
    other.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging="a=b")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == [{"Key": "a", "Value": "b"}]


def test_acl_is_set_on_the_version_named(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled", ObjectOwnership="ObjectWriter")
    first, second = (s3.put_object(Bucket=bucket, Key="k", Body=b"x")["VersionId"] for _ in range(2))
    s3.put_object_acl(Bucket=bucket, Key="k", VersionId=first, ACL="public-read")
    assert len(s3.get_object_acl(Bucket=bucket, Key="k", VersionId=first)["Grants"]) == 2
    assert len(s3.get_object_acl(Bucket=bucket, Key="k", VersionId=second)["Grants"]) == 1


def test_acls_are_refused_where_they_are_switched_off(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket()
    with pytest.raises(ClientError, match="AccessControlListNotSupported"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"x", ACL="public-read")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ACL="bucket-owner-full-control")


def test_conditional_writes_hold(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfNoneMatch="*")
    s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfMatch=etag)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"3", IfMatch=etag)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"2"


def test_wrong_checksums_are_refused(s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket()
    with pytest.raises(ClientError, match="BadDigest"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"x", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
    with pytest.raises(ClientError, match="BadDigest"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"x", ChecksumSHA256="A" * 43 + "=")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="k")


@pytest.mark.parametrize("query", ["", "versionId"])
def test_fast_and_general_route_answer_alike(query: str, s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    version = s3.put_object(Bucket=bucket, Key="ä key", Body=b"body", Metadata={"a": "b"}, Tagging="t=1", ContentType="text/x",
                            ContentDisposition="inline", StorageClass="STANDARD_IA", ChecksumAlgorithm="SHA256")["VersionId"]  # fmt: skip
    more = {"VersionId": version} if query else {}
    for operation in (s3.get_object, s3.head_object):
        fast = operation(Bucket=bucket, Key="ä key", ChecksumMode="ENABLED", **more)
        general = operation(Bucket=bucket, Key="ä key", ChecksumMode="ENABLED", IfNoneMatch='"other"', **more)
        for answer in (fast, general):
            answer["Body"] = answer["Body"].read() if "Body" in answer else None
            for header in ("date", "x-amz-request-id", "x-amz-id-2", "connection"):
                answer["ResponseMetadata"]["HTTPHeaders"].pop(header, None)
            answer["ResponseMetadata"].pop("RequestId", None)
            answer["ResponseMetadata"].pop("HostId", None)
        assert fast["ResponseMetadata"]["HTTPHeaders"] == general["ResponseMetadata"]["HTTPHeaders"]
        assert fast == general


def test_each_account_has_a_canonical_id_of_its_own(aws: Any, s3: Any, make_bucket: Callable[..., str]) -> None:
    bucket = make_bucket("Enabled")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    mine, other = (aws.client("s3", account).list_buckets()["Owner"]["ID"] for account in ("111111111111", "222222222222"))
    assert len({mine, other}) == 2
    assert s3.get_object_acl(Bucket=bucket, Key="k")["Owner"]["ID"] == mine
    assert s3.list_object_versions(Bucket=bucket)["Versions"][0]["Owner"]["ID"] == mine
