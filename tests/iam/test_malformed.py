"""What `Policy.parse` refuses and how it says so, and the sizes that AWS sets."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from s3_replication.errors import InputError
from s3_replication.iam import UNKNOWN, Policy, PolicyError, PolicyKind

CASES = yaml.safe_load(Path(__file__).with_name("malformed.yaml").read_text(encoding="utf-8"))["cases"]
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
SIZES = {
    PolicyKind.MANAGED: 6_144, PolicyKind.ROLE: 10_240, PolicyKind.BOUNDARY: 6_144, PolicyKind.SESSION: 2_048, PolicyKind.SCP: 10_240,
    PolicyKind.RCP: 5_120, PolicyKind.TRUST: 4_096, PolicyKind.BUCKET: 20_480, PolicyKind.KEY: 32_768,
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_malformed_policy_is_refused_with_place_and_repair(case: dict[str, Any]) -> None:
    document = case["text"] if "text" in case else case["policy"]
    kind = PolicyKind(case["kind"]) if "kind" in case else None
    with pytest.raises(PolicyError) as refusal:
        Policy.parse(document, "the-policy", kind)
    message = str(refusal.value)
    assert message == f"policy the-policy{case.get('message', message.removeprefix('policy the-policy'))}"
    assert "; allowed: " in message
    assert not [words for words in case.get("says", []) if words not in message], message
    assert "message" in case or "says" in case
    assert isinstance(refusal.value, InputError)


def sized(size: int, kind: PolicyKind, filler: str = "x") -> str:
    """A policy that the kind accepts, of exactly this many characters without white space, with a single byte each."""
    statement: dict[str, object] = dict(STATEMENT)
    if kind in (PolicyKind.BUCKET, PolicyKind.KEY, PolicyKind.RCP, PolicyKind.TRUST):
        statement["Principal"] = "*"
    if kind is PolicyKind.TRUST:
        del statement["Resource"]
        statement["Action"] = "sts:AssumeRole"
    if kind is PolicyKind.RCP:
        statement["Effect"] = "Deny"
    document = {"Version": "2012-10-17", "Id": "", "Statement": [statement]}
    document["Id"] = filler * (size - len(json.dumps(document, separators=(",", ":"))))
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize(("kind", "size"), SIZES.items())
def test_a_policy_may_be_as_large_as_its_kind_and_no_larger(kind: PolicyKind, size: int) -> None:
    assert len(Policy.parse(sized(size, kind), "p", kind).statements) == 1
    with pytest.raises(PolicyError) as refusal:
        Policy.parse(sized(size + 1, kind), "p", kind)
    allowed = f"{size:,} without white space, the quota of a {kind.value}"
    repair = "Join statements, use wildcards, or split the policy."
    assert str(refusal.value) == f"policy p is {size + 1:,} long; allowed: {allowed}. {repair}"


@pytest.mark.parametrize("kind", [PolicyKind.ROLE, PolicyKind.BUCKET])
def test_white_space_does_not_count(kind: PolicyKind) -> None:
    loose = json.dumps(json.loads(sized(SIZES[kind], kind)), indent=8)
    assert len(loose) > SIZES[kind]
    assert Policy.parse(loose, "p", kind)


@pytest.mark.parametrize("kind", [None, PolicyKind.AWS_MANAGED])
def test_a_policy_that_may_be_one_of_aws_own_has_no_quota(kind: PolicyKind | None) -> None:
    document = {"Statement": [{**STATEMENT, "Action": [f"s3:Get{number}" for number in range(15_000)]}]}
    assert len(json.dumps(document)) > 160_000, "AWSSupportServiceRolePolicy, the largest, has about 150,000"
    assert Policy.parse(document, "p", kind).statements


def test_iam_counts_characters_and_s3_counts_bytes() -> None:
    assert Policy.parse(sized(10_240, PolicyKind.ROLE, "é"), "p", PolicyKind.ROLE)
    with pytest.raises(PolicyError, match="20,480"):
        Policy.parse(sized(20_480, PolicyKind.BUCKET, "é"), "p", PolicyKind.BUCKET)


def test_a_text_beyond_all_measure_is_not_even_read() -> None:
    with pytest.raises(PolicyError, match="is 2,000,000 long; allowed: 1,048,576, the longest text that is read as a policy"):
        Policy.parse("[" * 2_000_000, "p")


@pytest.mark.parametrize("document", ["[" * 60_000, '{"Statement":' * 60_000], ids=["lists", "objects"])
def test_a_deep_document_is_refused(document: str) -> None:
    with pytest.raises(PolicyError, match=r"nested too deeply|is not JSON"):
        Policy.parse(document, "p")


def test_a_mapping_that_holds_itself_is_refused() -> None:
    document: dict[str, object] = {}
    document["Statement"] = document
    with pytest.raises(PolicyError):
        Policy.parse(document, "p")


@pytest.mark.parametrize(
    ("odd", "says"),
    [(b"bytes", "bytes is no JSON"), (object(), "object is no JSON value"), ({1, 2}, "set is no JSON value"), (10**5000, "is not JSON")],
    ids=["bytes", "object", "set", "huge number"],
)
def test_a_value_that_json_does_not_have_is_refused(odd: object, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        Policy.parse({"Statement": {**STATEMENT, "Condition": {"StringEquals": {"aws:x": odd}}}}, "p")


def test_a_huge_number_in_json_text_is_refused() -> None:
    text = '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"NumericEquals": {"aws:x": %s}}}}'
    for digits, says in ((400, "is of the type int;"), (5000, "is not JSON")):
        with pytest.raises(PolicyError, match=says):
            Policy.parse(text % ("9" * digits), "p")


def test_any_mapping_is_a_document() -> None:
    document: Mapping[str, object] = MappingProxyType({"Statement": (MappingProxyType(STATEMENT),)})
    assert len(Policy.parse(document, "p").statements) == 1


def test_an_unknown_version_is_taken_for_the_newer_one() -> None:
    assert Policy.parse({"Version": UNKNOWN, "Statement": STATEMENT}, "p").statements
    with pytest.raises(PolicyError, match="has a broken policy variable"):
        Policy.parse({"Version": UNKNOWN, "Statement": {**STATEMENT, "Resource": "arn:aws:s3:::b/${aws:username"}}, "p")


def test_a_message_quotes_a_long_value_only_in_part() -> None:
    with pytest.raises(PolicyError) as refusal:
        Policy.parse({"Statement": {**STATEMENT, "Action": "x" * 5000}}, "p")
    assert len(str(refusal.value)) < 400
    assert "xxx..." in str(refusal.value)


@pytest.mark.parametrize(("length", "cut"), [(78, False), (79, True)])
def test_eighty_characters_are_quoted_whole(length: int, cut: bool) -> None:
    with pytest.raises(PolicyError) as refusal:
        Policy.parse({"Statement": {**STATEMENT, "Action": "x" * length}}, "p")
    quoted = str(refusal.value).split(" is ", 1)[1].split("; allowed")[0]
    assert quoted == ("'" + "x" * 76 + "..." if cut else "'" + "x" * 78 + "'")


def test_a_value_that_is_not_known_counts_for_nothing() -> None:
    document = json.loads(sized(32_768 - len(',"Sid":""'), PolicyKind.KEY))
    document["Statement"][0]["Sid"] = UNKNOWN
    assert Policy.parse(document, "p", PolicyKind.KEY)
    with pytest.raises(PolicyError, match="is 32,769 long"):
        Policy.parse({**document, "Id": document["Id"] + "x"}, "p", PolicyKind.KEY)


def test_sids_are_free_text_in_a_bucket_policy() -> None:
    statement = {**STATEMENT, "Principal": "*", "Sid": "Allow it, please"}
    policy = Policy.parse({"Statement": [statement, statement]}, "p", PolicyKind.BUCKET)
    assert [item.label for item in policy.statements] == ["Allow it, please"] * 2


def test_two_statements_without_sid_are_no_clash() -> None:
    policy = Policy.parse({"Statement": [{**STATEMENT, "Sid": ""}, {**STATEMENT, "Sid": UNKNOWN}, STATEMENT]}, "p", PolicyKind.ROLE)
    assert [item.label for item in policy.statements] == ["0", "1", "2"]
