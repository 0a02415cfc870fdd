"""Batch Replication seen through boto3 (facts 6.01 to 6.38)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.batch.conftest import BATCH_TRUST, control_client
from tests.local.conftest import TRUST

Make = Callable[..., Any]


def test_existing_objects_replicate_with_version_and_time(make_jobs: Make) -> None:  # 6.04, 6.05, 6.27, 6.31
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    versions = {key: pair.put(key, Metadata={"colour": "red"}) for key in ("a", "b", "folder/ü c+d")}
    pair.configure({})
    job = jobs.run()
    assert (job["Status"], jobs.counts(job)) == ("Complete", (3, 3, 0))
    for key, version in versions.items():
        replica, source = pair.replica(key), pair.head(key)
        assert (replica["VersionId"], replica["LastModified"]) == (version, source["LastModified"])
        assert (source["ReplicationStatus"], replica["ReplicationStatus"]) == ("COMPLETED", "REPLICA")
        assert replica["Metadata"] == {"colour": "red"}
    rows = jobs.report(job)
    assert {(row["Bucket"], row["Key"], row["VersionId"], row["TaskStatus"]) for row in rows} == {
        (pair.source, key, version, "succeeded") for key, version in versions.items()
    }


def test_delete_markers_and_old_versions_are_sent_too(make_jobs: Make) -> None:  # 3.79, 6.04
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    first, second = pair.put("a", b"1"), pair.put("a", b"2")
    marker = pair.at_source.delete_object(Bucket=pair.source, Key="a")["VersionId"]
    pair.configure({})
    assert jobs.counts(jobs.run()) == (3, 3, 0)
    found = pair.at_destination.list_object_versions(Bucket=pair.destination)
    assert [version["VersionId"] for version in found["Versions"]] == [second, first]
    assert [version["VersionId"] for version in found["DeleteMarkers"]] == [marker]


def test_failed_versions_are_retried_after_the_repair(make_jobs: Make) -> None:  # 4.15, 6.10
    jobs = make_jobs()
    pair = jobs.pair
    good = pair.put("good")
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("bad")
    pair.admit()
    assert pair.head("bad")["ReplicationStatus"] == "FAILED"
    job = jobs.run({"ObjectReplicationStatuses": ["FAILED"]})
    assert jobs.counts(job) == (1, 1, 0)
    assert pair.head("bad")["ReplicationStatus"] == "COMPLETED"
    assert pair.replica("good")["VersionId"] == good


def test_what_is_there_already_succeeds_and_is_not_doubled(make_jobs: Make) -> None:  # 6.16
    jobs = make_jobs()
    pair = jobs.pair
    pair.put("a")
    assert jobs.counts(jobs.run({"ObjectReplicationStatuses": ["COMPLETED"]})) == (1, 1, 0)
    assert len(pair.at_destination.list_object_versions(Bucket=pair.destination)["Versions"]) == 1


def test_version_deleted_at_the_destination_is_not_made_again(make_jobs: Make) -> None:  # 6.12
    jobs = make_jobs()
    pair = jobs.pair
    version = pair.put("a")
    pair.at_destination.delete_object(Bucket=pair.destination, Key="a", VersionId=version)
    job = jobs.run()
    assert jobs.counts(job) == (1, 0, 1)
    row = jobs.report(job)[0]
    assert (row["TaskStatus"], row["ErrorCode"]) == ("failed", "DstObjectHardDeleted")
    assert pair.head("a")["ReplicationStatus"] == "COMPLETED"  # 6.12b
    with pytest.raises(ClientError, match="404"):
        pair.replica("a")


def test_confirmation_suspends_the_job_until_it_is_made_ready(make_jobs: Make) -> None:  # 6.24, 6.25
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    pair.put("a")
    pair.configure({})
    job = jobs.create(ConfirmationRequired=True)
    waiting = jobs.wait(job, "Suspended")
    assert jobs.counts(waiting) == (1, 0, 0)
    assert "SuspendedDate" in waiting
    answer = jobs.client.update_job_status(AccountId=pair.source_account, JobId=job, RequestedJobStatus="Ready")
    assert (answer["JobId"], answer["Status"]) == (job, "Ready")
    assert jobs.wait(job)["Status"] == "Complete"
    assert pair.replica("a")["ReplicationStatus"] == "REPLICA"


def test_job_that_is_never_confirmed_fails_after_thirty_days(make_jobs: Make) -> None:  # 6.25
    jobs = make_jobs()
    jobs.pair.put("a")
    job = jobs.create(ConfirmationRequired=True)
    jobs.wait(job, "Suspended")
    jobs.pair.aws.control.advance(31 * 24 * 3600)
    assert jobs.wait(job)["Status"] == "Failed"


def test_cancelled_job_does_nothing_more(make_jobs: Make) -> None:  # 6.23
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    pair.put("a")
    pair.configure({})
    job = jobs.create(ConfirmationRequired=True)
    jobs.wait(job, "Suspended")
    jobs.client.update_job_status(AccountId=pair.source_account, JobId=job, RequestedJobStatus="Cancelled", StatusUpdateReason="no")
    ended = jobs.wait(job)
    assert (ended["Status"], ended["StatusUpdateReason"]) == ("Cancelled", "no")
    with pytest.raises(ClientError, match="JobStatusException"):
        jobs.client.update_job_status(AccountId=pair.source_account, JobId=job, RequestedJobStatus="Ready")


def test_job_role_without_initiate_replication_fails_every_task(make_jobs: Make) -> None:  # 6.20
    jobs = make_jobs()
    jobs.pair.put("a")
    jobs.allow("s3:InitiateReplication")
    job = jobs.run()
    assert (job["Status"], jobs.counts(job)) == ("Complete", (1, 0, 1))
    assert [row["ErrorCode"] for row in jobs.report(job)] == ["InitiateReplicationNotPermitted"]


def test_role_that_trusts_s3_instead_of_batch_operations_cannot_run(make_jobs: Make) -> None:  # 5.02
    jobs = make_jobs(trust=TRUST)
    jobs.pair.put("a")
    job = jobs.run()
    assert job["Status"] == "Failed"
    assert "batchoperations.s3.amazonaws.com" in job["FailureReasons"][0]["FailureReason"]


def test_two_roles_do_two_things(make_jobs: Make) -> None:  # 5.02: the copying uses the replication role
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    pair.put("a")
    pair.configure({})
    pair.allow(without=("s3:GetObjectVersionForReplication",))
    job = jobs.run()
    assert [row["ErrorCode"] for row in jobs.report(job)] == ["SrcGetObjectNotPermitted"]
    assert pair.head("a")["ReplicationStatus"] == "FAILED"


@pytest.mark.parametrize("action", ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"])
def test_generator_needs_its_two_permissions(make_jobs: Make, action: str) -> None:  # 6.18
    jobs = make_jobs()
    jobs.pair.put("a")
    jobs.allow(action)
    job = jobs.run()
    assert job["Status"] == "Failed"
    assert action in job["FailureReasons"][0]["FailureReason"]


def test_report_needs_put_object(make_jobs: Make) -> None:  # 6.18
    jobs = make_jobs()
    jobs.pair.put("a")
    jobs.allow("s3:PutObject")
    job = jobs.run()
    assert job["Status"] == "Failed"
    assert "s3:PutObject" in job["FailureReasons"][0]["FailureReason"]


def test_no_matching_key_fails_the_job(make_jobs: Make) -> None:  # 6.30
    jobs = make_jobs()
    jobs.pair.put("a")
    job = jobs.run({"KeyNameConstraint": {"MatchAnyPrefix": ["other/"]}})
    assert job["Status"] == "Failed"
    assert "no keys matching" in job["FailureReasons"][0]["FailureReason"]


def test_without_replication_configuration_the_job_fails(make_jobs: Make) -> None:  # 6.02
    jobs = make_jobs(configured=False)
    jobs.pair.put("a")
    job = jobs.run()
    assert (job["Status"], job["FailureReasons"][0]["FailureCode"]) == ("Failed", "SrcBucketReplicationConfigMissing")


def test_object_that_no_rule_takes_is_not_eligible(make_jobs: Make) -> None:  # 6.03
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    pair.put("in/a")
    pair.put("out/b")
    pair.configure({"Filter": {"Prefix": "in/"}})
    job = jobs.run()
    assert jobs.counts(job) == (2, 1, 1)
    assert {row["Key"]: row["ErrorCode"] for row in jobs.report(job)} == {"in/a": "", "out/b": "SrcObjectNotEligible"}
    assert jobs.counts(jobs.run({"EligibleForReplication": True})) == (1, 1, 0)


def test_marker_under_a_rule_without_markers_is_not_eligible(make_jobs: Make) -> None:  # 6.33
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    pair.at_source.delete_object(Bucket=pair.source, Key="gone")
    pair.configure({"DeleteMarkerReplication": {"Status": "Disabled"}})
    assert [row["ErrorCode"] for row in jobs.report(jobs.run())] == ["SrcObjectNotEligible"]


def test_same_token_and_request_is_one_job(make_jobs: Make) -> None:  # 6.29
    jobs = make_jobs()
    jobs.pair.put("a")
    parameters = jobs.parameters()
    first = jobs.client.create_job(**parameters)["JobId"]
    assert jobs.client.create_job(**parameters)["JobId"] == first
    with pytest.raises(ClientError, match="IdempotencyException"):
        jobs.client.create_job(**{**parameters, "Priority": 11})


def test_higher_priority_pauses_the_running_job(make_jobs: Make) -> None:  # 6.24, 6.28
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    pair.put("a")
    pair.configure({})
    with pair.failing():
        low = jobs.create(Priority=1)
        jobs.wait(low, "Active")
        high = jobs.create(Priority=2)
        jobs.wait(high, "Active")
        assert jobs.describe(low)["Status"] == "Paused"
        answer = jobs.client.update_job_priority(AccountId=pair.source_account, JobId=low, Priority=3)
        assert answer["Priority"] == 3
        jobs.wait(low, "Active")
        assert jobs.describe(high)["Status"] == "Paused"
    assert {jobs.wait(job)["Status"] for job in (low, high)} == {"Complete"}


def test_jobs_are_listed_newest_first_by_status_and_in_pages(make_jobs: Make) -> None:
    jobs = make_jobs()
    jobs.pair.put("a")
    made = [jobs.run()["JobId"] for _ in range(3)]
    account = jobs.pair.source_account
    found = jobs.client.list_jobs(AccountId=account, JobStatuses=["Complete"])["Jobs"]
    assert [job["JobId"] for job in found if job["JobId"] in made] == made[::-1]
    assert all(job["Operation"] == "S3ReplicateObject" for job in found)
    page = jobs.client.list_jobs(AccountId=account, JobStatuses=["Complete"], MaxResults=1)
    assert len(page["Jobs"]) == 1
    following = jobs.client.list_jobs(AccountId=account, JobStatuses=["Complete"], MaxResults=1, NextToken=page["NextToken"])
    assert following["Jobs"][0]["JobId"] != page["Jobs"][0]["JobId"]
    with pytest.raises(ClientError, match="InvalidNextTokenException"):
        jobs.client.list_jobs(AccountId=account, NextToken="nonsense")


def test_jobs_belong_to_account_and_region(make_jobs: Make) -> None:
    jobs = make_jobs()
    jobs.pair.put("a")
    job = jobs.create()
    for account, region in (("222222222222", "us-east-1"), (jobs.pair.source_account, "eu-west-1")):
        client = control_client(jobs.pair.aws.running.endpoint, account, region)
        with pytest.raises(ClientError, match="NotFoundException"):
            client.describe_job(AccountId=account, JobId=job)


def test_tags_of_a_job(make_jobs: Make) -> None:
    jobs = make_jobs()
    account = jobs.pair.source_account
    job = jobs.create(Tags=[{"Key": "team", "Value": "a"}])
    assert jobs.client.get_job_tagging(AccountId=account, JobId=job)["Tags"] == [{"Key": "team", "Value": "a"}]
    jobs.client.put_job_tagging(AccountId=account, JobId=job, Tags=[{"Key": "team", "Value": "b"}])
    assert jobs.client.get_job_tagging(AccountId=account, JobId=job)["Tags"] == [{"Key": "team", "Value": "b"}]
    jobs.client.delete_job_tagging(AccountId=account, JobId=job)
    assert jobs.client.get_job_tagging(AccountId=account, JobId=job).get("Tags", []) == []


def test_user_manifest_acts_on_its_versions(make_jobs: Make) -> None:  # 6.07
    jobs = make_jobs(configured=False)
    pair = jobs.pair
    old, _ = pair.put("a b", b"1"), pair.put("a b", b"2")
    pair.configure({})
    body = f"{pair.source},a%20b,{old}\n{pair.source},none,{old}\n{pair.source},a%20b,nosuchversion\n".encode()
    etag = pair.at_source.put_object(Bucket=jobs.reports, Key="manifest.csv", Body=body)["ETag"]
    spec = {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key", "VersionId"]}
    location = {"ObjectArn": f"arn:aws:s3:::{jobs.reports}/manifest.csv", "ETag": etag}
    parameters = jobs.parameters(Manifest={"Spec": spec, "Location": location})
    del parameters["ManifestGenerator"]
    job = jobs.wait(jobs.client.create_job(**parameters)["JobId"])
    assert jobs.counts(job) == (3, 1, 2)
    assert {(row["Key"], row["VersionId"]): row["ErrorCode"] for row in jobs.report(job)} == {
        ("a b", old): "", ("none", old): "SrcObjectNotFound", ("a b", "nosuchversion"): "SrcVersionNotFound",
    }  # fmt: skip
    assert pair.replica("a b")["VersionId"] == old


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"etag": "other"}, "ETag"),
        ({"body": b"only,two\n"}, "columns"),
        ({"fields": ["Bucket", "Key"]}, "VersionId"),
        ({"body": b"\xff\xfe,a,b\n"}, "UTF-8"),
        ({"body": b""}, "no object"),
    ],
    ids=["another-etag", "too-few-columns", "no-version-column", "not-text", "empty"],
)
def test_manifest_that_cannot_be_used_fails_the_job(make_jobs: Make, change: dict[str, Any], words: str) -> None:
    jobs = make_jobs()
    body = change.get("body", f"{jobs.pair.source},a,v\n".encode())
    etag = jobs.pair.at_source.put_object(Bucket=jobs.reports, Key="m.csv", Body=body)["ETag"]
    spec = {"Format": "S3BatchOperations_CSV_20180820", "Fields": change.get("fields", ["Bucket", "Key", "VersionId"])}
    location = {"ObjectArn": f"arn:aws:s3:::{jobs.reports}/m.csv", "ETag": change.get("etag", etag)}
    parameters = jobs.parameters(Manifest={"Spec": spec, "Location": location})
    del parameters["ManifestGenerator"]
    job = jobs.wait(jobs.client.create_job(**parameters)["JobId"])
    assert job["Status"] == "Failed"
    assert words in job["FailureReasons"][0]["FailureReason"]


def test_generated_manifest_is_kept_where_asked(make_jobs: Make) -> None:  # 6.08
    jobs = make_jobs()
    pair = jobs.pair
    pair.put("a")
    output = {"Bucket": f"arn:aws:s3:::{jobs.reports}", "ManifestPrefix": "manifests", "ManifestFormat": "S3InventoryReport_CSV_20211130"}
    generator = {"SourceBucket": f"arn:aws:s3:::{pair.source}", "EnableManifestOutput": True, "ManifestOutputLocation": output}
    job = jobs.run(ManifestGenerator={"S3JobManifestGenerator": generator})
    descriptor = job["GeneratedManifestDescriptor"]
    assert descriptor["Format"] == "S3InventoryReport_CSV_20211130"
    key = descriptor["Location"]["ObjectArn"].removeprefix(f"arn:aws:s3:::{jobs.reports}/")
    manifest = json.loads(pair.at_source.get_object(Bucket=jobs.reports, Key=key)["Body"].read())
    assert key.startswith("manifests/")
    assert manifest["fileSchema"] == "Bucket, Key, VersionId"
    # The same manifest serves another job.
    parameters = jobs.parameters(Manifest={"Spec": {"Format": "S3InventoryReport_CSV_20161130"}, "Location": descriptor["Location"]})
    del parameters["ManifestGenerator"]
    assert jobs.counts(jobs.wait(jobs.client.create_job(**parameters)["JobId"])) == (1, 1, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Priority": 2147483648}, "BadRequestException"),
        ({"RoleArn": "arn:aws:iam::222222222222:role/x"}, "BadRequestException"),
        ({"Operation": {"S3DeleteObjectTagging": {}}}, "NotImplemented"),
        ({"Report": {"Enabled": True}}, "BadRequestException"),
        ({"ManifestGenerator": {"S3JobManifestGenerator": {"SourceBucket": "arn:aws:s3:::b", "EnableManifestOutput": False,
                                "Filter": {"KeyNameConstraint": {"MatchAnyPrefix": ["a", "b"]}}}}}, "BadRequestException"),
        ({"Manifest": {"Spec": {"Format": "S3InventoryReport_CSV_20161130"},
                       "Location": {"ObjectArn": "arn:aws:s3:::b/k", "ETag": "e"}}}, "BadRequestException"),
    ],
    ids=["priority-too-high", "role-of-another-account", "another-operation", "report-without-bucket", "two-prefixes",
         "manifest-and-generator"],
)  # fmt: skip
def test_wrong_job_is_refused(make_jobs: Make, change: dict[str, Any], code: str) -> None:
    jobs = make_jobs()
    with pytest.raises(ClientError, match=code):
        jobs.client.create_job(**jobs.parameters(**change))


def test_more_than_half_of_a_thousand_failing_tasks_fail_the_job(make_jobs: Make) -> None:  # 6.26
    jobs = make_jobs(trust=BATCH_TRUST)
    rows = "".join(f"{jobs.pair.source},missing-{number},v\n" for number in range(1200)).encode()
    etag = jobs.pair.at_source.put_object(Bucket=jobs.reports, Key="m.csv", Body=rows)["ETag"]
    spec = {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key", "VersionId"]}
    location = {"ObjectArn": f"arn:aws:s3:::{jobs.reports}/m.csv", "ETag": etag}
    parameters = jobs.parameters(Manifest={"Spec": spec, "Location": location})
    del parameters["ManifestGenerator"]
    job = jobs.wait(jobs.client.create_job(**parameters)["JobId"])
    assert (job["Status"], jobs.counts(job)) == ("Failed", (1200, 0, 1000))
    assert len(jobs.report(job)) == 1000
