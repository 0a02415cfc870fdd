"""Addresses and references are parsed as Terraform writes them, and followed only if they can mean only one thing."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.iam import UNKNOWN
from s3_replication.plan import read_plan
from s3_replication.plan.address import module_path, outermost, reference
from s3_replication.plan.policies import without_accounts
from s3_replication.plan.values import overlay

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "references.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_reference_is_taken_apart(case: dict[str, Any]) -> None:
    found = reference(case["written"])
    assert (found and [found.kind, found.subject, found.key, found.name, found.attribute]) == case["parts"]


def test_a_module_path_keeps_its_instances() -> None:
    assert module_path('module.a["x.module.b"].module.c[0].aws_s3_bucket.d') == (("a", '["x.module.b"]'), ("c", "[0]"))
    assert module_path("aws_s3_bucket.d") == ()


def test_only_the_whole_reference_counts_where_terraform_lists_its_beginnings_too() -> None:
    assert outermost(["aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k", "var.x"]) == ["aws_kms_key.k[0].arn", "var.x"]


def test_what_is_unknown_is_marked_at_its_place() -> None:
    known = {"a": 1, "list": ["x", None], "block": [{"b": 2}]}
    unknown = {"c": True, "list": [False, True], "block": [{"b": False, "d": True}], "e": {}}
    assert overlay(known, unknown) == {"a": 1, "c": UNKNOWN, "list": ["x", UNKNOWN], "block": [{"b": 2, "d": UNKNOWN}], "e": None}


def plan(bucket: dict[str, Any], *references: str, region: str | None = None) -> dict[str, Any]:
    """A plan of two buckets and a versioning resource that names one of them by the references."""
    resources = [
        {"address": f"aws_s3_bucket.{name}", "type": "aws_s3_bucket", "name": name, "provider_config_key": "aws", "expressions": {}}
        for name in ("one", "two")
    ]
    versioning = {"address": "aws_s3_bucket_versioning.v", "type": "aws_s3_bucket_versioning", "name": "v", "provider_config_key": "aws"}
    changes = [
        {
            **one,
            "mode": "managed",
            "change": {"actions": ["create"], "after": {"bucket": one["name"], **bucket}, "after_unknown": {"id": True}},
        }
        for one in resources
    ]
    after = {"versioning_configuration": [{"status": "Enabled"}]}
    changes.append({**versioning, "mode": "managed", "change": {"actions": ["create"], "after": after, "after_unknown": {"bucket": True}}})
    written = {**versioning, "expressions": {"bucket": {"references": list(references)}}}
    provider = {
        "expressions": {"region": {"constant_value": region or "eu-west-1"}, "allowed_account_ids": {"constant_value": ["111111111111"]}}
    }
    return {
        "format_version": "1.2",
        "planned_values": {},
        "resource_changes": changes,
        "configuration": {"provider_config": {"aws": provider}, "root_module": {"resources": [*resources, written], "module_calls": {}}},
    }


def versioned(document: dict[str, Any]) -> dict[str, Any]:
    return {name: bucket.versioning for name, bucket in read_plan(document).world.buckets.items()}


def test_a_reference_to_one_bucket_means_it() -> None:
    assert versioned(plan({}, "aws_s3_bucket.one.id", "aws_s3_bucket.one")) == {"one": "Enabled", "two": "Never"}


@pytest.mark.parametrize(
    "references",
    [["aws_s3_bucket.one.id", "aws_s3_bucket.two.id"], ["local.bucket"], ["aws_s3_bucket.one.id", "local.bucket"], ["var.bucket"], []],
    ids=["two buckets", "a local value", "a bucket or a local value", "a variable of the root", "nothing"],
)
def test_a_choice_is_left_open_and_no_bucket_is_called_unversioned(references: list[str]) -> None:
    document = plan({}, *references)
    assert versioned(document) == {"one": UNKNOWN, "two": UNKNOWN}
    assert [one.address for one in read_plan(document).diagnostics] == ["aws_s3_bucket_versioning.v"]


@pytest.mark.parametrize(("name", "expected"), [({}, UNKNOWN), ({"bucket": "one"}, "Enabled")], ids=["unknown", "known"])
def test_a_variable_that_names_a_known_bucket_is_not_why_its_id_is_unknown(name: dict[str, str], expected: object) -> None:
    """The caller gives it by a local value, where the way ends; the bucket's own name in the plan says what it was given."""
    document = plan({}, "module.m.id")
    bucket = {"type": "aws_s3_bucket", "name": "this", "mode": "managed"}
    inside = {
        **bucket,
        "address": "aws_s3_bucket.this",
        "provider_config_key": "aws",
        "expressions": {"bucket": {"references": ["var.name"]}},
    }
    output = {"id": {"expression": {"references": ["aws_s3_bucket.this", "var.name"]}}}
    call = {"expressions": {"name": {"references": ["local.name"]}}, "module": {"resources": [inside], "outputs": output}}
    document["configuration"]["root_module"]["module_calls"] = {"m": call}
    unknown = {"id": True, **({} if name else {"bucket": True})}
    change = {"actions": ["create"], "after": name, "after_unknown": unknown}
    document["resource_changes"] = [
        *document["resource_changes"][2:],
        {**bucket, "address": "module.m.aws_s3_bucket.this", "change": change},
    ]

    assert versioned(document).get("one", UNKNOWN) == expected


