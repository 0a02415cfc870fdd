"""The fix of a difference from Terraform: it never deletes what holds data or an identity, and its commands work in a shell."""

import json
import shlex
from dataclasses import replace
from typing import Any

import pytest

from s3_replication.core import KeyState
from s3_replication.doctor.drift import TerraformSide, drift_findings
from s3_replication.findings.finding import Finding
from s3_replication.plan import read_recorded
from tests.doctor.recorded import resource
from tests.doctor.test_drift_parts import KEY, ROLE, access, found, pair, role, world
from tests.local.conftest import policy

TRUST = policy({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})
KEY_POLICY, OTHER_KEY_POLICY = (
    policy({"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": action, "Resource": "*"}) for action in ("kms:*", "kms:Encrypt")
)
OTHER_TRUST = TRUST.replace("s3.amazonaws.com", "ec2.amazonaws.com")
DENIES = policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})


def with_key(state: KeyState) -> list[Finding]:
    """The findings about a live key in another state than Terraform's."""
    live = world(pair())
    live = replace(live, keys={KEY: replace(live.keys[KEY], state=state)})
    return list(
        drift_findings(TerraformSide([read_recorded(json.dumps(pair()))]), live, live.buckets["ledger"], lambda _operation, _bucket: False)
    )


def changed(address: str, **values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pair with its role, and the same with other values of one resource."""
    said, live = with_role(), with_role()
    for one in live["values"]["root_module"]["resources"]:
        if one["address"] == address:
            one["values"] |= values
    return said, live


def with_role(*more: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(pair(*role("s3:*"), *more)))
    for one in document["values"]["root_module"]["resources"]:
        one["values"] |= {"aws_kms_key": {"policy": KEY_POLICY}, "aws_iam_role": {"assume_role_policy": TRUST}}.get(one["type"], {})
    return document


def planned(said: dict[str, Any], address: str, actions: list[str], **more: Any) -> dict[str, Any]:
    """The state as a plan with one change."""
    resources = said["values"]["root_module"]["resources"]
    (one,) = [one for one in resources if one["address"] == address]
    change = {"actions": actions, "before": one["values"], "after": one["values"], "after_unknown": {}}
    shown = {name: one[name] for name in ("address", "mode", "type", "name")}
    providers = {"aws": {}, "aws.destination": {"alias": "destination"}}
    at_destination = ("copies", "replicas")
    written = [
        {"address": each["address"], "provider_config_key": f"aws{'.destination' if each['address'].endswith(at_destination) else ''}"}
        for each in resources
    ]
    return {
        "format_version": "1.2",
        "planned_values": {},
        "prior_state": {"format_version": "1.0", "values": said["values"]},
        "configuration": {
            "provider_config": providers,
            "root_module": {"resources": written},
        },
        "resource_changes": [{**shown, "change": change}],
        **more,
    }


def test_the_deletion_of_a_key_is_cancelled_before_terraform_runs() -> None:
    """The provider drops a key in PendingDeletion from the state, so an apply alone creates another key."""
    (one,) = with_key(KeyState.PENDING_DELETION)
    (fix,) = one.suggestions
    options = f"--region eu-west-1 --key-id {KEY}"
    assert fix.cli == f"aws kms cancel-key-deletion {options} && aws kms enable-key {options} && terraform apply"
    assert "Do not run `terraform apply` before" in fix.text


def test_a_disabled_key_is_enabled_by_terraform() -> None:
    (one,) = with_key(KeyState.DISABLED)
    assert one.suggestions[0].cli == "terraform apply"


@pytest.mark.parametrize(("address", "values"), [
    ("aws_kms_key.replicas", {"policy": OTHER_KEY_POLICY}),
    ("aws_kms_key.replicas", {"is_enabled": False}),
    ("aws_s3_bucket.copies", {"region": "eu-west-2"}),
    ("aws_iam_role.this", {"assume_role_policy": OTHER_TRUST}),
    ("aws_iam_role.this", {"permissions_boundary": ""}),
], ids=["key policy", "key state", "Region", "trust policy", "boundary"])  # fmt: skip
@pytest.mark.parametrize("planning", [False, True], ids=["state", "plan"])
def test_what_holds_data_or_an_identity_is_never_replaced(planning: bool, address: str, values: dict[str, Any]) -> None:
    said, live = changed(address, **values)
    (one,) = found(planned(said, address, ["no-op"]) if planning else said, live)
    assert one.subject == address
    assert "-replace" not in repr(one.suggestions)
    assert "plan" in one.suggestions[0].text


def test_a_plan_that_replaces_a_key_is_not_applied() -> None:
    said, live = changed("aws_kms_key.replicas", policy=OTHER_KEY_POLICY)
    (one,) = found(planned(said, "aws_kms_key.replicas", ["delete", "create"]), live)
    assert one.suggestions[0].cli == "terraform plan"
    assert one.suggestions[0].text.startswith("Do not apply the plan, which deletes aws_kms_key.replicas:")


def test_a_bucket_stays_in_its_region() -> None:
    said, live = changed("aws_s3_bucket.copies", region="eu-west-2")
    (fix,) = found(said, live)[0].suggestions
    assert fix.cli == "terraform plan"
    assert "in eu-west-2" in fix.text


@pytest.mark.parametrize("key", ["copies", "it's", 'a b"$(c)'])
def test_an_address_in_a_command_is_quoted_for_the_shell(key: str) -> None:
    address = f"aws_s3_bucket_public_access_block.copies[{json.dumps(key)}]"
    said, live = ({**access(block), "address": address, "index": key} for block in (True, False))
    (one,) = found(pair(said), pair(live))
    command = one.suggestions[0].text.partition("`terraform apply -replace")[2].partition("`")[0]
    assert shlex.split(f"-replace{command}") == [f"-replace={address}"]


def test_a_plan_that_failed_half_way_is_only_planned_again() -> None:
    said, live = changed("aws_iam_role.this", assume_role_policy=OTHER_TRUST)
    extra = resource("aws_iam_role_policy.extra", {"name": "extra", "role": "replication", "policy": DENIES})
    live["values"]["root_module"]["resources"].append(extra)
    several = found(planned(said, "aws_iam_role.this", ["update"], errored=True), live)
    assert several
    for one in several:
        assert "in the plan, which failed half-way" in one.why
        assert not one.certain
        assert [each.cli for each in one.suggestions] == ["terraform plan"]


def with_rules(*rules: dict[str, Any]) -> dict[str, Any]:
    document = with_role()
    for one in document["values"]["root_module"]["resources"]:
        if one["type"] == "aws_s3_bucket_replication_configuration":
            one["values"]["rule"] = list(rules)
    return document


def rule(name: str, status: str = "Enabled", prefix: str | None = None) -> dict[str, Any]:
    selected = [{"prefix": prefix or f"{name}/"}]
    return {"id": name, "status": status, "priority": 1, "filter": selected, "destination": [{"bucket": "arn:aws:s3:::copies"}]}


def test_the_fix_of_several_rules_of_one_configuration_is_given_once() -> None:
    names = ("a", "b", "c")
    several = found(with_rules(*map(rule, names)), with_rules(*(rule(name, "Disabled") for name in names)))
    texts = [one.suggestions[0].text for one in several]
    assert len(texts) == 3
    assert "-replace=" in texts[0]
    assert texts[1:] == ["The fix for rule a repairs this too."] * 2


def test_who_owns_the_rules_is_decided_first_and_once() -> None:
    (one,) = found(with_rules(rule("a")), with_rules(rule("b")))
    (fix,) = one.suggestions
    assert one.id == "live-rules-replaced"
    assert fix.text.startswith("First decide which tool owns the configuration")
    assert (fix.text + one.fix).count("ecide which tool owns") == 2  # the fix of the check is not printed where there is a change
    assert "S3 Batch Replication" in fix.text
    assert "S3 Batch Replication" in one.fix
