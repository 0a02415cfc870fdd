"""CloudWatch in Smithy's CBOR protocol, as version 6 of Terraform's AWS provider speaks it; botocore's CBOR serializer is the client."""

from datetime import UTC, datetime

import boto3
import pytest
import urllib3
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from s3_replication.local.http.cbor import encode

ALARM = {
    "MetricName": "OperationsFailedReplication", "Namespace": "AWS/S3", "Period": 60, "EvaluationPeriods": 3, "Threshold": 0.5,
    "Statistic": "Sum", "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching", "ActionsEnabled": True,
    "Dimensions": [{"Name": "RuleId", "Value": "ünïcode"}], "Tags": [{"Key": "team", "Value": "storage"}],
}  # fmt: skip


class Speaker:
    """Calls CloudWatch in CBOR and returns (status, headers, parsed answer)."""

    def __init__(self, local_aws):
        self.endpoint = local_aws.endpoint
        self.boto3 = boto3.client(
            "cloudwatch", "us-east-1", endpoint_url=local_aws.endpoint, aws_access_key_id="AKIALOCALTEST", aws_secret_access_key="local"
        )
        self.model = self.boto3.meta.service_model

    def call(self, operation, **parameters):
        model = self.model.operation_model(operation)
        said = create_serializer("smithy-rpc-v2-cbor").serialize_to_request(parameters, model)
        scope = "AWS4-HMAC-SHA256 Credential=AKIALOCALTEST/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0"
        headers = {**said["headers"], "Authorization": scope}
        answer = urllib3.request("POST", self.endpoint + said["url_path"], body=said["body"], headers=headers)
        raw = {
            "status_code": answer.status,
            "headers": {name.lower(): value for name, value in answer.headers.items()},
            "body": answer.data,
        }
        return answer.status, answer.headers, create_parser("smithy-rpc-v2-cbor").parse(raw, model.output_shape)


@pytest.fixture
def speaker(local_aws):
    return Speaker(local_aws)


def test_what_is_put_in_cbor_reads_back_in_cbor(speaker):
    status, headers, _ = speaker.call("PutMetricAlarm", AlarmName="cbor", **ALARM)
    _, _, found = speaker.call("DescribeAlarms", AlarmNames=["cbor"])

    assert (status, headers["smithy-protocol"]) == (200, "rpc-v2-cbor")
    (alarm,) = found["MetricAlarms"]
    assert {name: alarm[name] for name in ALARM if name != "Tags"} == {name: value for name, value in ALARM.items() if name != "Tags"}
    assert isinstance(alarm["StateUpdatedTimestamp"], datetime)


def test_what_is_put_in_cbor_reads_back_in_another_protocol(speaker):
    speaker.call("PutMetricAlarm", AlarmName="both", **ALARM)

    assert speaker.boto3.describe_alarms(AlarmNames=["both"])["MetricAlarms"][0]["Threshold"] == 0.5


def test_an_error_keeps_its_code_and_says_it_to_query_clients_too(speaker):
    status, headers, found = speaker.call("GetDashboard", DashboardName="none")

    assert status == 404
    assert found["Error"]["Code"] == headers["x-amzn-query-error"].split(";")[0]
    assert found["Error"]["Message"]


def test_a_body_that_is_no_cbor_is_refused(speaker):
    path = f"{speaker.endpoint}/service/GraniteServiceVersion20100801/operation/PutMetricAlarm"
    scope = "AWS4-HMAC-SHA256 Credential=AKIALOCALTEST/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0"
    headers = {"smithy-protocol": "rpc-v2-cbor", "Authorization": scope}

    for body in (b"", b"\xa1", b"\xff\xff", b"\x01"):
        assert urllib3.request("POST", path, body=body, headers=headers).status == 400, body


@pytest.mark.parametrize(
    ("value", "known"),
    [
        # RFC 8949, appendix A
        (0, "00"), (23, "17"), (24, "1818"), (1000, "1903e8"), (1000000, "1a000f4240"), (1000000000000, "1b000000e8d4a51000"), (-1, "20"),
        (-1000, "3903e7"), (1.1, "fb3ff199999999999a"), (False, "f4"), (True, "f5"), (None, "f6"), (b"\x01\x02", "420102"),
        ("IETF", "6449455446"), ("ü", "62c3bc"), ([1, [2, 3]], "8201820203"), ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
        (datetime(2013, 3, 21, 20, 4, 0, 500000, UTC), "c1fb41d452d9ec200000"),
    ],
)  # fmt: skip
def test_values_are_encoded_as_the_standard_shows(value, known):
    assert encode(value).hex() == known
