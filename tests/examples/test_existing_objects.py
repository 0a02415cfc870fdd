"""The job that the example's output describes does what its README says: it replicates earlier objects, and writes a report."""

import json

import boto3
import pytest

pytestmark = pytest.mark.example("existing-objects")
ENDED = ("Complete", "Failed", "Cancelled")


@pytest.fixture
def s3(applied):
    return applied.source.s3()


@pytest.fixture
def jobs(applied, aws, monkeypatch):
    """S3 Batch Operations as a shell uses it, on the local AWS after `eval "$(s3-replication local env)"`."""
    for name, value in aws[0].items():
        monkeypatch.setenv(name, value)
    return boto3.client("s3control", region_name=applied.output("source_region"))


def before_the_rule(s3, bucket, key):
    configuration = s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
    s3.delete_bucket_replication(Bucket=bucket)
    try:
        return s3.put_object(Bucket=bucket, Key=key, Body=b"x")["VersionId"]
    finally:
        s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration=configuration)


def test_the_job_waits_for_its_confirmation_and_brings_over_what_was_there(applied, s3, jobs):
    source, destination = applied.output("source_bucket_name"), applied.output("destination_bucket_name")
    version = before_the_rule(s3, source, "old")
    parameters = json.loads(applied.output("job_json"))
    target = {"AccountId": parameters["AccountId"]}
    target["JobId"] = jobs.create_job(**parameters, ClientRequestToken="existing-objects")["JobId"]

    def status():
        return jobs.describe_job(**target)["Job"]["Status"]

    assert applied.until(lambda: status() == "Suspended")
    assert "ReplicationStatus" not in s3.head_object(Bucket=source, Key="old")

    jobs.update_job_status(**target, RequestedJobStatus="Ready")

    assert applied.until(lambda: status() in ENDED)
    job = jobs.describe_job(**target)["Job"]
    assert (job["Status"], job["ProgressSummary"]["NumberOfTasksFailed"]) == ("Complete", 0), job.get("FailureReasons")
    there = applied.destination.s3(applied.output("destination_region"))
    assert there.head_object(Bucket=destination, Key="old", VersionId=version)["ReplicationStatus"] == "REPLICA"
    assert s3.head_object(Bucket=source, Key="old")["ReplicationStatus"] == "COMPLETED"
    assert s3.list_objects_v2(Bucket=applied.output("report_bucket"), Prefix="batch-replication/report/")["KeyCount"] > 0
