"""Decisions about millions of versions at once: rows are grouped into classes, and each class is decided once (needs the extra `audit`)."""

from s3_replication.core.bulk.decide_all import decide_all

__all__ = ["decide_all"]
