"""Block Public Access of a bucket and of its account (User Guide, "Blocking public access to your Amazon S3 storage")."""

from moto.s3control.models import AccessPoint, s3control_backends

from s3_replication.local.moto.store.bucket import LocalBucket

__all__ = ["blocks", "point_blocks"]


def blocks(bucket: LocalBucket, setting: str) -> bool:
    """Whether a setting, by moto's name, is on: the most restrictive of the bucket's and its account's counts."""
    account = s3control_backends[bucket.account_id][bucket.partition].public_access_block
    return any(block is not None and str(getattr(block, setting)).lower() == "true" for block in (bucket.public_access_block, account))


def point_blocks(point: AccessPoint, setting: str) -> bool:
    """Whether an access point's own setting, by S3's name, is on; each is unless the access point was created without it."""
    return str(point.pubc[setting]).lower() == "true"
