"""Two sides in two plans: the source's alone leaves the destination open, and the destination's plan or an assumption closes it."""

from collections.abc import Mapping
from typing import Any

import pytest

from s3_replication.check import CheckOptions, run_check
from s3_replication.core import Outcome
from s3_replication.findings.finding import Report, Severity
from s3_replication.inputs import PlanInput
from tests.check.conftest import ACCOUNTS

pytestmark = pytest.mark.xdist_group("check-faults")


def side(plan: Mapping[str, Any], *, destination: bool) -> PlanInput:
    """The plan with one side of the correct pair alone."""
    control = [one for one in plan["resource_changes"] if one["address"].startswith('module.pair["control"].')]
    return PlanInput({**plan, "resource_changes": [one for one in control if ("destination" in one["address"]) is destination]})


def checked(*plans: PlanInput, assume: bool = False) -> Report:
    return run_check(plans, CheckOptions(accounts=ACCOUNTS, assume_destination_allows=assume))


def test_the_source_alone_leaves_the_destination_open(faults_plan: Mapping[str, Any]) -> None:
    report = checked(side(faults_plan, destination=False))
    (outside,) = [one for one in report.findings if one.severity is not Severity.NOTE]
    assert (report.verdict, outside.id) == ("unknown", "destination-not-in-plan")
    assert outside.why.startswith("Bucket control-destination is in no plan.")
    assert {one.because for one in report.outcomes if one.outcome is Outcome.UNKNOWN} == {("destination-not-in-plan",)}


def test_with_the_other_plan_nothing_is_open(faults_plan: Mapping[str, Any]) -> None:
    report = checked(side(faults_plan, destination=False), side(faults_plan, destination=True))
    assert (report.verdict, report.assumptions) == ("works", ())


def test_an_assumed_destination_works_and_is_said(faults_plan: Mapping[str, Any]) -> None:
    report = checked(side(faults_plan, destination=False), assume=True)
    assert report.verdict == "works"
    role = "arn:aws:iam::111111111111:role/control"
    assert report.assumptions == (f"bucket control-destination exists, is versioned, and its policy allows {role}.",)
