"""AWS's failures as one sentence: operation, resource, likely cause, next step."""

from pathlib import Path

import pytest
import yaml
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
)

from s3_replication.aws import ask, calling, note_again, noting
from s3_replication.errors import AwsError
from s3_replication.iam import UNKNOWN

CASES = yaml.safe_load((Path(__file__).parent / "errors.yaml").read_text())


def _refusal(code):
    return ClientError({"Error": {"Code": code, "Message": "in AWS's words"}}, "GetBucketPolicy")


def _raising(error):
    def call():
        raise error

    return call


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_code_gets_cause_and_next_step(case):
    with pytest.raises(AwsError) as mapped, calling("GetBucketPolicy", "bucket-x"):
        raise _refusal(case["code"])
    sentence = str(mapped.value)
    assert sentence.startswith(f"GetBucketPolicy on bucket-x failed with {case['code']}: ")
    assert case["says"] in sentence
    assert sentence.endswith("AWS said: in AWS's words")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NoCredentialsError(), "no usable AWS credentials were found: set credentials (AWS_PROFILE, or AWS_ACCESS_KEY_ID"),
        (NoRegionError(), "no Region is set: set AWS_REGION and try again"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), "check the network, the proxy and AWS_ENDPOINT_URL"),
        (ConnectTimeoutError(endpoint_url="http://127.0.0.1:9"), "check the network, the proxy and AWS_ENDPOINT_URL"),
        (ParamValidationError(report="bad"), "was refused by AWS's client"),
    ],
)  # fmt: skip
def test_failures_before_an_answer(error, says):
    with pytest.raises(AwsError) as mapped, calling("PutObject", "bucket-x/key"):
        raise error
    assert says in str(mapped.value)
    assert str(mapped.value).startswith("PutObject on bucket-x/key ")


@pytest.mark.parametrize(
    "code", ["NoSuchBucketPolicy", "404", "NoSuchEntity", "NotFoundException", "ReplicationConfigurationNotFoundError"]
)
def test_what_does_not_exist_is_none(code):
    assert ask("GetBucketPolicy", "bucket-x", _raising(_refusal(code))) is None


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "403"])
def test_what_may_not_be_read_is_unknown(code):
    assert ask("GetBucketPolicy", "bucket-x", _raising(_refusal(code))) is UNKNOWN


def test_any_other_refusal_is_an_error():
    with pytest.raises(AwsError, match="failed with InternalError"):
        ask("GetBucketPolicy", "bucket-x", _raising(_refusal("InternalError")))


def test_a_fault_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        ask("GetBucketPolicy", "bucket-x", lambda: 1 // 0)


def test_an_answer_without_its_parts_is_not_aws():
    with pytest.raises(AwsError, match="DescribeOrganization on the account got an answer without 'Organization'"):
        ask("DescribeOrganization", "the account", lambda: {}["Organization"])


def test_a_failure_is_noted_inside_a_block_and_raised_outside():
    with noting() as noted:
        assert ask("GetBucketPolicy", "bucket-x", _raising(_refusal("SlowDown"))) is UNKNOWN
    (failed,) = noted.failed
    assert (failed.operation, failed.resource) == ("GetBucketPolicy", "bucket-x")
    with pytest.raises(AwsError, match="too many calls"):
        note_again(noted)
