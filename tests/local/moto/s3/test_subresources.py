"""What is not known is refused, and no sub-resource call ever touches the bucket itself."""

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

Name = Callable[[str], str]

EXACT = {
    "metrics": ("bucket_metrics_configuration", "MetricsConfiguration", {"Id": "m", "Filter": {"Prefix": "a/"}}),
    "analytics": ("bucket_analytics_configuration", "AnalyticsConfiguration", {"Id": "m", "StorageClassAnalysis": {}}),
    "intelligent tiering": (
        "bucket_intelligent_tiering_configuration",
        "IntelligentTieringConfiguration",
        {"Id": "m", "Status": "Enabled", "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]},
    ),
    "inventory": (
        "bucket_inventory_configuration",
        "InventoryConfiguration",
        {
            "Id": "m",
            "IsEnabled": True,
            "IncludedObjectVersions": "All",
            "Schedule": {"Frequency": "Daily"},
            "OptionalFields": ["Size", "ReplicationStatus"],
            "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::b", "Format": "CSV"}},
        },
    ),
}


@pytest.fixture
def bucket(aws: Any, name: Name) -> str:
    made = name("sub")
    aws.client("s3").create_bucket(Bucket=made)
    return made


def code(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


@pytest.mark.parametrize("kind", EXACT)
def test_configuration_with_an_id_is_kept_exactly_and_its_deletion_leaves_the_bucket(kind: str, aws: Any, bucket: str) -> None:
    stem, member, sent = EXACT[kind]
    s3 = aws.client("s3")
    assert code(lambda: getattr(s3, f"get_{stem}")(Bucket=bucket, Id="m")) == "NoSuchConfiguration"
    getattr(s3, f"put_{stem}")(Bucket=bucket, Id="m", **{member: sent})
    assert getattr(s3, f"get_{stem}")(Bucket=bucket, Id="m")[member] == sent
    assert [found["Id"] for found in getattr(s3, f"list_{stem}s")(Bucket=bucket)[f"{member}List"]] == ["m"]
    getattr(s3, f"delete_{stem}")(Bucket=bucket, Id="m")
    s3.head_bucket(Bucket=bucket)
    assert code(lambda: getattr(s3, f"delete_{stem}")(Bucket=bucket, Id="m")) == "NoSuchConfiguration"


def test_request_payment_has_a_default_and_is_kept(aws: Any, bucket: str) -> None:
    s3 = aws.client("s3")
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "BucketOwner"
    s3.put_bucket_request_payment(Bucket=bucket, RequestPaymentConfiguration={"Payer": "Requester"})
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "Requester"


def test_event_bridge_configuration_is_not_forgotten(aws: Any, bucket: str) -> None:
    s3 = aws.client("s3")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    assert s3.get_bucket_notification_configuration(Bucket=bucket)["EventBridgeConfiguration"] == {}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_unknown_subresource_is_not_implemented_and_changes_nothing(method: str, aws: Any, bucket: str, name: Name) -> None:
    url = urlsplit(aws.running.endpoint)
    for target in (bucket, name("never")):
        connection = http.client.HTTPConnection(url.hostname, url.port)
        connection.request(method, f"/{target}?metadataTable", b"<x/>", {"Content-Length": "4"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert (answer.status, b"<Code>NotImplemented</Code>" in body) == (501, True)
    assert bucket in [found["Name"] for found in aws.client("s3").list_buckets()["Buckets"]]
    assert not any(found["Name"].startswith("never") for found in aws.client("s3").list_buckets()["Buckets"])


def test_service_that_is_not_offered_is_refused_by_name(aws: Any) -> None:
    assert code(lambda: aws.client("dynamodb").list_tables()) != ""


def test_tls_only_policy_does_not_block_objects(aws: Any, bucket: str) -> None:
    s3 = aws.client("s3")
    deny = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*",'
        f'"Resource":["arn:aws:s3:::{bucket}","arn:aws:s3:::{bucket}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}'
    )
    s3.put_bucket_policy(Bucket=bucket, Policy=deny)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    assert s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k"}]})["Deleted"][0]["Key"] == "k"


def test_new_bucket_has_the_defaults_of_today(aws: Any, bucket: str) -> None:
    s3 = aws.client("s3")
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert s3.put_object(Bucket=bucket, Key="k")["ServerSideEncryption"] == "AES256"
