"""If a role is denied, the status, the event, the metric and the alarm of modules/monitoring show it."""

import json
import os
from pathlib import Path

import boto3
import pytest

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
CALLS = """
provider "aws" {
  region = "us-east-1"
}

module "replication" {
  source    = "../.."
  providers = { aws.source = aws, aws.destination = aws }

  source_bucket      = { name = "watched-orders", force_destroy = true }
  destination_bucket = { name = "watched-copies", force_destroy = true }
  rules              = { orders = { priority = 1, delete_markers = true, metrics = true } }
}

module "monitoring" {
  source = "../../modules/monitoring"

  rules = module.replication.monitored_rules
  topic = { name = "watched" }
  queue = { name = "watched" }
}

output "queue_url" {
  value = module.monitoring.queue_url
}
"""
DENY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:ReplicateObject", "Resource": "*"}]})


def client(own_aws: LocalAws, service: str):  # type: ignore[no-untyped-def]  # a client of any service
    environment = own_aws.environment()
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture(scope="module")
def queue_url(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The queue of a watched pair in one Region, where failures and delays are published alike."""
    folder = tmp_path_factory.mktemp("monitoring")
    path = copy_configuration(CHECKOUT, "same-account", folder)
    for name in ("variables.tf", "outputs.tf"):
        (path / name).unlink()
    (path / "main.tf").write_text(CALLS, encoding="utf-8")
    terraform = Terraform(path, find_binary(os.environ), terraform_environment(own_aws.full_environment(), folder / "cli"))
    terraform.init()
    terraform.apply()
    return str(terraform.output()["queue_url"])


def test_a_denied_role_is_seen_by_status_event_metric_and_alarm(own_aws: LocalAws, queue_url: str) -> None:
    s3, iam, sqs, cloudwatch = (client(own_aws, service) for service in ("s3", "iam", "sqs", "cloudwatch"))
    iam.put_role_policy(RoleName="watched-orders-replication", PolicyName="deny", PolicyDocument=DENY)
    s3.put_object(Bucket="watched-orders", Key="lost", Body=b"x")
    own_aws.control.settle()
    alarms = []
    for _ in range(10):
        alarms = cloudwatch.describe_alarms(AlarmNames=["Replication failed: watched-orders/orders"])["MetricAlarms"]
        if alarms[0]["StateValue"] == "ALARM":
            break
        own_aws.control.advance(60)

    assert s3.head_object(Bucket="watched-orders", Key="lost")["ReplicationStatus"] == "FAILED"
    bodies = [json.loads(message["Body"]) for message in sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)["Messages"]]
    records = [record for body in bodies for record in body.get("Records", [])]
    failed = [record for record in records if record["eventName"] == "Replication:OperationFailedReplication"]
    assert [record["replicationEventData"]["failureReason"] for record in failed] == ["DstPutObjectNotPermitted"]
    assert failed[0]["s3"]["object"]["key"] == "lost"
    assert [alarm["StateValue"] for alarm in alarms] == ["ALARM"]
