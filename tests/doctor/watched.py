"""A pair in two accounts with every kind of resource that doctor reads."""

from typing import Any

from s3_replication.doctor.reads import AccountKind
from tests.local.batch.conftest import BATCH_TRUST, Jobs
from tests.local.conftest import TRUST, Pair, policy
from tests.local.experiments import Laboratory, pause_of


def add_reader(iam: Any, name: str) -> None:
    """A user and a group of one name: a user's own inline policies may have 2,048 characters, which are too few for a reader's policy."""
    iam.create_user(UserName=name)
    iam.create_group(GroupName=name)
    iam.add_user_to_group(GroupName=name, UserName=name)


def make_watched(pair: Pair) -> None:
    """Buckets with KMS keys, a role with an inline and a managed policy and a boundary, an object and a delete marker."""
    keys, accounts = {}, {AccountKind.SOURCE: pair.source_account, AccountKind.DESTINATION: pair.destination_account}
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    for side, client, bucket, where in (
        (AccountKind.SOURCE, pair.at_source, pair.source, {}), (AccountKind.DESTINATION, pair.at_destination, pair.destination, place),
    ):  # fmt: skip
        root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{accounts[side]}:root"}, "Action": "kms:*", "Resource": "*"}
        theirs = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{pair.source_account}:root"}, "Action": "kms:*", "Resource": "*"}
        region = "eu-west-1" if where else "us-east-1"
        keys[side] = pair.aws.client("kms", accounts[side], region).create_key(Policy=policy(root, theirs))["KeyMetadata"]["Arn"]
        client.create_bucket(Bucket=bucket, ObjectOwnership="ObjectWriter", **where)
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[side]}}
        client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [default]})
    iam = pair.aws.client("iam", pair.source_account)
    use = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "Resource": list(keys.values())}
    everything = iam.create_policy(PolicyName=pair.role, PolicyDocument=policy({"Effect": "Allow", "Action": "*", "Resource": "*"}))
    iam.create_role(RoleName=pair.role, AssumeRolePolicyDocument=TRUST, PermissionsBoundary=everything["Policy"]["Arn"])
    managed = iam.create_policy(PolicyName=f"{pair.role}-keys", PolicyDocument=policy(use))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=pair.role, PolicyArn=managed)
    pair.allow()
    pair.admit()
    pair.configure({
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {
            "Account": pair.destination_account, "AccessControlTranslation": {"Owner": "Destination"},
            "EncryptionConfiguration": {"ReplicaKmsKeyID": keys[AccountKind.DESTINATION]}, "Metrics": {"Status": "Enabled"},
        },
    })  # fmt: skip
    _watch(pair)
    pair.put()
    pair.put("deleted")
    pair.at_source.delete_object(Bucket=pair.source, Key="deleted")
    pair.settle()
    _let_a_job_wait(pair)
    _pause(pair)


def _let_a_job_wait(pair: Pair) -> None:
    """A Batch Replication job with a role of its own, which nobody confirms."""
    jobs = Jobs(pair, f"{pair.role}-batch", pair.source)
    pair.aws.client("iam", pair.source_account).create_role(RoleName=jobs.role, AssumeRolePolicyDocument=BATCH_TRUST)
    jobs.allow()
    jobs.wait(jobs.create(ConfirmationRequired=True), "Suspended")


def _pause(pair: Pair) -> None:
    """An experiment that pauses replication after everything is replicated."""
    lab = Laboratory(pair.aws, pair.source_account)
    lab.make_role()
    lab.tag(pair)
    lab.start(**pause_of(lab.name, duration="PT12H"))


def _watch(pair: Pair) -> None:
    """A queue for the events of failures, and an alarm with a topic."""
    account = pair.source_account
    sqs, arn = pair.aws.client("sqs", account), f"arn:aws:sqs:us-east-1:{account}:{pair.source}"
    send = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
    sqs.create_queue(QueueName=pair.source, Attributes={"Policy": policy(send)})
    events = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:Replication:*"]}]}
    pair.at_source.put_bucket_notification_configuration(Bucket=pair.source, NotificationConfiguration=events)
    sides = {"SourceBucket": pair.source, "DestinationBucket": pair.destination, "RuleId": "rule-1"}
    pair.aws.client("cloudwatch", account).put_metric_alarm(
        AlarmName=pair.source, Namespace="AWS/S3", MetricName="OperationsFailedReplication", Statistic="Sum", Period=60,
        Dimensions=[{"Name": name, "Value": value} for name, value in sides.items()],
        EvaluationPeriods=1, Threshold=0.0, ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[pair.aws.client("sns", account).create_topic(Name=pair.source)["TopicArn"]],
    )  # fmt: skip
