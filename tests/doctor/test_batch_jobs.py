"""Batch Replication jobs of a live bucket: each fault is found with S3's reason, and the printed repair makes the object replicate."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.doctor.conftest import Clinic, ids
from tests.doctor.test_faults import Patient
from tests.doctor.test_older_objects import one
from tests.local.batch.conftest import BATCH_TRUST, Jobs, control_client, make_jobs  # noqa: F401 - a fixture
from tests.local.conftest import TRUST, Pair, policy, statement

ENDED = {"Complete", "Failed", "Cancelled", "Suspended"}
NONE_ONLY = {"ObjectReplicationStatuses": ["NONE"]}


@dataclass
class Ward:
    """A pair with an object that is older than the rule, and the jobs of its account."""

    clinic: Clinic
    jobs: Jobs

    @property
    def pair(self) -> Pair:
        return self.jobs.pair

    def warnings(self) -> dict[str, Any]:
        """The report, of which nothing live is wrong, so that its errors are none."""
        report = self.clinic.report(self.pair.source)
        assert ids(report) == set(), report["findings"]
        return report

    def repair(self, finding: dict[str, Any]) -> None:
        """Carry out what the finding prints, and wait for the jobs that it starts."""
        Patient(self.pair, ("", "")).repair(self.clinic, finding)
        for _ in range(500):
            listed = self.jobs.client.list_jobs(AccountId=self.pair.source_account)["Jobs"]
            if all(job["Status"] in ENDED for job in listed):
                break
            time.sleep(0.02)
        self.pair.settle()


@pytest.fixture
def make_ward(clinic: Clinic, make_jobs: Callable[..., Jobs]) -> Callable[..., Ward]:  # noqa: F811 - a fixture
    def make(trust: str = BATCH_TRUST, without: tuple[str, ...] = (), rule: dict[str, Any] | None = None) -> Ward:
        jobs = make_jobs(trust, configured=False)
        jobs.allow(*without)
        jobs.pair.put("old")
        jobs.pair.configure(rule or {})
        return Ward(clinic, jobs)

    return make


Make = Callable[..., Ward]
ROLE_FAULTS = {
    "the role trusts S3 alone": (TRUST, (), "AssumeRoleNotPermitted"),
    "the role may not initiate replication": (BATCH_TRUST, ("s3:InitiateReplication",), "InitiateReplicationNotPermitted"),
    "the generator may not read the rules": (BATCH_TRUST, ("s3:GetReplicationConfiguration",), "s3:GetReplicationConfiguration"),
    "the generator may not list versions": (BATCH_TRUST, ("s3:PutInventoryConfiguration",), "s3:PutInventoryConfiguration"),
    "the report may not be written": (BATCH_TRUST, ("s3:PutObject",), "s3:PutObject"),
    "nothing is allowed": (BATCH_TRUST, ("s3:InitiateReplication", "s3:PutInventoryConfiguration"), "InitiateReplicationNotPermitted"),
}


@pytest.mark.parametrize(("trust", "without", "reason"), ROLE_FAULTS.values(), ids=ROLE_FAULTS)
def test_what_the_role_of_a_job_lacks(trust: str, without: tuple[str, ...], reason: str, make_ward: Make) -> None:
    ward = make_ward(trust, without)
    ward.jobs.run()
    found = one(ward.warnings(), "batch-job-role-lacks-permission")
    assert found["subject"] == ward.jobs.role_arn
    assert reason in found["why"]
    assert found["certain"] is ("s3:PutObject" not in without), "the policy of the report's bucket is not read"
    ward.repair(found)
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


def test_a_job_that_waits_for_its_confirmation(make_ward: Make) -> None:
    ward = make_ward()
    ward.jobs.wait(ward.jobs.create(ConfirmationRequired=True), "Suspended")
    found = one(ward.warnings(), "batch-job-awaits-confirmation")
    assert "has 1 version to replicate" in found["why"]
    ward.repair(found)
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


def test_a_job_of_a_role_that_was_deleted(make_ward: Make) -> None:
    ward = make_ward()
    iam = ward.pair.aws.client("iam")
    iam.delete_role_policy(RoleName=ward.jobs.role, PolicyName="batch")
    iam.delete_role(RoleName=ward.jobs.role)
    ward.jobs.run()
    found = one(ward.warnings(), "batch-job-role-lacks-permission")
    assert f"The role {ward.jobs.role_arn} does not exist, so S3's reason is AssumeRoleNotPermitted." in found["why"]


def test_a_filter_that_leaves_out_failed_versions(make_ward: Make) -> None:
    ward = make_ward()
    ward.jobs.run()
    ward.pair.admit(without=("s3:ReplicateObject",))
    ward.pair.put("failed")
    ward.pair.admit()
    assert ward.jobs.run(NONE_ONLY)["Status"] == "Failed"
    found = one(ward.warnings(), "batch-job-failed")
    assert "S3 says: Manifest generation found no keys matching the filter criteria." in found["why"]
    assert "of failed is left out: it has the status FAILED, and the filter takes NONE." in found["why"]
    ward.repair(found)
    assert ward.pair.head("failed")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


@pytest.mark.parametrize(("filters", "says"), [
    ({"ObjectReplicationStatuses": ["COMPLETED"]}, "it has no status (NONE), and the filter takes COMPLETED."),
    ({"KeyNameConstraint": {"MatchAnyPrefix": ["new/"]}}, "the filter takes other keys, times, sizes, storage classes or encryption."),
], ids=["another status", "another prefix"])  # fmt: skip
def test_a_filter_that_leaves_out_every_version(filters: dict[str, Any], says: str, make_ward: Make) -> None:
    ward = make_ward()
    assert ward.jobs.run(filters)["Status"] == "Failed"
    found = one(ward.warnings(), "batch-job-failed")
    assert f"of old is left out: {says}" in found["why"]
    ward.repair(found)
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"


def test_a_job_that_found_nothing_to_do_is_a_note(make_ward: Make) -> None:
    ward = make_ward()
    ward.jobs.run()
    ward.jobs.run({"ObjectReplicationStatuses": ["FAILED"]})
    assert one(ward.warnings(), "batch-job-failed")["severity"] == "note"


def test_a_manifest_that_may_not_be_written(make_ward: Make) -> None:
    ward = make_ward(without=("s3:PutObject",))
    given = ward.jobs.parameters(Report={"Enabled": False})
    generator = given["ManifestGenerator"]["S3JobManifestGenerator"]
    place = {"Bucket": f"arn:aws:s3:::{ward.jobs.reports}", "ManifestPrefix": "lists/", "ManifestFormat": "S3InventoryReport_CSV_20211130"}
    generator |= {"EnableManifestOutput": True, "ManifestOutputLocation": place}
    assert ward.jobs.wait(ward.jobs.client.create_job(**given)["JobId"])["Status"] == "Failed"
    found = one(ward.warnings(), "batch-job-role-lacks-permission")
    assert f"{ward.jobs.role_arn} may not do s3:PutObject on arn:aws:s3:::{ward.jobs.reports}/*: no statement of its" in found["why"]
    ward.repair(found)
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"


def test_a_role_for_the_keys_of_the_bucket_alone_lacks_nothing_for_them(make_ward: Make) -> None:
    ward = make_ward(without=("s3:InitiateReplication", "s3:PutObject"))
    narrow = policy(statement(["s3:InitiateReplication"], [f"arn:aws:s3:::{ward.pair.source}/ol*"]))
    ward.pair.aws.client("iam").put_role_policy(RoleName=ward.jobs.role, PolicyName="narrow", PolicyDocument=narrow)
    ward.jobs.run()
    ward.pair.at_source.put_object(Bucket=ward.pair.source, Key="older", Body=b"")
    ward.pair.settle()
    why = {one["id"]: one["why"] for one in ward.warnings()["findings"]}.get("batch-job-role-lacks-permission", "")
    assert ("s3:PutObject" in why, "InitiateReplication" in why) == (True, False)


def test_a_boundary_is_named_and_not_repaired_by_another_policy(make_ward: Make) -> None:
    ward = make_ward()
    iam = ward.pair.aws.client("iam")
    allows = policy(statement(["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration", "s3:PutObject"], ["*"]))
    arn = iam.create_policy(PolicyName=ward.jobs.role, PolicyDocument=allows)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName=ward.jobs.role, PermissionsBoundary=arn)
    ward.jobs.run()
    found = one(ward.warnings(), "batch-job-role-lacks-permission")
    assert "permissions boundary" in found["why"]
    assert [change["cli"].split()[2] for change in found["repair"]["changes"]] == ["create-job"]


def test_a_statement_that_denies_is_named(make_ward: Make) -> None:
    ward = make_ward()
    deny = policy({"Sid": "NoBatch", "Effect": "Deny", "Action": "s3:InitiateReplication", "Resource": "*"})
    ward.pair.aws.client("iam").put_role_policy(RoleName=ward.jobs.role, PolicyName="deny", PolicyDocument=deny)
    ward.jobs.run()
    found = one(ward.warnings(), "batch-job-role-lacks-permission")
    assert "NoBatch of inline policy deny denies s3:InitiateReplication on " in found["why"]


def test_a_manifest_without_version_ids(make_ward: Make) -> None:
    ward = make_ward()
    pair = ward.pair
    tag = pair.at_source.put_object(Bucket=pair.source, Key="manifest.csv", Body=f"{pair.source},old\n".encode())["ETag"]
    pair.settle()
    manifest = {
        "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key"]},
        "Location": {"ObjectArn": f"arn:aws:s3:::{pair.source}/manifest.csv", "ETag": tag},
    }
    given = ward.jobs.parameters(Manifest=manifest)
    del given["ManifestGenerator"]
    iam = pair.aws.client("iam")
    reads = policy(statement(["s3:GetObject"], [f"arn:aws:s3:::{pair.source}/*"]))
    iam.put_role_policy(RoleName=ward.jobs.role, PolicyName="manifest", PolicyDocument=reads)
    ward.jobs.wait(ward.jobs.client.create_job(**given)["JobId"])
    found = one(ward.warnings(), "batch-job-failed")
    assert "The manifest has no column VersionId." in found["why"]
    ward.repair(found)
    assert pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


def test_a_job_on_a_bucket_without_rules(make_ward: Make) -> None:
    ward = make_ward()
    ward.pair.at_source.delete_bucket_replication(Bucket=ward.pair.source)
    assert ward.jobs.run()["Status"] == "Failed"
    found = one(ward.clinic.report(ward.pair.source), "batch-job-failed")
    assert "so S3's reason is SrcBucketReplicationConfigMissing." in found["why"]
    ward.pair.configure({})
    found = one(ward.warnings(), "batch-job-failed")
    assert "With today's configuration, nothing is known that stops such a job." in found["why"]
    ward.repair(found)
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


def test_a_job_in_the_region_of_the_destination(make_ward: Make) -> None:
    ward = make_ward()
    far = control_client(ward.pair.aws.running.endpoint, ward.pair.source_account, "eu-west-1")
    job = far.create_job(**ward.jobs.parameters())["JobId"]
    for _ in range(500):
        ended = far.describe_job(AccountId=ward.pair.source_account, JobId=job)["Job"]
        if ended["Status"] in ENDED:
            break
        time.sleep(0.02)
    found = one(ward.warnings(), "batch-tasks-failed")
    assert "The bucket is in us-east-1 and the job in eu-west-1, so S3's reason is SrcBucketInvalidRegion." in found["why"]
    assert [row["ErrorCode"] for row in ward.jobs.report(ended)] == ["SrcBucketInvalidRegion"]
    ward.repair(found)
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


def test_a_job_obeys_the_rules(make_ward: Make) -> None:
    ward = make_ward(rule={"Status": "Disabled"})
    ended = ward.jobs.run()
    assert [row["ErrorCode"] for row in ward.jobs.report(ended)] == ["SrcObjectNotEligible"]
    report = ward.clinic.report(ward.pair.source)
    found = one(report, "batch-tasks-failed")
    assert "of old, S3's reason is SrcObjectNotEligible." in found["why"]
    ward.repair(one(report, "rule-disabled"))
    ward.repair(one(ward.clinic.report(ward.pair.source), "batch-tasks-failed"))
    assert ward.pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(ward.warnings(), "warning") == set()


def test_a_failed_delivery_has_the_reason_of_the_replication_role(make_ward: Make) -> None:
    ward = make_ward()
    ward.pair.allow(without=("s3:GetObjectVersionForReplication",))
    ended = ward.jobs.run()
    reasons = [row["ErrorCode"] for row in ward.jobs.report(ended)]
    assert reasons == ["SrcGetObjectNotPermitted"]
    assert f"S3's reason is {reasons[0]}." in one(ward.clinic.report(ward.pair.source), "batch-tasks-failed")["why"]


def test_failed_tasks_matter_little_where_nothing_is_missing(make_ward: Make) -> None:
    ward = make_ward(without=("s3:InitiateReplication",))
    ward.jobs.run()
    ward.pair.at_source.delete_object(Bucket=ward.pair.source, Key="old", VersionId=ward.pair.head("old")["VersionId"])
    ward.pair.put("new")
    found = one(ward.warnings(), "batch-job-role-lacks-permission")
    assert (found["severity"], "already replicated" in found["why"]) == ("note", True)


def test_a_later_job_without_failures_ends_the_matter(make_ward: Make) -> None:
    ward = make_ward(without=("s3:InitiateReplication",))
    ward.jobs.run()
    ward.jobs.allow()
    assert ward.jobs.run()["ProgressSummary"]["NumberOfTasksFailed"] == 0
    assert not {one["id"] for one in ward.warnings()["findings"] if one["id"].startswith("batch-")}


def test_a_job_of_another_bucket_is_not_reported(make_ward: Make, make_pair: Callable[..., Pair]) -> None:
    ward = make_ward(without=("s3:InitiateReplication",))
    ward.jobs.run()
    other = make_pair()
    other.put()
    report = ward.clinic.report(other.source, code=0)
    assert ids(report, "error", "warning") == set()


def test_a_manifest_elsewhere_is_found_by_the_role_and_is_not_certain(make_ward: Make) -> None:
    ward = make_ward()
    pair, jobs = ward.pair, ward.jobs
    body = f"{pair.source},gone,{pair.head('old')['VersionId']}\n".encode()
    tag = pair.at_source.put_object(Bucket=jobs.reports, Key="manifest.csv", Body=body)["ETag"]
    manifest = {
        "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key", "VersionId"]},
        "Location": {"ObjectArn": f"arn:aws:s3:::{jobs.reports}/manifest.csv", "ETag": tag},
    }
    given = jobs.parameters(Manifest=manifest)
    del given["ManifestGenerator"]
    assert jobs.counts(jobs.wait(jobs.client.create_job(**given)["JobId"])) == (1, 0, 1)
    found = one(ward.warnings(), "batch-tasks-failed")
    assert (found["certain"], "S3 does not say which bucket the manifest is about" in found["why"]) == (False, True)
