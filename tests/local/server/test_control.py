"""The control API: settle, pause, delay, clock, faults, reset, dumps; and what the server refuses to be."""

import http.client
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from s3_replication.errors import AwsError, InputError
from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import access_key

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def own_aws() -> Iterator[LocalAws]:
    """A server of its own, since these tests stop, delay and empty it."""
    with LocalAws.start() as running:
        yield running


@pytest.fixture
def replicating(own_aws: LocalAws) -> Iterator[Any]:
    """An S3 client with buckets `source` and `destination` in one account; the server is emptied afterwards."""
    made = {"endpoint_url": own_aws.endpoint, "region_name": "us-east-1", "aws_access_key_id": access_key("111111111111"),
            "aws_secret_access_key": "test"}  # fmt: skip
    s3, iam = boto3.client("s3", **made), boto3.client("iam", **made)
    for bucket in ("source", "destination"):
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust)
    allow = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=allow)
    rule = {"ID": "r", "Priority": 1, "Status": "Enabled", "Filter": {"Prefix": "in/"}, "DeleteMarkerReplication": {"Status": "Disabled"},
            "Destination": {"Bucket": "arn:aws:s3:::destination"}}  # fmt: skip
    s3.put_bucket_replication(Bucket="source", ReplicationConfiguration={"Role": "arn:aws:iam::111111111111:role/r", "Rules": [rule]})
    yield s3
    own_aws.control.reset()


def status(s3: Any, key: str = "in/key") -> str | None:
    found: str | None = s3.head_object(Bucket="source", Key=key).get("ReplicationStatus")
    return found


def test_paused_delivery_leaves_versions_pending_and_settling_says_so(own_aws: LocalAws, replicating: Any) -> None:
    own_aws.control.pause()
    replicating.put_object(Bucket="source", Key="in/key", Body=b"x")
    with pytest.raises(AwsError, match="1 deliveries are still open"):
        own_aws.control.settle(5)
    assert status(replicating) == "PENDING"
    assert own_aws.control.health()["paused"] is True
    own_aws.control.resume()
    own_aws.control.settle()
    assert status(replicating) == "COMPLETED"


def test_delayed_delivery_waits_for_the_clock(own_aws: LocalAws, replicating: Any) -> None:
    own_aws.control.delay(20 * 60)
    replicating.put_object(Bucket="source", Key="in/key", Body=b"x")
    assert status(replicating) == "PENDING"
    before = replicating.head_object(Bucket="source", Key="in/key")["LastModified"]
    own_aws.control.advance(21 * 60)
    own_aws.control.delay(0)
    own_aws.control.settle()
    assert status(replicating) == "COMPLETED"
    replica = replicating.head_object(Bucket="destination", Key="in/key")
    assert replica["LastModified"] == before


def test_reset_forgets_everything_and_late_deliveries_with_it(own_aws: LocalAws, replicating: Any) -> None:
    own_aws.control.pause()
    replicating.put_object(Bucket="source", Key="in/key", Body=b"x")
    own_aws.control.reset()
    assert replicating.list_buckets()["Buckets"] == []
    health = own_aws.control.health()
    assert (health["pending"], health["paused"]) == (0, False)
    assert own_aws.control.counts() == {"s3:GET Service": 1}
    replicating.create_bucket(Bucket="destination")
    assert "Contents" not in replicating.list_objects_v2(Bucket="destination")


def test_dump_says_why_a_version_does_not_replicate(own_aws: LocalAws, replicating: Any) -> None:
    replicating.put_object(Bucket="source", Key="out/key", Body=b"x")
    (version,) = own_aws.control.versions("source")
    assert (version["status"], version["tasks"]) == (None, [])
    (skipped,) = version["not_replicated"]
    assert (skipped["destination"], skipped["reason"]) == ("destination", "prefix-differs")
    assert skipped["explanation"].endswith(".")


@pytest.mark.parametrize(
    ("method", "name", "arguments", "sentence"),
    [
        ("POST", "clock", {"seconds": -1}, "must not be negative"),
        ("POST", "clock", {"seconds": "soon"}, "must be a number of seconds"),
        ("POST", "clock", {"seconds": 8000 * 365 * 86400}, "must be at most"),
        ("POST", "clock", {"seconds": 1e300}, "must be a number of seconds"),
        ("POST", "clock", {"seconds": "nan"}, "must be a number of seconds"),
        ("POST", "delay", {"seconds": 1e12}, "must be a number of seconds|must be at most"),
        ("POST", "delay", {"seconds": 31 * 86400}, "must be at most 2592000"),
        ("POST", "fault", {"seconds": 1e300}, "must be a number of seconds"),
        ("POST", "fault", {"seconds": -1}, "must not be negative"),
        ("POST", "settle", {"seconds": 1e10}, "must be at most 86400"),
        ("POST", "fault", {"times": 0}, "times must be 1 or more"),
        ("GET", "versions", {"bucket": "no-such"}, "has no bucket named 'no-such'"),
        ("POST", "fault", {"destination": "no-such"}, "has no bucket named 'no-such'"),
    ],
)
def test_wrong_control_call_is_one_clear_sentence(
    method: str, name: str, arguments: dict[str, Any], sentence: str, own_aws: LocalAws
) -> None:
    with pytest.raises(InputError, match=sentence):
        own_aws.control.call(method, name, **arguments)


