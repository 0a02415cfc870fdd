"""Puts a job's completion report into its bucket, with the rights of the job's role (facts 6.18, 6.22)."""

from collections.abc import Sequence
from datetime import datetime

from s3_replication.core.batch import JobRole
from s3_replication.local.batch.errors import JobFailure
from s3_replication.local.batch.job import Job
from s3_replication.local.batch.report import TaskResult, report_files
from s3_replication.local.ports.store import Store

__all__ = ["write_report"]


def write_report(job: Job, results: Sequence[TaskResult], store: Store, at: datetime) -> JobFailure | None:
    """Write every file; why the report could not be written, or None. Reports are always under SSE-S3 (User Guide)."""
    report = job.request.report
    if report is None:
        return None
    bucket = store.bucket(report.bucket)
    if bucket is None or (report.owner is not None and report.owner != bucket.account):
        return JobFailure("NoSuchBucket", f"The report's bucket {report.bucket} does not exist in the expected account."[:256])
    role = JobRole(store.world(), job.request.role, job.arn)
    files = report_files(results, job.id, bucket=bucket.name, prefix=report.prefix, all_tasks=report.all_tasks, at=at)
    refused = next((file.key for file in files if not role.may("s3:PutObject", bucket, file.key)), None)
    if refused is not None:
        return JobFailure("AccessDenied", f"The job's role may not do s3:PutObject on {bucket.arn}/{refused}."[:256])
    for file in files:
        store.write_object(bucket, file.key, file.body, file.content_type, sse_s3=True)
    return None
