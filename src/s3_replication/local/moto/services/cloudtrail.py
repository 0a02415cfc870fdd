"""CloudTrail: moto keeps the trails; which requests they record, and what they deliver, is local/trails.

Fixed: moto replaces a trail of the same name, looks for the log bucket in the trail's account only, describes all trails whichever are
asked for, deletes none by ARN, never says that a trail has its own selectors, and reports deliveries that did not happen.
"""

import copy
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from moto.cloudtrail import urls as moto_urls
from moto.cloudtrail.exceptions import S3BucketDoesNotExistException
from moto.cloudtrail.models import CloudTrailBackend, Trail, TrailStatus, cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

from s3_replication.local.moto.services.not_offered import NotOffered
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.world import find_bucket
from s3_replication.local.ports.clock import Clock
from s3_replication.local.ports.trails import LiveTrail, TrailRecorder

__all__ = ["LocalCloudTrailBackend", "find_trail", "logging_trails", "note_delivery", "url_bases", "url_paths"]

# What a trail without its own selectors logs; the local AWS has no management events, so such a trail delivers nothing.
_DEFAULT = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [], "ExcludeManagementEventSources": []}
_NOT_DONE = ("SnsTopicName", "IsOrganizationTrail", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")


class _Status(TrailStatus):
    """A status that knows of real deliveries."""

    latest: datetime | None = None
    error: str | None = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def start_logging(self) -> None:
        self.is_logging, self.started = True, self._clock.now()

    def stop_logging(self) -> None:
        self.is_logging, self.stopped = False, self._clock.now()

    def description(self) -> dict[str, Any]:
        moments = {"StartLoggingTime": self.started, "StopLoggingTime": self.stopped, "LatestDeliveryTime": self.latest}
        error = {} if self.error is None else {"LatestDeliveryError": self.error}
        return {"IsLogging": self.is_logging, **{name: at.timestamp() for name, at in moments.items() if at}, **error}


class LocalTrail(Trail):
    """A trail whose log bucket may be another account's."""

    def __init__(self, runtime: Runtime, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._runtime = runtime
        self.status: _Status = _Status(runtime.clock)

    def check_bucket_exists(self) -> None:
        """As moto, in every account."""
        if find_bucket(self.bucket_name) is None:
            raise S3BucketDoesNotExistException(f"S3 bucket {self.bucket_name} does not exist!")

    def check(self) -> None:
        """Raises CloudTrail's exception for a trail that could not deliver."""
        self.check_bucket_exists()
        recorder = self._runtime.trails
        obstacle = None if recorder is None else recorder.delivery_error(self.live)
        if obstacle is not None:
            raise JsonRESTError(
                obstacle, f"CloudTrail cannot deliver {self.arn} into bucket {self.bucket_name}; fix the policy or the key."
            )

    def description(self, include_region: bool = True) -> dict[str, Any]:
        """As moto, with what selects events; without what is not set."""
        found = {**super().description(include_region), "HasCustomEventSelectors": bool(self.advanced_event_selectors)}
        return {name: value for name, value in found.items() if value not in {None, ""}}

    @property
    def live(self) -> LiveTrail:
        """The trail for local/trails."""
        return LiveTrail(
            self.arn, self.account_id, self.region_name, bool(self.is_multi_region), self.bucket_name, self.s3_key_prefix or "",
            self.kms_key_id or None, tuple(self.advanced_event_selectors),
        )  # fmt: skip


class LocalCloudTrailBackend(CloudTrailBackend):
    """One account's CloudTrail in a Region; moto makes it through `cloudtrail_backends.backend`."""

    runtime: Runtime
    trails: dict[str, LocalTrail]  # type: ignore[assignment]  # every trail is made here

    def create_trail(self, name: str, bucket_name: str, *more: Any) -> LocalTrail:
        """As moto, once per name, and where CloudTrail may deliver."""
        if name in self.trails:
            raise JsonRESTError("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {self.account_id}")
        made = LocalTrail(self.runtime, self.account_id, self.region_name, name, bucket_name, *more[:-1])
        made.check()
        self.trails[name] = made
        self.tagging_service.tag_resource(made.arn, more[-1])
        return made

    def update_trail(self, name: str, **changes: Any) -> LocalTrail:  # type: ignore[override]  # moto calls it by keywords
        """As moto, all or nothing."""
        changed = copy.copy(self.get_trail(name))
        changed.update(**changes)
        changed.check()
        self.trails[changed.trail_name] = changed
        return changed

    def delete_trail(self, name: str) -> None:
        """As moto, by ARN too; raises TrailNotFoundException."""
        del self.trails[self.get_trail(name).trail_name]

    def get_trail(self, name_or_arn: str) -> LocalTrail:
        """As moto."""
        found = super().get_trail(name_or_arn)
        assert isinstance(found, LocalTrail)  # noqa: S101 - every trail is made here
        return found

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]


class LocalCloudTrailResponse(CloudTrailResponse):
    """CloudTrail's operations, with the refusals of what the local AWS would not do."""

    @property
    def _recorder(self) -> TrailRecorder | None:
        runtime: Runtime = self.cloudtrail_backend.runtime  # type: ignore[attr-defined]  # `installation` put ours in place
        return runtime.trails

    def call_action(self) -> Any:
        """As moto; then local/trails looks at the trails again."""
        answer = super().call_action()
        recorder = self._recorder
        if recorder is not None:
            recorder.changed()
        return answer

    def create_trail(self) -> str:
        """As moto, unless it asks for what is not done."""
        self._check_options()
        return super().create_trail()

    def update_trail(self) -> str:
        """As moto, unless it asks for what is not done."""
        self._check_options()
        return super().update_trail()

    def _check_options(self) -> None:
        asked = [name for name in _NOT_DONE if self._get_param(name)]
        if asked:
            raise NotOffered(f"The local AWS' trails deliver into buckets only; leave out {', '.join(asked)}.")

    def describe_trails(self) -> str:
        """As moto, only those that are named."""
        found = json.loads(super().describe_trails())["trailList"]
        names = self._get_param("trailNameList")
        return json.dumps({"trailList": [trail for trail in found if not names or {trail["Name"], trail["TrailARN"]} & set(names)]})

    def put_event_selectors(self) -> str:
        """As moto, for advanced selectors of S3 objects."""
        if self._get_param("EventSelectors"):
            raise NotOffered("The local AWS takes advanced event selectors; basic ones ask for management events too.")
        try:
            if self._recorder is not None:
                self._recorder.check(self._get_param("AdvancedEventSelectors") or [])
        except ValueError as error:
            raise JsonRESTError("InvalidEventSelectorsException", f"{error}.") from error
        except NotImplementedError as error:
            raise NotOffered(f"{error}.") from error
        return super().put_event_selectors()

    def get_event_selectors(self) -> str:
        """As moto, with CloudTrail's default."""
        found = json.loads(super().get_event_selectors())
        if not found["AdvancedEventSelectors"]:
            found["EventSelectors"] = [_DEFAULT]
        return json.dumps(found)

    def put_insight_selectors(self) -> str:
        """Refused."""
        raise NotOffered("The local AWS has no CloudTrail Insights.")

    def get_insight_selectors(self) -> str:
        """There are none."""
        raise JsonRESTError("InsightNotEnabledException", "Insights are not enabled on this trail.")


def _trails() -> Iterator[LocalTrail]:
    for regions in list(cloudtrail_backends.values()):
        for backend in list(dict.values(regions)):
            yield from list(backend.trails.values())  # type: ignore[misc]  # every trail is made here


def logging_trails() -> list[LiveTrail]:
    """Every trail of every account that logs."""
    return [trail.live for trail in _trails() if trail.status.is_logging]


def find_trail(arn: str) -> LiveTrail | None:
    """One trail, whether it logs or not."""
    return next((trail.live for trail in _trails() if trail.arn == arn), None)


def note_delivery(arn: str, now: datetime, error: str | None) -> None:
    """Let GetTrailStatus show a delivery, or the error of S3 that kept it from happening."""
    for trail in _trails():
        if trail.arn == arn:
            trail.status.error = error
            trail.status.latest = now if error is None else trail.status.latest


url_bases = moto_urls.url_bases
url_paths = dict.fromkeys(moto_urls.url_paths, LocalCloudTrailResponse.dispatch)
