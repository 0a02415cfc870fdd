"""Decisions about millions of versions at once: rows are sorted into classes, each class is decided once (needs the extra `audit`)."""

from s3_replication.core.batch.deciding import decide_all

__all__ = ["decide_all"]
