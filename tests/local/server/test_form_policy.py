"""The policy of a browser's form decides what the form may send (User Guide, "Creating a POST policy")."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.form import BrowserForm, check_form
from tests.local.conftest import Aws, unique
from tests.local.server.wire import send_form

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
LATER = "2026-11-29T12:00:01Z"


def policy(*conditions: Any, expiration: str = LATER) -> str:
    return base64.b64encode(json.dumps({"expiration": expiration, "conditions": conditions}).encode()).decode()


BUCKET: Any = {"bucket": "b"}


@pytest.mark.parametrize("given", [
    policy(BUCKET, {"key": "a/b"}),
    policy(["eq", "$bucket", "b"], ["eq", "$KEY", "a/b"]),
    policy(["starts-with", "$key", "a/"]),
    policy(["starts-with", "$key", ""], ["content-length-range", 10, "10"]),
], ids=["exact", "eq", "beginning", "size"])  # fmt: skip
def test_a_form_that_its_policy_allows(given: str) -> None:
    check_form(BrowserForm({"key": "a/b", "policy": given, "x-amz-signature": "s", "x-ignore-me": "x"}, 10), "b", NOW)


@pytest.mark.parametrize(("given", "says"), [
    (policy({"key": "a/b"}, expiration="2026-11-29T11:59:59Z"), "AccessDenied: Invalid according to Policy: Policy expired."),
    (policy({"bucket": "c"}), 'Policy Condition failed: ["eq", "$bucket", "c"]'),
    (policy(["starts-with", "$key", "b/"]), 'Policy Condition failed: ["starts-with", "$key", "b/"]'),
    (policy({"key": "a/b"}, {"acl": "private"}), 'Policy Condition failed: ["eq", "$acl", "private"]'),
    (policy(BUCKET), "Invalid according to Policy: Extra input fields: key"),
    (policy({"key": "a/b"}, ["content-length-range", 11, 20]), "EntityTooSmall"),
    (policy({"key": "a/b"}, ["content-length-range", 0, 9]), "EntityTooLarge"),
    (policy({"key": "a/b"}, ["content-length-range", "x", 9]), "InvalidPolicyDocument: Invalid Policy: Invalid content-length-range"),
    (policy(["starts-with", "key", ""]), "InvalidPolicyDocument: Invalid Policy: Invalid Simple-Condition"),
    (policy({"key": "a/b"}, expiration="soon"), "InvalidPolicyDocument: Invalid Policy: Invalid 'expiration' value: 'soon'"),
    (policy({"key": "a/b"}, ["content-length-range", 0, float("inf")]), "InvalidPolicyDocument: Invalid Policy: Invalid content-length"),
    pytest.param(base64.b64encode(b"[" * 100_000).decode(), "InvalidPolicyDocument: Invalid Policy: Invalid JSON.", id="nested"),
    ("no base64", "InvalidPolicyDocument: Invalid Policy: Invalid JSON."),
    (base64.b64encode(b"[]").decode(), "InvalidPolicyDocument: Invalid Policy: Invalid JSON."),
    (base64.b64encode(b'{"conditions": []}').decode(), "InvalidPolicyDocument: Invalid Policy: Policy missing expiration."),
    (base64.b64encode(b'{"expiration": "2026-11-29T12:00:01Z"}').decode(), "Invalid Policy: Policy missing conditions."),
])  # fmt: skip
def test_a_form_that_its_policy_does_not_allow(given: str, says: str) -> None:
    with pytest.raises(S3Error) as refused:
        check_form(BrowserForm({"key": "a/b", "policy": given}, 10), "b", NOW)
    assert says in str(refused.value)


def test_it_is_checked_before_the_form_is_stored(aws: Aws) -> None:
    bucket, s3 = unique("form"), aws.client("s3")
    s3.create_bucket(Bucket=bucket)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    for key, status in (("mine/a", 204), ("yours/a", 403)):
        given = policy(["starts-with", "$key", "mine/"], expiration=until)
        assert send_form(aws.running.port, bucket, {"key": key, "policy": given}).status == status
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["mine/a"]
