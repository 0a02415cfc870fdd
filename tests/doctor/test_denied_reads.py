"""A read that is denied is a finding that names the permission; what it hides is unknown, and never absent."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from s3_replication.local import LocalAws
from tests.doctor.conftest import Clinic, ids
from tests.local.conftest import TRUST, Aws, Pair, policy, statement, unique
from tests.local.experiments import Laboratory

# What surrounds replication: without one of these the outcomes are known all the same.
AROUND = [
    "s3:GetLifecycleConfiguration", "s3:GetBucketNotification", "s3:GetBucketRequestPayment", "s3:GetBucketLogging",
    "s3:GetInventoryConfiguration",
]  # fmt: skip
JOBS = [  # other tests leave jobs and experiments in the account
    "s3:ListJobs", "s3:DescribeJob", "fis:ListExperiments", "fis:GetExperiment", "fis:ListExperimentResolvedTargets",
]  # fmt: skip
READS = [
    "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetBucketOwnershipControls", "s3:GetBucketObjectLockConfiguration",
    "s3:GetEncryptionConfiguration", "s3:GetBucketPublicAccessBlock", "s3:GetBucketPolicy", "s3:GetReplicationConfiguration",
    "s3:ListBucketVersions", "organizations:DescribeOrganization",
    "iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:GetRolePolicy",
]  # fmt: skip
OBJECT = ["s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:GetObjectVersionAcl"]
# Without these, what plain objects do is not known.
DECISIVE = {"s3:GetBucketLocation", "s3:GetReplicationConfiguration", "iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy",
            "iam:ListAttachedRolePolicies", "s3:GetBucketPolicy", "s3:GetBucketVersioning",
            "organizations:DescribeOrganization"}  # fmt: skip


@pytest.fixture(scope="module")
def judged(authorizing_local_aws: LocalAws) -> Pair:
    """A pair in one account that works, with one object, on a local AWS that judges callers."""
    pair = Pair(Aws(authorizing_local_aws), unique("source"), unique("destination"), unique("role"), destination_account="111111111111")
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    for client, bucket, where in ((pair.at_source, pair.source, {}), (pair.at_destination, pair.destination, place)):
        client.create_bucket(Bucket=bucket, ObjectOwnership="BucketOwnerEnforced", **where)
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    pair.aws.client("iam").create_role(RoleName=pair.role, AssumeRolePolicyDocument=TRUST)
    pair.allow()
    pair.configure({})
    pair.put()
    return pair


@dataclass
class Reader:
    """A user of the judged account, and the command with the user's profile."""

    clinic: Clinic
    name: str

    def allow(self, permissions: list[str]) -> None:
        document = policy(statement(permissions, ["*"]))
        self.clinic.aws.client("iam").put_user_policy(UserName=self.name, PolicyName="reads", PolicyDocument=document)


@pytest.fixture
def reader(judged: Pair, tmp_path: Path) -> Reader:
    clinic, name = Clinic(judged.aws, tmp_path, ("--profile", "reader")), unique("reader")
    iam = judged.aws.client("iam")
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    profile = f"aws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\nregion = us-east-1\n"
    (tmp_path / "config").write_text(f"[profile reader]\n{profile}")
    return Reader(clinic, name)


def test_the_reads_are_enough(judged: Pair, reader: Reader) -> None:
    reader.allow([*READS, *AROUND, *JOBS, *OBJECT])
    report = reader.clinic.report(judged.source, "--profile", "reader", "--object", "key", code=0)
    assert (report["verdict"], report["object"]["state"], ids(report, "error", "warning")) == ("works", "COMPLETED", set())


