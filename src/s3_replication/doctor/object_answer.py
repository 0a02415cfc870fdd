"""The answer about one object version: its state, each destination's state, and what to do now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from s3_replication.core import Outcome

__all__ = ["DestinationAnswer", "ObjectAnswer", "ObjectName", "ObjectState", "ReplicaState"]

_VERSION_ID: Final = re.compile(r"[A-Za-z0-9._-]{32}|null")


class ObjectState(StrEnum):
    """What S3 and the destinations say of a version."""

    NO_STATUS = "no status"
    PENDING = "PENDING"
    FAILED = "FAILED"
    COMPLETED = "COMPLETED"
    REPLICA_GONE = "COMPLETED, replica gone"
    REPLICA = "REPLICA"
    NOT_READABLE = "not readable"


class ReplicaState(StrEnum):
    """Whether a destination has the version."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_VISIBLE = "not visible"


@dataclass(frozen=True, slots=True)
class ObjectName:
    """A key and a version id; None is the current version."""

    key: str
    version_id: str | None = None

    @classmethod
    def parse(cls, text: str) -> "ObjectName":
        """From KEY or KEY@VERSION; what follows the last @ is a version only if it looks like one, since keys may contain @."""
        key, at, version = text.rpartition("@")
        return cls(key, version) if at and key and _VERSION_ID.fullmatch(version) else cls(text)


@dataclass(frozen=True, slots=True)
class DestinationAnswer:
    """One destination: what S3 would do today with such a version, by which rule, why not, and whether the replica is there.

    `wait` says for which experiment the version waits, since it pauses the rule; "" for none.
    """

    bucket: str
    outcome: Outcome
    rule_id: str | None
    reason: str
    replica: ReplicaState
    wait: str = ""


@dataclass(frozen=True, slots=True)
class ObjectAnswer:
    """One version, and what to do now."""

    key: str
    version_id: str
    written: datetime
    delete_marker: bool
    state: ObjectState
    destinations: tuple[DestinationAnswer, ...]
    next_step: str

    @property
    def is_fine(self) -> bool:
        """Whether nothing has to be done."""
        return self.state in (ObjectState.COMPLETED, ObjectState.PENDING, ObjectState.REPLICA)

    def as_json(self) -> Mapping[str, object]:
        """The answer as plain JSON values."""
        return {
            "key": self.key,
            "version_id": self.version_id,
            "written": self.written.isoformat(),
            "delete_marker": self.delete_marker,
            "state": self.state.value,
            "destinations": [
                {"bucket": one.bucket, "outcome": one.outcome.value, "rule_id": one.rule_id, "reason": one.reason or one.wait or None,
                 "replica": one.replica.value}
                for one in self.destinations
            ],
            "next_step": self.next_step,
        }  # fmt: skip
