"""CloudWatch alarms that change state, on the local AWS' clock."""

import threading
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from s3_replication.local.alarms.watch import evaluate_alarms

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """Evaluate every alarm as the clock goes on, and on POST /_local/alarms."""
    lock = threading.Lock()  # two evaluations at once would tell one change twice

    def on_clock(now: datetime) -> None:
        with lock:
            evaluate_alarms(now)

    def alarms(_: dict[str, Any]) -> dict[str, Any]:
        with lock:
            return {"alarms": [asdict(found) for found in evaluate_alarms(service.clock.now())]}

    service.control.add("POST", "alarms", alarms)
    service.on_clock.append(on_clock)
