"""The error for a name that the local AWS does not have."""

from s3_replication.errors import InputError

__all__ = ["no_bucket"]


def no_bucket(name: str) -> InputError:
    """The error for a bucket that does not exist."""
    return InputError(f"the local AWS has no bucket named {name!r}; `aws s3 ls` lists the buckets of an account")
