"""The trail of examples/data-events logs who wrote and who deleted, and on request who read, and the replicas."""

import gzip
import json
import os
from pathlib import Path

import boto3
import pytest

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
SOURCE, LOGS = "audited-source", "audited-logs"
# A user adds this to log reads, and the copies in the other Region.
MORE = {
    "data_events = { ": "data_events = { read = true, ",
    "trails_from   = { ": """trails_from   = {
    copies = { trail_name = "audited-copies", account_id = data.aws_caller_identity.current.account_id, region = var.destination_region }
    """,
}
DESTINATION = """
module "monitoring_destination" {
  source    = "../../modules/monitoring"
  providers = { aws = aws.destination }

  rules       = module.replication.monitored_rules
  alarms      = { latency = null }
  data_events = { trail_name = "audited-copies", log_bucket_name = module.logs.name }
}
"""


def client(own_aws: LocalAws, service: str):  # type: ignore[no-untyped-def]  # a client of any service
    environment = own_aws.environment()
    keys = {"aws_access_key_id": environment["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"]}
    return boto3.client(service, region_name="us-east-1", endpoint_url=environment["AWS_ENDPOINT_URL"], **keys)


@pytest.fixture(scope="module")
def terraform(own_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The example, applied."""
    folder = tmp_path_factory.mktemp("data-events")
    path = copy_configuration(CHECKOUT, "data-events", folder)
    inputs = {"name": "audited", "force_destroy": True}
    (path / "tests.auto.tfvars.json").write_text(json.dumps(inputs), encoding="utf-8")
    found = Terraform(path, find_binary(os.environ), terraform_environment(own_aws.full_environment(), folder / "cli"))
    found.init()
    found.apply()
    return found


def logged(own_aws: LocalAws, bucket: str, key: str) -> list[tuple[str, str]]:
    """The name of each event about an object and the ARN of its caller, five minutes later."""
    s3 = client(own_aws, "s3")
    own_aws.control.settle()
    own_aws.control.advance(301)
    files = [entry["Key"] for entry in s3.list_objects_v2(Bucket=LOGS).get("Contents", [])]
    bodies = [gzip.decompress(s3.get_object(Bucket=LOGS, Key=file)["Body"].read()) for file in files]
    records = [record for body in bodies for record in json.loads(body)["Records"]]
    about = [record for record in records if record["resources"][0].get("ARN") == f"arn:aws:s3:::{bucket}/{key}"]
    return sorted((record["eventName"], record["userIdentity"]["arn"]) for record in about)


def use(own_aws: LocalAws, key: str) -> None:
    s3 = client(own_aws, "s3")
    s3.put_object(Bucket=SOURCE, Key=key, Body=b"x")
    s3.get_object(Bucket=SOURCE, Key=key)
    s3.delete_object(Bucket=SOURCE, Key=key)


def test_writes_are_logged_and_more_where_it_is_asked_for(own_aws: LocalAws, terraform: Terraform) -> None:
    caller = client(own_aws, "sts").get_caller_identity()["Arn"]
    use(own_aws, "writes")
    assert logged(own_aws, SOURCE, "writes") == [("DeleteObject", caller), ("PutObject", caller)]
    assert logged(own_aws, "audited-destination", "writes") == []

    main = terraform.folder / "main.tf"
    text = main.read_text(encoding="utf-8") + DESTINATION
    for old, new in MORE.items():
        assert old in text
        text = text.replace(old, new, 1)
    main.write_text(text, encoding="utf-8")
    terraform.init()
    terraform.apply()
    assert not terraform.has_changes()
    use(own_aws, "more")
    assert logged(own_aws, SOURCE, "more") == [("DeleteObject", caller), ("GetObject", caller), ("PutObject", caller)]
    assert [name for name, _ in logged(own_aws, "audited-destination", "more")] == ["PutObject"]