@pytest.mark.parametrize("missing", READS)
def test_one_missing_permission_is_named(missing: str, judged: Pair, reader: Reader) -> None:
    reader.allow([one for one in [*READS, *AROUND, *JOBS, *OBJECT, "s3:ListAllMyBuckets"] if one != missing])
    report = reader.clinic.report(judged.source)
    assert ids(report) == set(), "nothing is absent"
    named = [one["why"] for one in report["findings"] if one["id"] == "not-readable"]
    assert len(named) == 1, named
    assert f"does not have {missing} on " in named[0]
    (said,) = [one for one in report["findings"] if one["id"] == "not-readable"]
    page = {"s3": "amazons3", "iam": "awsidentityandaccessmanagementiam", "organizations": "awsorganizations"}[missing.partition(":")[0]]
    assert said["source"].endswith(f"/list_{page}.html")
    statements = [json.loads(one["json"]) for one in said.get("repair", {}).get("changes", [])]
    assert [one["Action"] for one in statements] == ([] if page == "awsorganizations" else [[missing]])
    assert all(resource.startswith("arn:") for one in statements for resource in one["Resource"])
    assert (report["verdict"] == "unknown") is (missing in DECISIVE)


def test_control_policies_that_may_not_be_read_say_how_to_go_on(judged: Pair, reader: Reader) -> None:
    reader.allow([one for one in [*READS, *AROUND, *JOBS, *OBJECT] if not one.startswith("organizations:")])
    (said,) = [one for one in reader.clinic.report(judged.source, code=1)["findings"] if one["severity"] == "warning"]
    assert "--assume-control-policies-allow" in said["fix"]
    assert "service control policies of account 111111111111" in said["why"]
    report = reader.clinic.report(judged.source, "--profile", "reader", "--assume-control-policies-allow", code=0)
    assert report["verdict"] == "works"


def test_what_surrounds_replication_may_not_be_read(judged: Pair, reader: Reader) -> None:
    reader.allow([*READS, *JOBS, *OBJECT])
    report = reader.clinic.report(judged.source, "--profile", "reader", code=0)
    named = [one["why"] for one in report["findings"] if one["id"] == "not-readable"]
    assert report["verdict"] == "works"
    assert len(named) == 1, "one reader's policy lacks them all, on the same buckets"
    assert all(permission in named[0].partition(" on ")[0] for permission in AROUND)


def test_jobs_that_may_not_be_listed_are_not_absent(judged: Pair, reader: Reader) -> None:
    reader.allow([*READS, *AROUND, *JOBS[2:], *OBJECT])
    report = reader.clinic.report(judged.source, "--profile", "reader", code=0)
    (said,) = [one["why"] for one in report["findings"] if one["id"] == "not-readable"]
    assert (report["verdict"], "does not have s3:ListJobs on account 111111111111, so AWS denied ListJobs." in said) == ("works", True)


def test_experiments_that_may_not_be_listed_are_a_warning_where_a_version_waits(judged: Pair, reader: Reader) -> None:
    reader.allow([*READS, *AROUND, *JOBS[:2], *OBJECT])
    before = reader.clinic.report(judged.source, "--profile", "reader", code=0)
    with judged.failing():
        judged.at_source.put_object(Bucket=judged.source, Key="waits", Body=b"")
        during = reader.clinic.report(judged.source, "--profile", "reader", code=0)
    for report, severity in ((before, "note"), (during, "warning")):
        (said,) = [one for one in report["findings"] if one["id"] == "not-readable"]
        assert (report["verdict"], said["severity"]) == ("works", severity)
        assert "does not have fis:ListExperiments on the AWS FIS experiments of the account, so AWS denied ListExperiments." in said["why"]
        assert "An experiment of AWS FIS may pause replication." in said["why"]
        assert said["source"].endswith("/list_awsfaultinjectionservice.html")
        (change,) = said["repair"]["changes"]
        assert json.loads(change["json"]) == {"Effect": "Allow", "Action": ["fis:ListExperiments"], "Resource": ["*"]}
    judged.settle()


