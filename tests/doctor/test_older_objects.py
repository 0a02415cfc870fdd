"""Faults of objects that were there before a rule or a setting: found, repaired as the report prints, and replicated."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.doctor.conftest import Clinic, Encrypted, ids
from tests.doctor.jobs import run_job
from tests.local.conftest import DESTINATION, SOURCE, TRUST, Pair, policy, unique

LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)


def one(report: dict[str, Any], check: str) -> dict[str, Any]:
    (found,) = [finding for finding in report["findings"] if finding["id"] == check]
    return found


def default_retention(s3: Any, bucket: str, **period: int) -> None:
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", **period}}
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})


def days_locked(pair: Pair, key: str) -> int:
    found = pair.replica(key)
    days: int = (found["ObjectLockRetainUntilDate"] - found["LastModified"]).days
    return days


def test_replicas_that_keep_the_shorter_retention_of_the_source(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(lock=(True, True))
    default_retention(pair.at_source, pair.source, Days=2)
    default_retention(pair.at_destination, pair.destination, Years=1)
    pair.put("before")
    assert days_locked(pair, "before") < 3
    report = clinic.report(pair.source, code=0)
    assert (report["verdict"], ids(report, "error", "warning")) == ("works", {"replicas-keep-shorter-retention"})
    clinic.shell(one(report, "replicas-keep-shorter-retention")["repair"]["changes"][0]["cli"], "source")
    pair.put("after")
    assert days_locked(pair, "after") > 300
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()


def test_a_lock_that_was_set_on_an_object_older_than_the_rule(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(lock=(True, True), configured=False)
    version = pair.put("old")
    pair.configure({})
    retention = {"Mode": "GOVERNANCE", "RetainUntilDate": LATER}
    pair.at_source.put_object_retention(Bucket=pair.source, Key="old", Retention=retention)
    pair.settle()
    assert "ReplicationStatus" not in pair.head("old")
    report = clinic.report(pair.source, code=0)
    assert ids(report, "error", "warning") == {"locked-objects-without-replica"}
    assert f"such as version {version} of old" in one(report, "locked-objects-without-replica")["why"]
    run_job(clinic, pair, one(report, "locked-objects-without-replica")["repair"]["changes"][0]["cli"])
    assert pair.replica("old")["ObjectLockRetainUntilDate"] == LATER
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()


def test_objects_older_than_the_rule_are_a_note_with_the_job(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    for key in ("docs/old", "logs/old"):
        pair.put(key)
    pair.configure({"Filter": {"Prefix": "docs/"}})
    note = one(clinic.report(pair.source, code=0), "objects-without-status")
    assert note["severity"] == "note"
    assert "1 of the 2 versions that were read (all of the bucket) has no status" in note["why"]
    run_job(clinic, pair, note["repair"]["changes"][0]["cli"])
    assert pair.head("docs/old")["ReplicationStatus"] == "COMPLETED"
    assert "objects-without-status" not in ids(clinic.report(pair.source, code=0), "note")


def test_objects_without_a_bucket_key_need_the_other_encryption_context(clinic: Clinic, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    pair, kms = made.pair, {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": made.source_key}
    rules = pair.at_source.get_bucket_replication(Bucket=pair.source)["ReplicationConfiguration"]
    pair.at_source.delete_bucket_replication(Bucket=pair.source)
    pair.put("old", **kms, BucketKeyEnabled=False)
    pair.at_source.put_bucket_replication(Bucket=pair.source, ReplicationConfiguration=rules)
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": made.source_key}
    pair.at_source.put_bucket_encryption(
        Bucket=pair.source,
        ServerSideEncryptionConfiguration={"Rules": [{"BucketKeyEnabled": True, "ApplyServerSideEncryptionByDefault": default}]},
    )
    arn = f"arn:aws:s3:::{pair.source}"
    context = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": arn}}
    encrypts = {"Effect": "Allow", "Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], "Resource": made.replica_key}
    decrypts = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": made.source_key}
    pair.allow(encrypts, {**decrypts, "Condition": context})
    pair.put("new")
    assert (pair.head("new")["ReplicationStatus"], pair.head("new")["BucketKeyEnabled"]) == ("COMPLETED", True)

    report = clinic.report(pair.source, code=0)
    lacks = one(report, "role-policy-lacks-permission")
    assert (lacks["severity"], lacks["repair"]["proven"]) == ("warning", True)
    assert "kms:EncryptionContext:aws:s3:arn is not met" in lacks["why"]
    pair.allow(encrypts, {**decrypts, "Condition": context}, json.loads(lacks["repair"]["changes"][0]["json"]))
    run_job(clinic, pair, one(report, "objects-without-status")["repair"]["changes"][0]["cli"])
    assert pair.head("old")["ReplicationStatus"] == "COMPLETED"
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()


def test_a_replica_whose_changes_cannot_go_back(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """The way back of a two-way pair: the role of the second bucket may not write, so that a change of a replica FAILS there."""
    pair = make_pair(cross_account=False, configured=False)
    sync = {"SourceSelectionCriteria": {"ReplicaModifications": {"Status": "Enabled"}}}
    back = Pair(pair.aws, pair.destination, pair.source, unique("role"), SOURCE, SOURCE, "us-east-1")
    pair.aws.client("iam").create_role(RoleName=back.role, AssumeRolePolicyDocument=TRUST)
    back.allow(without=("s3:ReplicateTags", "s3:ReplicateObject"))
    there = pair.aws.client("s3", SOURCE, "eu-west-1")
    rule = {
        "ID": "back", "Priority": 1, "Status": "Enabled", "Filter": {}, "DeleteMarkerReplication": {"Status": "Enabled"}, **sync,
        "Destination": {"Bucket": f"arn:aws:s3:::{pair.source}"},
    }  # fmt: skip
    there.put_bucket_replication(Bucket=pair.destination, ReplicationConfiguration={"Role": back.role_arn, "Rules": [rule]})
    pair.configure(sync)
    pair.put("key")
    assert there.head_object(Bucket=pair.destination, Key="key")["ReplicationStatus"] == "REPLICA"
    tags = {"TagSet": [{"Key": "team", "Value": "a"}]}
    there.put_object_tagging(Bucket=pair.destination, Key="key", Tagging=tags)
    pair.settle()
    assert there.head_object(Bucket=pair.destination, Key="key")["ReplicationStatus"] == "FAILED"

    report = clinic.report(pair.destination, "--profile", "source", code=1)
    assert ids(report, "error", "warning") == {"role-policy-lacks-permission", "failed-objects-remain"}
    statements = [
        json.loads(change["json"])
        for finding in report["findings"]
        for change in finding["repair"]["changes"]
        if finding["id"] == "role-policy-lacks-permission" and finding["severity"] == "error"
    ]
    back.allow(*statements, without=("s3:ReplicateTags", "s3:ReplicateObject"))
    there.put_object_tagging(Bucket=pair.destination, Key="key", Tagging=tags)
    pair.settle()
    assert there.head_object(Bucket=pair.destination, Key="key")["ReplicationStatus"] != "FAILED"
    assert pair.at_source.get_object_tagging(Bucket=pair.source, Key="key")["TagSet"] == tags["TagSet"]
    assert clinic.report(pair.destination, "--profile", "source", code=0)["verdict"] == "works"


def test_both_sides_delete_expired_markers(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    rule = {"ID": "markers", "Status": "Enabled", "Filter": {}, "Expiration": {"ExpiredObjectDeleteMarker": True}}
    for s3, bucket in ((pair.at_source, pair.source), (pair.at_destination, pair.destination)):
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    note = one(clinic.report(pair.source, code=0), "both-sides-delete-expired-markers")
    assert note["severity"] == "note"
    assert f"Lifecycle rule markers of bucket {pair.source} and" in note["why"]
    off = {"Rules": [{**rule, "Status": "Disabled"}]}
    pair.at_destination.put_bucket_lifecycle_configuration(Bucket=pair.destination, LifecycleConfiguration=off)
    assert "both-sides-delete-expired-markers" not in ids(clinic.report(pair.source, code=0), "note")


def test_a_data_perimeter_of_the_sources_organization(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """An SCP denies resources of other organizations, and the destination's account is in none."""
    management = "333344441111"
    organizations = make_pair(configured=False).aws.client("organizations", management)
    made = organizations.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    member = organizations.create_account(Email="c@example.com", AccountName="c")["CreateAccountStatus"]["AccountId"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:ResourceOrgID": made}}}
    perimeter = organizations.create_policy(Name="perimeter", Description="d", Type="SERVICE_CONTROL_POLICY", Content=policy(deny))
    policy_id = perimeter["Policy"]["PolicySummary"]["Id"]
    pair = Pair(clinic.aws, unique("source"), unique("destination"), unique("role"), source_account=member)
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    for s3, bucket, where in ((pair.at_source, pair.source, {}), (pair.at_destination, pair.destination, place)):
        s3.create_bucket(Bucket=bucket, ObjectOwnership="BucketOwnerEnforced", **where)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    clinic.aws.client("iam", member).create_role(RoleName=pair.role, AssumeRolePolicyDocument=TRUST)
    pair.allow()
    pair.admit()
    pair.configure({"Destination": {"Account": DESTINATION}})
    organizations.attach_policy(PolicyId=policy_id, TargetId=root)
    pair.put("denied")
    assert pair.failure("denied") == "DstPutObjectNotPermitted"

    clinic.add_profile("perimeter", member)
    reader = f"--destination-role-arn=arn:aws:iam::{management}:role/reader"
    roles = [reader, f"--destination-role-arn=arn:aws:iam::{DESTINATION}:role/reader"]
    report = clinic.report(pair.source, "--profile", "perimeter", "--destination-profile", "destination", *roles, code=1)
    assert ids(report) == {"service-control-policy-denies"}
    finding = one(report, "service-control-policy-denies")
    assert "perimeter" in finding["why"]
    added = json.loads(finding["repair"]["changes"][0]["json"])["Condition"]
    repaired = {**deny, "Condition": {**deny["Condition"], **added}}  # type: ignore[dict-item]
    organizations.update_policy(PolicyId=policy_id, Content=policy(repaired))
    pair.put("allowed")
    assert pair.head("allowed")["ReplicationStatus"] == "COMPLETED"


def test_an_older_version_that_failed_counts_although_the_current_one_replicated(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.admit(without=("s3:ReplicateObject",))
    failed = pair.put("key", b"1")
    pair.admit()
    pair.put("key", b"2")
    assert pair.head("key")["ReplicationStatus"] == "COMPLETED"
    report = clinic.report(pair.source, code=0)
    assert f"such as version {failed} of key" in one(report, "failed-objects-remain")["why"]


def test_a_lifecycle_rule_that_may_delete_failed_objects(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.admit(without=("s3:ReplicateObject",))
    pair.put("logs/a")
    rule = {"ID": "week", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 7}}
    pair.at_source.put_bucket_lifecycle_configuration(Bucket=pair.source, LifecycleConfiguration={"Rules": [rule]})
    why = one(clinic.report(pair.source, code=1), "failed-objects-remain")["why"]
    assert "Lifecycle rule week of the bucket may delete such objects before they replicate" in why
    other = {**rule, "Filter": {"Prefix": "tmp/"}}
    pair.at_source.put_bucket_lifecycle_configuration(Bucket=pair.source, LifecycleConfiguration={"Rules": [other]})
    assert "Lifecycle rule" not in one(clinic.report(pair.source, code=1), "failed-objects-remain")["why"]
