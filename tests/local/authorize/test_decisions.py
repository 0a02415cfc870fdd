"""Callers are judged: each row of decisions/*.yaml is played against one local AWS with authorization."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from s3_replication.local import LocalAws
from tests.local.authorize.world import Case
from tests.local.server.wire import send, send_form

FILES = sorted(Path(__file__).with_name("decisions").glob("*.yaml"))
ROWS = [(file.stem, row) for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{stem}: {row['name']}") for stem, row in ROWS])
def test_decision(row: dict[str, Any], authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, row)
    case.set_up()
    assert case.judge() == []


@pytest.mark.parametrize(("service", "headers", "body", "code"), [
    ("iam", {}, b"Action=ListUsers&Version=2010-05-08", b"<Code>MissingAuthenticationToken</Code>"),
    ("kms.us-east-1", {"X-Amz-Target": "TrentService.ListKeys"}, b"{}", b"MissingAuthenticationTokenException"),
])  # fmt: skip
def test_an_anonymous_caller_has_no_place_in_other_services(
    service: str, headers: dict[str, str], body: bytes, code: bytes, authorizing_local_aws: LocalAws
) -> None:
    given = {"Host": f"{service}.amazonaws.com", "Content-Type": "application/x-www-form-urlencoded", **headers}
    answer = send(authorizing_local_aws.port, "POST", "/", given, body, signed=False)
    assert code in answer.body


def test_what_was_asked_about_users_is_listed_once(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {"user": [{"Allow": "s3:GetObject", "resource": "*"}]})
    case.set_up()
    case.row["calls"] = [{"as": "user", "do": f"s3.{name}", "with": {"Key": "a"}, "expect": expect}
                         for name, expect in (("get_object", "ok"), ("get_object", "ok"), ("delete_object", "AccessDenied"))]  # fmt: skip
    assert case.judge() == []
    resource, caller = f"{case.names['bucket_arn']}/a", case.names["user_arn"]
    assert [each for each in authorizing_local_aws.control.permissions() if each["caller"] == caller] == [
        {"caller": caller, "action": "s3:DeleteObject", "resource": resource, "allowed": False},
        {"caller": caller, "action": "s3:GetObject", "resource": resource, "allowed": True},
    ]


def test_a_form_is_sent_by_the_key_that_signed_it(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {"user": [{"Allow": "s3:PutObject", "resource": "*"}]})
    case.set_up()
    any_tags = [["starts-with", "$tagging", ""]]
    signed = case.client("user", "s3").generate_presigned_post(case.names["bucket"], "f", Conditions=any_tags)["fields"]
    tagged = {**signed, "tagging": "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"}
    for fields, status in (({"key": "f"}, 403), (signed, 204), (tagged, 403)):
        assert send_form(authorizing_local_aws.port, case.names["bucket"], fields).status == status, fields


def test_the_source_of_a_copy_is_found_however_its_bucket_is_written(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {"other": [{"Allow": "s3:*", "resource": "*"}]})
    case.set_up()
    bucket = case.names["bucket"]
    case.call("other", "s3.create_bucket", {"Bucket": f"to-{bucket}"})
    key = case.callers["other"]
    signer = S3SigV4Auth(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "s3", "us-east-1")
    for name in (bucket, "%62" + bucket[1:]):
        host = f"127.0.0.1:{authorizing_local_aws.port}"
        draft = AWSRequest("PUT", f"http://{host}/to-{bucket}/c", headers={"Host": host, "x-amz-copy-source": f"/{name}/a"})
        signer.add_auth(draft)
        answer = send(authorizing_local_aws.port, "PUT", f"/to-{bucket}/c", dict(draft.headers.items()), signed=False)
        assert answer.code == "AccessDenied", name
