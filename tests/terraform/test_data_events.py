"""The trail of examples/data-events names who wrote and who deleted, and who read only where that is asked for."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, copy_configuration, find_binary, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
SOURCE, LOGS = "audited-source", "audited-logs"


def client(local_aws: LocalAws, service: str):  # type: ignore[no-untyped-def]  # a client of any service
    environment = local_aws.environment()
    keys = {"aws_access_key_id": environment["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"]}
    return boto3.client(service, region_name="us-east-1", endpoint_url=environment["AWS_ENDPOINT_URL"], **keys)


@pytest.fixture(scope="module")
def terraform(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terraform]:
    """The example, applied."""
    folder = tmp_path_factory.mktemp("data-events")
    path = copy_configuration(CHECKOUT, "data-events", folder)
    inputs = {"name": "audited", "force_destroy": True}
    (path / "tests.auto.tfvars.json").write_text(json.dumps(inputs), encoding="utf-8")
    found = Terraform(path, find_binary(os.environ), terraform_environment(local_aws.full_environment(), folder / "cli"))
    found.init()
    try:
        found.apply()
        yield found
    finally:
        found.destroy()


def logged(local_aws: LocalAws, key: str) -> list[tuple[str, str]]:
    """The name of each event about a key and the ARN of its caller, five minutes later."""
    s3 = client(local_aws, "s3")
    local_aws.control.advance(301)
    files = [entry["Key"] for entry in s3.list_objects_v2(Bucket=LOGS).get("Contents", [])]
    bodies = [gzip.decompress(s3.get_object(Bucket=LOGS, Key=file)["Body"].read()) for file in files]
    records = [record for body in bodies for record in json.loads(body)["Records"]]
    about = [record for record in records if record["requestParameters"].get("key") == key]
    return sorted((record["eventName"], record["userIdentity"]["arn"]) for record in about)


def use(local_aws: LocalAws, key: str) -> None:
    s3 = client(local_aws, "s3")
    s3.put_object(Bucket=SOURCE, Key=key, Body=b"x")
    s3.get_object(Bucket=SOURCE, Key=key)
    s3.delete_object(Bucket=SOURCE, Key=key)


def test_writes_are_logged_and_reads_where_they_are_asked_for(local_aws: LocalAws, terraform: Terraform) -> None:
    caller = client(local_aws, "sts").get_caller_identity()["Arn"]
    use(local_aws, "writes")
    assert logged(local_aws, "writes") == [("DeleteObject", caller), ("PutObject", caller)]

    main = terraform.folder / "main.tf"
    main.write_text(main.read_text(encoding="utf-8").replace("data_events = { ", "data_events = { read = true, "), encoding="utf-8")
    terraform.apply()
    use(local_aws, "everything")
    assert logged(local_aws, "everything") == [("DeleteObject", caller), ("GetObject", caller), ("PutObject", caller)]
