"""Stored versions and unfinished uploads as listings show them: inventory, lifecycle and batch manifests are made from these."""

from dataclasses import dataclass
from datetime import datetime

from s3_replication.core import Version

__all__ = ["ListedVersion", "Upload"]


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """One version; `latest` says that it is its key's current one, `superseded` when the next newer version or marker was made."""

    version: Version
    latest: bool
    superseded: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One multipart upload that is under way."""

    key: str
    upload_id: str
    initiated: datetime
