"""What only a live account shows around a pair: strangers, alarms and events that reach nobody, control policies, logs and keys."""

import json
from collections.abc import Callable
from typing import Any

from tests.doctor.conftest import Clinic, Encrypted, ids
from tests.local.conftest import DESTINATION, SOURCE, TRUST, Pair, policy, unique

FAILED = "s3:Replication:OperationFailedReplication"
STRANGER = "333333333333"
WATCHED = {"Destination": {"Account": DESTINATION, "Metrics": {"Status": "Enabled"}}}


def found(report: dict[str, Any], check: str) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["id"] == check]


def test_a_destination_that_a_stranger_created_again(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    pair.configure({"Destination": {"Account": DESTINATION}})
    pair.at_destination.delete_bucket(Bucket=pair.destination)
    place = {"LocationConstraint": "eu-west-1"}
    theirs = pair.aws.client("s3", STRANGER, "eu-west-1")
    theirs.create_bucket(Bucket=pair.destination, CreateBucketConfiguration=place)
    report = clinic.report(pair.source, code=1)
    assert (report["verdict"], ids(report)) == ("broken", {"destination-owned-by-another-account"})
    assert "does not own bucket" in found(report, "destination-owned-by-another-account")[0]["why"]
    assert not ids(report, "warning") & {"destination-not-visible", "not-readable", "destination-bucket-does-not-exist"}

    other = unique("destination")
    pair.at_destination.create_bucket(Bucket=other, CreateBucketConfiguration=place, ObjectOwnership="BucketOwnerEnforced")
    pair.at_destination.put_bucket_versioning(Bucket=other, VersioningConfiguration={"Status": "Enabled"})
    pair.destination = other
    pair.allow()
    pair.admit()
    pair.configure({"Destination": {"Account": DESTINATION}})
    assert clinic.report(pair.source, code=0)["verdict"] == "works"


def test_events_and_alarms_that_reach_nobody(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    pair.configure(WATCHED)
    name = pair.source
    sns, sqs, cloudwatch = (pair.aws.client(service, SOURCE) for service in ("sns", "sqs", "cloudwatch"))
    topic = sns.create_topic(Name=name)["TopicArn"]
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue = f"arn:aws:sqs:us-east-1:{SOURCE}:{name}"
    send = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": queue}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(send)})
    pair.at_source.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"QueueConfigurations": [{"QueueArn": queue, "Events": [FAILED]}]}
    )
    dimensions = [
        {"Name": key, "Value": value}
        for key, value in (("SourceBucket", name), ("DestinationBucket", pair.destination), ("RuleId", "rule-1"))
    ]
    metric = {"Namespace": "AWS/S3", "MetricName": "OperationsFailedReplication", "Statistic": "Sum", "Dimensions": dimensions}
    when = {"Period": 60, "EvaluationPeriods": 1, "Threshold": 0.0, "ComparisonOperator": "GreaterThanThreshold"}
    cloudwatch.put_metric_alarm(AlarmName=name, AlarmActions=[topic], **metric, **when)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    assert ids(clinic.report(name, code=0), "error", "warning") == set(), "everything arrives"

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    cloudwatch.disable_alarm_actions(AlarmNames=[name])
    report = clinic.report(name, code=0)
    silent = {"events-do-not-arrive", "topic-without-subscriber", "alarm-notifies-nobody"}
    assert ids(report, "warning") == silent
    (refused,) = found(report, "events-do-not-arrive")
    assert refused["subject"] == queue
    # By boto3, since the AWS CLI takes SQS's endpoint from the queue's address, which is AWS's.
    assert refused["repair"]["changes"][0]["cli"].startswith("aws sqs set-queue-attributes --region us-east-1 ")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(json.loads(refused["repair"]["changes"][0]["json"]))})
    for check in silent - {"events-do-not-arrive"}:
        command = found(report, check)[0]["repair"]["changes"][0]["cli"]
        clinic.shell(command.replace("email", "sqs").replace("EMAIL", queue), "source")
    assert ids(clinic.report(name, code=0), "error", "warning") == set()

    sqs.delete_queue(QueueUrl=url)
    cloudwatch.put_metric_alarm(AlarmName=name, AlarmActions=[], **metric, **when)
    report = clinic.report(name, code=0)
    assert ids(report, "warning") >= {"events-do-not-arrive", "alarm-notifies-nobody"}
    assert "does not exist" in found(report, "events-do-not-arrive")[0]["why"]
    assert "no action" in found(report, "alarm-notifies-nobody")[0]["why"]


