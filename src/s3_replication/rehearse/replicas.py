"""Creates a replica in a source bucket: an object that arrives there from a helper bucket by replication."""

import hashlib
from itertools import count

from s3_replication.aws import calling
from s3_replication.core import Bucket, World, partition_of
from s3_replication.errors import AwsError
from s3_replication.findings.groups import Group
from s3_replication.rehearse.objects import GroupObject
from s3_replication.trial import Places, StandIns

__all__ = ["helper_name", "write_replica"]

_SETTLE_SECONDS = 60


def write_replica(places: Places, bucket: Bucket, group: Group, world: World) -> GroupObject:
    """A replica of the group; it is not rehearsed if the bucket's policy or key refuses the helper's role."""
    helper = helper_name(bucket, world)
    try:
        version_id = _replicate(places, bucket, helper, group.version.key)
    except AwsError as error:
        return GroupObject(group, None, f"no replica can be created: {error}")
    arrived = next((one for one in places.local.control.versions(bucket.name) if one["version_id"] == version_id), None)
    if arrived is None:
        return GroupObject(group, None, "no replica can be created: the bucket's policy or key refuses the role of the helper bucket")
    return GroupObject(group, version_id, f"an object of the helper bucket {helper}, replicated into this one")


def helper_name(bucket: Bucket, world: World) -> str:
    """The name of the helper bucket and of its role: no bucket and no role of the configuration has it."""
    taken = {*world.buckets, *(arn.rpartition("/")[2] for arn in world.roles)}
    numbered = (bucket.name + "'" * number for number in count())
    names = (f"rehearse-{hashlib.sha256(name.encode()).hexdigest()[:16]}" for name in numbered)
    return next(name for name in names if name not in taken)


def _replicate(places: Places, bucket: Bucket, helper: str, key: str) -> str:
    partition = partition_of(bucket.arn)
    helpers = StandIns(places, (bucket.account,), partition)
    helpers.bucket(helper, bucket.account, bucket.region, object_lock=bucket.object_lock is True)
    helpers.role(bucket.account, "/", helper)
    s3 = places.connection(bucket.account).s3(bucket.region)
    with calling("PutBucketReplication", helper):
        s3.put_bucket_replication(
            Bucket=helper,
            ReplicationConfiguration={
                "Role": f"arn:{partition}:iam::{bucket.account}:role/{helper}",
                "Rules": [
                    {
                        "ID": "into-the-source",
                        "Priority": 1,
                        "Status": "Enabled",
                        "Filter": {},
                        "DeleteMarkerReplication": {"Status": "Disabled"},
                        "Destination": {"Bucket": bucket.arn},
                    }
                ],
            },
        )
        version_id = s3.put_object(Bucket=helper, Key=key, Body=b"-")["VersionId"]
    places.local.control.settle(_SETTLE_SECONDS)
    return version_id
