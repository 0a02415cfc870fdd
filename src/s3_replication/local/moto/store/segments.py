"""The parts between the slashes of keys that exist."""

from collections.abc import Iterator

from s3_replication.local.moto.store.listing import PAGE, objects
from s3_replication.local.moto.store.world import all_buckets, find_bucket

__all__ = ["segments_near"]


def segments_near(name: str) -> Iterator[str]:
    """The names of all buckets, and the segments of the first keys of this one; some come twice."""
    bucket = find_bucket(name)
    if bucket is not None:
        found, _ = objects(bucket, "", None, None, PAGE)
        yield from (segment for key in found if not isinstance(key, str) for segment in key.name.split("/"))
    yield from (each.name for each in all_buckets())
