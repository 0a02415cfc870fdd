"""How a bucket is operated, read from the local AWS."""

import json
import uuid

from s3_replication.aws import Connection, read_bucket
from s3_replication.core import BucketLifecycleRule, BucketOperations, EventNotifications, EventTarget, InventoryReport, StorageTransition

ACCOUNT = "111111111111"
EVENTS = ["s3:Replication:*", "s3:ObjectCreated:*"]
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
    found = read_bucket(connection, name, ACCOUNT)
    assert (found.lifecycle, found.notification) == ((), EventNotifications())
    assert found.operations == BucketOperations(requester_pays=False, log_bucket=None, inventories=())


def test_everything_that_a_bucket_can_have(local_aws):
    connection, name = _opened(local_aws)
    s3, arn = connection.s3(), f"arn:aws:s3:::{name}"
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": RULES})
    s3.put_bucket_request_payment(Bucket=name, RequestPaymentConfiguration={"Payer": "Requester"})
    logging = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": f"{arn}/*"}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [logging]}))
    s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": name, "TargetPrefix": "logs/"}})
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
    send = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": queue}
    connection.sqs("us-east-1").create_queue(
        QueueName=name, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [send]})}
    )
    where = {"S3BucketDestination": {"Bucket": arn, "Format": "CSV"}}
    s3.put_bucket_inventory_configuration(Bucket=name, Id="i", InventoryConfiguration={"Id": "i", "Destination": where, **INVENTORY})
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={
        "EventBridgeConfiguration": {}, "QueueConfigurations": [{"QueueArn": queue, "Events": EVENTS}],
    })  # fmt: skip

    found = read_bucket(connection, name, ACCOUNT)
    assert found.lifecycle == (
        BucketLifecycleRule("old", "x/", expires_after=3),
        BucketLifecycleRule("previous", "y/", narrowed=True, expires_noncurrent_after=2),
        BucketLifecycleRule("markers", deletes_expired_markers=True),
        BucketLifecycleRule("archive", transitions=(StorageTransition("GLACIER", 1),)),
    )
    assert found.operations == BucketOperations(True, name, (InventoryReport("i", has_status=True),))
    assert found.notification == EventNotifications(frozenset(EVENTS), True, (EventTarget(queue, frozenset(EVENTS)),))
