"""The replication worker as S3's side sees it, over the store's own handles of buckets and versions."""

from typing import Any, Protocol, TypeVar

from s3_replication.core import Change

__all__ = ["NoReplication", "Replication"]

B_contra = TypeVar("B_contra", contravariant=True)
V_contra = TypeVar("V_contra", contravariant=True)


class Replication(Protocol[B_contra, V_contra]):
    """Takes what changed in a bucket."""

    def wait_for_room(self) -> None:
        """Hold a writer back while deliveries are far behind."""

    def admit(self, bucket: B_contra, version: V_contra, change: Change) -> None:
        """Decide about a change and queue its deliveries."""

    def version_deleted(self, bucket: B_contra, version: V_contra) -> None:
        """Note that a version was deleted for good."""


class NoReplication:
    """Replicates nothing: used until the worker exists."""

    def wait_for_room(self) -> None:
        """Nothing is queued."""

    def admit(self, bucket: Any, version: Any, change: Change) -> None:
        """No delivery is queued."""

    def version_deleted(self, bucket: Any, version: Any) -> None:
        """Nothing is remembered."""
