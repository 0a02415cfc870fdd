"""Every principal, resource and condition of every planned policy keeps a stranger out, whom strangers.yaml names."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from minimality import Features
from narrow import Attached, Element, attached, base, changed, elements, strange, verdict, weakened

from s3_replication.iam import Verdict

DATA: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "strangers.yaml").read_text(encoding="utf-8"))
ROWS, REASONS = DATA["strangers"], DATA["reasons"]


@pytest.fixture(scope="session")
def parts(features: Features) -> list[Element]:
    return list(elements(attached(features.plan)))


def covers(row: Mapping[str, Any], element: Element) -> bool:
    return (
        element.policy.kind in row["policies"]
        and element.what == row["what"]
        and re.fullmatch(row["sids"], element.sid) is not None
        and re.fullmatch(row.get("value", ".*"), element.value, re.DOTALL) is not None
    )


def named(element: Element) -> str:
    return f"{element.policy.address}, statement {element.sid}, {element.what} {element.value}"


def complaints(element: Element, row: Mapping[str, Any]) -> Iterator[str]:
    """Where the stranger of a row is let in, or would not be without the part."""
    policy, statement = element.policy, element.statement
    denies = statement["Effect"] == "Deny"
    for request in base(element):
        stranger = strange(request, row["request"])
        if verdict(policy, policy.document, request, open_else=denies) is (Verdict.ALLOW if denies else Verdict.DENY):
            yield f"the statement is not about {request.action} on {request.resource}"
        if verdict(policy, policy.document, stranger, open_else=denies) is not Verdict.DENY:
            yield f"{row['stranger']} may {stranger.action}"
        for less in weakenings(element, row):
            alone = verdict(policy, changed(element, less), stranger, open_else=denies)
            if "also_by" not in row and alone is not Verdict.ALLOW:
                yield f"{row['stranger']} may not {stranger.action} even with {json.dumps(less)}"
            if "also_by" in row:
                yield from kept_out_twice(element, row, less, stranger)
        if "friend" in row:
            yield from friend_kept_in(element, strange(request, row["friend"]))


def weakenings(element: Element, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """No value, however wide, lets in a request without the key; only removing the condition does."""
    found = list(weakened(element.statement, element.what, element.value))
    return found[:1] if None in row["request"].get("context", {}).values() else found


def kept_out_twice(element: Element, row: Mapping[str, Any], less: Mapping[str, Any], stranger: Any) -> Iterator[str]:
    if verdict(element.policy, changed(element, less), stranger) is not Verdict.DENY:
        yield f"{row['also_by']} does not keep {row['stranger']} out, so also_by is wrong"
    both = next(weakened(less, row["also_by"], ""))
    if verdict(element.policy, changed(element, both), stranger) is not Verdict.ALLOW:
        yield f"{row['stranger']} may not {stranger.action} even with {json.dumps(both)}"


def friend_kept_in(element: Element, friend: Any) -> Iterator[str]:
    policy, bare = element.policy, {key: value for key, value in element.statement.items() if key != "Condition"}
    if verdict(policy, policy.document, friend, open_else=True) is not Verdict.ALLOW:
        yield "the friend is refused"
    if verdict(policy, changed(element, bare), friend, open_else=True) is not Verdict.DENY:
        yield "the friend is let in without the condition too"


def test_every_part_of_every_policy_has_a_stranger_or_a_reason(parts: list[Element]) -> None:
    assert [named(one) for one in uncovered(parts)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{'/'.join(row['policies'])} {row['what']}: {row['stranger']}")
def test_a_stranger_is_kept_out_by_that_part(parts: list[Element], row: Mapping[str, Any]) -> None:
    met = [one for one in parts if covers(row, one)]
    assert met, "no planned policy has this part"
    assert [f"{named(one)}: {text}" for one in met for text in complaints(one, row)] == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["what"].startswith("Condition") and "on_request" not in row], ids=lambda row: row["stranger"]
)
def test_every_statement_that_a_row_is_about_has_the_condition(parts: list[Element], row: Mapping[str, Any]) -> None:
    """Or a condition could be lost from one policy while another still has it."""
    about = {(one.policy.address, one.sid) for one in parts if one.policy.kind in row["policies"] and re.fullmatch(row["sids"], one.sid)}
    assert sorted(about - {(one.policy.address, one.sid) for one in parts if covers(row, one)}) == []


@pytest.mark.parametrize("row", REASONS, ids=lambda row: f"{'/'.join(row['policies'])} {row['what']}")
def test_a_reason_is_about_a_part_that_is_there_and_names_its_source(parts: list[Element], row: Mapping[str, Any]) -> None:
    assert any(covers(row, one) for one in parts)
    assert row["source"].startswith("https://docs.aws.amazon.com/")
    assert row["reason"].endswith(".")


def test_policies_of_every_kind_are_planned(parts: list[Element]) -> None:
    assert {one.policy.kind for one in parts} == {"role", "trust", "bucket", "key", "topic", "queue"}


def example(statement: Mapping[str, Any], kind: str = "bucket") -> list[Element]:
    policy = Attached(kind, "example", {"Version": "2012-10-17", "Statement": [{"Sid": "ReplicasFromA", "Effect": "Allow", **statement}]})
    return list(elements([policy]))


REPLICAS = {
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": "s3:ReplicateObject",
    "Resource": "arn:aws:s3:::to/*",
    "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/replication"}},
}


def uncovered(found: list[Element]) -> list[Element]:
    return [one for one in found if not any(covers(row, one) for row in (*ROWS, *REASONS))]


def all_complaints(found: list[Element]) -> list[str]:
    return [text for one in found for row in ROWS if covers(row, one) for text in complaints(one, row)]


def test_a_narrow_policy_has_no_complaint() -> None:
    assert all_complaints(example(REPLICAS)) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}},
        {
            "ArnEqualsIfExists": {
                "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/replication", "arn:aws:iam::111111111111:role/another"]
            }
        },
    ],
)
def test_a_condition_that_is_too_wide_is_noticed(condition: Mapping[str, Any]) -> None:
    assert any("another role" in text for text in all_complaints(example({**REPLICAS, "Condition": condition})))


def test_a_part_without_a_stranger_is_noticed() -> None:
    unknown = example({**REPLICAS, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}})
    assert [one.what for one in uncovered(unknown)] == ["Condition aws:MultiFactorAuthPresent"]
