"""A replication configuration that check could not use is named with the reason, not called absent."""

from typing import Any

import pytest

from s3_replication.check import CheckOptions, run_check
from s3_replication.errors import InputError
from s3_replication.inputs import PlanInput

ROLE = "arn:aws:iam::222222222222:role/deploy"


def _plan() -> dict[str, Any]:
    """Two accounts, as two profiles give them: the plan shows the number of the destination's alone."""
    values = {
        "aws_s3_bucket.source": {"bucket": "source"},
        "aws_s3_bucket.destination": {"bucket": "destination"},
        "aws_s3_bucket_replication_configuration.source": {
            "bucket": "source",
            "rule": [{"status": "Enabled", "filter": [{"prefix": ""}], "destination": [{"bucket": "arn:aws:s3:::destination"}]}],
        },
    }
    names = [(address, *address.split(".")) for address in values]
    resources = [{"address": address, "mode": "managed", "type": kind, "name": name} for address, kind, name in names]
    changes = [{**one, "change": {"actions": ["create"], "after": values[one["address"]], "after_unknown": {}}} for one in resources]
    configured = [{**one, "provider_config_key": f"aws.{one['name']}", "expressions": {}} for one in resources]
    providers = {
        "aws.source": {"name": "aws", "expressions": {"profile": {"references": ["var.profile"]}}},
        "aws.destination": {"name": "aws", "expressions": {"assume_role": [{"role_arn": {"constant_value": ROLE}}]}},
    }
    return {
        "format_version": "1.2", "planned_values": {}, "resource_changes": changes,
        "configuration": {"provider_config": providers, "root_module": {"resources": configured, "module_calls": {}}},
    }  # fmt: skip


def _with_another_source() -> dict[str, Any]:
    """The plan, with the destination's bucket replicating too; its account is known."""
    document = _plan()
    address = "aws_s3_bucket_replication_configuration.destination"
    resource = {"address": address, "mode": "managed", "type": address.partition(".")[0], "name": "destination"}
    values = {"bucket": "destination", "role": "arn:aws:iam::222222222222:role/r", "rule": []}
    document["resource_changes"].append({**resource, "change": {"actions": ["create"], "after": values, "after_unknown": {}}})
    resources = document["configuration"]["root_module"]["resources"]
    resources.append({**resource, "provider_config_key": "aws.destination", "expressions": {}})
    return document


def test_one_of_two_that_is_left_out_is_not_passed_over() -> None:
    report = run_check([PlanInput(_with_another_source())], CheckOptions())
    (finding,) = [one for one in report.findings if one.subject == "aws_s3_bucket_replication_configuration.source"]
    assert (finding.id, finding.severity) == ("value-not-known", "warning")
    assert "use --account aws.source=ID" in finding.why


def test_an_inline_block_that_is_left_out_is_named_too() -> None:
    document = _with_another_source()
    changes = document["resource_changes"]
    inline = next(one for one in changes if one["address"] == "aws_s3_bucket_replication_configuration.source")
    bucket = next(one for one in changes if one["address"] == "aws_s3_bucket.source")
    changes.remove(inline)
    rules = [{"status": "Enabled", "destination": [{"bucket": "arn:aws:s3:::destination"}]}]
    bucket["change"]["after"]["replication_configuration"] = [{"role": ROLE, "rules": rules}]
    report = run_check([PlanInput(document)], CheckOptions())
    (finding,) = [one for one in report.findings if one.subject == "aws_s3_bucket.source"]
    assert (finding.id, finding.severity) == ("value-not-known", "warning")
    assert "use --account aws.source=ID" in finding.why


def test_a_bucket_of_an_unknown_account_is_named_with_the_option_that_helps() -> None:
    with pytest.raises(InputError) as refused:
        run_check([PlanInput(_plan())], CheckOptions())
    assert "aws_s3_bucket.source: the plan does not show the account of provider aws.source" in str(refused.value)
    assert "--account aws.source=ID" in str(refused.value)
    assert "has no replication configuration" not in str(refused.value)


def test_the_option_helps() -> None:
    assert run_check([PlanInput(_plan())], CheckOptions(accounts={"aws.source": "111111111111"})).outcomes
