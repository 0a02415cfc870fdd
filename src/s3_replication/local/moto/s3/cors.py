"""What a bucket's CORS configuration lets pages of other origins do (User Guide, "Using cross-origin resource sharing (CORS)")."""

from moto.s3.utils import cors_matches_origin

from s3_replication.local.moto.store.world import find_bucket

__all__ = ["allows_origin"]


def allows_origin(bucket: str, origin: str, method: str) -> bool:
    """Whether a rule of the bucket names both the origin and the method."""
    found = find_bucket(bucket)
    return found is not None and any(
        method in (rule.allowed_methods or ()) and cors_matches_origin(origin, rule.allowed_origins or []) for rule in found.cors
    )