def test_an_experiment_that_may_not_be_read_is_named_by_its_arn(judged: Pair, reader: Reader) -> None:
    reader.allow([one for one in [*READS, *AROUND, *JOBS, *OBJECT] if one != "fis:GetExperiment"])
    laboratory = Laboratory(judged.aws, judged.source_account)
    laboratory.make_role()
    laboratory.tag(judged)
    experiment = laboratory.start()
    try:
        report = reader.clinic.report(judged.source, "--profile", "reader", code=0)
    finally:
        laboratory.stop()
    (said,) = [one for one in report["findings"] if one["id"] == "not-readable"]
    arn = f"arn:aws:fis:us-east-1:{judged.source_account}:experiment/{experiment}"
    assert (said["subject"], said["severity"]) == (arn, "warning")
    (change,) = said["repair"]["changes"]
    assert json.loads(change["json"]) == {"Effect": "Allow", "Action": ["fis:GetExperiment"], "Resource": [arn]}


def test_nothing_at_all_may_be_read(judged: Pair, reader: Reader) -> None:
    reader.allow(["s3:ListAllMyBuckets", "s3:GetBucketLocation"])
    report = reader.clinic.report(judged.source, code=1)
    assert (report["verdict"], ids(report)) == ("unknown", set())
    assert "value-not-known" not in ids(report, "warning")
    said = [one for one in report["findings"] if one["id"] == "not-readable"]
    assert len(said) == 3, "those on the bucket, on the jobs of the account, and on the organization"
    assert sum(one["why"].partition(" on ")[0].count("s3:") for one in said) >= 7
    (change,) = said[0]["repair"]["changes"]
    assert json.loads(change["json"])["Resource"] == [f"arn:aws:s3:::{judged.source}"]


@pytest.mark.parametrize(("missing", "part"), [
    (["iam:GetRole"], "role"),
    (["iam:ListRolePolicies", "iam:ListAttachedRolePolicies"], "role"),
    (["s3:GetBucketPolicy"], ":s3:"),
    (["s3:GetBucketVersioning", "s3:GetBucketPolicy"], "bucket"),
], ids=["a role", "the policies of a role", "the policies of two buckets", "two parts of two buckets"])  # fmt: skip
def test_one_denied_reader_is_one_cause_of_every_outcome(missing: list[str], part: str, judged: Pair, reader: Reader) -> None:
    reader.allow([one for one in [*READS, *AROUND, *JOBS, *OBJECT, "s3:ListAllMyBuckets"] if one not in missing])
    report = reader.clinic.report(judged.source, code=1)
    (said,) = [one for one in report["findings"] if one["severity"] == "warning"]
    assert (report["verdict"], said["id"], part in said["why"].rpartition("depend on ")[2]) == ("unknown", "not-readable", True)
    assert said["affects"]
    assert {tuple(one["because"]) for one in report["outcomes"] if one["outcome"] == "UNKNOWN"} == {("not-readable",)}


def test_the_versions_of_the_object_may_not_be_listed(judged: Pair, reader: Reader) -> None:
    reader.allow([one for one in READS if one != "s3:ListBucketVersions"])
    result = reader.clinic.run(judged.source, "--profile", "reader", "--object", "key")
    assert (result.exit_code, "allow s3:ListBucketVersions" in result.stderr) == (3, True)


def test_the_object_may_not_be_read(judged: Pair, reader: Reader) -> None:
    reader.allow(READS)
    report = reader.clinic.report(judged.source, "--profile", "reader", "--object", "key", code=1)
    assert report["object"]["state"] == "not readable"
    assert any("s3:GetObjectVersion on" in one["why"] for one in report["findings"]), json.dumps(report["findings"])


def test_tags_that_may_not_be_read_do_not_count_as_no_tags(judged: Pair, reader: Reader) -> None:
    judged.configure({"Filter": {"Tag": {"Key": "team", "Value": "a"}}, "DeleteMarkerReplication": {"Status": "Disabled"}})
    judged.put("tagged", Tagging="team=a")
    reader.allow([*READS, *AROUND, "s3:GetObjectVersion"])
    report = reader.clinic.report(judged.source, "--profile", "reader", "--object", "tagged", code=0)
    judged.configure({})
    assert (report["object"]["state"], report["object"]["destinations"][0]["outcome"]) == ("COMPLETED", "UNKNOWN")
    assert report["object"]["destinations"][0]["reason"] is None
