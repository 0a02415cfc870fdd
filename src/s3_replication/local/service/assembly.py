"""The local AWS whole: its core with every capability."""

import threading
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from s3_replication.core import Switches
from s3_replication.local.alarms.evaluator import evaluate_alarms
from s3_replication.local.batch.operations import BatchOperations
from s3_replication.local.events.changes import ChangeEvents
from s3_replication.local.events.replication import ReplicationEvents
from s3_replication.local.lifecycle.runner import run_lifecycle
from s3_replication.local.metrics.replication import ReplicationMetrics
from s3_replication.local.notifications.outbox import Outbox
from s3_replication.local.service.service import Service
from s3_replication.local.trails.recorder import EventRecorder

__all__ = ["build_service"]


def build_service(port: int, switches: Switches, *, authorize: bool = False) -> Service:
    """A local AWS that listens on the port (0: a free one) of 127.0.0.1; raises InputError for a port in use."""
    service = Service(port, switches, authorize=authorize)
    outbox = Outbox(service.store)
    _add_events(service, outbox)
    _add_metrics(service)
    _add_alarms(service, outbox)
    _add_batch(service)
    _add_inventory(service)
    _add_lifecycle(service, outbox)
    _add_trails(service)
    return service


def _add_events(service: Service, outbox: Outbox) -> None:
    """Listen to the worker, the clock, and to what users write."""
    events = ReplicationEvents(service.worker, outbox)
    service.on_clock.append(events.tick)
    service.on_reset.append(events.clear)
    journal = service.runtime.journal
    service.runtime.on_event = ChangeEvents(outbox, service.clock, lambda: journal.caller).send


def _add_metrics(service: Service) -> None:
    """Listen to the worker, and let CloudWatch show the metrics."""
    metrics = ReplicationMetrics(service.worker)
    service.runtime.metrics = metrics.recorder
    service.on_reset.append(metrics.clear)


def _add_alarms(service: Service, outbox: Outbox) -> None:
    """Evaluate every alarm as the clock goes on, and on POST /_local/alarms."""
    lock = threading.Lock()  # two evaluations at once would send one change twice

    def evaluate(now: datetime) -> None:
        with lock:
            evaluate_alarms(now, outbox)

    def alarms(_: dict[str, Any]) -> dict[str, Any]:
        with lock:
            return {"alarms": [asdict(found) for found in evaluate_alarms(service.clock.now(), outbox)]}

    service.control.add("POST", "alarms", alarms)
    service.on_clock.append(evaluate)


def _add_batch(service: Service) -> None:
    """Run jobs in their own thread, and answer S3 Control with them."""
    operations = BatchOperations(service.worker, service.store)
    service.runtime.jobs = operations
    service.settling.append(operations.wait_until_idle)
    service.on_clock.append(lambda _: operations.wake())
    service.on_reset.append(operations.clear)
    operations.start()


def _add_inventory(service: Service) -> None:
    """Offer POST /_local/inventory with `bucket` and `id`."""

    def inventory(arguments: dict[str, Any]) -> dict[str, Any]:
        from s3_replication.local.inventory.delivery import deliver  # noqa: PLC0415 - pyarrow would take a third of the start

        return asdict(deliver(str(arguments.get("bucket", "")), str(arguments.get("id", "")), service.clock.now(), service.store))

    service.control.add("POST", "inventory", inventory)


def _add_lifecycle(service: Service, outbox: Outbox) -> None:
    """Offer POST /_local/lifecycle with `bucket`."""

    def lifecycle(arguments: dict[str, Any]) -> dict[str, Any]:
        name, switches = str(arguments.get("bucket", "")), service.runtime.switches
        done, ended = run_lifecycle(name, service.clock.now(), switches, service.store, outbox)
        return {
            "actions": [
                {"action": action.kind.value, "rule_id": action.rule_id, "key": action.version.key, "version_id": action.version.version_id,
                 "storage_class": action.storage_class, "wanted": action.wanted.value if action.wanted else None}
                for action in done
            ] + [
                {"action": "abort-upload", "rule_id": abort.rule_id, "key": abort.upload.key, "upload_id": abort.upload.upload_id}
                for abort in ended
            ]
        }  # fmt: skip

    service.control.add("POST", "lifecycle", lifecycle)


def _add_trails(service: Service) -> None:
    """See S3's requests while a trail logs; deliver every five minutes, and on POST /_local/trails at once."""
    book = EventRecorder(service.clock, service.store, service.router.observe)

    def deliver(now: datetime) -> None:
        book.deliver(now)

    def trails(_: dict[str, Any]) -> dict[str, Any]:
        return {"files": [asdict(file) for file in book.deliver(service.clock.now(), timedelta(0))]}

    service.runtime.trails = book
    service.control.add("POST", "trails", trails)
    service.on_clock.append(deliver)
    service.on_reset.append(book.clear)
    service.worker.on_settled.append(book.settled)
