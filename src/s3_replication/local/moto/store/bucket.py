"""moto's FakeBucket with an ordered store of versions and the exact documents of its configurations."""

import json
import threading
from bisect import bisect_left, insort
from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, PublicAccessBlock
from moto.s3.utils import _VersionedKeyStore
from sortedcontainers import SortedList  # type: ignore[import-untyped]  # ships no type hints

from s3_replication.core import ReplicationConfiguration
from s3_replication.local.moto.store.key import NULL_VERSION, LocalKey, LocalMarker, naive, new_version_id

__all__ = ["LocalBucket", "VersionStore", "adopt", "common_prefix"]

SCANNED = 8  # versions of a key that are looked through one by one
_TIME = attrgetter("last_modified")
_LAST_CHARACTER = "\U0010ffff"


class VersionStore(_VersionedKeyStore):
    """moto's store of versions (oldest first per key), with the keys in order, so that a page of a listing costs its own length.

    Fixed: moto copies and sorts every version of the bucket for each page.
    """

    def __init__(self) -> None:
        super().__init__()
        self.order: SortedList[str] = SortedList()
        self.guard = threading.RLock()
        self._by_id: dict[str, dict[str, LocalKey | LocalMarker]] = {}  # of keys with more than a few versions: the others cost no memory

    def __setitem__(self, key: str, value: Any) -> None:
        self.insert(key, value)

    def insert(self, key: str, version: LocalKey | LocalMarker) -> None:
        """Put a version where its time says (fact 3.82): a late replica does not become the current one."""
        with self.guard:
            versions = dict.get(self, key)
            if versions is None:
                dict.__setitem__(self, key, [version])
                self.order.add(key)
                return
            insort(versions, version, key=_TIME)
            if key in self._by_id:
                self._by_id[key][version.version_id] = version
            elif len(versions) > SCANNED:
                self._by_id[key] = {each.version_id: each for each in versions}

    def pop(self, key: str, *_default: Any) -> None:
        """Forget a key and all its versions."""
        with self.guard:
            self._by_id.pop(key, None)
            if dict.pop(self, key, None) is not None:
                self.order.remove(key)

    def find(self, key: str, version_id: str) -> LocalKey | LocalMarker | None:
        """One version or marker by its id."""
        by_id = self._by_id.get(key)
        if by_id is not None:
            return by_id.get(version_id)
        for version in dict.get(self, key, ()):
            if version.version_id == version_id:
                return version  # type: ignore[no-any-return]  # moto's dict has no type hints
        return None

    def current(self, key: str) -> LocalKey | LocalMarker | None:
        """The latest version or marker."""
        versions = dict.get(self, key)
        return versions[-1] if versions else None

    def remove(self, key: str, version_id: str) -> LocalKey | LocalMarker | None:
        """Take one version away for good; None where it is not there."""
        with self.guard:
            found = self.find(key, version_id)
            if found is None:
                return None
            versions = dict.__getitem__(self, key)
            if len(versions) == 1:
                self.pop(key)
                return found
            at = bisect_left(versions, _TIME(found), key=_TIME)
            versions = versions if key in self._by_id else list(versions)  # a short list is read without the guard, so it is not changed
            del versions[versions.index(found, at)]
            dict.__setitem__(self, key, versions)
            self._by_id.get(key, {}).pop(version_id, None)
            return found

    def names(self, prefix: str, after: str | None = None, delimiter: str | None = None) -> Iterator[tuple[str, str | None]]:
        """Keys under a prefix in order, after a marker; with a delimiter each common prefix once, as (first key, common prefix).

        A common prefix that is not greater than the marker is left out (API Reference, ListObjectsV2, delimiter).
        """
        start: str | None = prefix
        inclusive = True
        if after is not None and after >= prefix:
            passed = common_prefix(after, prefix, delimiter)
            start, inclusive = (after, False) if passed is None else (_behind(passed), True)
        while start is not None:
            found, start = start, None
            for name in self.order.irange(found, inclusive=(inclusive, True)):
                if not name.startswith(prefix):
                    return
                common = common_prefix(name, prefix, delimiter)
                yield name, common
                if common is not None:
                    start, inclusive = _behind(common), True
                    break

    def all_versions(self) -> list[LocalKey | LocalMarker]:
        """Every version of every key in key order, newest first within a key."""
        with self.guard:
            return [version for name in self.order for version in reversed(dict.__getitem__(self, name))]

    def item_size(self) -> int:
        """Bytes stored, for CloudWatch's BucketSizeBytes."""
        return sum(version.size for version in self.all_versions() if isinstance(version, LocalKey))


