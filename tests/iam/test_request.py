"""What a request may hold: keys in any case, values that say whether they are lists, and callers that are what they seem."""

from typing import Any

import pytest

from s3_replication.errors import InputError
from s3_replication.iam import UNKNOWN, Multivalued, Policies, Policy, Principal, PrincipalKind, Request, RequestContext, Verdict, evaluate

ROLE = Principal(PrincipalKind.ROLE_SESSION, "arn:aws:iam::111111111111:role/replication", "111111111111")


def asked(context: Any) -> Request:
    return Request(ROLE, "s3:GetObject", "arn:aws:s3:::b/k", "111111111111", context)


@pytest.mark.parametrize(
    ("context", "says"),
    [
        (
            {"s3:x": "ab"},
            "context key 's3:x' has the value 'ab'; allowed: a tuple of strings, a Multivalued of strings, or UNKNOWN. Write ('ab',).",
        ),
        (
            {"s3:x": ["a"]},
            "context key 's3:x' has the value ['a']; allowed: a tuple of strings, a Multivalued of strings, or UNKNOWN. Write Multivalued",
        ),
        ({"s3:x": (1,)}, "has the value (1,)"),
        ({"s3:x": None}, "has the value None"),
        ({"s3:x": True}, "has the value True"),
        (
            {"s3:X": ("a",), "S3:x": ("b",)},
            "context key 'S3:x' is given twice, in different case; allowed: each key once. Remove one of them.",
        ),
        ({1: ("a",)}, "context key 1 is not text; allowed: the key's name, such as aws:SourceArn. Write the name."),
    ],
)
def test_a_context_that_would_be_misread_is_refused(context: Any, says: str) -> None:
    with pytest.raises(InputError) as refusal:
        asked(context)
    assert says in str(refusal.value)


def test_keys_are_found_in_any_case() -> None:
    policy = Policy.parse(
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"AWS:SourceVPCe": "vpce-1"}}}}, "p"
    )
    assert evaluate(asked({"aws:SourceVpce": ("vpce-1",)}), Policies(identity=(policy,))).verdict is Verdict.ALLOW


def test_a_list_of_one_is_not_a_single_value() -> None:
    assert Multivalued(["a"]) == ("a",)
    assert isinstance(asked({"s3:x": Multivalued(["a"])}).context["s3:x"], Multivalued)


@pytest.mark.parametrize(
    "statement",
    [
        {"Resource": "*", "Condition": {"StringEquals": {"s3:x": "k"}}},
        {"Resource": "*", "Condition": {"StringNotEquals": {"s3:x": "z"}}},
        {"Resource": "arn:aws:s3:::b/${s3:x}"},
        {"Resource": "arn:aws:s3:::b/${s3:x, 'k'}"},
    ],
)
def test_several_values_are_a_list_however_they_are_given(statement: dict[str, Any]) -> None:
    policy = Policy.parse({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", **statement}}, "p")
    assert evaluate(asked({"s3:x": ("k", "l")}), Policies(identity=(policy,))).verdict is Verdict.DENY
    assert evaluate(asked({"s3:x": ("k",)}), Policies(identity=(policy,))).verdict is Verdict.ALLOW


def test_a_context_that_many_requests_share_is_checked_once() -> None:
    shared = RequestContext({"aws:SourceArn": ("arn:aws:s3:::b",), "s3:x": UNKNOWN})
    assert asked(shared).context is shared
    more = shared.including({"s3:X": ("a",), "s3:Y": ("b",)})
    assert more == {"aws:sourcearn": ("arn:aws:s3:::b",), "s3:x": ("a",), "s3:y": ("b",)}
    assert shared["s3:x"] is UNKNOWN
    with pytest.raises(InputError):
        shared.including({"s3:z": "ab"})  # type: ignore[dict-item]


def test_a_sessions_own_arn_is_no_role() -> None:
    with pytest.raises(InputError, match=r"is the ARN of a session; allowed: the ARN of the role, with its path\. Give the session's name"):
        Principal(PrincipalKind.ROLE_SESSION, "arn:aws:sts::111111111111:assumed-role/replication/s", "111111111111")
