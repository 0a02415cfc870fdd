"""How a bucket is operated, read from the local AWS."""

import json
import uuid

from s3_replication.aws import Connection, read_bucket
from s3_replication.core import BucketOperations, Expiration, InventoryReport, Notifications

ACCOUNT = "111111111111"
INVENTORY = {
    "IsEnabled": True, "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"}, "OptionalFields": ["ReplicationStatus"],
}  # fmt: skip
RULES = [
    {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 3}},
    {"ID": "previous", "Status": "Enabled", "Filter": {"And": {"Prefix": "y/", "ObjectSizeGreaterThan": 1}},
     "NoncurrentVersionExpiration": {"NoncurrentDays": 2}},
    {"ID": "markers", "Status": "Enabled", "Filter": {}, "Expiration": {"ExpiredObjectDeleteMarker": True}},
    {"ID": "off", "Status": "Disabled", "Filter": {}, "Expiration": {"Days": 1}},
    {"ID": "archive", "Status": "Enabled", "Filter": {}, "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]},
]  # fmt: skip


def _opened(local_aws):
    connection, name = Connection.open(local_aws.environment()), f"operated-{uuid.uuid4().hex[:10]}"
    connection.s3().create_bucket(Bucket=name)
    return connection, name


def test_a_new_bucket_has_nothing_of_it(local_aws):
    connection, name = _opened(local_aws)
    found = read_bucket(connection, name, ACCOUNT).operations
    assert found == BucketOperations((), Notifications(), requester_pays=False, log_bucket=None, inventories=())


def test_everything_that_a_bucket_can_have(local_aws):
    connection, name = _opened(local_aws)
    s3, arn = connection.s3(), f"arn:aws:s3:::{name}"
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": RULES})
    s3.put_bucket_request_payment(Bucket=name, RequestPaymentConfiguration={"Payer": "Requester"})
    logging = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": f"{arn}/*"}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [logging]}))
    s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": name, "TargetPrefix": "logs/"}})
    where = {"S3BucketDestination": {"Bucket": arn, "Format": "CSV"}}
    s3.put_bucket_inventory_configuration(Bucket=name, Id="i", InventoryConfiguration={"Id": "i", "Destination": where, **INVENTORY})
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})

    found = read_bucket(connection, name, ACCOUNT).operations
    assert found.expirations == (Expiration("old", "x/", days=3), Expiration("previous", "y/", narrowed=True, noncurrent_days=2))
    assert (found.requester_pays, found.log_bucket) == (True, name)
    assert found.inventories == (InventoryReport("i", arn, has_status=True),)
    assert found.notifications == Notifications(event_bridge=True)
