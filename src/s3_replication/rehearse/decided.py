"""What check says of a version, from the plan alone and from the plan with the values known after apply."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from s3_replication.core import Engine, Outcome, Task, Version
from s3_replication.findings.groups import Group
from s3_replication.plan import Reading

__all__ = ["PlanDecisions", "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """The outcome for one destination, and S3's reason for FAILED.

    `reason_is_open` says that a step before the failing one is not known, so that S3 may report that step's reason. `arrives` says that the
    destination gets the version: a COMPLETED one, and one that FAILED for its tags alone.
    """

    outcome: Outcome
    failure_reason: str | None = None
    reason_is_open: bool = False
    arrives: bool = False

    @classmethod
    def of(cls, task: Task) -> "Said":
        """What a decision says."""
        reason = task.failure_reason.value if task.failure_reason is not None else None
        return cls(task.outcome, reason, task.reason_is_open, task.replica is not None)

    def agrees(self, other: "Said") -> bool:
        """Whether this allows that the other happens; UNKNOWN allows everything."""
        if self.outcome is Outcome.UNKNOWN:
            return True
        return self.outcome is other.outcome and (self.reason_is_open or self.failure_reason == other.failure_reason)


class PlanDecisions:
    """Decides versions of the applied configuration as the plan has it, which may name keys and buckets by placeholders."""

    def __init__(self, planned: Reading, applied: Reading) -> None:
        self._engine = Engine(planned.world)
        by_address = {address: arn for arn, address in planned.addresses.items()}
        self._planned = {arn: by_address[address] for arn, address in applied.addresses.items() if address in by_address}
        self._applied_names = {_name(old): _name(new) for new, old in self._planned.items()}

    def said(self, group: Group) -> Mapping[str, Said]:
        """By destination, under its name after apply."""
        decision = self._engine.decide(self._version(group.version), group.change)
        return {self._applied_names.get(task.destination_bucket, task.destination_bucket): Said.of(task) for task in decision.tasks}

    def _version(self, version: Version) -> Version:
        key, bucket = version.encryption.key_arn, self._bucket(version.bucket)
        planned = self._planned.get(key, key) if isinstance(key, str) else key
        return replace(version, bucket=bucket, encryption=replace(version.encryption, key_arn=planned))

    def _bucket(self, name: str) -> str:
        return next((_name(old) for new, old in self._planned.items() if new.endswith(f":s3:::{name}")), name)


def _name(arn: str) -> str:
    return arn.partition(":s3:::")[2] or arn
