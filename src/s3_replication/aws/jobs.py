"""S3 Batch Operations jobs of one account and Region that replicate, as S3 Control lists and describes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from s3_replication.aws.connection import Connection
from s3_replication.aws.errors import ask
from s3_replication.core import bucket_name
from s3_replication.core.batch import BatchJob, JobManifest, JobStatus, ManifestFilter, ReportPlace, parse_filter
from s3_replication.errors import InputError
from s3_replication.iam import Unknown

__all__ = ["ListedJob", "list_jobs", "read_job"]

_Json = Mapping[str, Any]
_WANTED: Final = (JobStatus.SUSPENDED, JobStatus.FAILED, JobStatus.COMPLETE)


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A Batch Replication job that waits for its confirmation, or that is over. The list does not name its bucket."""

    id: str
    status: JobStatus
    created: datetime
    total: int
    failed: int


def list_jobs(connection: Connection, region: str) -> tuple[ListedJob, ...] | Unknown:
    """The Batch Replication jobs of the account, latest first; UNKNOWN where they may not be listed.

    S3 keeps jobs that ended within the last 90 days (API: ListJobs).
    """
    found = ask("ListJobs", f"Region {region}", lambda: _list(connection, region))
    if isinstance(found, Unknown):
        return found
    return tuple(sorted(found or (), key=lambda job: job.created, reverse=True))


def _list(connection: Connection, region: str) -> list[ListedJob]:
    found: list[ListedJob] = []
    token: dict[str, str] = {}
    while True:  # boto3 has no paginator for this operation
        page: _Json = connection.s3control(region).list_jobs(
            AccountId=connection.account(), JobStatuses=[one.value for one in _WANTED], MaxResults=1000, **token
        )
        found += [_listed(job) for job in page.get("Jobs", ()) if job["Operation"] == "S3ReplicateObject"]
        if not page.get("NextToken"):
            return found
        token = {"NextToken": page["NextToken"]}


def _listed(job: _Json) -> ListedJob:
    return ListedJob(job["JobId"], JobStatus(job["Status"]), job["CreationTime"], *_counts(job))


def _counts(job: _Json) -> tuple[int, int]:
    progress: _Json = job.get("ProgressSummary", {})
    return progress.get("TotalNumberOfTasks", 0), progress.get("NumberOfTasksFailed", 0)


def read_job(connection: Connection, region: str, job_id: str) -> BatchJob | Unknown | None:
    """One job: None where S3 does not have it any more, UNKNOWN where it may not be read."""
    control = connection.s3control(region)
    found = ask("DescribeJob", job_id, lambda: control.describe_job(AccountId=connection.account(), JobId=job_id)["Job"])
    return found if found is None or isinstance(found, Unknown) else _job(found, region)


def _job(job: _Json, region: str) -> BatchJob:
    generator: _Json = job.get("ManifestGenerator", {}).get("S3JobManifestGenerator", {})
    output: _Json = generator.get("ManifestOutputLocation") or {}
    report: _Json = job.get("Report", {})
    total, failed = _counts(job)
    reasons = [(one.get("FailureCode", ""), one.get("FailureReason", "")) for one in job.get("FailureReasons", ())]
    return BatchJob(
        arn=job["JobArn"],
        id=job["JobId"],
        region=region,
        status=JobStatus(job["Status"]),
        created=job["CreationTime"],
        role=job["RoleArn"],
        source=bucket_name(generator["SourceBucket"]) if "SourceBucket" in generator else None,
        filter=_filter(generator),
        manifest=_manifest(job.get("Manifest")),
        output=_place(output, "ManifestPrefix") if generator.get("EnableManifestOutput") else None,
        report=_place(report, "Prefix") if report.get("Enabled") else None,
        total=total,
        failed=failed,
        failure=reasons[0] if reasons else None,
    )


def _filter(generator: _Json) -> ManifestFilter | None:
    """None for a filter with a value that this package does not know."""
    try:
        return parse_filter(generator.get("Filter") or {})
    except InputError:
        return None


def _manifest(manifest: _Json | None) -> JobManifest | None:
    if manifest is None:
        return None
    location: _Json = manifest["Location"]
    bucket, _, key = bucket_name(location["ObjectArn"]).partition("/")
    return JobManifest(bucket, key, tuple(manifest["Spec"].get("Fields", ())), location.get("ObjectVersionId"))


def _place(place: _Json, prefix: str) -> ReportPlace | None:
    return ReportPlace(bucket_name(place["Bucket"]), place.get(prefix, "")) if "Bucket" in place else None
