"""S3 Control's job operations, on top of moto's S3 Control; moto has none of them."""

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.s3control.exceptions import S3ControlError
from moto.s3control.responses import S3ControlResponse

from s3_replication.local.batch.book import Owner
from s3_replication.local.batch.errors import BatchError
from s3_replication.local.batch.job import Job
from s3_replication.local.moto_compat.hooks import hooks

if TYPE_CHECKING:
    from s3_replication.local.batch.operations import BatchOperations

__all__ = ["LocalS3ControlResponse"]

MOST_JOBS = 1000


class LocalS3ControlResponse(S3ControlResponse):
    """One S3 Control request."""

    @property
    def _jobs(self) -> "BatchOperations":
        if hooks.jobs is None:
            raise S3ControlError("NotImplemented", "This process has no Batch Operations; start a whole local AWS.")
        return hooks.jobs

    @property
    def _owner(self) -> Owner:
        if self._get_param("AccountId") != self.current_account:
            raise S3ControlError("AccessDenied", "The account in the request is not the caller's; call with the account's own credentials.")
        return Owner(self.current_account, self.region, self.partition)

    def _call(self, name: str, *arguments: Any) -> Any:
        """One operation; its refusals become S3 Control's errors."""
        try:
            return getattr(self._jobs, name)(self._owner, *arguments)
        except BatchError as error:
            raise S3ControlError(error.code.value, error.message) from error

    def create_job(self) -> ActionResult:
        """CreateJob."""
        parameters = {name: value for name, value in dict(self.params).items() if name != "AccountId"}
        return ActionResult({"JobId": self._call("create", parameters).id})

    def describe_job(self) -> ActionResult:
        """DescribeJob."""
        return ActionResult({"Job": self._described(self._call("describe", self._get_param("JobId")))})

    def list_jobs(self) -> ActionResult:
        """ListJobs."""
        most = int(self._get_param("MaxResults") or MOST_JOBS)
        statuses = self._get_param("JobStatuses") or []
        jobs, token = self._call("page", statuses, min(most, MOST_JOBS), self._get_param("NextToken"))
        return ActionResult({"Jobs": [self._listed(job) for job in jobs], "NextToken": token})

    def update_job_status(self) -> ActionResult:
        """UpdateJobStatus."""
        wanted = self._get_param("RequestedJobStatus")
        if wanted not in {"Ready", "Cancelled"}:
            raise S3ControlError("BadRequestException", f"RequestedJobStatus must be Ready or Cancelled, not {wanted}.")
        job = self._call("set_status", self._get_param("JobId"), wanted, self._get_param("StatusUpdateReason"))
        return ActionResult({"JobId": job.id, "Status": job.status.value, "StatusUpdateReason": job.status_reason})

    def update_job_priority(self) -> ActionResult:
        """UpdateJobPriority."""
        job = self._call("set_priority", self._get_param("JobId"), self._get_param("Priority"))
        return ActionResult({"JobId": job.id, "Priority": job.priority})

    def get_job_tagging(self) -> ActionResult:
        """GetJobTagging."""
        job = self._call("describe", self._get_param("JobId"))
        return ActionResult({"Tags": [{"Key": name, "Value": value} for name, value in job.tags.items()]})

    def put_job_tagging(self) -> EmptyResult:
        """PutJobTagging."""
        self._call("tag", self._get_param("JobId"), self._get_param("Tags") or [])
        return EmptyResult()

    def delete_job_tagging(self) -> EmptyResult:
        """DeleteJobTagging."""
        self._call("tag", self._get_param("JobId"), [])
        return EmptyResult()

    def _progress(self, job: Job) -> dict[str, Any]:
        return {
            "TotalNumberOfTasks": job.total,
            "NumberOfTasksSucceeded": job.succeeded,
            "NumberOfTasksFailed": job.failed,
            "Timers": {"ElapsedTimeInActiveSeconds": job.active_time(self._jobs.now())},
        }

    def _listed(self, job: Job) -> dict[str, Any]:
        return {
            "JobId": job.id,
            "Description": job.request.description,
            "Operation": "S3ReplicateObject",
            "Priority": job.priority,
            "Status": job.status.value,
            "CreationTime": job.created,
            "TerminationDate": job.terminated,
            "ProgressSummary": self._progress(job),
        }

    def _described(self, job: Job) -> dict[str, Any]:
        sent = job.request.parameters
        found = {
            **self._listed(job),
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
