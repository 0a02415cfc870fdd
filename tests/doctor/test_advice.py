"""Findings that stop no object, on a live pair: each is there, and gone after what its fix says."""

from collections.abc import Callable
from typing import Any

import boto3

from tests.doctor.conftest import Clinic, ids
from tests.local.conftest import DESTINATION, SOURCE, Pair, policy, unique

EVERY = ("error", "warning", "note")
RULES = {
    "prefix-starts-with-slash", "prefix-ends-without-slash", "delete-markers-not-replicated", "replica-modifications-one-sided",
    "replication-failures-not-reported", "replicas-archived",
}  # fmt: skip
BUCKETS = {"replicas-owned-by-source-account", "source-expiration-not-replicated", "replicas-not-sent-on"}
FAILED = "s3:Replication:OperationFailedReplication"


def fix(pair: Pair, lifecycle: Any) -> None:
    """What the findings' fixes say: other rules, events, ownership and lifecycle, no further replication, and a role that was used."""
    pair.configure({"Filter": {"Prefix": "tax/"}, "Destination": {"Metrics": {"Status": "Enabled"}}})
    sns = pair.aws.client("sns")
    topic = sns.create_topic(Name=pair.source)["TopicArn"]
    send = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:Publish", "Resource": topic}
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy(send))
    target = {"TopicConfigurations": [{"TopicArn": topic, "Events": [FAILED]}]}
    pair.at_source.put_bucket_notification_configuration(Bucket=pair.source, NotificationConfiguration=target)
    ownership = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    pair.at_destination.put_bucket_ownership_controls(Bucket=pair.destination, OwnershipControls=ownership)
    pair.at_destination.put_bucket_lifecycle_configuration(Bucket=pair.destination, LifecycleConfiguration=lifecycle)
    pair.at_destination.delete_bucket_replication(Bucket=pair.destination)
    session = pair.aws.client("sts", SOURCE).assume_role(RoleArn=pair.role_arn, RoleSessionName="s3-replication")["Credentials"]
    boto3.client(
        "sts", region_name="us-east-1", endpoint_url=pair.aws.running.endpoint, aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"], aws_session_token=session["SessionToken"],
    ).get_caller_identity()  # fmt: skip


def test_advice_is_gone_after_its_fix(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False, ownership=("BucketOwnerEnforced", "ObjectWriter"))
    name, third = pair.source, unique("third")
    pair.configure({
        "Filter": {"Prefix": "/tax"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "SourceSelectionCriteria": {"ReplicaModifications": {"Status": "Enabled"}},
        "Destination": {"Metrics": {"Status": "Enabled"}, "StorageClass": "GLACIER"},
    })  # fmt: skip
    pair.at_source.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})
    expiration = {"ID": "month", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 30}}
    pair.at_source.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [expiration]})
    pair.at_destination.create_bucket(Bucket=third, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    pair.at_destination.put_bucket_versioning(Bucket=third, VersioningConfiguration={"Status": "Enabled"})
    onward = {
        "ID": "onward", "Priority": 1, "Status": "Enabled", "Filter": {}, "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{third}"},
    }  # fmt: skip
    role = f"arn:aws:iam::{DESTINATION}:role/onward"
    pair.at_destination.put_bucket_replication(Bucket=pair.destination, ReplicationConfiguration={"Role": role, "Rules": [onward]})
    report = clinic.report(name, code=0)
    assert {*RULES, *BUCKETS, "role-never-used"} <= ids(report, *EVERY), ids(report, *EVERY)
    (silent,) = [one for one in report["findings"] if one["id"] == "replication-failures-not-reported"]
    assert "EventBridge is on for the bucket, and S3 sends it no replication events" in silent["why"]

    fix(pair, {"Rules": [expiration]})
    left = ids(clinic.report(name, code=0), *EVERY)
    assert not left & {*RULES, *BUCKETS, "role-never-used"}, left


def test_mfa_delete_is_a_note_whose_command_the_root_user_runs_with_a_code(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    setting, code = {"Status": "Enabled", "MFADelete": "Enabled"}, f"arn:aws:iam::{DESTINATION}:mfa/root-account-mfa-device 123456"
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration=setting, MFA=code)
    (said,) = [one for one in clinic.report(pair.source, code=0)["findings"] if one["id"] == "mfa-delete-is-enabled"]
    assert (said["severity"], said["subject"]) == ("note", f"arn:aws:s3:::{pair.destination}")
    (change,) = said["repair"]["changes"]
    clinic.shell(change["cli"].replace("CODE", "123456"), "destination")
    assert "mfa-delete-is-enabled" not in ids(clinic.report(pair.source, code=0), "note")
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