def test_a_call_that_does_not_exist_is_no_wrong_argument(own_aws: LocalAws) -> None:
    with pytest.raises(AwsError, match="there is no GET /_local/nothing; there are:"):
        own_aws.control.call("GET", "nothing")


def test_the_clock_stays_within_a_century_and_is_real_again_after_a_reset(own_aws: LocalAws, replicating: Any) -> None:
    real = own_aws.control.health()["now"][:4]
    own_aws.control.advance(99 * 365 * 86400)
    with pytest.raises(InputError, match="at most 36525 days ahead"):
        own_aws.control.advance(2 * 365 * 86400)
    replicating.put_object(Bucket="source", Key="in/key", Body=b"x")
    own_aws.control.settle()
    assert status(replicating) == "COMPLETED"
    own_aws.control.reset()
    assert own_aws.control.health()["now"][:4] == real


def test_passwords_are_not_recorded(own_aws: LocalAws) -> None:
    made = {"endpoint_url": own_aws.endpoint, "region_name": "us-east-1", "aws_access_key_id": access_key("111111111111"),
            "aws_secret_access_key": "test"}  # fmt: skip
    iam = boto3.client("iam", **made)
    iam.create_user(UserName="someone")
    iam.create_login_profile(UserName="someone", Password="hunter2+&")
    (call,) = own_aws.control.recorded("iam", "CreateLoginProfile")
    assert "UserName=someone" in call["body"]
    assert "hunter2" not in call["body"]


def answer(own_aws: LocalAws, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", own_aws.port)) as connection:
        connection.settimeout(10)
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
            if b"</Error>" in received:
                break
    return received


def test_nothing_is_forwarded(own_aws: LocalAws) -> None:
    refused = answer(own_aws, b"GET http://www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 502")
    assert b"www.example.com is not an AWS address; the local AWS forwards nothing" in refused


def test_tunnels_are_refused(own_aws: LocalAws) -> None:
    assert answer(own_aws, b"CONNECT s3.amazonaws.com:443 HTTP/1.1\r\nHost: s3.amazonaws.com:443\r\n\r\n").startswith(b"HTTP/1.1 405")


def test_what_is_not_http_is_answered_and_closed(own_aws: LocalAws) -> None:
    assert answer(own_aws, b"\x16\x03\x01 hello \r\n\r\n").startswith(b"HTTP/1.1 400")


def test_proxy_form_reaches_buckets_by_host_and_accounts_by_prefix(own_aws: LocalAws, replicating: Any) -> None:
    replicating.put_object(Bucket="source", Key="in/key", Body=b"by host")
    url = urlsplit(own_aws.endpoint)
    signed = f"AWS4-HMAC-SHA256 Credential={access_key('111111111111')}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    connection = http.client.HTTPConnection(str(url.hostname), url.port)
    connection.request("GET", "http://source.s3.us-east-1.amazonaws.com/in/key", headers={"Authorization": signed})
    assert connection.getresponse().read() == b"by host"
    connection.request("GET", "http://111111111111.s3-control.us-east-1.amazonaws.com/v20180820/jobs", headers={"Authorization": signed})
    assert connection.getresponse().status == 200
    connection.close()


def test_composite_alarm_is_refused_for_good(own_aws: LocalAws) -> None:
    cloudwatch = boto3.client("cloudwatch", endpoint_url=own_aws.endpoint, region_name="us-east-1", aws_access_key_id="a" * 20,
                              aws_secret_access_key="test")  # fmt: skip
    with pytest.raises(ClientError) as caught:
        cloudwatch.put_composite_alarm(AlarmName="a", AlarmRule="ALARM(b)")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] <= 4


def test_a_key_is_created_with_the_arn_that_is_given(own_aws: LocalAws) -> None:
    arn = "arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-4333-8444-555555555555"
    made = {"endpoint_url": own_aws.endpoint, "region_name": "eu-west-1", "aws_access_key_id": access_key("222222222222"),
            "aws_secret_access_key": "test"}  # fmt: skip
    for _ in range(2):
        own_aws.control.create_key(arn)
    assert boto3.client("kms", **made).describe_key(KeyId=arn)["KeyMetadata"]["Arn"] == arn
    for wrong in ("alias/aws/s3", "arn:aws:kms:eu-west-1:222222222222:alias/x", "arn:aws:s3:::b", "arn:aws:kms:nowhere:222222222222:key/x"):
        with pytest.raises(InputError, match="is no ARN of a KMS key"):
            own_aws.control.create_key(wrong)
