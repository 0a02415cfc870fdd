"""The rules of S3's object tags."""

from collections.abc import Mapping

from s3_replication.local.s3.errors import S3Error

__all__ = ["check_tags"]


def check_tags(tags: Mapping[str, str]) -> None:
    """At most ten tags, of S3's characters and lengths."""
    if len(tags) > 10:
        raise S3Error("BadRequest", "Object tags cannot be greater than 10")
    for name, value in tags.items():
        if not 1 <= len(name) <= 128:
            raise S3Error("InvalidTag", "The TagKey you have provided is invalid", TagKey=name)
        if len(value) > 256:
            raise S3Error("InvalidTag", "The TagValue you have provided is invalid", TagKey=name, TagValue=value)
        if name.lower().startswith("aws:"):
            raise S3Error("InvalidTag", "System tags cannot be added/updated by requester", TagKey=name)
