"""Pages of listings as S3 writes them."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, unique

ODD = ["a b/1", "a+b/2", "100%/3", "ä/4", "plain"]


@pytest.fixture
def bucket(aws: Aws) -> str:
    """A versioned bucket with keys that need encoding."""
    s3, name = aws.client("s3"), unique("listing")
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    for key in ODD:
        s3.put_object(Bucket=name, Key=key)
    return name


def _keys(page: dict[str, Any], *kinds: str) -> list[str]:
    return sorted(one.get("Key") or one["Prefix"] for kind in kinds for one in page.get(kind, ()))


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
def test_names_survive_the_encoding(aws: Aws, bucket: str, operation: str) -> None:
    page = getattr(aws.client("s3"), operation)(Bucket=bucket)
    assert _keys(page, "Contents", "Versions") == sorted(ODD)


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
def test_common_prefixes_survive_the_encoding(aws: Aws, bucket: str, operation: str) -> None:
    page = getattr(aws.client("s3"), operation)(Bucket=bucket, Delimiter="/")
    assert _keys(page, "CommonPrefixes") == sorted(["a b/", "a+b/", "100%/", "ä/"])


def test_an_encoded_page_is_encoded_where_the_client_asks_for_it_itself(aws: Aws, bucket: str) -> None:
    page = aws.client("s3").list_objects(Bucket=bucket, Delimiter="/", EncodingType="url")
    assert _keys(page, "CommonPrefixes") == sorted(["a%20b/", "a%2Bb/", "100%25/", "%C3%A4/"])


def test_a_page_repeats_its_marker_token_and_start(aws: Aws, bucket: str) -> None:
    s3 = aws.client("s3")
    assert s3.list_objects(Bucket=bucket)["Marker"] == ""
    assert s3.list_objects(Bucket=bucket, Marker="b")["Marker"] == "b"
    first = s3.list_objects_v2(Bucket=bucket, StartAfter="a", MaxKeys=1)
    token = first["NextContinuationToken"]
    second = s3.list_objects_v2(Bucket=bucket, StartAfter="a", ContinuationToken=token)
    assert (second["StartAfter"], second["ContinuationToken"]) == ("a", token)
    assert _keys(first, "Contents") + _keys(second, "Contents") == sorted(key for key in ODD if key > "a")


def test_a_page_has_at_most_1000_names(aws: Aws, bucket: str) -> None:
    assert aws.client("s3").list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"] == 1000


@pytest.mark.parametrize("wrong", [{"MaxKeys": -1}, {"EncodingType": "base64"}, {"ContinuationToken": ""}, {"ContinuationToken": "?"}])
def test_wrong_arguments_are_named(aws: Aws, bucket: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match="InvalidArgument"):
        aws.client("s3").list_objects_v2(Bucket=bucket, **wrong)
