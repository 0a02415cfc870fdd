"""Jobs in the members of S3 Control's API (API: DescribeJob, ListJobs)."""

from datetime import datetime
from typing import Any

from s3_replication.local.batch.job import Job

__all__ = ["describe", "summarize"]


def summarize(job: Job, now: datetime) -> dict[str, Any]:
    """One entry of ListJobs."""
    return {
        "JobId": job.id,
        "Description": job.request.description,
        "Operation": "S3ReplicateObject",
        "Priority": job.priority,
        "Status": job.status.value,
        "CreationTime": job.created,
        "TerminationDate": job.terminated,
        "ProgressSummary": _progress(job, now),
    }


def _progress(job: Job, now: datetime) -> dict[str, Any]:
    return {
        "TotalNumberOfTasks": job.total,
        "NumberOfTasksSucceeded": job.succeeded,
        "NumberOfTasksFailed": job.failed,
        "Timers": {"ElapsedTimeInActiveSeconds": job.active_time(now)},
    }


def describe(job: Job, now: datetime) -> dict[str, Any]:
    """The Job of DescribeJob, without the members that have no value."""
    sent = job.request.parameters
    found = {
        **summarize(job, now),
        "ConfirmationRequired": job.request.confirmation,
        "JobArn": job.arn,
        "Manifest": sent.get("Manifest"),
        "ManifestGenerator": sent.get("ManifestGenerator"),
        "Operation": sent["Operation"],
        "Report": sent["Report"],
        "RoleArn": job.request.role,
        "StatusUpdateReason": job.status_reason,
        "SuspendedDate": job.suspended,
        "SuspendedCause": "Awaiting confirmation" if job.suspended is not None else None,
        "FailureReasons": [{"FailureCode": failure.code, "FailureReason": failure.reason} for failure in job.failures] or None,
        "GeneratedManifestDescriptor": _generated(job),
    }
    return {name: value for name, value in found.items() if value is not None}


def _generated(job: Job) -> dict[str, Any] | None:
    if job.generated is None:
        return None
    location = {"ObjectArn": job.generated.object_arn, "ETag": job.generated.etag}
    if job.generated.version_id is not None:
        location["ObjectVersionId"] = job.generated.version_id
    return {"Format": "S3InventoryReport_CSV_20211130", "Location": location}
