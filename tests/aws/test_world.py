"""The live account as the core's world, read from the local AWS; the same readers run on AWS."""

import json
import uuid

import pytest

from s3_replication.aws import Connection, list_versions, read_bucket, read_key, read_role, read_version, read_world
from s3_replication.core import Change, EncryptionKind, KeyState, Outcome, Ownership, ReplicationStatus, Versioning, decide
from s3_replication.iam import UNKNOWN

SOURCE, DESTINATION = "111111111111", "222222222222"
BOUNDARY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _trust():
    statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="session")
def source(local_aws):
    return Connection.open(local_aws.environment())


@pytest.fixture(scope="session")
def destination(source):
    return source.assume(f"arn:aws:iam::{DESTINATION}:role/reader")


@pytest.fixture
def name():
    return f"world-{uuid.uuid4().hex[:10]}"


def _bucket(connection, name, region="us-east-1", lock=False):
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3 = connection.s3(region)
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock, **place)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return s3


def test_accounts_are_two(source, destination):
    assert (source.account(), destination.account()) == (SOURCE, DESTINATION)


def test_a_new_bucket(source, name):
    source.s3().create_bucket(Bucket=name)
    bucket = read_bucket(source, name, SOURCE)
    assert (bucket.arn, bucket.account, bucket.region) == (f"arn:aws:s3:::{name}", SOURCE, "us-east-1")
    assert bucket.versioning is Versioning.NEVER
    assert bucket.object_lock is False
    assert bucket.policy is None
    assert bucket.replication is None
    assert bucket.default_encryption.kind is EncryptionKind.SSE_S3


def test_no_bucket_is_none(source, name):
    assert read_bucket(source, name, SOURCE) is None


def test_everything_that_a_bucket_can_have(source, name):
    s3 = _bucket(source, name, "eu-west-1", lock=True)
    key = source.kms("eu-west-1").create_key()["KeyMetadata"]["Arn"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]},
    )
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    retention = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 3}}
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention})
    blocked = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked)
    statement = {"Sid": "Mine", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{name}/secret"}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    bucket = read_bucket(source, name, SOURCE)
    assert (bucket.region, bucket.versioning, bucket.ownership) == ("eu-west-1", Versioning.ENABLED, Ownership.BUCKET_OWNER_ENFORCED)
    assert (bucket.default_encryption.kind, bucket.default_encryption.key_arn) == (EncryptionKind.SSE_KMS, key)
    assert bucket.default_encryption.bucket_key
    assert bucket.object_lock is True
    assert (bucket.default_retention.mode, bucket.default_retention.days) == ("GOVERNANCE", 3)
    assert bucket.blocks_public_acls
    assert bucket.policy is not None


def test_a_role_with_everything(source, name):
    iam = source.iam()
    boundary = iam.create_policy(PolicyName=f"{name}-b", PolicyDocument=json.dumps(BOUNDARY))["Policy"]["Arn"]
    attached = iam.create_policy(PolicyName=f"{name}-a", PolicyDocument=json.dumps(BOUNDARY))["Policy"]["Arn"]
    made = iam.create_role(
        RoleName=name,
        Path="/replication/",
        AssumeRolePolicyDocument=_trust(),
        PermissionsBoundary=boundary,
        Tags=[{"Key": "a", "Value": "b"}],
    )["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=json.dumps(BOUNDARY))
    iam.attach_role_policy(RoleName=name, PolicyArn=attached)

    role = read_role(source, made["Arn"])
    assert (role.arn, role.account, role.unique_id) == (made["Arn"], SOURCE, made["RoleId"])
    assert [policy.name for policy in role.policies] == ["inline policy inline", f"managed policy {attached}"]
    assert role.boundary.name == f"managed policy {boundary}"
    assert role.trust.name == f"trust policy of role {name}"
    assert role.tags == {"a": "b"}


def test_a_role_with_aws_largest_policy(source, name):
    iam = source.iam()
    trust = {
        "Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{SOURCE}:oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:o/r:*"}},
    }  # fmt: skip
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))["Role"]
    iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    role = read_role(source, made["Arn"])
    assert [policy.notes for policy in (role.trust, *role.policies)] == [(), ()]


def test_a_key_policy_with_a_statement_that_has_no_effect(source):
    kms = source.kms("eu-west-1")
    root = {"AWS": f"arn:aws:iam::{SOURCE}:root"}
    statements = [
        {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": root, "Action": "kms:Decrypt"},
    ]
    made = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))["KeyMetadata"]["Arn"]
    assert [note.text for note in read_key(source, made).policy.notes] == ["a statement of a key policy without Resource has no effect"]


def test_no_role_is_none(source, name):
    assert read_role(source, f"arn:aws:iam::{SOURCE}:role/{name}") is None


def test_a_key_and_its_grants(source):
    kms = source.kms("eu-west-1")
    made = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_grant(
        KeyId=made,
        GranteePrincipal=f"arn:aws:iam::{SOURCE}:role/x",
        Operations=["Decrypt"],
        Constraints={"EncryptionContextSubset": {"aws:s3:arn": "arn:aws:s3:::b"}},
    )
    key = read_key(source, made)
    assert (key.arn, key.account, key.region, key.state) == (made, SOURCE, "eu-west-1", KeyState.ENABLED)
    assert key.symmetric
    assert not key.aws_managed
    assert key.policy is not None
    assert [(grant.grantee, grant.operations) for grant in key.grants] == [(f"arn:aws:iam::{SOURCE}:role/x", frozenset({"Decrypt"}))]
    assert key.grants[0].encryption_context_subset == {"aws:s3:arn": "arn:aws:s3:::b"}


