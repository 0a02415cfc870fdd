"""moto's FakeKey and FakeDeleteMarker with what replication needs: status, tags and owner of a version, 32-character version ids.

Fixed: moto appends every instance to a list that is never cleared (`BaseModel.__new__`), keeps each body in a spooled file with a lock of
its own, and knows no replication status. A version here is plain bytes and is freed when it is deleted.
"""

import base64
import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from moto.s3.models import FakeAcl, FakeDeleteMarker, FakeKey, get_canned_acl
from moto.utilities.utils import LowercaseDict

from s3_replication.core import Reason, ReplicationStatus
from s3_replication.local.ports.task_record import TaskRecord
from s3_replication.local.s3.xml import http_time

__all__ = ["NULL_VERSION", "PRIVATE", "LocalKey", "LocalMarker", "aware", "naive", "new_version_id"]

NULL_VERSION = "null"
_NONE_SKIPPED: Final[Mapping[str, Reason]] = MappingProxyType({})  # shared: most versions skip no destination
PRIVATE: FakeAcl = get_canned_acl("private")


def new_version_id() -> str:
    """32 opaque characters, as S3's version ids have (moto: a UUID)."""
    return base64.urlsafe_b64encode(os.urandom(24)).decode().replace("-", ".")


def naive(moment: datetime) -> datetime:
    """moto's times carry no zone and are UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """The same moment with its zone."""
    return moment.replace(tzinfo=UTC)


def _metadata() -> LowercaseDict:
    """What an object has whose writer gave no metadata."""
    made = LowercaseDict()
    made["Content-Type"] = "binary/octet-stream"
    return made


class LocalMarker(FakeDeleteMarker):
    """A delete marker; `key` is unused, since the marked key may never have existed (AWS makes a marker; moto: KeyError)."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "LocalMarker":
        return object.__new__(cls)

    def __init__(self, name: str, version_id: str, last_modified: datetime, owner: str) -> None:
        self.name = name
        self.key = self  # type: ignore[assignment]  # moto asks for the type of the marker's key
        self.last_modified = last_modified
        self._version_id = version_id
        self.owner = owner
        self.replication_status: ReplicationStatus | None = None
        self.replica = False
        self.tasks: dict[tuple[str, str], TaskRecord] = {}
        self.skipped: Mapping[str, Reason] = _NONE_SKIPPED

    def dispose(self, garbage: bool = False) -> None:
        """Nothing to close."""


class LocalKey(FakeKey):
    """One object version."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "LocalKey":
        return object.__new__(cls)

    def __init__(self, name: str, value: bytes, *, account_id: str, region_name: str, partition: str, bucket_name: str,
                 version_id: str, last_modified: datetime, owner: str, metadata: LowercaseDict | None = None) -> None:  # fmt: skip
        self.name, self.bucket_name, self.account_id = name, bucket_name, account_id
        self.region_name, self.partition = region_name, partition
        self.last_modified, self.owner = last_modified, owner
        self._version_id, self._is_versioned = version_id, version_id != NULL_VERSION
        self._bytes = value
        self.contentsize = len(value)
        self._etag: str | None = None
        self._metadata = metadata if metadata is not None else _metadata()
        self._storage_class: str | None = "STANDARD"
        self.acl: FakeAcl | None = PRIVATE
        self.tags: dict[str, str] = {}
        self.encryption: str | None = "AES256"
        self.kms_key_id: str | None = None
        self.bucket_key_enabled: Any = None
        self.sse_c_key_md5: str | None = None
        self.checksum_algorithm = self.checksum_value = self.checksum_type = None
        self.checksum_parts: int | None = None
        self.lock_mode: str | None = None
        self.lock_until: str | None = None
        self.lock_legal_status: str | None = None
        self.multipart = None
        self.website_redirect_location: str | None = None
        self._expiry: datetime | None = None
        self.disposed = False
        self.replication_status: ReplicationStatus | None = None
        self.replica = False
        self.tasks: dict[tuple[str, str], TaskRecord] = {}
        self.skipped: Mapping[str, Reason] = _NONE_SKIPPED

    def __del__(self) -> None:
        """moto warns here about spooled files that were not closed; there are none."""

    @property
    def value(self) -> bytes:
        """The object's bytes."""
        return self._bytes

    @value.setter
    def value(self, new_value: bytes) -> None:
        self._bytes = new_value
        self.contentsize = len(new_value)

    @property
    def etag(self) -> str:
        """The ETag in quotes."""
        if self._etag is None:
            self._etag = hashlib.md5(self._bytes, usedforsecurity=False).hexdigest()
        return f'"{self._etag}"'

    @property
    def last_modified_RFC1123(self) -> str:
        """As in the Last-Modified header."""
        return http_time(aware(self.last_modified.replace(microsecond=0)))

    @property
    def expires(self) -> datetime | None:
        """Until when a restored copy stays."""
        return None if self._expiry is None else aware(self._expiry)

    @property
    def status(self) -> str | None:
        """State of a restore; moto's restores are done at once here."""
        return "RESTORED" if self._expiry is not None else None

    @status.setter
    def status(self, value: str) -> None:
        """moto sets it; it follows from the expiry here."""

    def advance(self) -> None:
        """moto moves a state machine on at each read; a version here has none."""

    def dispose(self, garbage: bool = False) -> None:  # noqa: ARG002 - moto's own signature
        """Nothing to close."""
        self.disposed = True

    @property
    def response_dict(self) -> dict[str, Any]:
        """Headers of GET and HEAD: moto's, with the replication status, the KMS data of DSSE too, and no version id in buckets without."""
        found: dict[str, Any] = {"ETag": self.etag, "last-modified": self.last_modified_RFC1123, "content-length": str(self.contentsize)}
        found.update(self.encryption_headers())
        if self._storage_class != "STANDARD":
            found["x-amz-storage-class"] = self._storage_class
        if self._expiry is not None:
            found["x-amz-restore"] = f'ongoing-request="false", expiry-date="{self.expiry_date}"'
        if self._is_versioned:
            found["x-amz-version-id"] = self._version_id
        if self.website_redirect_location:
            found["x-amz-website-redirect-location"] = self.website_redirect_location
        if self.lock_mode:
            found["x-amz-object-lock-mode"] = self.lock_mode
        if self.lock_until:
            found["x-amz-object-lock-retain-until-date"] = self.lock_until
        if self.lock_legal_status:
            found["x-amz-object-lock-legal-hold"] = self.lock_legal_status
        if self.tags:
            found["x-amz-tagging-count"] = str(len(self.tags))
        if self.replication_status is not None:
            found["x-amz-replication-status"] = self.replication_status.value
        return found

    def encryption_headers(self) -> dict[str, str]:
        """What a write and a read answer about encryption; AES256 unless it is something else (AWS since January 2023; moto: none)."""
        if self.sse_c_key_md5 is not None:
            prefix = "x-amz-server-side-encryption-customer-"
            return {prefix + "algorithm": "AES256", prefix + "key-MD5": self.sse_c_key_md5}
        found = {"x-amz-server-side-encryption": self.encryption or "AES256"}
        if self.kms_key_id is not None:
            found["x-amz-server-side-encryption-aws-kms-key-id"] = self.kms_key_id
            if str(self.bucket_key_enabled).lower() == "true":
                found["x-amz-server-side-encryption-bucket-key-enabled"] = "true"
        return found
