"""Objects that the service itself writes: reports, manifests, logs."""

from moto.s3.models import s3_backends

from s3_replication.errors import InputError
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey
from s3_replication.local.moto_compat.world import find_bucket

__all__ = ["put_service_object"]


def put_service_object(bucket_name: str, key: str, body: bytes) -> LocalKey:
    """Store an object on the bucket owner's behalf; it replicates like any other (fact 3.08). Raises InputError without the bucket."""
    bucket = find_bucket(bucket_name)
    if bucket is None:
        raise InputError(f"there is no bucket {bucket_name!r} to write {key!r} to; create it first")
    hooks.journal.take()
    hooks.journal.caller = bucket.account_id
    written = s3_backends[bucket.account_id][bucket.partition].put_object(bucket_name, key, body)
    for where, version, change in hooks.journal.take():
        hooks.replication.admit(where, version, change)
    assert isinstance(written, LocalKey)  # noqa: S101 - our backend makes no other
    return written