def test_the_state_of_a_key(source):
    kms = source.kms("eu-west-1")
    disabled, leaving = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    kms.disable_key(KeyId=disabled.rsplit("/", 1)[-1])
    kms.schedule_key_deletion(KeyId=leaving.rsplit("/", 1)[-1])
    assert read_key(source, disabled).state is KeyState.DISABLED
    assert read_key(source, leaving).state is KeyState.PENDING_DELETION


def test_no_key_is_none(source):
    assert read_key(source, f"arn:aws:kms:eu-west-1:{SOURCE}:key/00000000-0000-0000-0000-000000000000") is None


def test_versions_are_listed_with_the_current_one_first(source, name):
    s3 = _bucket(source, name)
    first = s3.put_object(Bucket=name, Key="a", Body=b"1")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="a")["VersionId"]
    other = s3.put_object(Bucket=name, Key="b", Body=b"2")["VersionId"]
    found = [(each.key, each.version_id, each.delete_marker, each.latest) for each in list_versions(s3, name)]
    assert found == [("a", marker, True, True), ("a", first, False, False), ("b", other, False, True)]


def test_a_version_with_everything(source, name):
    s3 = _bucket(source, name)
    put = s3.put_object(
        Bucket=name, Key="k", Body=b"12345", ContentType="text/plain", Metadata={"m": "1"}, Tagging="t=2", ChecksumAlgorithm="SHA256"
    )
    version = read_version(s3, read_bucket(source, name, SOURCE), "k", put["VersionId"])
    assert (version.bucket, version.key, version.version_id, version.size) == (name, "k", put["VersionId"], 5)
    assert (version.metadata, version.tags, version.headers["ContentType"]) == ({"m": "1"}, {"t": "2"}, "text/plain")
    assert version.checksum[:2] == ("SHA256", put["ChecksumSHA256"])
    assert version.encryption.kind is EncryptionKind.SSE_S3
    assert not version.multipart
    assert version.status is None


def test_no_version_is_none(source, name):
    s3 = _bucket(source, name)
    assert read_version(s3, read_bucket(source, name, SOURCE), "k", "A" * 32) is None


@pytest.fixture
def replicating(source, destination, name):
    """A bucket that replicates into another account, with the least that works."""
    target = f"{name}-to"
    s3 = _bucket(source, name)
    _bucket(destination, target, "eu-west-1")
    role = source.iam().create_role(RoleName=name, AssumeRolePolicyDocument=_trust())["Role"]["Arn"]
    reads = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    statements = [
        {"Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"], "Resource": f"arn:aws:s3:::{name}"},
        {"Effect": "Allow", "Action": reads, "Resource": f"arn:aws:s3:::{name}/*"},
        {"Effect": "Allow", "Action": ["s3:ReplicateObject", "s3:ReplicateTags"], "Resource": f"arn:aws:s3:::{target}/*"},
    ]
    source.iam().put_role_policy(
        RoleName=name, PolicyName="replicate", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements})
    )
    admitted = {
        "Effect": "Allow",
        "Principal": {"AWS": role},
        "Action": ["s3:ReplicateObject", "s3:ReplicateTags"],
        "Resource": f"arn:aws:s3:::{target}/*",
    }
    destination.s3("eu-west-1").put_bucket_policy(Bucket=target, Policy=json.dumps({"Version": "2012-10-17", "Statement": [admitted]}))
    rule = {
        "ID": "all",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{target}", "Account": DESTINATION},
    }
    s3.put_bucket_replication(Bucket=name, ReplicationConfiguration={"Role": role, "Rules": [rule]})
    return name, target, role


def test_the_world_behind_a_bucket(source, destination, replicating):
    name, target, role = replicating
    world = read_world({SOURCE: source, DESTINATION: destination}, SOURCE, name)
    assert set(world.buckets) == {name, target}
    assert (world.buckets[target].account, world.buckets[target].region) == (DESTINATION, "eu-west-1")
    assert set(world.roles) == {role}
    assert world.complete
    assert [rule.id for rule in world.buckets[name].replication.rules] == ["all"]


def test_a_world_without_the_other_account_is_not_complete(source, replicating):
    name, target, _ = replicating
    world = read_world({SOURCE: source}, SOURCE, name)
    assert target not in world.buckets
    assert not world.complete


def test_what_decide_says_of_the_world_is_what_happens(source, destination, replicating):
    name, _, _ = replicating
    s3 = source.s3("us-east-1")
    world = read_world({SOURCE: source, DESTINATION: destination}, SOURCE, name)
    version = read_version(s3, world.buckets[name], "k", s3.put_object(Bucket=name, Key="k", Body=b"1", Tagging="a=b")["VersionId"])
    decision = decide(world, version, Change.OBJECT)
    assert [task.outcome for task in decision.tasks] == [Outcome.COMPLETED]
    for _ in range(200):
        seen = read_version(s3, world.buckets[name], "k", version.version_id).status
        if seen is not ReplicationStatus.PENDING:
            break
    assert seen is ReplicationStatus.COMPLETED


def test_a_key_that_was_not_read_is_not_taken_for_a_missing_one(source, name):
    """A version's key is read by `key_arns`; without it the key may exist, so that nothing is said about it."""
    _bucket(source, name)
    kms = source.kms("us-east-1")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    gone = arn[:-1] + ("0" if arn[-1] != "0" else "1")
    unread = read_world({SOURCE: source}, SOURCE, name).keys.get(arn)
    assert (unread.state, unread.policy) == (UNKNOWN, UNKNOWN)
    keys = read_world({SOURCE: source}, SOURCE, name, key_arns=[arn, gone]).keys
    assert keys.get(arn).state is KeyState.ENABLED
    assert keys.get(gone) is None