def test_references_that_run_in_a_circle_end() -> None:
    document = plan({}, "module.m.out")
    loop = {"expression": {"references": ["module.m.out", "module.m.other"]}}
    document["configuration"]["root_module"]["module_calls"] = {"m": {"module": {"outputs": {"out": loop, "other": loop}}}}
    document["resource_changes"].append({"address": "module.m.x.y", "type": "x", "name": "y", "change": {"actions": ["create"]}})
    assert versioned(document) == {"one": UNKNOWN, "two": UNKNOWN}


def test_a_bucket_may_have_a_region_of_its_own() -> None:
    """An argument of every resource since version 6 of the provider."""
    buckets = read_plan(plan({"region": "us-gov-east-1"}, "aws_s3_bucket.one.id")).world.buckets
    assert {bucket.region for bucket in buckets.values()} == {"us-gov-east-1"}
    assert {bucket.arn.split(":")[1] for bucket in buckets.values()} == {"aws-us-gov"}


CREDENTIALS = [
    ("no credentials in either", {}, {}, "111111111111"),
    ("the same profile", {"profile": {"constant_value": "x"}}, {"profile": {"constant_value": "x"}}, "111111111111"),
    ("another profile", {"profile": {"constant_value": "x"}}, {"profile": {"constant_value": "y"}}, None),
    ("a role in one only", {}, {"assume_role": [{"role_arn": {"references": ["var.role"]}}]}, None),
    ("templates that a plan cannot tell apart", *[{"assume_role": [{"role_arn": {"references": ["local.id"]}}]}] * 2, None),
    ("calls that a plan cannot tell apart", *[{"profile": {}}] * 2, None),
]


@pytest.mark.parametrize(("first", "second", "account"), [row[1:] for row in CREDENTIALS], ids=[row[0] for row in CREDENTIALS])
def test_providers_share_an_account_only_where_their_credentials_are_the_same(
    first: dict[str, Any], second: dict[str, Any], account: str | None
) -> None:
    """One alias per Region is the usual reason for a second provider."""
    document = plan({}, "aws_s3_bucket.one.id")
    configuration = document["configuration"]
    configuration["provider_config"] = {
        "aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}, **first}},
        "aws.two": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}, **second}},
    }
    configuration["root_module"]["resources"][1]["provider_config_key"] = "aws.two"
    found = read_plan(document, accounts={"aws": "111111111111"}).world.buckets
    assert found["one"].account == "111111111111"
    assert (found["two"].account if "two" in found else None) == account


def test_two_accounts_without_numbers_are_left_out() -> None:
    """They may be one account or two, and every answer would depend on that."""
    document = plan({}, "aws_s3_bucket.one.id")
    document["configuration"]["provider_config"] = {
        "aws": {"name": "aws", "expressions": {"profile": {"constant_value": "x"}}},
        "aws.two": {"name": "aws", "expressions": {"profile": {"constant_value": "y"}}},
    }
    document["configuration"]["root_module"]["resources"][1]["provider_config_key"] = "aws.two"
    found = read_plan(document)
    assert found.world.buckets == {}
    assert {one.address for one in found.diagnostics} >= {"aws_s3_bucket.one", "aws_s3_bucket.two"}


def test_an_account_number_is_open_where_the_own_one_is_not_known() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::222222222222:root"]},
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::b/*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    opened = {**document, "Statement": [{**statement, "Principal": {"AWS": [UNKNOWN]}}]}
    assert without_accounts(document) == opened
    assert without_accounts(json.dumps(document)) == opened
    assert without_accounts("no JSON") == "no JSON"
    own = {"AWS": "arn:aws:iam::000000000000:root", "Date": "20260101T000000Z1234567890123"}
    assert without_accounts(own) == own
