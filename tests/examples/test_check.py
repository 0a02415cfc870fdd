"""check on the first plan of every example: replication works, without an error, and with the one warning that the tests cause."""

from typing import Any

from s3_replication.check import CheckOptions, PlanInput, run_check
from s3_replication.findings.finding import ReplicationVerdict, Severity
from s3_replication.plan.source import Source

OF_THE_TESTS = {"destination-has-force-destroy"}  # the tests set force_destroy, to remove what they have made


def test_the_first_plan_has_no_error_and_no_warning(applied: Any) -> None:
    report = run_check([PlanInput(applied.first_plan, Source.read(applied.folder))], CheckOptions())
    assert {one.id for one in report.findings if one.severity is not Severity.NOTE} == OF_THE_TESTS
    assert report.verdict is ReplicationVerdict.WORKS
