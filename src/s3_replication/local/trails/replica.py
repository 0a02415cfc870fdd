"""The event that a delivered replica is: a PutObject of the replication role's session (fact 7.15, assumed).

AWS documents no such record; its own CRR Monitor solution reads PutObject events of destination buckets as replicas. Delete markers and
later changes of tags, ACL or lock are left out.
"""

from typing import Final

from s3_replication.core import Component
from s3_replication.local.moto.services.callers import session_of
from s3_replication.local.moto.store.key import LocalKey
from s3_replication.local.moto.store.world import find_bucket, read_bucket
from s3_replication.local.ports.store import Store
from s3_replication.local.replication.worker import Settled
from s3_replication.local.trails.operations import DataEvent
from s3_replication.local.trails.record import Event

__all__ = ["event_of_replica"]

_S3: Final = "s3.amazonaws.com"
_SESSION: Final = "s3-replication"


def event_of_replica(settled: Settled, store: Store) -> Event | None:
    """The data event; None where no object was written."""
    delivery, version = settled.delivery, settled.delivery.version
    destination = find_bucket(delivery.admission.destination_bucket)
    role = store.world().roles.get(str(delivery.bucket.replication.role)) if delivery.bucket.replication is not None else None
    written = settled.task.replica is not None and delivery.record.component is Component.OBJECT
    if not written or not isinstance(version, LocalKey) or destination is None or role is None:
        return None
    return Event(
        at=settled.at,
        operation=DataEvent("PutObject", False),
        caller=session_of(role.arn, str(role.unique_id), _SESSION, _S3),
        bucket=read_bucket(destination),
        key=version.name,
        address=_S3,
        agent=_S3,
        parameters={},
        results={"x-amz-version-id": version.version_id},
        bytes_in=version.contentsize,
    )
