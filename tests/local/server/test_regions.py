"""Requests signed for another Region than the bucket's are redirected; buckets are made in the Region that is meant."""

import http.client
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from botocore.exceptions import ClientError

CASES = yaml.safe_load(Path(__file__).with_name("regions.yaml").read_text())
ENDPOINTS = {"us-east-1": "{bucket}.s3.amazonaws.com", "eu-west-1": "{bucket}.s3.eu-west-1.amazonaws.com"}


@pytest.fixture(scope="module")
def buckets(aws: Any, name: Callable[[str], str]) -> dict[str, str]:
    """A bucket with one object in each of two Regions."""
    found = {"eu-west-1": name("west"), "us-east-1": name("east")}
    for region, bucket in found.items():
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        aws.client("s3", region=region).create_bucket(Bucket=bucket, **where)
        aws.client("s3", region=region).put_object(Bucket=bucket, Key="key", Body=b"body")
    return found


def ask(aws: Any, case: dict[str, Any], bucket: str) -> tuple[int, str | None, bytes]:
    """Status, x-amz-bucket-region and body, without any client that would follow a redirect."""
    credential = f"AKIA111111111111TEST/20261126/{case['signed']}/s3/aws4_request"
    headers = {name: value.format(bucket=bucket) for name, value in case.get("headers", {}).items()}
    if case["signed"] is not None and not case.get("presigned"):
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
    headers["Host"] = case.get("host", "s3.us-east-1.amazonaws.com").format(bucket=bucket)
    connection = http.client.HTTPConnection(urlsplit(aws.running.endpoint).netloc, timeout=10)
    date = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    connection.request(
        case["method"],
        case["path"].format(bucket=bucket, credential=credential, date=date),
        headers=headers,
    )
    answer = connection.getresponse()
    found = answer.status, answer.getheader("x-amz-bucket-region"), answer.read()
    connection.close()
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_signature_for_another_region_is_redirected(case: dict[str, Any], aws: Any, buckets: dict[str, str]) -> None:
    """301 with the bucket's Region, and an error document that names the endpoint; HEAD has no body."""
    home = case.get("of", "eu-west-1")
    status, region, body = ask(aws, case, buckets[home])
    assert status == case["status"]
    if status == 301:
        assert region == home
        assert (body == b"") == (case["method"] == "HEAD")
        named = f"<Code>PermanentRedirect</Code>|<Endpoint>{ENDPOINTS[home].format(bucket=buckets[home])}</Endpoint>".split("|")
        assert case["method"] == "HEAD" or all(part in body.decode() for part in named)


def test_nothing_is_changed_by_a_redirected_request(aws: Any, buckets: dict[str, str]) -> None:
    """The object that a DELETE for the wrong Region named is still there, and none was written."""
    listed = aws.client("s3", region="eu-west-1").list_objects_v2(Bucket=buckets["eu-west-1"])["Contents"]
    assert [item["Key"] for item in listed] == ["key"]


def test_a_copy_takes_its_source_from_another_region(aws: Any, buckets: dict[str, str]) -> None:
    """Only the destination's Region must be signed for (API Reference, CopyObject)."""
    source = {"Bucket": buckets["us-east-1"], "Key": "key"}
    aws.client("s3", region="eu-west-1").copy_object(Bucket=buckets["eu-west-1"], Key="from-east", CopySource=source)
    aws.client("s3", region="eu-west-1").delete_object(Bucket=buckets["eu-west-1"], Key="from-east")


def test_python_clients_follow_the_redirect(aws: Any, buckets: dict[str, str]) -> None:
    """boto3 looks the Region up and signs again, as on AWS."""
    assert aws.client("s3", region="ap-south-1").list_objects_v2(Bucket=buckets["eu-west-1"])["KeyCount"] == 1


def test_a_bucket_made_for_the_pseudo_region_is_in_us_east_1(aws: Any, name: Callable[[str], str]) -> None:
    """Terraform's provider signs CreateBucket of a name with dots for aws-global where the endpoint is given."""
    bucket = f"{name('files')}.example.test"
    assert ask(aws, {"method": "PUT", "path": "/{bucket}", "signed": "aws-global"}, bucket)[0] == 200
    assert ask(aws, {"method": "HEAD", "path": "/{bucket}", "signed": "aws-global"}, bucket)[:2] == (200, "us-east-1")
    aws.client("s3").get_bucket_versioning(Bucket=bucket)


def test_a_bucket_that_exists_is_not_made_again_elsewhere(aws: Any, buckets: dict[str, str]) -> None:
    """CreateBucket answers for itself."""
    with pytest.raises(ClientError, match="BucketAlreadyOwnedByYou"):
        aws.client("s3", region="eu-central-1").create_bucket(
            Bucket=buckets["eu-west-1"], CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
