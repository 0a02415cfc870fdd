"""A Region that is not in the provider block comes from the data source with which a module reads it."""

import json
from pathlib import Path

import pytest

from s3_replication.plan import read_plan

PLAN = json.loads((Path(__file__).parent / "plans/unknown-account/plan.json").read_text(encoding="utf-8"))


def regions(kind, values):
    plan = json.loads(json.dumps(PLAN))
    plan["configuration"]["provider_config"]["aws"]["expressions"] = {}
    read = {"address": f"data.{kind}.x", "mode": "data", "type": kind, "name": "x", "provider_name": "aws", "values": values}
    plan["prior_state"] = {"values": {"root_module": {"resources": [read]}}}
    plan["configuration"]["root_module"]["resources"].append(
        {"address": f"data.{kind}.x", "mode": "data", "type": kind, "name": "x", "provider_config_key": "aws", "expressions": {}}
    )
    return {bucket.region for bucket in read_plan(json.dumps(plan)).world.buckets.values()}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("aws_service", {"service_id": "s3", "region": "eu-west-1"}),
        ("aws_region", {"region": "eu-west-1"}),
        ("aws_region", {"id": "eu-west-1"}),
    ],
    ids=["aws_service", "aws_region in version 6", "aws_region in version 5"],
)
def test_a_data_source_tells_the_region(kind, values):
    assert regions(kind, values) == {"eu-west-1"}


def test_without_one_it_is_left_empty():
    assert regions("aws_caller_identity", {}) == {""}
