"""Documents that AWS refuses when they are put, and those that S3 calls public; each row of the tables has its source."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from policy_actions import TABLE, read_reference

from s3_replication.policy_checks import (
    PolicyRefused,
    PolicyTooLarge,
    check_bucket_policy,
    check_identity_policy,
    check_key_policy,
    check_queue_policy,
    check_topic_policy,
    check_trust_policy,
    is_public,
    with_id,
)

HERE = "arn:aws:iam::111111111111:role/here"
BASE = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::b/*",
}


def rows(name: str) -> list[Any]:
    found = yaml.safe_load(Path(__file__).with_name(name).read_text())
    return [pytest.param(row, id=row["name"]) for row in found]


def identify(name: str) -> str | None:
    return "AROAHERE000000000000A" if name == HERE else None


def document(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    statement = {name: value for name, value in {**base, **change}.items() if value is not None}
    return {"Version": "2012-10-17", "Statement": [{**statement, **({"Sid": "x" * 20480} if statement.get("Sid") == "LONG" else {})}]}


def refusal(check: Any, *arguments: Any) -> str | None:
    try:
        check(*arguments)
    except PolicyRefused as error:
        return str(error)
    return None


@pytest.mark.parametrize("row", rows("buckets.yaml"))
def test_bucket_policies(row: dict[str, Any]) -> None:
    text = json.dumps(document(BASE, row["change"])).encode()
    assert refusal(check_bucket_policy, text, "arn:aws:s3:::b", identify) == row.get("message")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Policies must be valid JSON and the first byte must be '{'"),
        ("[]", "Policies must be valid JSON and the first byte must be '{'"),
        ("{", "This policy contains invalid Json"),
        ("{}", "Missing required field Statement"),
        ('{"Statement": []}', "Could not parse the policy: Statement is empty!"),
        ('{"Statement": [1]}', "Invalid policy syntax."),
        ('{"Version": "2013-10-17", "Statement": [{}]}', "The policy must contain a valid version string"),
        ("{" + '"a":[' * 100000, "This policy contains invalid Json"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_texts_that_are_no_bucket_policy(text: str, message: str) -> None:
    assert refusal(check_bucket_policy, text.encode(), "arn:aws:s3:::b", identify) == message


@pytest.mark.parametrize("row", rows("public.yaml"))
def test_the_meaning_of_public(row: dict[str, Any]) -> None:
    assert is_public(document({**BASE, "Principal": "*"}, row["change"])) is row["public"]


TRUST = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
GONE = {"AWS": "arn:aws:iam::111111111111:role/gone"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, None),
        ({"Principal": {"AWS": HERE}, "Action": ["sts:AssumeRole", "sts:TagSession"]}, None),
        ({"Principal": GONE}, f'Invalid principal in policy: "AWS":"{GONE["AWS"]}"'),
        ({"Principal": {"Service": "s3"}}, 'Invalid principal in policy: "SERVICE":"s3"'),
        ({"Resource": "*"}, "Has prohibited field Resource"),
        ({"Principal": None}, "Missing required field Principal"),
        ({"Action": "s3:GetObject"}, "AssumeRole policy may only specify STS AssumeRole actions."),
        ({"Effect": "allow"}, "Syntax errors in policy."),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": ["1" * 12] * 200}}}, "Cannot exceed quota for ACLSizePerRole: 2048"),
    ],
    ids=["sound", "a role", "a role that is gone", "no service", "a resource", "no principal", "an action", "effect", "size"],
)
def test_trust_policies(change: dict[str, Any], message: str | None) -> None:
    """IAM's messages as users reported them; sizes from the IAM User Guide, "IAM and AWS STS quotas"."""
    assert refusal(check_trust_policy, json.dumps(document(TRUST, change)), "aws", identify) == message


def test_identity_policies() -> None:
    """IAM User Guide: no Principal in an identity policy; quotas count no white space."""
    text = json.dumps(document(BASE, {}))
    assert refusal(check_identity_policy, text, 6144, "x") == "Policy document should not specify a principal."
    plain = json.dumps(document(BASE, {"Principal": None}))
    assert refusal(check_identity_policy, plain + " " * 9000, 6144, "x") is None
    with pytest.raises(PolicyTooLarge, match="x"):
        check_identity_policy(plain, 10, "x")


@pytest.mark.parametrize(
    ("check", "action", "wrong", "messages"),
    [
        (check_key_policy, "kms:*", "kms", ("Policy contains a statement with one or more invalid principals.", None)),
        (
            check_topic_policy,
            "SNS:Publish",
            "sqs:SendMessage",
            ("Invalid parameter: Policy Error: PrincipalNotFound", "Invalid parameter: Policy statement action out of service scope!"),
        ),
        (
            check_queue_policy,
            "SQS:SendMessage",
            "sns:Publish",
            ("Invalid value for the parameter Policy.", "Invalid value for the parameter Policy."),
        ),
    ],
    ids=["key", "topic", "queue"],
)
def test_key_topic_and_queue_policies(check: Any, action: str, wrong: str, messages: tuple[str, str | None]) -> None:
    base = {**BASE, "Action": action, "Resource": "*"}
    assert refusal(check, json.dumps(document(base, {})), "aws", identify) is None
    assert refusal(check, json.dumps(document(base, {"Principal": GONE})), "aws", identify) == messages[0]
    found = refusal(check, json.dumps(document(base, {"Action": wrong})), "aws", identify)
    assert found == messages[1] if messages[1] else found is not None
    assert refusal(check, json.dumps(document(base, {"Effect": None})), "aws", identify) is not None
    assert refusal(check, "no JSON", "aws", identify) is not None


def test_a_deleted_role_is_shown_by_its_id() -> None:
    """IAM User Guide, "AWS JSON policy elements: Principal"."""
    text = json.dumps(
        document(BASE, {"Principal": {"AWS": [HERE, "111111111111"]}, "Condition": {"ArnEquals": {"aws:PrincipalArn": HERE}}})
    )
    shown = json.loads(with_id(text, HERE, "AROA1"))["Statement"][0]
    assert shown["Principal"] == {"AWS": ["AROA1", "111111111111"]}
    assert shown["Condition"] == {"ArnEquals": {"aws:PrincipalArn": HERE}}
    assert with_id(text, "arn:aws:iam::111111111111:role/other", "AROA1") == text


def test_the_table_of_actions_is_policy_sentrys() -> None:
    assert json.loads(TABLE.read_text()) == read_reference(), "run tools/policy_actions.py"
