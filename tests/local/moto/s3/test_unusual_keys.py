"""Keys with characters that a URL encodes, in every kind of request (User Guide, "Naming Amazon S3 objects")."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.local.conftest import Aws

KEYS = ["a\nb", "a\n", "\na", "a\rb", "a\tb", "a%0Ab", "a?b&c=d", "a#b;c", "\u00fc\u2028"]


@pytest.fixture(scope="module")
def bucket(aws: Aws, name: Callable[[str], str]) -> str:
    s3, bucket = aws.client("s3"), name("unusual")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return bucket


@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_every_request_takes_the_key(aws: Aws, bucket: str, key: str) -> None:
    s3: Any = aws.client("s3")
    version = s3.put_object(Bucket=bucket, Key=key, Body=b"1")["VersionId"]
    s3.put_object_tagging(Bucket=bucket, Key=key, Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    s3.get_object_acl(Bucket=bucket, Key=key)
    s3.copy_object(Bucket=bucket, Key=key + "copy", CopySource={"Bucket": bucket, "Key": key})
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "k", "Value": "v"}]
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"1"
    assert {one["Key"] for one in s3.list_objects_v2(Bucket=bucket, Prefix=key)["Contents"]} >= {key, key + "copy"}
    s3.delete_object(Bucket=bucket, Key=key, VersionId=version)
    assert key not in {one["Key"] for one in s3.list_object_versions(Bucket=bucket, Prefix=key).get("Versions", [])}


def test_an_empty_set_removes_all_tags(aws: Aws, bucket: str) -> None:
    """User Guide, "Tagging and access control policies": "an empty tag set in the request removes any existing tags on the object"."""
    s3: Any = aws.client("s3")
    s3.put_object(Bucket=bucket, Key="tagged", Tagging="a=b")
    s3.put_object_tagging(Bucket=bucket, Key="tagged", Tagging={"TagSet": []})
    assert s3.get_object_tagging(Bucket=bucket, Key="tagged")["TagSet"] == []
