"""`Policy.read`: a policy that AWS already holds is read whole, with notes in the place of a refusal; and AWS's own policies are read."""

import json
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from s3_replication.iam import UNKNOWN, Note, Policies, Policy, PolicyError, PolicyKind, Verdict, evaluate

from .test_cases import request_of

GOOD = {"Sid": "Good", "Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kms:*", "Resource": "*"}
MANAGED = json.loads(aws_managed_policies_data)


@pytest.mark.parametrize(
    ("document", "place", "text"),
    [
        ("{", "p", "is not JSON"),
        ("[]", "p", "is a list, not a JSON object"),
        ('{"Statement": [], "Statement": []}', "p", "has the key 'Statement' twice"),
        ({"Version": "2008-10-17"}, "p: Statement", "has no Statement"),
        ({"Statement": "none"}, "p: Statement[0]", "is 'none'"),
        ({"Version": "2026-01-01", "Statement": GOOD}, "p: Version", "is '2026-01-01'"),
        ({"Comment": "x", "Statement": GOOD}, "p", "has the element 'Comment'"),
        ({"Statement": [{**GOOD, "Sid": 1}]}, "p: Statement[0].Sid", "is 1"),
        ({"Statement": [{**GOOD, "Condition": "none"}]}, "p: Statement[0].Condition", "is 'none'"),
        ({"Statement": [{**GOOD, "Condition": {"Bool": "none"}}]}, "p: Statement[0].Condition.Bool", "is 'none'"),
        (
            {"Statement": [{**GOOD, "Resource": UNKNOWN, "NotResource": "*"}]},
            "p: Statement[0].Resource",
            "has both Resource and NotResource",
        ),
        ({"Statement": [{name: GOOD[name] for name in GOOD if name != "Resource"}]}, "p: Statement[0].Resource", "has no effect"),
    ],
)
def test_what_is_odd_about_a_stored_policy_is_noted(document: Any, place: str, text: str) -> None:
    (note,) = Policy.read(document, "p").notes
    assert isinstance(note, Note)
    assert note.place == place
    assert text in note.text


def test_aws_stores_a_statement_of_a_key_policy_that_has_no_effect() -> None:
    idle = {"Effect": "Allow", "Principal": "*", "NotAction": "s3:*"}
    policy = Policy.parse({"Statement": [GOOD, idle]}, "p", PolicyKind.KEY)
    assert [note.place for note in policy.notes] == ["p: Statement[1].Resource"]


@pytest.mark.parametrize("document", ["{", "[]", {"Version": "2008-10-17"}])
def test_a_stored_policy_of_which_nothing_is_read_may_allow_and_may_deny(document: Any) -> None:
    (statement,) = Policy.read(document, "p").statements
    assert {statement.effect, statement.actions, statement.principals, statement.resources, statement.conditions} == {UNKNOWN}


def test_a_stored_policy_in_which_nothing_is_odd_has_no_notes_and_is_what_parse_makes() -> None:
    document = {"Version": "2012-10-17", "Statement": [GOOD]}
    assert Policy.read(document, "p") == Policy.parse(document, "p")
    assert Policy.read(document, "p").notes == ()


def test_all_policies_of_aws_are_read_without_a_refusal_or_a_note() -> None:
    refused = []
    for name, found in MANAGED.items():
        try:
            assert Policy.parse(found["Document"], name, PolicyKind.AWS_MANAGED).notes == ()
        except PolicyError as error:
            refused.append(str(error))
    assert refused == []
    assert len(MANAGED) > 1_500


def test_the_largest_policy_of_aws_decides() -> None:
    row = {"principal": "session", "action": "s3:GetObject", "target": "arn:aws:s3:::bucket/key", "owner": "111111111111"}
    policy = Policy.read(MANAGED["ReadOnlyAccess"]["Document"], "ReadOnlyAccess")
    assert evaluate(request_of(row), Policies(identity=(policy,))).verdict is Verdict.ALLOW
