"""`local settle` says what FAILED, `local versions` why, for every version."""

import json
import os
import pty
import subprocess
import sys

import boto3
import pytest

from s3_replication.local import LocalAws
from s3_replication.local.http.credentials import access_key

COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()", "local"]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def own_aws():
    """A server for these tests alone, since `settle` counts every version that FAILED, and they empty it."""
    with LocalAws.start() as running:
        yield running


@pytest.fixture
def run(own_aws):
    def call(*arguments):
        environment = {**os.environ, "AWS_ENDPOINT_URL": own_aws.endpoint}
        return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60)

    return call


@pytest.fixture
def buckets(own_aws):
    """Objects before and after the rule for `in/`, and a role that may write nothing."""
    made = {"endpoint_url": own_aws.endpoint, "region_name": "us-east-1", "aws_access_key_id": access_key("111111111111")}
    s3, iam = (boto3.client(service, aws_secret_access_key="test", **made) for service in ("s3", "iam"))
    for bucket in ("source", "copy"):
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="source", Key="[b]/older", Body=b"1")
    s3.put_object(Bucket="source", Key="in/older", Body=b"1")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(TRUST))
    rule = {"ID": "r", "Priority": 1, "Status": "Enabled", "Filter": {"Prefix": "in/"}, "Destination": {"Bucket": "arn:aws:s3:::copy"},
            "DeleteMarkerReplication": {"Status": "Disabled"}}  # fmt: skip
    s3.put_bucket_replication(Bucket="source", ReplicationConfiguration={"Role": "arn:aws:iam::111111111111:role/r", "Rules": [rule]})
    s3.put_object(Bucket="source", Key="in/failed", Body=b"1")
    own_aws.control.settle()
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=json.dumps(ALLOW))
    s3.put_object(Bucket="source", Key="in/later", Body=b"1")
    s3.put_object(Bucket="source", Key="out/later", Body=b"1")
    s3.delete_object(Bucket="source", Key="in/later")
    s3.put_object(Bucket="copy", Key="own", Body=b"1")
    yield s3
    own_aws.control.reset()


@pytest.mark.usefixtures("buckets")
def test_every_version_has_its_reason(run):
    found = {}
    for bucket in ("source", "copy"):
        run("settle")
        for each in json.loads(run("versions", bucket, "--json").stdout):
            reasons = [task["failure_reason"] or task["outcome"] for task in each["tasks"]]
            key = f"{bucket}/{each['key']}" + (" marker" if each["delete_marker"] else "")
            found[key] = reasons + [skipped["reason"] for skipped in each["not_replicated"]]
            assert all(skipped["explanation"] for skipped in each["not_replicated"])
    assert found == {
        "source/[b]/older": ["prefix-differs"],
        "source/in/older": ["existing-object"],
        "source/in/failed": ["SrcGetObjectNotPermitted"],
        "source/in/later": ["COMPLETED"],
        "source/in/later marker": ["delete-markers-off"],
        "source/out/later": ["prefix-differs"],
        "copy/in/later": ["is-replica"],
        "copy/own": ["no-configuration"],
    }


def test_settle_counts_what_failed(run, buckets):
    said = run("settle")
    assert (said.returncode, said.stdout) == (
        1,
        "Nothing is open, and 1 version FAILED: 's3-replication local versions BUCKET' says why.\n",
    )
    counted = run("settle", "--json")
    assert (counted.returncode, json.loads(counted.stdout)) == (1, {"settled": True, "failed": 1})
    (failed,) = (each for each in buckets.list_object_versions(Bucket="source")["Versions"] if each["Key"] == "in/failed")
    buckets.delete_object(Bucket="source", Key="in/failed", VersionId=failed["VersionId"])
    said = run("settle")
    assert (said.returncode, said.stdout) == (0, "Everything has been delivered.\n")


@pytest.mark.usefixtures("buckets")
def test_a_terminal_gets_a_table_and_a_pipe_gets_json(own_aws, run):
    here, there = pty.openpty()
    environment = {**os.environ, "AWS_ENDPOINT_URL": own_aws.endpoint, "COLUMNS": "250", "TERM": "xterm"}
    subprocess.run([*COMMAND, "versions", "source"], env=environment, stdout=there, check=True, timeout=60)
    os.close(there)
    shown = ""
    while True:
        try:
            part = os.read(here, 65536)
        except OSError:  # the end of a terminal
            break
        shown += part.decode()
    os.close(here)
    assert "[b]/older" in shown
    assert "The version is older than the rule" in shown
    assert "SrcGetObjectNotPermitted: " in shown
    assert "Delivered." in shown
    assert len(json.loads(run("versions", "source").stdout)) == 6
