"""Which policies can tell two keys of one bucket apart."""

import pytest

from s3_replication.iam import Grant, Policy, key_patterns, named_stems

STEM = "arn:aws:s3:::b/"


@pytest.mark.parametrize(
    ("resource", "each"),
    [
        ("arn:aws:s3:::b/${aws:username}/*", True),
        ("arn:aws:s3:::${aws:username}/*", True),
        ("arn:aws:s3:::*/${aws:username}/*", True),
        ("arn:aws:s3:::other/${aws:username}/*", False),
        ("arn:aws:kms:us-east-1:111111111111:key/${aws:username}", False),
        ("arn:aws:s3:::b/docs/*", False),
    ],
)
@pytest.mark.parametrize("element", ["Resource", "NotResource"])
def test_a_variable_in_the_arn_of_the_objects_gives_each_key_a_decision_of_its_own(resource: str, element: str, each: bool) -> None:
    policy = Policy.parse({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", element: resource}}, "p")
    assert key_patterns([policy], (), [STEM]).each is each


def test_an_incomplete_arn_is_compared_as_written_and_as_completed() -> None:
    policy = Policy.parse({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:*/docs/*"}}, "p")
    assert len(key_patterns([policy], (), [STEM]).patterns) == 2


@pytest.mark.parametrize(
    ("operator", "value", "each"),
    [
        ("StringLike", "arn:aws:s3:::b/docs/*", False),
        ("StringLike", "arn:aws:s3:::b/${aws:username}/*", True),
        ("StringEqualsIgnoreCase", "arn:aws:s3:::b/docs", True),
        ("ArnLike", "arn:aws:s3:::b/docs/*", False),
        ("ArnNotEquals", "arn:aws:s3:::b/${aws:username}/*", True),
    ],
)
def test_a_condition_on_the_encryption_context_is_a_pattern_unless_it_has_a_variable_or_ignores_case(
    operator: str, value: str, each: bool
) -> None:
    condition = {operator: {"kms:EncryptionContext:aws:s3:arn": value}}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:kms:*:*:key/*", "Condition": condition}
    found = key_patterns([Policy.parse({"Version": "2012-10-17", "Statement": statement}, "p")], (), [STEM])
    assert found.each is each
    assert found.prefixes == (frozenset() if each else {"docs/"})


def test_an_arn_condition_is_compared_part_by_part() -> None:
    """In a part before the fifth colon, `*` matches no colon."""
    patterns = ["arn:aws:s3:::b/one", "arn:*:s3:*:*:b/two", "arn:aws:s3:us-east-1::b/three", "arn:aws:s3*:b/four"]
    condition = {"ArnLike": {"kms:EncryptionContext:aws:s3:arn": patterns}}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    found = key_patterns([Policy.parse({"Version": "2012-10-17", "Statement": statement}, "p")], (), [STEM])
    assert (found.equals, found.patterns) == ({"one", "two"}, frozenset())


@pytest.mark.parametrize(
    ("statement", "stems"),
    [
        ({"Resource": "*"}, set()),
        ({"Resource": "arn:aws:kms:us-east-1:111111111111:key/*"}, {"arn:aws:kms:us-east-1:111111111111:key/"}),
        ({"Resource": "arn:aws:kms:*:111111111111:key/1"}, set()),
        ({"Resource": "arn:aws:s3:::b/docs/*"}, {STEM}),
        ({"Resource": "arn:aws:s3:::*/docs/*"}, None),
        ({"Resource": "arn:*/docs/*"}, None),
        ({"Resource": "arn:aws:s3:::b/${aws:username}/*"}, None),
        ({"Resource": "*", "Condition": {"StringLike": {"kms:EncryptionContext:aws:s3:arn": f"{STEM}docs/*"}}}, {STEM}),
        ({"Resource": "*", "Condition": {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b"}}}, set()),
        ({"Resource": "*", "Condition": {"ArnLike": {"kms:EncryptionContext:aws:s3:arn": f"{STEM}docs/*"}}}, None),
    ],
)
def test_a_policy_names_the_buckets_whose_keys_it_compares(statement: dict[str, object], stems: set[str] | None) -> None:
    policy = Policy.parse({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", **statement}}, "p")
    assert named_stems([policy], ()) == stems


def test_a_grant_names_the_bucket_of_its_encryption_context() -> None:
    grant = Grant("g", "role", frozenset({"Decrypt"}), encryption_context_subset={"aws:s3:arn": f"{STEM}one"})
    assert named_stems([], [grant]) == {STEM}