def test_what_is_around_a_pair(clinic: Clinic, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    pair = made.pair
    logging = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
               "Resource": f"arn:aws:s3:::{pair.source}/*"}  # fmt: skip
    pair.at_source.put_bucket_policy(Bucket=pair.source, Policy=policy(logging))
    status = {"LoggingEnabled": {"TargetBucket": pair.source, "TargetPrefix": "logs/"}}
    pair.at_source.put_bucket_logging(Bucket=pair.source, BucketLoggingStatus=status)
    inventory = {
        "Id": "all", "IsEnabled": True, "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"},
        "Destination": {"S3BucketDestination": {"Bucket": f"arn:aws:s3:::{pair.source}", "Format": "CSV"}},
    }  # fmt: skip
    pair.at_source.put_bucket_inventory_configuration(Bucket=pair.source, Id="all", InventoryConfiguration=inventory)
    pair.at_destination.put_bucket_request_payment(Bucket=pair.destination, RequestPaymentConfiguration={"Payer": "Requester"})
    report = clinic.report(pair.source, code=0)
    assert ids(report, "warning") == {"access-logs-replicate-endlessly", "destination-is-requester-pays"}
    assert {"inventory-without-replication-status", "key-does-not-rotate"} <= ids(report, "note")
    assert len(found(report, "key-does-not-rotate")) == 2
    sides = {made.source_key: "source", made.replica_key: "destination"}
    for finding in report["findings"]:
        if finding["id"] in {"access-logs-replicate-endlessly", "destination-is-requester-pays", "key-does-not-rotate"}:
            side = sides.get(finding["subject"], "destination" if pair.destination in finding["subject"] else "source")
            clinic.shell(finding["repair"]["changes"][0]["cli"], side)
    again = clinic.report(pair.source, code=0)
    assert ids(again, "error", "warning") == set()
    assert not found(again, "key-does-not-rotate")


def test_a_control_policy_of_the_sources_account(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    management = "444422221111"
    organizations = make_pair(configured=False).aws.client("organizations", management)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    member = organizations.create_account(Email="b@example.com", AccountName="b")["CreateAccountStatus"]["AccountId"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    deny = policy({"Effect": "Deny", "Action": "s3:ReplicateObject", "Resource": "*"})
    made = organizations.create_policy(Name="regions", Description="d", Type="SERVICE_CONTROL_POLICY", Content=deny)
    policy_id = made["Policy"]["PolicySummary"]["Id"]
    pair = Pair(clinic.aws, unique("source"), unique("destination"), unique("role"), source_account=member)
    pair.at_source.create_bucket(Bucket=pair.source, ObjectOwnership="BucketOwnerEnforced")
    pair.at_destination.create_bucket(
        Bucket=pair.destination, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}, ObjectOwnership="BucketOwnerEnforced"
    )
    for s3, bucket in ((pair.at_source, pair.source), (pair.at_destination, pair.destination)):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    clinic.aws.client("iam", member).create_role(RoleName=pair.role, AssumeRolePolicyDocument=TRUST)
    pair.allow()
    pair.admit()
    pair.configure({})
    organizations.attach_policy(PolicyId=policy_id, TargetId=root)
    pair.put("denied")
    assert pair.failure("denied") == "DstPutObjectNotPermitted"
    clinic.add_profile("member", member)
    roles = [f"--destination-role-arn=arn:aws:iam::{account}:role/reader" for account in (DESTINATION, management)]
    report = clinic.report(pair.source, "--profile", "member", "--destination-profile", "destination", *roles, code=1)
    (finding,) = found(report, "service-control-policy-denies")
    (change,) = finding["repair"]["changes"]
    added = json.loads(change["json"])
    document = json.dumps({"Version": "2012-10-17", "Statement": [{**json.loads(deny)["Statement"][0], **added}]})
    assert change["cli"] == "aws organizations update-policy --policy-id POLICY_ID --content file://policy.json"
    organizations.update_policy(PolicyId=policy_id, Content=document)
    pair.put("allowed")
    assert pair.head("allowed")["ReplicationStatus"] == "COMPLETED"


def test_a_control_policy_that_denies(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """The destination is a member of an organization whose resource control policy denies other accounts."""
    management, pair = "333322221111", make_pair()
    organizations = pair.aws.client("organizations", management)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    member = organizations.create_account(Email="a@example.com", AccountName="a")["CreateAccountStatus"]["AccountId"]
    organizations.enable_policy_type(RootId=root, PolicyType="RESOURCE_CONTROL_POLICY")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:ReplicateObject", "Resource": "*"}
    made = organizations.create_policy(Name="perimeter", Description="d", Type="RESOURCE_CONTROL_POLICY", Content=policy(deny))
    theirs = Pair(pair.aws, pair.source, unique("destination"), pair.role, destination_account=member)
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    theirs.at_destination.create_bucket(Bucket=theirs.destination, ObjectOwnership="BucketOwnerEnforced", **place)
    theirs.at_destination.put_bucket_versioning(Bucket=theirs.destination, VersioningConfiguration={"Status": "Enabled"})
    theirs.allow()
    theirs.admit()
    theirs.configure({"Destination": {"Account": member}})
    roles = [f"--destination-role-arn=arn:aws:iam::{account}:role/reader" for account in (member, management)]
    assert clinic.report(pair.source, "--profile", "source", *roles, code=0)["verdict"] == "works"

    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=root)
    theirs.put("denied")
    assert theirs.failure("denied") == "DstPutObjectNotPermitted"
    report = clinic.report(pair.source, "--profile", "source", *roles, code=1)
    (finding,) = found(report, "resource-control-policy-denies")
    assert "perimeter" in finding["why"]
    without = clinic.report(pair.source, "--profile", "source", roles[0], code=1)
    assert (without["verdict"], ids(without)) == ("unknown", set())
    assumed = clinic.report(pair.source, "--profile", "source", roles[0], "--assume-control-policies-allow", code=0)
    assert (assumed["verdict"], assumed["assumptions"]) == ("works", [f"the control policies of account {member} deny nothing."])

    organizations.detach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=root)
    theirs.put("allowed")
    assert theirs.head("allowed")["ReplicationStatus"] == "COMPLETED"
