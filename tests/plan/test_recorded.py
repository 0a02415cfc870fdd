"""What a state or a saved plan says: accounts without provider names, sensitive values, and values that the plan leaves as they drifted."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from s3_replication.core import ReplicationConfiguration, Versioning
from s3_replication.iam import UNKNOWN
from s3_replication.plan import Source, TerraformRecord, read_recorded
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from tests.doctor.recorded import resource

ROLE = "arn:aws:iam::111111111111:role/replication"
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'


def bucket(name: str, region: str = "us-east-1") -> dict[str, Any]:
    return resource(f"aws_s3_bucket.{name}", {"arn": f"arn:aws:s3:::{name}", "bucket": name, "region": region})


def replication(account: str = "") -> dict[str, Any]:
    rule = {"id": "all", "status": "Enabled", "filter": [{}], "destination": [{"bucket": "arn:aws:s3:::copies", "account": account}]}
    return resource("aws_s3_bucket_replication_configuration.this", {"bucket": "ledger", "role": ROLE, "rule": [rule]})


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"format_version": "1.0", "values": {"root_module": {"resources": list(resources)}}}


def test_a_bucket_is_in_the_account_of_its_role_or_of_the_rule_that_names_it() -> None:
    found = read_recorded(state(bucket("ledger"), bucket("copies", "eu-west-1"), bucket("other"), replication("222222222222")))
    accounts = {name: one.account for name, one in found.reading.world.buckets.items()}
    assert accounts == {"ledger": "111111111111", "copies": "222222222222", "other": SOME_ACCOUNT}
    assert found.reading.world.buckets["copies"].region == "eu-west-1"


def test_roles_of_two_accounts_have_their_policies() -> None:
    roles = [
        resource(f"aws_iam_role.{name}", {"arn": f"arn:aws:iam::{number}:role/{name}", "name": name, "assume_role_policy": POLICY})
        for name, number in (("first", "111111111111"), ("second", "222222222222"))
    ]
    policies = [resource(f"aws_iam_role_policy.{name}", {"role": name, "name": "own", "policy": POLICY}) for name in ("first", "second")]
    world = read_recorded(state(*roles, *policies)).reading.world
    assert {arn: len(one.policies) for arn, one in world.roles.items() if isinstance(one.policies, tuple)} == {
        "arn:aws:iam::111111111111:role/first": 1,
        "arn:aws:iam::222222222222:role/second": 1,
    }


def test_a_role_with_a_text_that_is_no_arn_is_left_out() -> None:
    role = resource("aws_iam_role.this", {"arn": "0", "name": "replication", "assume_role_policy": POLICY})
    assert read_recorded(state(bucket("ledger"), role)).reading.world.roles == {}


def test_a_deposed_object_does_not_take_the_place_of_the_present_one() -> None:
    """A replacement that failed half-way leaves one under the same address."""
    deposed = {**resource("aws_s3_bucket.ledger", {"bucket": "before"}), "deposed_key": "0a1b2c3d"}
    assert list(read_recorded(state(bucket("ledger"), deposed)).reading.world.buckets) == ["ledger"]


def test_a_resource_of_a_module_is_read() -> None:
    child = {"address": "module.ledger", "resources": [{**bucket("ledger"), "address": "module.ledger.aws_s3_bucket.this[0]"}]}
    document = {"format_version": "1.0", "values": {"root_module": {"child_modules": [child]}}}
    assert read_recorded(document).reading.addresses["arn:aws:s3:::ledger"] == "module.ledger.aws_s3_bucket.this[0]"


def test_a_sensitive_value_is_not_read_and_nothing_keeps_it() -> None:
    secret = POLICY.replace("s3:GetObject", "s3:ASecretThatNothingKeeps")
    hidden = resource("aws_s3_bucket_policy.this", {"bucket": "ledger", "policy": secret}, {"policy": True})
    other = {**resource("random_password.this", {"result": "ASecretThatNothingKeeps"}), "sensitive_values": {}}
    document = state(bucket("ledger"), replication(), hidden, other)
    document["values"]["outputs"] = {"password": {"sensitive": True, "value": "ASecretThatNothingKeeps"}}
    found = read_recorded(document)
    assert found.reading.world.buckets["ledger"].policy is UNKNOWN
    assert "ASecretThatNothingKeeps" not in repr(found)


def test_a_sensitive_value_of_a_plan_is_not_read_either() -> None:
    change = {
        "actions": ["update"],
        "before": None,
        "after": {"bucket": "ledger", "policy": "ASecret"},
        "after_sensitive": {"policy": True},
    }
    shown = {"mode": "managed", "type": "aws_s3_bucket_policy", "name": "this", "address": "aws_s3_bucket_policy.this"}
    plan = {
        "format_version": "1.2", "planned_values": {}, "resource_changes": [{**shown, "change": change}],
        "configuration": {"root_module": {"variables": {"token": {"sensitive": True}}}}, "variables": {"token": {"value": "ASecret"}},
    }  # fmt: skip
    found = read_recorded(plan)
    assert found.reading.world.buckets["ledger"].policy is UNKNOWN
    assert "ASecret" not in repr(found)


def drifted(planned: str) -> dict[str, Any]:
    """A plan whose refresh saw that versioning was suspended."""
    shown = {"mode": "managed", "type": "aws_s3_bucket_versioning", "name": "this", "address": "aws_s3_bucket_versioning.this"}
    values = {status: {"bucket": "ledger", "versioning_configuration": [{"status": status}]} for status in ("Enabled", "Suspended")}
    drift = {"actions": ["update"], "before": values["Enabled"], "after": values["Suspended"]}
    change = {"actions": ["no-op" if planned == "Suspended" else "update"], "before": values["Suspended"], "after": values[planned]}
    changes = {"resource_drift": [{**shown, "change": drift}], "resource_changes": [{**shown, "change": change}]}
    return {"format_version": "1.2", "planned_values": {}, **changes}


def test_a_plan_that_leaves_what_drifted_says_what_the_state_said() -> None:
    found = read_recorded(drifted("Suspended"))
    assert found.reading.world.buckets["ledger"].versioning is Versioning.ENABLED
    assert (found.is_plan, found.drifted) == (True, {"aws_s3_bucket_versioning.this"})


def test_a_plan_that_changes_it_says_what_it_will_be() -> None:
    found = read_recorded(drifted("Enabled"))
    assert found.reading.world.buckets["ledger"].versioning is Versioning.ENABLED
    assert found.actions == {"aws_s3_bucket_versioning.this": ("update",)}


def test_the_rules_of_a_state_are_those_that_the_provider_sent() -> None:
    configuration = read_recorded(state(bucket("ledger"), replication())).reading.world.buckets["ledger"].replication
    assert isinstance(configuration, ReplicationConfiguration)
    assert (configuration.role, configuration.rules[0].destination.bucket) == (ROLE, "arn:aws:s3:::copies")


CONFIGURATION = """
resource "aws_s3_bucket" "copies" { bucket = "copies" }

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = "ledger"
  role   = "arn:aws:iam::111111111111:role/replication"
  rule {
    id     = "meant"
    status = "Enabled"
    filter {}
    delete_marker_replication { status = "Disabled" }
    destination { bucket = aws_s3_bucket.copies.arn }
  }
  lifecycle { ignore_changes = [rule] }
}
"""


def written(tmp_path: Path, text: str) -> Source:
    (tmp_path / "main.tf").write_text(text)
    return Source.read(tmp_path)


def rules_of(record: TerraformRecord) -> list[tuple[str | None, object]]:
    found = record.reading.world.buckets["ledger"].replication
    assert isinstance(found, ReplicationConfiguration)
    return [(rule.id, rule.destination.bucket) for rule in found.rules]


def test_an_argument_that_terraform_ignores_has_the_value_of_the_configuration(tmp_path: Path) -> None:
    """A refreshed state has the value on AWS."""
    found = read_recorded(state(bucket("ledger"), bucket("copies"), replication()), written(tmp_path, CONFIGURATION))
    assert rules_of(found) == [("meant", "arn:aws:s3:::copies")]
    assert found.configured == {"aws_s3_bucket_replication_configuration.this"}
    place = found.reading.locations["aws_s3_bucket_replication_configuration.this"]
    assert (place.file, place.line) == ("main.tf", 4)


@pytest.mark.parametrize("text", [
    CONFIGURATION.replace("lifecycle { ignore_changes = [rule] }", ""),
    CONFIGURATION.replace('status = "Enabled"', "status = var.status"),
    CONFIGURATION + 'variable "token" { sensitive = true }',
], ids=["it is not ignored", "a part is not known", "a variable is sensitive"])  # fmt: skip
def test_else_it_has_that_of_the_state(text: str, tmp_path: Path) -> None:
    found = read_recorded(state(bucket("ledger"), bucket("copies"), replication()), written(tmp_path, text))
    assert rules_of(found) == [("all", "arn:aws:s3:::copies")]
    assert found.configured == frozenset()


def test_the_source_does_not_fill_a_sensitive_value(tmp_path: Path) -> None:
    text = 'resource "aws_s3_bucket_policy" "this" {\n  bucket = "ledger"\n  policy = "ASecretThatNothingKeeps"\n}\n'
    hidden = resource("aws_s3_bucket_policy.this", {"bucket": "ledger", "policy": POLICY}, {"policy": True})
    found = read_recorded(state(bucket("ledger"), replication(), hidden), written(tmp_path, text))
    assert found.reading.world.buckets["ledger"].policy is UNKNOWN


def test_the_work_grows_with_the_number_of_blocks() -> None:
    """Each bucket of a state gets a provider, so nothing may compare each provider with every other one."""
    documents = [state(*(one for number in range(count) for one in _pair(number))) for count in (1, 10, 40, 70)]
    first, few, more, most = (steps(partial(read_recorded, one)) for one in documents)
    assert first < few
    assert most - more < 1.02 * (more - few)


def _pair(number: int) -> list[dict[str, Any]]:
    enabled = {"bucket": f"b{number}", "versioning_configuration": [{"status": "Enabled"}]}
    versioning = resource(f"aws_s3_bucket_versioning.b{number}", enabled)
    key = {"arn": f"arn:aws:kms:us-east-1:111111111111:key/{number}", "key_id": str(number), "policy": POLICY}
    role = {"arn": f"arn:aws:iam::111111111111:role/{number}", "name": str(number), "assume_role_policy": POLICY}
    return [bucket(f"b{number}"), versioning, resource(f"aws_kms_key.k{number}", key), resource(f"aws_iam_role.r{number}", role)]


def steps(work: Callable[[], object]) -> int:
    """How many instructions of Python some work takes."""
    steps = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps
