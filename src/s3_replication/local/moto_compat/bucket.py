"""moto's FakeBucket with an ordered store of versions and the exact documents of its configurations."""

import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, PublicAccessBlock
from moto.s3.utils import _VersionedKeyStore
from sortedcontainers import SortedList  # type: ignore[import-untyped]  # ships no type hints

from s3_replication.core import ReplicationConfiguration
from s3_replication.local.moto_compat.key import LocalKey, LocalMarker

__all__ = ["LocalBucket", "VersionStore", "adopt"]

_AFTER_ALL = "\U0010ffff"


class VersionStore(_VersionedKeyStore):
    """moto's store of versions (oldest first per key), with the keys in order, so that a page of a listing costs its own length.

    Mended: moto copies and sorts every version of the bucket for each page.
    """

    def __init__(self) -> None:
        super().__init__()
        self.order: SortedList[str] = SortedList()
        self.guard = threading.RLock()

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
            at = len(versions)
            while at and versions[at - 1].last_modified > version.last_modified:
                at -= 1
            versions.insert(at, version)

    def setlist(self, key: str, list_: Any) -> None:
        """Replace all versions of a key; an empty list removes it."""
        with self.guard:
            if not list_:
                self.pop(key)
                return
            if key not in self:
                self.order.add(key)
            dict.__setitem__(self, key, list(list_))

    def pop(self, key: str, *_default: Any) -> None:
        """Forget a key and all its versions."""
        with self.guard:
            if dict.pop(self, key, None) is not None:
                self.order.remove(key)

    def find(self, key: str, version_id: str) -> LocalKey | LocalMarker | None:
        """One version or marker by its id."""
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
            if found is not None:
                self.setlist(key, [version for version in self.getlist(key) if version is not found])
            return found

    def names(self, prefix: str, after: str | None = None, delimiter: str | None = None) -> Iterator[tuple[str, str | None]]:
        """Keys under a prefix in order, after a marker; with a delimiter each common prefix once, as (first key, common prefix)."""
        start, inclusive = prefix, True
        if after is not None and after >= prefix:
            hidden = delimiter is not None and after.endswith(delimiter) and after != prefix
            start, inclusive = (after + _AFTER_ALL, True) if hidden else (after, False)
        while True:
            jump = None
            for name in self.order.irange(start, inclusive=(inclusive, True)):
                if not name.startswith(prefix):
                    return
                at = name.find(delimiter, len(prefix)) if delimiter else -1
                if at < 0:
                    yield name, None
                    continue
                common = name[: at + len(delimiter or "")]
                yield name, common
                jump = common + _AFTER_ALL
                break
            if jump is None:
                return
            start, inclusive = jump, True

    def everything(self) -> list[LocalKey | LocalMarker]:
        """Every version of every key in key order, newest first within a key."""
        with self.guard:
            return [version for name in self.order for version in reversed(dict.__getitem__(self, name))]

    def item_size(self) -> int:
        """Bytes stored, for CloudWatch's BucketSizeBytes."""
        return sum(version.size for version in self.everything() if isinstance(version, LocalKey))


class LocalBucket(FakeBucket):
    """One bucket; instances are adopted from moto's, which makes them by name."""

    keys: VersionStore
    documents: dict[str, dict[str, bytes]]
    replication: ReplicationConfiguration | None
    blocks_sse_c: bool
    hard_deleted: set[tuple[str, str]]

    def get_permission(self, action: str, resource: str) -> Any:
        """Neutral. Mended: moto applies any Deny of the bucket policy without its conditions, so that a TLS-only policy blocks all."""
        del action, resource
        return PermissionResult.NEUTRAL

    @staticmethod
    def _log_permissions_enabled_policy(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
        """Mended: moto fails on every statement whose Principal is "*", as that of a TLS-only policy is."""
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


def adopt(bucket: FakeBucket) -> LocalBucket:
    """A new bucket of moto's as ours, with the defaults of buckets made since April 2023 (no ACLs, public access blocked)."""
    bucket.__class__ = LocalBucket  # type: ignore[type-abstract]  # moto leaves abstract what CloudFormation would need
    assert isinstance(bucket, LocalBucket)  # noqa: S101 - tells the type checker what the line above did
    bucket.keys = VersionStore()
    bucket.documents = {}
    bucket.replication = None
    bucket.hard_deleted = set()
    bucket.blocks_sse_c = True  # new buckets since April 2026 (User Guide, "Blocking or unblocking SSE-C")
    bucket.ownership_rule = "BucketOwnerEnforced"  # type: ignore[assignment]  # moto keeps a string here
    bucket.public_access_block = PublicAccessBlock(True, True, True, True)
    return bucket
