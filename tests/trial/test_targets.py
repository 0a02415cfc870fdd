"""What replication depends on in a plan: everything of a pair, and nothing of the rest."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from s3_replication.plan import Reading, Source, read_plan
from s3_replication.trial.missing import stand_in_for_names
from s3_replication.trial.targets import block_targets, needed_of, targets_of

PLANS = Path(__file__).parent.parent / "plan" / "plans"
OTHERS = {
    "aws_s3_bucket.other": {"bucket": "other"},
    "aws_s3_bucket_policy.other": {"bucket": "other", "policy": "{}"},
    "aws_iam_role.other": {"name": "other", "assume_role_policy": "{}"},
    "aws_iam_role_policy.other": {"name": "other", "role": "other", "policy": "{}"},
    "aws_kms_key.other": {"arn": "arn:aws:kms:eu-west-1:123456789012:key/other"},
    "aws_kms_alias.other": {"name": "alias/other", "target_key_id": "arn:aws:kms:eu-west-1:123456789012:key/other"},
    "aws_iam_role_policy_attachment.other": {"role": "other", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
    "aws_instance.other": {"ami": "ami-1"},
}


class Recorded:
    """Records the stand-ins that are asked for, in place of creating them."""

    partition = "aws"

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def bucket(self, name: str, account: str, region: str, *, object_lock: bool = False) -> None:
        self.asked.append(("bucket", name, account, region, object_lock))

    def key(self, arn: str) -> None:
        self.asked.append(("key", arn))

    def role(self, account: str, path: str, name: str) -> None:
        self.asked.append(("role", account, path, name))

    def policy(self, arn: str) -> None:
        self.asked.append(("policy", arn))


def _stand_ins(reading: Reading) -> list[tuple[object, ...]]:
    recorded = Recorded()
    stand_in_for_names(reading, targets_of(reading), recorded)  # type: ignore[arg-type] # the same methods, without a local AWS
    return recorded.asked


def _plan(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PLANS / name / "plan.json").read_text(encoding="utf-8"))
    return found


def _reading(name: str, others: Mapping[str, Mapping[str, object]]) -> Reading:
    plan = _plan(name)
    changes = [
        {
            "address": address, "mode": "managed", "type": address.partition(".")[0], "name": "other",
            "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}},
        }
        for address, values in others.items()
    ]  # fmt: skip
    configured = [
        {"address": address, "mode": "managed", "type": address.partition(".")[0], "name": "other", "provider_config_key": "aws"}
        for address in others
    ]
    root = plan["configuration"]["root_module"]
    document = {
        **plan,
        "resource_changes": [*plan["resource_changes"], *changes],
        "configuration": {**plan["configuration"], "root_module": {**root, "resources": [*root["resources"], *configured]}},
    }
    return read_plan(document, source=Source.read(PLANS / name))


@pytest.mark.parametrize("name", ["one-account", "two-accounts"])
def test_every_resource_of_a_pair_is_a_target_and_no_other(name: str) -> None:
    own = {change["address"] for change in _plan(name)["resource_changes"] if change["mode"] == "managed"}
    assert set(targets_of(_reading(name, OTHERS))) == own


def test_a_destination_that_is_not_known_makes_every_bucket_role_and_key_a_target() -> None:
    reading = _reading("attached-policies", OTHERS)
    assert needed_of(reading.world).everything
    assert set(OTHERS) - set(targets_of(reading)) == {"aws_instance.other"}


NAMED = {"one-account": [("bucket", "bucket-of-somebody-else", "210987654321", "eu-west-1", False)], "two-accounts": []}


@pytest.mark.parametrize("name", NAMED)
def test_what_replication_names_has_a_stand_in_and_nothing_else(name: str) -> None:
    assert _stand_ins(_reading(name, OTHERS)) == NAMED[name]


def test_modules_with_buckets_roles_or_keys_are_targets_where_the_whole_cannot_be_planned(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text('resource "aws_kms_key" "k" {}\nresource "aws_vpc" "v" {}\n')
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n}\nresource "aws_s3_bucket" "b" {}\nresource "aws_vpc" "v" {}\n')
    assert block_targets(Source.read(tmp_path)) == (("aws_s3_bucket.b", "module.m"), ("aws_vpc.v",))
