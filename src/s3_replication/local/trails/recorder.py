"""What trails have recorded and not delivered yet; every five minutes of the local AWS' clock it becomes log files."""

import gzip
import json
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from s3_replication.local.http.message import HttpRequest, HttpResponse
from s3_replication.local.moto.services.cloudtrail import find_trail, logging_trails, note_delivery
from s3_replication.local.ports.clock import Clock
from s3_replication.local.ports.store import Store
from s3_replication.local.ports.trails import LiveTrail
from s3_replication.local.replication.worker import Settled
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.trails.permission import delivery_error, folder_of
from s3_replication.local.trails.record import Event, record
from s3_replication.local.trails.replica import event_of_replica
from s3_replication.local.trails.request import event_of
from s3_replication.local.trails.selectors import Selector, parse_selectors

__all__ = ["EventRecorder", "File"]

INTERVAL: Final = timedelta(minutes=5)  # S3 User Guide, "Logging options for Amazon S3"
PATIENCE: Final = timedelta(days=30)  # CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail": how long it tries to deliver


@dataclass(frozen=True, slots=True)
class File:
    """One log file, or why it was not written."""

    trail_arn: str
    bucket: str
    key: str
    records: int
    error: str | None = None


@dataclass(slots=True)
class _Page:
    """Records of one trail and Region since the first of them."""

    since: datetime
    records: list[dict[str, Any]]


class EventRecorder:
    """Safe to use from many threads; `watch` is called with what records requests, or with None while no trail logs."""

    def __init__(self, clock: Clock, store: Store, watch: Callable[[Callable[[HttpRequest, HttpResponse], None] | None], None]) -> None:
        self._clock = clock
        self._store = store
        self._watch = watch
        self._lock = threading.Lock()
        self._trails: tuple[tuple[LiveTrail, tuple[Selector, ...]], ...] = ()
        self._pages: dict[tuple[str, str], _Page] = {}

    def check(self, selectors: Sequence[Mapping[str, Any]]) -> None:
        """Raises ValueError for selectors that CloudTrail refuses, NotImplementedError for those that only AWS knows."""
        parse_selectors(selectors)

    def delivery_error(self, trail: LiveTrail) -> str | None:
        """The name of CloudTrail's exception for a trail that could not deliver."""
        return delivery_error(trail, self._store)

    def changed(self) -> None:
        """Look again at which trails log what."""
        self._trails = tuple((trail, parse_selectors(trail.selectors)) for trail in logging_trails() if trail.selectors)
        self._watch(self.record_request if self._trails else None)

    def clear(self) -> None:
        """Forget what is not delivered."""
        with self._lock:
            self._pages.clear()
        self.changed()

    def record_request(self, request: HttpRequest, response: HttpResponse) -> None:
        """Record a request to S3 for whom it concerns."""
        self._record(event_of(request, response, self._clock.now(), self._store))

    def settled(self, settled: Settled) -> None:
        """Record a replica that was written, likewise."""
        if self._trails:
            self._record(event_of_replica(settled, self._store))

    def _record(self, event: Event | None) -> None:
        """One record for each trail that selects the event, of the caller's account and of the owner's."""
        if event is None:
            return
        concerned = {event.caller.account, event.bucket.account}
        fields = event.fields
        concerned_trails = [
            trail for trail, selectors in self._trails
            if trail.account in concerned and (trail.multi_region or trail.region == event.bucket.region)
            and any(selector.selects(fields) for selector in selectors)
        ]  # fmt: skip
        shared = str(uuid.uuid4()) if len({trail.account for trail in concerned_trails}) > 1 else None
        with self._lock:
            for trail in concerned_trails:
                page = self._pages.setdefault((trail.arn, event.bucket.region), _Page(event.at, []))
                page.records.append(record(event, trail.account, shared))

    def deliver(self, now: datetime, interval: timedelta = INTERVAL) -> list[File]:
        """Write what has waited long enough; what cannot be written waits on, for thirty days."""
        with self._lock:
            due = {place: page for place, page in self._pages.items() if now - page.since >= interval}
            for place in due:
                del self._pages[place]
        files = []
        for (arn, region), page in due.items():
            trail = find_trail(arn)
            if trail is None:
                continue
            file = _write(trail, region, page.records, now, self._store)
            files.append(file)
            note_delivery(arn, now, file.error)
            if file.error is not None and now - page.since < PATIENCE:
                self._keep((arn, region), page)
        return files

    def _keep(self, place: tuple[str, str], page: _Page) -> None:
        with self._lock:
            newer = self._pages.get(place)
            self._pages[place] = _Page(page.since, page.records + (newer.records if newer else []))


def _write(trail: LiveTrail, region: str, records: list[dict[str, Any]], now: datetime, store: Store) -> File:
    name = f"{trail.account}_CloudTrail_{region}_{now:%Y%m%dT%H%MZ}_{uuid.uuid4().hex[:16]}.json.gz"
    key = f"{folder_of(trail)}/CloudTrail/{region}/{now:%Y/%m/%d}/{name}"
    bucket, refusal = store.bucket(trail.bucket), delivery_error(trail, store)
    error = None if refusal is None else "NoSuchBucket" if bucket is None else "AccessDenied"
    if error is None and bucket is not None:
        body = gzip.compress(json.dumps({"Records": records}).encode())
        try:
            store.write_object(bucket, key, body, "application/json", kms_key=trail.kms_key, sse_s3=trail.kms_key is None)
        except S3Error as problem:
            error = problem.code
    return File(trail.arn, trail.bucket, key, len(records), error)
