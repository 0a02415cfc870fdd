"""Access points stand for their buckets (User Guide, "Using your access points" and "Access point compatibility with S3 operations")."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from s3_replication.local.http.credentials import access_key
from tests.local.conftest import SOURCE, Aws, Pair, unique
from tests.local.server.wire import send

Make = Callable[..., Pair]
FORMS = ["ARN by a given endpoint", "alias by a given endpoint", "ARN by its own host", "alias by its own host", "ARN by loopback"]


def client(aws: Aws, service: str, endpoint: str | None, region: str = "us-east-1") -> Any:
    """A client through the proxy; without an endpoint it takes the SDK's own hosts."""
    config = Config(retries={"total_max_attempts": 1}, read_timeout=30, proxies={"http": aws.running.endpoint})
    return boto3.client(service, region_name=region, endpoint_url=endpoint, use_ssl=False, aws_access_key_id=access_key(SOURCE),
                        aws_secret_access_key="test", config=config)  # fmt: skip


@dataclass
class Point:
    """An access point of a pair's source bucket."""

    aws: Aws
    pair: Pair
    arn: str
    alias: str

    def reach(self, form: str) -> tuple[Any, str]:
        """A client and what it gives as Bucket."""
        given = "http://s3.us-east-1.amazonaws.com" if "endpoint" in form else None
        endpoint = self.aws.running.endpoint if "loopback" in form else given
        return client(self.aws, "s3", endpoint), self.arn if form.startswith("ARN") else self.alias


@pytest.fixture
def point(make_pair: Make, aws: Aws) -> Point:
    pair = make_pair()
    control = client(aws, "s3control", "http://s3-control.us-east-1.amazonaws.com")
    made = control.create_access_point(AccountId=SOURCE, Name=unique("ap"), Bucket=pair.source)
    return Point(aws, pair, made["AccessPointArn"], made["Alias"])


def test_every_form_reads_and_writes(point: Point) -> None:
    for number, form in enumerate(FORMS):
        s3, where = point.reach(form)
        key = f"folder/ü {number}"
        version = s3.put_object(Bucket=where, Key=key, Body=b"body", Tagging="a=b")["VersionId"]
        point.pair.settle()
        assert point.pair.replica(key)["VersionId"] == version, form
        assert s3.get_object(Bucket=where, Key=key)["Body"].read() == b"body", form
        assert key in [item["Key"] for item in s3.list_objects_v2(Bucket=where)["Contents"]], form
        assert s3.get_object_tagging(Bucket=where, Key=key)["TagSet"] == [{"Key": "a", "Value": "b"}], form
        s3.copy_object(Bucket=where, Key=f"{key}-copy", CopySource={"Bucket": point.pair.source, "Key": key})
        s3.delete_objects(Bucket=where, Delete={"Objects": [{"Key": key}]})
        point.pair.settle()
        assert point.pair.replica(f"{key}-copy")["ReplicationStatus"] == "REPLICA", form


@pytest.mark.parametrize("form", FORMS)
def test_a_multipart_upload_goes_through(point: Point, form: str) -> None:
    s3, where = point.reach(form)
    upload = s3.create_multipart_upload(Bucket=where, Key="large")["UploadId"]
    part = {"PartNumber": 1, "ETag": s3.upload_part(Bucket=where, Key="large", UploadId=upload, PartNumber=1, Body=b"part")["ETag"]}
    s3.complete_multipart_upload(Bucket=where, Key="large", UploadId=upload, MultipartUpload={"Parts": [part]})
    point.pair.settle()
    assert point.pair.head("large")["ReplicationStatus"] == "COMPLETED"


def test_a_copy_is_taken_from_an_access_point(point: Point) -> None:
    first = point.pair.put("folder/a b", b"1")
    point.pair.put("folder/a b", b"2")
    s3 = point.pair.at_source
    for number, source in enumerate(
        [
            {"Bucket": point.arn, "Key": "folder/a b"},
            {"Bucket": point.alias, "Key": "folder/a b"},
            {"Bucket": point.arn, "Key": "folder/a b", "VersionId": first},
        ]
    ):
        s3.copy_object(Bucket=point.pair.source, Key=f"copy-{number}", CopySource=source)
    bodies = [s3.get_object(Bucket=point.pair.source, Key=f"copy-{number}")["Body"].read() for number in range(3)]
    assert bodies == [b"2", b"2", b"1"]


@pytest.mark.parametrize("call", ["delete_bucket", "get_bucket_replication", "get_bucket_versioning", "delete_bucket_policy"])
def test_operations_on_the_bucket_are_refused(point: Point, call: str) -> None:
    for form in FORMS[::2]:
        s3, where = point.reach(form)
        with pytest.raises(ClientError, match="MethodNotAllowed"):
            getattr(s3, call)(Bucket=where if call.startswith(("get_bucket_v", "delete_bucket_p")) else point.alias)
    point.pair.at_source.head_bucket(Bucket=point.pair.source)


