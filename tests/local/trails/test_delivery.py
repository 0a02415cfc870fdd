"""A trail delivers only where the log bucket's policy, and the key's, lets CloudTrail write; and it refuses what it cannot do."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import SOURCE, Aws, policy, unique

Make = Callable[..., Any]
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


@pytest.fixture
def bucket(aws: Aws) -> str:
    name = unique("recorded")
    aws.client("s3").create_bucket(Bucket=name)
    return name


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    "part", [{"acl": False}, {"put": False}, {"arn": "arn:aws:cloudtrail:us-east-1:111111111111:trail/other"}], ids=str
)
def test_a_trail_wants_the_whole_policy(make_trail: Make, part: dict[str, Any]) -> None:
    trail = make_trail()
    trail.admit(**part)

    assert refusal(trail.create) == "InsufficientS3BucketPolicyException"


def test_nothing_is_delivered_while_the_policy_is_gone(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket)
    aws.client("s3").delete_bucket_policy(Bucket=trail.bucket)
    aws.client("s3").put_object(Bucket=bucket, Key="k")
    assert trail.records() == []
    assert trail.status()["LatestDeliveryError"] == "AccessDenied"

    trail.admit()
    assert trail.names() == ["PutObject"]
    assert "LatestDeliveryError" not in trail.status()
    assert trail.status()["LatestDeliveryTime"]


def test_a_stopped_or_deleted_trail_records_nothing(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket)
    trail.api.stop_logging(Name=trail.name)
    aws.client("s3").put_object(Bucket=bucket, Key="k")
    assert trail.records() == []
    trail.api.delete_trail(Name=trail.arn)

    assert trail.arn not in [each["TrailARN"] for each in trail.api.list_trails()["Trails"]]
    assert refusal(lambda: trail.api.delete_trail(Name=trail.arn)) == "TrailNotFoundException"


@pytest.fixture
def key_arn(aws: Aws) -> str:
    return str(aws.client("kms").create_key()["KeyMetadata"]["Arn"])


def test_a_key_must_let_cloudtrail_use_it(aws: Aws, make_trail: Make, bucket: str, key_arn: str) -> None:
    trail = make_trail()
    trail.admit()
    assert refusal(lambda: trail.create(KmsKeyId=key_arn)) == "InsufficientEncryptionPolicyException"

    here = {"aws:SourceArn": trail.arn, "kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
    use = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Resource": "*"}
    encrypt = {**use, "Action": "kms:GenerateDataKey*", "Condition": {"StringEquals": here}}
    allowed = policy(encrypt, {**use, "Action": "kms:DescribeKey"})
    aws.client("kms").put_key_policy(KeyId=key_arn, PolicyName="default", Policy=allowed)
    trail.create(KmsKeyId=key_arn)
    trail.api.start_logging(Name=trail.arn)
    trail.select(bucket)
    aws.client("s3").put_object(Bucket=bucket, Key="k")

    assert trail.names() == ["PutObject"]
    assert aws.client("s3").head_object(Bucket=trail.bucket, Key=trail.files()[0])["SSEKMSKeyId"] == key_arn


@pytest.mark.parametrize(
    "given",
    [
        {"SnsTopicName": "t"},
        {"IsOrganizationTrail": True},
        {"CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111111111111:log-group:g:*"},
    ],
    ids=lambda given: next(iter(given)),
)
def test_what_a_trail_would_not_do_here_is_refused(make_trail: Make, given: dict[str, Any]) -> None:
    trail = make_trail()
    trail.admit()

    assert refusal(lambda: trail.create(**given)) == "NotImplemented"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([{"Field": "eventCategory", "Equals": ["Management"]}], "NotImplemented"),
        ([DATA, {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]}], "NotImplemented"),
        ([DATA, OBJECTS, {"Field": "userIdentity.arn", "StartsWith": ["arn:aws:iam"]}], "NotImplemented"),
        ([DATA], "InvalidEventSelectorsException"),
        ([OBJECTS], "InvalidEventSelectorsException"),
        ([DATA, OBJECTS, {"Field": "readOnly", "StartsWith": ["f"]}], "InvalidEventSelectorsException"),
        ([DATA, OBJECTS, {"Field": "resources.ARN"}], "InvalidEventSelectorsException"),
        ([DATA, OBJECTS, {"Field": "eventName", "Equals": [str(number) for number in range(499)]}], "InvalidEventSelectorsException"),
    ],
    ids=["management", "another service", "another field", "no type", "no category", "operator", "no value", "too many"],
)  # fmt: skip
def test_selectors_are_checked(make_trail: Make, fields: list[dict[str, Any]], code: str) -> None:
    trail = make_trail()
    trail.admit()
    trail.create()
    selectors = [{"FieldSelectors": fields}]

    assert refusal(lambda: trail.api.put_event_selectors(TrailName=trail.name, AdvancedEventSelectors=selectors)) == code


def test_basic_selectors_and_insights_are_refused(make_trail: Make) -> None:
    trail = make_trail()
    trail.admit()
    trail.create()
    basic, insights = [{"ReadWriteType": "All"}], [{"InsightType": "ApiCallRateInsight"}]

    assert refusal(lambda: trail.api.put_event_selectors(TrailName=trail.name, EventSelectors=basic)) == "NotImplemented"
    assert refusal(lambda: trail.api.put_insight_selectors(TrailName=trail.name, InsightSelectors=insights)) == "NotImplemented"
    assert refusal(lambda: trail.api.get_insight_selectors(TrailName=trail.name)) == "InsightNotEnabledException"


def test_trails_are_described_by_name(make_trail: Make, bucket: str) -> None:
    first, second = make_trail().start(bucket), make_trail()
    second.admit()
    second.create(EnableLogFileValidation=True, TagsList=[{"Key": "a", "Value": "b"}])
    (found,) = first.api.describe_trails(trailNameList=[second.arn])["trailList"]
    assert (found["Name"], found["LogFileValidationEnabled"], found["HasCustomEventSelectors"]) == (second.name, True, False)
    assert first.api.get_trail(Name=first.name)["Trail"]["HasCustomEventSelectors"] is True
    assert first.api.get_event_selectors(TrailName=first.name)["AdvancedEventSelectors"][0]["Name"] == "objects"
    assert second.api.get_event_selectors(TrailName=second.name)["EventSelectors"][0]["IncludeManagementEvents"] is True
    assert refusal(second.create) == "TrailAlreadyExistsException"
    second.api.update_trail(Name=second.arn, EnableLogFileValidation=False)
    assert second.api.get_trail(Name=second.name)["Trail"]["LogFileValidationEnabled"] is False
    assert refusal(lambda: second.api.update_trail(Name=second.arn, S3KeyPrefix="other")) == "InsufficientS3BucketPolicyException"
    assert "S3KeyPrefix" not in second.api.get_trail(Name=second.name)["Trail"]


def test_a_trail_of_all_regions_delivers_each_by_itself(aws: Aws, make_trail: Make, bucket: str) -> None:
    elsewhere = unique("elsewhere")
    aws.client("s3", region="eu-west-1").create_bucket(Bucket=elsewhere, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    trail = make_trail()
    trail.admit()
    trail.create(IsMultiRegionTrail=True)
    trail.api.start_logging(Name=trail.arn)
    trail.select(bucket, elsewhere)
    aws.client("s3").put_object(Bucket=bucket, Key="k")
    aws.client("s3", region="eu-west-1").put_object(Bucket=elsewhere, Key="k")

    assert sorted(record["awsRegion"] for record in trail.records()) == ["eu-west-1", "us-east-1"]
    assert sorted(key.split("/")[3] for key in trail.files()) == ["eu-west-1", "us-east-1"]


def test_files_can_be_had_at_once(aws: Aws, make_trail: Make, bucket: str) -> None:
    trail = make_trail().start(bucket)
    aws.client("s3").put_object(Bucket=bucket, Key="k")

    files = [found for found in aws.control.deliver_trails() if found["trail_arn"] == trail.arn]
    assert [(found["bucket"], found["key"], found["records"], found["error"]) for found in files] == [
        (trail.bucket, trail.files()[0], 1, None)
    ]
    assert SOURCE in trail.files()[0]
