"""S3 Control's job operations, of which moto has none, and policies and routes of access points."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from moto.core.responses import ActionResult, EmptyResult
from moto.s3control.exceptions import MultiRegionAccessPointNotFound, S3ControlError
from moto.s3control.models import MultiRegionAccessPoint
from moto.s3control.responses import S3ControlResponse

from s3_replication.local.moto.store.public_access import point_blocks
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.ports.jobs import JobOwner, JobRefused, Jobs
from s3_replication.policy_checks import is_public

__all__ = ["LocalS3ControlResponse"]

MOST_JOBS = 1000
_BLOCKED = (
    'User: arn:{0}:iam::{1}:root is not authorized to perform: s3:PutAccessPointPolicy on resource: "{2}" because public policies are '
    "blocked by the BlockPublicPolicy block public access setting."
)


class LocalS3ControlResponse(S3ControlResponse):
    """One S3 Control request."""

    @property
    def _jobs(self) -> Jobs:
        runtime: Runtime = self.backend.runtime  # type: ignore[attr-defined]  # `installation` put ours in place
        if runtime.jobs is None:
            raise S3ControlError("NotImplemented", "This process has no Batch Operations; start a whole local AWS.")
        return runtime.jobs

    @property
    def _owner(self) -> JobOwner:
        if self._get_param("AccountId") != self.current_account:
            raise S3ControlError("AccessDenied", "The account in the request is not the caller's; call with the account's own credentials.")
        return JobOwner(self.current_account, self.region, self.partition)

    @contextmanager
    def _refusals(self) -> Iterator[tuple[Jobs, JobOwner]]:
        """Jobs and their owner; a refusal becomes S3 Control's error."""
        try:
            yield self._jobs, self._owner
        except JobRefused as error:
            raise S3ControlError(error.code, error.message) from error

    def create_job(self) -> ActionResult:
        """CreateJob."""
        parameters = {name: value for name, value in dict(self.params).items() if name != "AccountId"}
        with self._refusals() as (jobs, owner):
            return ActionResult(jobs.create_job(owner, parameters))

    def describe_job(self) -> ActionResult:
        """DescribeJob."""
        with self._refusals() as (jobs, owner):
            return ActionResult(jobs.describe_job(owner, self._get_param("JobId")))

    def list_jobs(self) -> ActionResult:
        """ListJobs."""
        most = min(int(self._get_param("MaxResults") or MOST_JOBS), MOST_JOBS)
        with self._refusals() as (jobs, owner):
            return ActionResult(jobs.list_jobs(owner, self._get_param("JobStatuses") or [], most, self._get_param("NextToken")))

    def update_job_status(self) -> ActionResult:
        """UpdateJobStatus."""
        wanted = self._get_param("RequestedJobStatus")
        if wanted not in {"Ready", "Cancelled"}:
            raise S3ControlError("BadRequestException", f"RequestedJobStatus must be Ready or Cancelled, not {wanted}.")
        with self._refusals() as (jobs, owner):
            return ActionResult(jobs.update_job_status(owner, self._get_param("JobId"), wanted, self._get_param("StatusUpdateReason")))

    def update_job_priority(self) -> ActionResult:
        """UpdateJobPriority."""
        with self._refusals() as (jobs, owner):
            return ActionResult(jobs.update_job_priority(owner, self._get_param("JobId"), self._get_param("Priority")))

    def get_job_tagging(self) -> ActionResult:
        """GetJobTagging."""
        with self._refusals() as (jobs, owner):
            tags = jobs.job_tags(owner, self._get_param("JobId"))
        return ActionResult({"Tags": [{"Key": name, "Value": value} for name, value in tags.items()]})

    def put_job_tagging(self) -> EmptyResult:
        """PutJobTagging."""
        with self._refusals() as (jobs, owner):
            jobs.tag_job(owner, self._get_param("JobId"), self._get_param("Tags") or [])
        return EmptyResult()

    def delete_job_tagging(self) -> EmptyResult:
        """DeleteJobTagging."""
        with self._refusals() as (jobs, owner):
            jobs.tag_job(owner, self._get_param("JobId"), [])
        return EmptyResult()

    def put_access_point_policy(self) -> EmptyResult:
        """Fixed: moto takes any text, and public policies whatever Block Public Access says."""
        account, name, text = self._get_param("AccountId"), self._get_param("Name"), str(self._get_param("Policy"))
        point = self.backend.get_access_point(account, name)
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise S3ControlError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")
        if point_blocks(point, "BlockPublicPolicy") and is_public(document):
            raise S3ControlError("AccessDenied", _BLOCKED.format(self.partition, self.current_account, point.arn))
        return super().put_access_point_policy()

    def get_multi_region_access_point_policy(self) -> ActionResult:
        """Fixed: moto leaves out Proposed, which Terraform's provider reads; a policy is established at once here."""
        policy = self.backend.get_multi_region_access_point_policy(self._get_param("AccountId"), self._get_param("Name"))
        return ActionResult({"Policy": {"Established": {"Policy": policy}, "Proposed": {"Policy": policy}}})

    def get_multi_region_access_point_routes(self) -> ActionResult:
        """GetMultiRegionAccessPointRoutes: every Region is active until routes are submitted."""
        point = self._multi_region_access_point
        routes = [{**_route(region), "TrafficDialPercentage": int(region.get("Dial", "100"))} for region in point.regions]
        return ActionResult({"Mrap": self._get_param("Mrap"), "Routes": routes})

    def submit_multi_region_access_point_routes(self) -> EmptyResult:
        """SubmitMultiRegionAccessPointRoutes: 0 is passive, 100 active, and one must stay active."""
        point = self._multi_region_access_point
        dials = {region["Bucket"]: region.get("Dial", "100") for region in point.regions}
        for update in self._get_param("RouteUpdates") or []:
            place = [region for region in point.regions if update.get("Bucket", region["Bucket"]) == region["Bucket"]]
            place = [region for region in place if update.get("Region", region["Region"]) == region["Region"]]
            dial = str(update.get("TrafficDialPercentage"))
            if not place or dial not in {"0", "100"}:
                raise S3ControlError("InvalidRequest", "A route names a Region of the access point, with the dial 0 or 100.")
            dials |= {region["Bucket"]: dial for region in place}
        if "100" not in dials.values():
            raise S3ControlError("InvalidRequest", "At least one Region must stay active.")
        for region in point.regions:
            region["Dial"] = dials[region["Bucket"]]
        return EmptyResult()

    @property
    def _multi_region_access_point(self) -> MultiRegionAccessPoint:
        """The one that an ARN or an alias names."""
        alias = str(self._get_param("Mrap")).rpartition("/")[2]
        points = self.backend.multi_region_access_points[self._get_param("AccountId")].values()
        found = next((point for point in points if point.alias == alias), None)
        if found is None:
            raise MultiRegionAccessPointNotFound(alias)
        return found


def _route(region: dict[str, str]) -> dict[str, str]:
    return {"Bucket": region["Bucket"], "Region": region["Region"]}