def test_an_access_point_is_of_its_buckets_region(make_pair: Make, aws: Aws) -> None:
    pair = make_pair(cross_account=False)
    control = client(aws, "s3control", "http://s3-control.eu-west-1.amazonaws.com", "eu-west-1")
    name = unique("ap")
    arn = control.create_access_point(AccountId=SOURCE, Name=name, Bucket=pair.destination)["AccessPointArn"]
    assert arn == f"arn:aws:s3:eu-west-1:{SOURCE}:accesspoint/{name}"
    client(aws, "s3", None, "eu-west-1").put_object(Bucket=arn, Key="k", Body=b"x")
    assert pair.replica("k")["ContentLength"] == 1
    with pytest.raises(ClientError, match="does not exist"):
        control.create_access_point(AccountId=SOURCE, Name=name, Bucket="no-such-bucket-here")


def test_an_unknown_access_point_is_not_found(aws: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchAccessPoint"):
        client(aws, "s3", None).list_objects_v2(Bucket=f"arn:aws:s3:us-east-1:{SOURCE}:accesspoint/no-such-point")
    with pytest.raises(ClientError, match="NoSuchBucket"):
        aws.client("s3").list_objects_v2(Bucket="no-such-point-0123456789abcdef0123456789abcdefab-s3alias")


def test_a_request_to_a_multi_region_access_point_is_refused_in_a_sentence(aws: Aws) -> None:
    host = {"Host": "m1abc.mrap.accesspoint.s3-global.amazonaws.com"}
    answer = send(aws.running.port, "GET", "/k", host)
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert b"does not route requests to Multi-Region Access Points" in answer.body


def test_a_bucket_may_have_a_name_like_an_access_points_host(point: Point) -> None:
    bucket = f"{point.arn.rpartition('/')[2]}-{SOURCE}"
    point.pair.at_source.create_bucket(Bucket=bucket)
    point.pair.at_source.put_object(Bucket=bucket, Key="own", Body=b"x")
    assert "own" not in [item["Key"] for item in point.pair.at_source.list_objects_v2(Bucket=point.pair.source).get("Contents", [])]


def test_a_multi_region_access_point_shows_regions_policy_and_routes(make_pair: Make, aws: Aws) -> None:
    pair = make_pair(cross_account=False)
    control = client(aws, "s3control", "http://s3-control.us-west-2.amazonaws.com", "us-west-2")
    name = unique("mrap")
    where = [{"Bucket": pair.source}, {"Bucket": pair.destination}]
    control.create_multi_region_access_point(AccountId=SOURCE, ClientToken=name, Details={"Name": name, "Regions": where})
    found = control.get_multi_region_access_point(AccountId=SOURCE, Name=name)["AccessPoint"]
    assert {region["Bucket"]: region["Region"] for region in found["Regions"]} == {pair.source: "us-east-1", pair.destination: "eu-west-1"}

    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    control.put_multi_region_access_point_policy(AccountId=SOURCE, ClientToken=name, Details={"Name": name, "Policy": document})
    policy = control.get_multi_region_access_point_policy(AccountId=SOURCE, Name=name)["Policy"]
    assert (policy["Established"]["Policy"], policy["Proposed"]["Policy"]) == (document, document)

    def dials() -> dict[str, int]:
        routes = control.get_multi_region_access_point_routes(AccountId=SOURCE, Mrap=mrap)["Routes"]
        return {route["Region"]: route["TrafficDialPercentage"] for route in routes}

    def dial(region: str, percentage: int) -> None:
        update = {"Region": region, "TrafficDialPercentage": percentage}
        control.submit_multi_region_access_point_routes(AccountId=SOURCE, Mrap=mrap, RouteUpdates=[update])

    mrap = f"arn:aws:s3::{SOURCE}:accesspoint/{found['Alias']}"
    assert dials() == {"us-east-1": 100, "eu-west-1": 100}
    dial("us-east-1", 0)
    assert dials() == {"us-east-1": 0, "eu-west-1": 100}
    for region, percentage in (("eu-west-1", 0), ("eu-west-1", 50), ("ap-south-1", 100)):
        with pytest.raises(ClientError, match="InvalidRequest"):
            dial(region, percentage)
    assert dials() == {"us-east-1": 0, "eu-west-1": 100}
    with pytest.raises(ClientError, match="NoSuchMultiRegionAccessPoint"):
        control.get_multi_region_access_point_routes(AccountId=SOURCE, Mrap="none.mrap")
