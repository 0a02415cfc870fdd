"""Ordinary events about what users write and delete (User Guide, "Event message structure")."""

from collections.abc import Callable

from s3_replication.local.moto.store.bucket import LocalBucket
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.moto.store.versions import read_version
from s3_replication.local.moto.store.world import read_bucket
from s3_replication.local.notifications.outbox import Outbox
from s3_replication.local.notifications.record import ordinary_record
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
        record = ordinary_record(where, what, event, self._clock.now(), f"AWS:{caller}")
        self._outbox.send(where, event, what.key, record, caller)
