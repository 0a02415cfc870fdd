"""What HeadObject tells of one version and the local AWS never says."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import ANY, Stubber

from s3_replication.aws import read_version
from s3_replication.core import Bucket

HEAD = {"LastModified": datetime(2026, 1, 1, tzinfo=UTC), "ContentLength": 1, "ETag": '"e"', "StorageClass": "INTELLIGENT_TIERING"}


@pytest.mark.parametrize(("more", "archived"), [({}, False), ({"ArchiveStatus": "ARCHIVE_ACCESS"}, True)])
def test_an_archive_tier_of_intelligent_tiering_is_seen(more, archived):  # 3.15; API: HeadObject, x-amz-archive-status
    s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    one = {"Bucket": "b", "Key": "k", "VersionId": "v"}
    with Stubber(s3) as stub:
        stub.add_response("head_object", {**HEAD, **more}, {**one, "ChecksumMode": ANY})
        stub.add_response("get_object_tagging", {"TagSet": []}, one)
        version = read_version(s3, Bucket("b", "arn:aws:s3:::b", "111111111111", "us-east-1"), "k", "v")
    assert version.archived is archived
