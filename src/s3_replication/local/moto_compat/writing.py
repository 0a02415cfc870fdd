"""Objects that the service itself writes: reports, manifests, logs."""

from moto.s3.models import s3_backends

from s3_replication.errors import InputError
from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.moto_compat.key import LocalKey
from s3_replication.local.moto_compat.world import find_bucket

__all__ = ["put_service_object"]


def put_service_object(bucket_name: str, key: str, body: bytes, *, content_type: str | None = None, kms_key: str | None = None,
                       sse_s3: bool = False) -> LocalKey:  # fmt: skip
    """Store an object on the bucket owner's behalf; it replicates like any other (fact 3.08). Raises InputError without the bucket.

    `kms_key` encrypts it with that key, `sse_s3` with SSE-S3 whatever the bucket's default is; raises S3Error where the key cannot be used.
    """
    bucket = find_bucket(bucket_name)
    if bucket is None:
        raise InputError(f"there is no bucket {bucket_name!r} to write {key!r} to; create it first")
    hooks.journal.take()
    hooks.journal.caller = bucket.account_id
    kind = "aws:kms" if kms_key is not None else "AES256" if sse_s3 else None
    backend = s3_backends[bucket.account_id][bucket.partition]
    written = backend.put_object(bucket_name, key, body, encryption=kind, kms_key_id=kms_key)
    if content_type is not None:
        written._metadata["Content-Type"] = content_type
    for where, version, change in hooks.journal.take():
        hooks.replication.admit(where, version, change)
    assert isinstance(written, LocalKey)  # noqa: S101 - our backend makes no other
    return written
