"""A rule is read as the provider sends it to S3: its schema decides which arguments go out."""

from typing import Any

import pytest

from s3_replication.core import ReplicationConfiguration, Rule
from s3_replication.plan import read_plan

_PROVIDER = {"expressions": {"region": {"constant_value": "eu-west-1"}, "allowed_account_ids": {"constant_value": ["111111111111"]}}}


def _rule(**arguments: Any) -> Rule:
    """The rule of a plan with one bucket, with these arguments."""
    written = {"status": "Enabled", "destination": [{"bucket": "arn:aws:s3:::replicas"}], "filter": [], "prefix": None, **arguments}
    values = {
        "aws_s3_bucket.source": {"bucket": "source"},
        "aws_s3_bucket_replication_configuration.source": {
            "bucket": "source", "role": "arn:aws:iam::111111111111:role/replication", "rule": [written],
        },
    }  # fmt: skip
    names = [(address, *address.split(".")) for address in values]
    resources = [{"address": address, "mode": "managed", "type": kind, "name": name} for address, kind, name in names]
    changes = [
        {**one, "change": {"actions": ["create"], "before": None, "after": values[one["address"]], "after_unknown": {}}}
        for one in resources
    ]
    configured = [{**one, "provider_config_key": "aws", "expressions": {}} for one in resources]
    document = {
        "format_version": "1.2", "planned_values": {}, "resource_changes": changes,
        "configuration": {"provider_config": {"aws": _PROVIDER}, "root_module": {"resources": configured, "module_calls": {}}},
    }  # fmt: skip
    replication = read_plan(document).world.buckets["source"].replication
    assert isinstance(replication, ReplicationConfiguration)
    return replication.rules[0]


def test_the_provider_does_not_send_the_priority_of_a_rule_without_a_filter() -> None:
    assert _rule(priority=1).priority is None


@pytest.mark.parametrize(("written", "sent"), [(7, 7), (None, 0)], ids=["written", "not written"])
def test_the_provider_sends_a_priority_with_a_filter(written: int | None, sent: int) -> None:
    assert _rule(priority=written, filter=[{"prefix": ""}]).priority == sent


def test_several_tags_without_and_are_all_read_so_that_s3s_refusal_is_found() -> None:
    """Terraform refuses a second tag block, and other tools that write plans need not."""
    tags = [{"key": "team", "value": "a"}, {"key": "class", "value": "b"}]
    found = _rule(filter=[{"prefix": None, "and": [], "tag": tags}]).filter
    assert found is not None
    assert ([(tag.key, tag.value) for tag in found.tags], found.is_and) == ([("team", "a"), ("class", "b")], False)
