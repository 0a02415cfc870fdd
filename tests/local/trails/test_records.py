"""CloudTrail data events of S3 objects: who did what to which object, as a log file tells it."""

import re
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import DESTINATION, SOURCE, Aws, Pair, policy, unique

Make = Callable[..., Any]


@pytest.fixture
def bucket(aws: Aws) -> str:
    name = unique("recorded")
    client = aws.client("s3")
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def test_writes_are_delivered_with_caller_and_object(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail(prefix="data/").start(bucket)
    written = aws.client("s3").put_object(Bucket=bucket, Key="a b/ü", Body=b"12345", StorageClass="STANDARD_IA")
    aws.client("s3").get_object(Bucket=bucket, Key="a b/ü")

    (record,) = trail.records()

    assert record["eventName"] == "PutObject"
    assert record["userIdentity"]["accountId"] == SOURCE
    assert record["userIdentity"]["arn"] == aws.client("sts").get_caller_identity()["Arn"]
    assert record["requestParameters"]["key"] == "a b/ü"
    assert record["requestParameters"]["x-amz-storage-class"] == "STANDARD_IA"
    assert record["responseElements"]["x-amz-version-id"] == written["VersionId"]
    assert record["additionalEventData"]["bytesTransferredIn"] == 5
    assert record["resources"] == [
        {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/a b/ü"},
        {"type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}", "accountId": SOURCE},
    ]
    assert (record["readOnly"], record["managementEvent"], record["eventCategory"]) == (False, False, "Data")
    assert (record["eventSource"], record["awsRegion"], record["recipientAccountId"]) == ("s3.amazonaws.com", "us-east-1", SOURCE)
    assert "sharedEventID" not in record
    name = (
        rf"data/AWSLogs/{SOURCE}/CloudTrail/us-east-1/\d{{4}}/\d\d/\d\d/{SOURCE}_CloudTrail_us-east-1_\d{{8}}T\d{{4}}Z_\w{{16}}\.json\.gz"
    )
    assert [key for key in trail.files() if not re.fullmatch(name, key)] == []


def test_nothing_is_delivered_before_five_minutes(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket)
    aws.client("s3").put_object(Bucket=bucket, Key="k")
    aws.control.advance(60)
    assert trail.files() == []

    assert trail.names() == ["PutObject"]


def test_every_kind_of_write_has_the_name_of_its_operation(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket)
    client, target = aws.client("s3"), {"Bucket": bucket, "Key": "k"}
    client.put_object(**target, Body=b"1")
    client.copy_object(Bucket=bucket, Key="copy", CopySource=target)
    client.put_object_tagging(**target, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    client.delete_object_tagging(**target)
    upload = client.create_multipart_upload(**target)["UploadId"]
    part = client.upload_part(**target, UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    client.upload_part_copy(**target, UploadId=upload, PartNumber=2, CopySource={"Bucket": bucket, "Key": "copy"})
    client.complete_multipart_upload(**target, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    other = client.create_multipart_upload(**target)["UploadId"]
    client.abort_multipart_upload(**target, UploadId=other)
    client.delete_object(**target)
    client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "copy"}]})

    objects = ["PutObject", "CopyObject", "PutObjectTagging", "DeleteObjectTagging", "DeleteObject", "DeleteObjects"]
    uploads = [
        "CreateMultipartUpload",
        "UploadPart",
        "UploadPartCopy",
        "CompleteMultipartUpload",
        "CreateMultipartUpload",
        "AbortMultipartUpload",
    ]
    assert trail.names() == sorted(objects + uploads)


def test_reads_are_recorded_where_they_are_asked_for(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket, readOnly=["true"])
    client, target = aws.client("s3"), {"Bucket": bucket, "Key": "k"}
    client.put_object(**target, Body=b"1")
    client.get_object(**target)
    client.head_object(**target)
    client.get_object_tagging(**target)
    client.list_objects_v2(Bucket=bucket)
    client.list_object_versions(Bucket=bucket)
    client.get_bucket_versioning(Bucket=bucket)  # a management event
    records = trail.records()

    assert sorted(record["eventName"] for record in records) == [
        "GetObject",
        "GetObjectTagging",
        "HeadObject",
        "ListObjectVersions",
        "ListObjects",
    ]
    assert {record["responseElements"] for record in records} == {None}


def test_a_refused_request_is_recorded_with_its_error(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket, readOnly=["true"])
    with pytest.raises(aws.client("s3").exceptions.NoSuchKey):
        aws.client("s3").get_object(Bucket=bucket, Key="missing")

    (record,) = trail.records()
    assert (record["errorCode"], record["errorMessage"]) == ("NoSuchKey", "The specified key does not exist.")


def test_a_selector_may_name_events(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket, eventName=["DeleteObject"])
    aws.client("s3").put_object(Bucket=bucket, Key="k")
    aws.client("s3").delete_object(Bucket=bucket, Key="k")

    assert trail.names() == ["DeleteObject"]


def test_other_buckets_and_other_regions_are_left_out(aws: Aws, make_trail: Make, bucket: str) -> None:
    elsewhere = unique("elsewhere")
    aws.client("s3", region="eu-west-1").create_bucket(Bucket=elsewhere, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    trail = make_trail().start(bucket, elsewhere)
    other = unique("other")
    aws.client("s3").create_bucket(Bucket=other)
    for name in (bucket, elsewhere, other):
        aws.client("s3").put_object(Bucket=name, Key="k")

    assert [record["requestParameters"]["bucketName"] for record in trail.records()] == [bucket]


def test_both_accounts_hear_of_a_call_across_accounts(aws: Aws, make_trail: Make, bucket: str) -> None:
    owner, caller = make_trail().start(bucket), make_trail(account=DESTINATION).start(bucket)
    aws.client("s3", DESTINATION).put_object(Bucket=bucket, Key="theirs")
    aws.client("s3", SOURCE).put_object(Bucket=bucket, Key="own")
    at_owner, at_caller = owner.records(), caller.records()

    assert [record["requestParameters"]["key"] for record in at_owner] == ["theirs", "own"]
    assert [record["requestParameters"]["key"] for record in at_caller] == ["theirs"]
    assert (at_owner[0]["recipientAccountId"], at_caller[0]["recipientAccountId"]) == (SOURCE, DESTINATION)
    assert at_owner[0]["sharedEventID"] == at_caller[0]["sharedEventID"]
    assert at_owner[0]["eventID"] != at_caller[0]["eventID"]


def test_a_role_session_is_named_with_its_role(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail, role = make_trail().start(bucket), unique("writer")
    trust = policy({"Effect": "Allow", "Principal": {"AWS": SOURCE}, "Action": "sts:AssumeRole"})
    arn = aws.client("iam").create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    session = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
    client = boto3.client("s3", endpoint_url=aws.running.endpoint, region_name="us-east-1", aws_access_key_id=session["AccessKeyId"],
                          aws_secret_access_key=session["SecretAccessKey"], aws_session_token=session["SessionToken"])  # fmt: skip
    client.put_object(Bucket=bucket, Key="k")

    (record,) = trail.records()
    identity = record["userIdentity"]
    assert (identity["type"], identity["arn"]) == ("AssumedRole", f"arn:aws:sts::{SOURCE}:assumed-role/{role}/me")
    assert identity["sessionContext"]["sessionIssuer"]["arn"] == arn


def test_replicas_are_puts_of_the_replication_role(make_trail: Make, make_pair: Callable[..., Pair]) -> None:
    """Assumed (fact 7.15): AWS says it nowhere, a tool of its own reads it so."""
    pair = make_pair()
    trail = make_trail(region="eu-west-1").start(pair.destination)
    pair.put("k")

    (record,) = trail.records()
    assert (record["eventName"], record["requestParameters"]["key"]) == ("PutObject", "k")
    assert record["userIdentity"]["arn"] == f"arn:aws:sts::{SOURCE}:assumed-role/{pair.role}/s3-replication"
    assert record["userIdentity"]["invokedBy"] == "s3.amazonaws.com"


def test_a_refused_write_is_recorded_and_its_key_is_not(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket)
    key = "k" * 32
    with pytest.raises(ClientError):
        aws.client("s3").put_object(Bucket=bucket, Key="secret", Body=b"x", SSECustomerAlgorithm="AES256", SSECustomerKey=key)

    (record,) = trail.records()
    assert (record["eventName"], record["errorCode"], record["responseElements"]) == ("PutObject", "AccessDenied", None)
    assert record["requestParameters"]["x-amz-server-side-encryption-customer-algorithm"] == "AES256"
    assert [name for name in record["requestParameters"] if "customer-key" in name] == []
