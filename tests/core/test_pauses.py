"""Pauses of FIS: their parameters, and which rules they take where the destination's Region is not known."""

from datetime import timedelta

import pytest

from s3_replication.core import Destination, Filter, ReplicationPause, Rule, parse_duration, parse_pause
from s3_replication.errors import InputError
from s3_replication.iam import UNKNOWN

RULE = Rule("Enabled", Destination("arn:aws:s3:::there"), filter=Filter(prefix="docs/"))
PLACE = {"region": "eu-west-1", "duration": "PT1M"}


@pytest.mark.parametrize(("text", "seconds"), [("PT1M", 60), ("PT1H30M", 5400), ("PT12H", 43200), ("PT90S", 90), ("PT0H1M1S", 61)])
def test_a_duration(text: str, seconds: int) -> None:
    assert parse_duration({"duration": text}) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "PT", "PT59S", "PT12H1S", "1M", "P1D", "PT1.5H", "pt1m"])
def test_a_duration_that_fis_refuses(text: str) -> None:
    with pytest.raises(InputError, match="between PT1M and PT12H"):
        parse_duration({"duration": text})


def test_lists_are_separated_by_commas_and_buckets_may_be_arns() -> None:
    found = parse_pause({**PLACE, "destinationBuckets": "one, arn:aws:s3:::two,", "prefixes": "a/,b/"})
    assert found == ReplicationPause("eu-west-1", timedelta(minutes=1), frozenset({"one", "two"}), frozenset({"a/", "b/"}))


@pytest.mark.parametrize(("more", "region", "takes"), [
    ({}, "eu-west-1", True),
    ({}, "eu-west-2", False),
    ({}, UNKNOWN, UNKNOWN),
    ({"destinationBuckets": "there", "prefixes": "docs/"}, UNKNOWN, UNKNOWN),
    ({"destinationBuckets": "elsewhere"}, UNKNOWN, False),
    ({"prefixes": ""}, "eu-west-1", True),
    ({"prefixes": "docs"}, UNKNOWN, False),
], ids=["the Region", "another Region", "a Region that is not known", "named, in a Region that is not known", "another destination",
        "no prefix", "another prefix"])  # fmt: skip
def test_whether_a_pause_takes_a_rule(more: dict[str, str], region: object, takes: object) -> None:
    assert parse_pause({**PLACE, **more}).takes(RULE, region) is takes  # type: ignore[arg-type]


def test_a_rule_with_unknown_parts_may_be_taken() -> None:
    rule = Rule("Enabled", Destination(UNKNOWN))
    assert parse_pause(PLACE).takes(rule, "eu-west-1") is UNKNOWN