def common_prefix(name: str, prefix: str, delimiter: str | None) -> str | None:
    """What a listing with this prefix and delimiter shows in place of a key; None where it shows the key, or neither."""
    if not delimiter or not name.startswith(prefix):
        return None
    at = name.find(delimiter, len(prefix))
    return None if at < 0 else name[: at + len(delimiter)]


def _behind(prefix: str) -> str | None:
    """The least string that is greater than every string with this prefix; None where no string is."""
    short = prefix.rstrip(_LAST_CHARACTER)
    return short[:-1] + chr(ord(short[-1]) + 1) if short else None


class LocalBucket(FakeBucket):
    """One bucket; instances are adopted from moto's, which makes them by name."""

    keys: VersionStore
    documents: dict[str, dict[str, bytes]]
    replication: ReplicationConfiguration | None
    blocks_sse_c: bool
    mfa_delete: str | None
    hard_deleted: set[tuple[str, str]]
    authorized: bool  # whether every request has been authorized before moto sees it

    def get_permission(self, action: str, resource: str) -> Any:
        """Neutral, or what was decided before. Fixed: moto applies a Deny without its conditions, so that a TLS-only policy blocks all."""
        del action, resource
        return PermissionResult.PERMITTED if self.authorized else PermissionResult.NEUTRAL

    @staticmethod
    def _log_permissions_enabled_policy(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
        """Fixed: moto fails on every statement whose Principal is "*", as that of a TLS-only policy is."""
        policy = json.loads(target_bucket.policy or b'{"Statement": []}')
        policy["Statement"] = [each for each in policy["Statement"] if isinstance(each.get("Principal"), dict)]
        readable = SimpleNamespace(name=target_bucket.name, partition=target_bucket.partition, policy=json.dumps(policy).encode())
        return FakeBucket._log_permissions_enabled_policy(readable, target_prefix)  # type: ignore[arg-type]  # the three it reads

    def document(self, subresource: str, identifier: str = "") -> bytes | None:
        """A configuration exactly as it was sent."""
        return self.documents.get(subresource, {}).get(identifier)

    @property
    def enforces_owner(self) -> bool:
        """Whether ACLs are switched off, so that every object is the bucket's owner's."""
        return str(self.ownership_rule) == "BucketOwnerEnforced"

    @property
    def versioning_is_known(self) -> bool:
        """Whether the bucket has ever had versioning."""
        return self.versioning_status is not None

    def new_version(self, name: str, value: bytes, writer: str, now: datetime) -> LocalKey:
        """A version that is not stored yet. Its owner is the bucket's unless ACLs are in use and another account writes."""
        owner = self.account_id if self.enforces_owner else writer or self.account_id
        return LocalKey(name, value, account_id=self.account_id, region_name=self.region_name, partition=self.partition,
                        bucket_name=self.name, version_id=new_version_id() if self.is_versioned else NULL_VERSION,
                        last_modified=naive(now), owner=owner)  # fmt: skip

    def place(self, version: LocalKey | LocalMarker) -> None:
        """Put a version in place. Fixed: with versioning suspended moto drops every old version, not just the null one."""
        with self.keys.guard:
            if version.version_id == NULL_VERSION:
                self.keys.remove(version.name, NULL_VERSION)
            self.keys.insert(version.name, version)

    def add_marker(self, name: str, now: datetime) -> LocalMarker:
        """Put a delete marker on top of a key."""
        version_id = new_version_id() if self.is_versioned else NULL_VERSION
        marker = LocalMarker(name, version_id, naive(now), self.account_id)
        self.place(marker)
        return marker


def adopt(bucket: FakeBucket, *, authorized: bool = False) -> LocalBucket:
    """A new bucket of moto's as ours, with the defaults of buckets made since April 2023 (no ACLs, public access blocked)."""
    bucket.__class__ = LocalBucket  # type: ignore[type-abstract]  # moto leaves abstract what CloudFormation would need
    assert isinstance(bucket, LocalBucket)  # noqa: S101 - tells the type checker what the line above did
    bucket.keys = VersionStore()
    bucket.documents = {}
    bucket.replication = None
    bucket.mfa_delete = None
    bucket.hard_deleted = set()
    bucket.authorized = authorized
    bucket.blocks_sse_c = True  # new buckets since April 2026 (User Guide, "Blocking or unblocking SSE-C")
    bucket.ownership_rule = "BucketOwnerEnforced"  # type: ignore[assignment]  # moto keeps a string here
    bucket.public_access_block = PublicAccessBlock(True, True, True, True)
    return bucket
