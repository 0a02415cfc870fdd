"""The demo's live mode: the environment names a local AWS, which stands in for AWS."""

import json
import signal
import subprocess
import time

import boto3
import pytest

from s3_replication.demo.record import RunFolder
from s3_replication.local.http.credentials import access_key
from tests.demo.conftest import COMMAND

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def run(checkout, local_aws):
    def call(*arguments, **variables):
        environment = local_aws.full_environment() | variables
        return subprocess.run(
            [*COMMAND, "--checkout", str(checkout), *arguments], env=environment, capture_output=True, text=True, check=False, timeout=600
        )

    return call


def client(service, local_aws):
    return boto3.client(
        service, endpoint_url=local_aws.endpoint, region_name="us-east-1", aws_access_key_id=access_key("111111111111"),
        aws_secret_access_key="test",
    )  # fmt: skip


def test_accounts_and_regions_are_named_and_confirmed_before_anything_is_made(run, checkout):
    before = set(checkout.rglob("*"))
    refused = run("--live", DESTINATION_ROLE_ARN="arn:aws:iam::222222222222:role/any")
    assert refused.returncode == 2
    assert (
        "creates buckets, keys and roles on AWS: account 111111111111 in us-east-1, account 222222222222 in eu-west-1. "
        "Confirm it with --yes (with make: YES=1)."
    ) in refused.stderr
    assert set(checkout.rglob("*")) == before


def test_a_live_demo_that_is_interrupted_before_it_makes_anything_says_so(checkout, local_aws):
    before = set(checkout.rglob("*"))
    command = [*COMMAND, "--checkout", str(checkout), "--live", "--yes", "--example", "same-account"]
    with subprocess.Popen(command, env=local_aws.full_environment(), stderr=subprocess.PIPE, text=True) as demo:
        init = checkout / ".cache/demo/examples/same-account/.terraform"
        while not init.exists():
            assert demo.poll() is None
            time.sleep(0.02)
        demo.send_signal(signal.SIGINT)
        rest = demo.stderr.read()
        assert demo.wait(120) == 130, rest
    assert "interrupted; nothing was left behind" in rest
    assert set(checkout.rglob("*")) == before


def test_a_kept_demo_is_ended_by_its_own_account_and_completely(run, checkout, local_aws):
    done = run("--live", "--yes", "--keep", "--example", "same-account", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    folder = RunFolder(checkout)
    record = folder.read()
    assert (record.accounts, record.regions) == (("111111111111",) * 2, ("us-east-1", "eu-west-1"))
    assert "aws_s3_bucket" in folder.left_in_state()

    another = run("--end", AWS_ACCESS_KEY_ID=access_key("333333333333"))
    assert another.returncode == 2
    assert "use the credentials that the demo was started with" in another.stderr
    assert "aws_s3_bucket" in folder.left_in_state()

    path = folder.path / "run.json"
    whole = path.read_text()
    path.write_text(whole[:40])
    unreadable = run("--end")
    assert unreadable.returncode == 2
    assert "cannot be read, and Terraform's state there lists" in unreadable.stderr
    assert "aws_s3_bucket" in folder.left_in_state()
    path.write_text(json.dumps({**json.loads(whole), "of_another_version": 1}))

    # What a kill can leave: made on AWS, and in no state.
    kms, iam = client("kms", local_aws), client("iam", local_aws)
    tagged = kms.create_key(Tags=[{"TagKey": "S3ReplicationDemo", "TagValue": record.name}])["KeyMetadata"]["KeyId"]
    described = kms.create_key(Description=f"Default encryption of bucket {record.name}-source")["KeyMetadata"]["KeyId"]
    kms.create_key(Description="somebody else's")
    iam.create_role(RoleName=f"{record.name}-role", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')
    left = run("--end")
    assert left.returncode == 3
    for each in (
        f"KMS key {tagged} (account 111111111111, us-east-1)",
        f"KMS key {described}",
        f"role {record.name}-role (account 111111111111)",
    ):
        assert each in left.stderr
    assert "somebody" not in left.stderr
    assert folder.left_in_state() == []
    assert folder.path.exists()

    for key in (tagged, described):
        kms.schedule_key_deletion(KeyId=key)
    iam.delete_role(RoleName=f"{record.name}-role")
    ended = run("--end")
    assert ended.returncode == 0, ended.stderr
    assert not (checkout / ".cache").exists()
    assert not [each for each in client("s3", local_aws).list_buckets()["Buckets"] if each["Name"].startswith(record.name)]
