"""One experiment of FIS: what it does at a moment follows from its start, its actions and when it was stopped."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from moto.fis.models import Experiment, ResolvedTarget

from s3_replication.core import PAUSE_ACTION, ReplicationPause, parse_pause
from s3_replication.local.moto.services.fis_templates import BUCKETS, offsets
from s3_replication.local.ports.clock import Clock

__all__ = ["LocalExperiment"]

_PARTS: Final = (
    "account_id", "region_name", "id", "client_token", "experiment_template_id", "role_arn", "targets", "actions", "stop_conditions",
    "log_configuration", "experiment_options", "experiment_report_configuration", "target_account_configurations",
)  # fmt: skip
_NO_TARGET: Final = "Target resolution returned empty set for target {}."


class LocalExperiment(Experiment):
    """Fixed: moto's experiment is over with its first read, lasts no time, and finds no target by its tags."""

    def __init__(self, made: Experiment, clock: Clock, resolved: Mapping[str, tuple[str, ...]], refusal: str | None) -> None:
        now = clock.now()
        super().__init__(**{part: getattr(made, part) for part in _PARTS}, creation_time=now.timestamp(), start_time=now.timestamp())
        self._clock = clock
        self._started = now
        self._stopped: datetime | None = None
        self._resolved = resolved
        self._refusal = refusal
        self._offsets = offsets(self.actions)

    @property
    def failure(self) -> str | None:
        """Why the experiment failed: a target without a resource, unless it skips such actions, or what the role may not do."""
        empty = [name for name in self.targets if not self._resolved[name]]
        if self._is_preview:
            return None
        if empty and self.experiment_options["emptyTargetResolutionMode"] == "fail":
            return _NO_TARGET.format(empty[0])
        return self._refusal

    @property
    def _is_preview(self) -> bool:
        return bool(self.experiment_options["actionsMode"] == "skip-all")

    @property
    def _ends(self) -> datetime:
        """When the last action ends, or the experiment was stopped or failed."""
        if self.failure is not None:
            return self._started
        planned = max((self._span(name)[1] for name in self.actions), default=self._started)
        return planned if self._stopped is None else min(self._stopped, planned)

    def _span(self, name: str) -> tuple[datetime, datetime]:
        """Start and end of an action; both are the experiment's start for an action that is skipped."""
        start, end = self._offsets[name]
        return (self._started, self._started) if self._is_skipped(name) else (self._started + start, self._started + end)

    def _is_skipped(self, name: str) -> bool:
        return self._is_preview or any(not self._resolved[target] for target in (self.actions[name].get("targets") or {}).values())

    @property
    def status(self) -> str:
        """The state now."""
        if self.failure is not None:
            return "failed"
        if self._clock.now() < self._ends:
            return "running"
        return "completed" if self._stopped is None else "stopped"

    @status.setter
    def status(self, value: str) -> None:
        """moto sets "stopping"."""
        if value == "stopping":
            self._stopped = self._clock.now()

    def _sync_state(self) -> str:
        status, ends = self.status, self._ends
        self.end_time = None if status == "running" else ends.timestamp()
        for name, action in self.actions.items():
            said = self._action_status(name)
            start, end = self._span(name)
            action["state"] = {"status": said, "reason": self.failure or f"Action is {said}"}
            if said in ("running", "completed", "stopped"):
                action["startTime"] = start.timestamp()
            if said in ("completed", "stopped"):
                action["endTime"] = min(end, ends).timestamp()
        return status

    def _action_status(self, name: str) -> str:
        start, end = self._span(name)
        now, ends = self._clock.now(), self._ends
        if self.failure is not None:
            return "cancelled"
        if self._is_skipped(name):
            return "skipped"
        if now < start or ends <= start:
            return "pending" if now < ends else "cancelled"
        if now < min(end, ends):
            return "running"
        return "completed" if end <= ends else "stopped"

    def to_dict(self, tags: dict[str, str] | None = None) -> dict[str, Any]:
        """As moto, with why the experiment failed."""
        found: dict[str, Any] = super().to_dict(tags)
        if self.failure is not None:
            found["state"]["reason"] = self.failure
        return found

    def resolved_targets(self) -> list[ResolvedTarget]:
        """The buckets that had the tags of each target when the experiment started."""
        return [ResolvedTarget(self.targets[name]["resourceType"], name, arn) for name, arns in self._resolved.items() for arn in arns]

    def pauses(self, bucket_arn: str) -> Iterator[ReplicationPause]:
        """What the actions that run now pause of a bucket."""
        for name, action in self.actions.items():
            pauses = action["actionId"] == PAUSE_ACTION and bucket_arn in self._resolved[action["targets"][BUCKETS]]
            if pauses and self._action_status(name) == "running":
                yield parse_pause(action["parameters"])
