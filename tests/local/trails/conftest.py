"""Trails over a pair of buckets, and what they deliver."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.local.conftest import SOURCE, Aws, policy, unique

SERVICE = {"Service": "cloudtrail.amazonaws.com"}
FIVE_MINUTES = 301


@dataclass
class Trail:
    """One trail of an account in a Region and the bucket it delivers into."""

    aws: Aws
    name: str
    bucket: str
    account: str = SOURCE
    region: str = "us-east-1"
    prefix: str = ""

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudtrail:{self.region}:{self.account}:trail/{self.name}"

    @property
    def api(self) -> Any:
        return self.aws.client("cloudtrail", self.account, self.region)

    @property
    def folder(self) -> str:
        return f"{self.prefix}AWSLogs/{self.account}/"

    def admit(self, *, acl: bool = True, put: bool = True, arn: str | None = None) -> None:
        """The policy of the CloudTrail User Guide, or a part of it."""
        here = {"aws:SourceArn": arn or self.arn}
        owner, place = {"s3:x-amz-acl": "bucket-owner-full-control"}, f"arn:aws:s3:::{self.bucket}"
        statements = [{"Effect": "Allow", "Principal": SERVICE, "Action": "s3:GetBucketAcl", "Resource": place,
                       "Condition": {"StringEquals": here}}] * acl  # fmt: skip
        statements += [{"Effect": "Allow", "Principal": SERVICE, "Action": "s3:PutObject", "Resource": f"{place}/{self.folder}*",
                        "Condition": {"StringEquals": {**owner, **here}}}] * put  # fmt: skip
        self.aws.client("s3", SOURCE).put_bucket_policy(Bucket=self.bucket, Policy=policy(*statements))

    def create(self, **more: Any) -> None:
        prefix = {"S3KeyPrefix": self.prefix.rstrip("/")} if self.prefix else {}
        self.api.create_trail(Name=self.name, S3BucketName=self.bucket, **prefix, **more)

    def select(self, *buckets: str, **fields: list[str]) -> None:
        """Log the write events of some buckets, or what `fields` say."""
        wanted = fields or {"readOnly": ["false"]}
        chosen = [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                  {"Field": "resources.ARN", "StartsWith": [f"arn:aws:s3:::{bucket}/" for bucket in buckets]}]  # fmt: skip
        chosen += [{"Field": name, "Equals": values} for name, values in wanted.items() if values]
        self.api.put_event_selectors(TrailName=self.arn, AdvancedEventSelectors=[{"Name": "objects", "FieldSelectors": chosen}])

    def start(self, *buckets: str, **fields: list[str]) -> "Trail":
        self.admit()
        self.create()
        self.api.start_logging(Name=self.arn)
        self.select(*buckets, **fields)
        return self

    def files(self) -> list[str]:
        found = self.aws.client("s3", SOURCE).list_objects_v2(Bucket=self.bucket)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def records(self, *, about: str | None = None) -> list[dict[str, Any]]:
        """What five minutes later stands in the log files, in the order of events."""
        self.aws.control.settle()
        self.aws.control.advance(FIVE_MINUTES)
        found = []
        for key in self.files():
            body = self.aws.client("s3", SOURCE).get_object(Bucket=self.bucket, Key=key)["Body"].read()
            found += json.loads(gzip.decompress(body))["Records"]
        about_bucket = [record for record in found if about in {None, record["requestParameters"]["bucketName"]}]
        return sorted(about_bucket, key=lambda record: str(record["eventTime"]))

    def names(self, **which: Any) -> list[str]:
        return sorted(record["eventName"] for record in self.records(**which))

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get_trail_status(Name=self.arn)
        return found


@pytest.fixture
def make_trail(aws: Aws) -> Any:
    """Trails that are deleted at the end, so that no other test's requests are recorded."""
    made: list[Trail] = []

    def make(**more: Any) -> Trail:
        found = Trail(aws, unique("trail"), unique("trail-logs"), **more)
        aws.client("s3", SOURCE).create_bucket(Bucket=found.bucket)
        made.append(found)
        return found

    yield make
    for trail in made:
        if any(each["TrailARN"] == trail.arn for each in trail.api.list_trails()["Trails"]):
            trail.api.delete_trail(Name=trail.arn)


Make = Callable[..., Trail]
