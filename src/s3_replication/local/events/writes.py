"""Ordinary events about what users write and delete (User Guide, "Event message structure")."""

from s3_replication.local.events.record import ordinary_record
from s3_replication.local.events.sending import send
from s3_replication.local.moto_compat.bucket import LocalBucket
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker
from s3_replication.local.moto_compat.versions import read_version
from s3_replication.local.moto_compat.world import read_bucket

__all__ = ["tell_change"]


def tell_change(bucket: LocalBucket, version: LocalKey | LocalMarker, event: str) -> None:
    """Send one event; the principal is the caller's account, since requests are not told apart by user."""
    where, what = read_bucket(bucket), read_version(bucket, version)
    principal = f"AWS:{hooks.journal.caller or bucket.account_id}"
    send(where, event, what.key, ordinary_record(where, what, event, hooks.clock.now(), principal))
