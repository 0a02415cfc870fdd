"""The states of a job (facts 6.23 to 6.26)."""

from datetime import UTC, datetime, timedelta

import pytest

from s3_replication.core.batch import JobStatus, ManifestFilter
from s3_replication.local.batch.errors import BatchError, JobFailure
from s3_replication.local.batch.job import Job
from s3_replication.local.batch.request import GeneratorSource, JobRequest

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROLE = "arn:aws:iam::111111111111:role/batch"


def job(status: JobStatus = JobStatus.NEW) -> Job:
    request = JobRequest(ROLE, GeneratorSource("b", ManifestFilter(), None, None), None, False, "token", 1, None, {})
    return Job("id", "111111111111", "us-east-1", "aws", request, NOW, 1, {}, status)


def test_usual_way_of_a_job() -> None:  # 6.24
    one = job()
    for state in ("Preparing", "Suspended", "Ready", "Active", "Pausing", "Paused", "Active", "Completing", "Complete"):
        one.move(JobStatus(state), NOW)
    assert (one.status.terminal, one.terminated, one.suspended) == (True, NOW, NOW)


@pytest.mark.parametrize("status", [state for state in JobStatus if not state.terminal and state.value not in {"Cancelling", "Failing"}])
def test_job_can_be_cancelled_until_it_is_over(status: JobStatus) -> None:
    one = job(status)
    one.cancel(NOW, "no longer needed")
    one.move(JobStatus.CANCELLED, NOW)
    assert (one.status_reason, one.terminated) == ("no longer needed", NOW)


@pytest.mark.parametrize("status", [JobStatus.COMPLETE, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.CANCELLING])
def test_job_that_is_over_stays_so(status: JobStatus) -> None:
    for state in JobStatus:
        if (status, state) != (JobStatus.CANCELLING, JobStatus.CANCELLED):
            with pytest.raises(BatchError, match="JobStatusException"):
                job(status).move(state, NOW)


@pytest.mark.parametrize("status", [state for state in JobStatus if state is not JobStatus.SUSPENDED])
def test_only_a_suspended_job_is_confirmed(status: JobStatus) -> None:  # 6.25
    with pytest.raises(BatchError, match="JobStatusException"):
        job(status).confirm(NOW, None)


@pytest.mark.parametrize(
    ("succeeded", "failed", "over"),
    [(0, 999, False), (0, 1000, True), (500, 500, False), (499, 501, True), (5000, 5000, False), (5000, 5001, True)],
)
def test_failure_threshold(succeeded: int, failed: int, over: bool) -> None:  # 6.26
    one = job()
    for ended, count in ((True, succeeded), (False, failed)):
        for _ in range(count):
            one.count(ended)
    assert one.over_threshold is over


def test_only_active_time_counts() -> None:
    one = job(JobStatus.READY)
    for minutes, state in ((0, JobStatus.ACTIVE), (2, JobStatus.PAUSING), (2, JobStatus.PAUSED), (60, JobStatus.ACTIVE)):
        one.move(state, NOW + timedelta(minutes=minutes))
    assert one.active_time(NOW + timedelta(minutes=63)) == 300


def test_failure_keeps_its_reason() -> None:
    one = job(JobStatus.ACTIVE)
    one.fail(JobFailure("Code", "because"), NOW)
    one.move(JobStatus.FAILED, NOW)
    assert (one.failures, one.status_reason) == ([JobFailure("Code", "because")], "because")
