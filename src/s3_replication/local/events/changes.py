"""Ordinary events about what users write, delete and restore (User Guide, "Event message structure")."""

from collections.abc import Callable
from datetime import datetime

from s3_replication.core import Bucket, Version
from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.moto.store.versions import read_version
from s3_replication.local.moto.store.world import read_bucket
from s3_replication.local.notifications.outbox import NOTHING, Outbox
from s3_replication.local.notifications.record import S3_SERVICE, EventName, ordinary_record, restore_data
from s3_replication.local.ports.clock import Clock

__all__ = ["ChangeEvents"]


class ChangeEvents:
    """`caller` gives the account whose request this thread answers, "" where no request is being answered."""

    def __init__(self, outbox: Outbox, clock: Clock, caller: Callable[[], str]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._caller = caller

    def send(self, bucket: LocalBucket, version: LocalKey | LocalMarker, event: str) -> None:
        """Send one event; the principal is the caller's account, since users of an account are not distinguished."""
        where, what = read_bucket(bucket), read_version(bucket, version)
        caller = self._caller() or bucket.account_id
        restored = event == EventName.RESTORE_INITIATED
        record = ordinary_record(where, what, event, self._clock.now(), f"AWS:{caller}")
        self._outbox.send(where, event, what.key, record, caller, {"source-storage-class": what.storage_class} if restored else NOTHING)
        if restored and isinstance(version, LocalKey) and version.expires is not None:
            self._send_restored(where, what, version.expires)

    def _send_restored(self, bucket: Bucket, version: Version, expiry: datetime) -> None:
        """A restore takes no time here, so S3's event of its end follows at once."""
        event = EventName.RESTORE_COMPLETED
        record = ordinary_record(bucket, version, event, self._clock.now(), S3_SERVICE)
        more = {"restore-expiry-time": f"{expiry:%Y-%m-%dT%H:%M:%SZ}", "source-storage-class": version.storage_class}
        self._outbox.send(bucket, event, version.key, {**record, **restore_data(expiry, version.storage_class)}, S3_SERVICE, more)
