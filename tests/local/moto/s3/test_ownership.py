"""Owners, ACLs and two-way replication (facts 3.88 to 3.103, 7.01 to 7.06)."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from s3_replication.local.http.credentials import access_key, canonical_id
from tests.local.conftest import TRUST, Aws, Pair, unique

Make = Callable[..., Any]
BLOCKED = "515151515151"  # its public access block is of one test alone
ACLS = ("ObjectWriter", "ObjectWriter")


def owner(client: Any, bucket: str) -> str:
    return str(client.get_object_acl(Bucket=bucket, Key="key")["Owner"]["ID"])


def test_replica_belongs_to_the_source_account_without_override(make_pair: Make) -> None:  # 3.89
    pair = make_pair(ownership=ACLS)
    pair.put()
    assert owner(pair.at_destination, pair.destination) == owner(pair.at_source, pair.source)


def test_override_makes_it_the_destinations(make_pair: Make) -> None:  # 3.90
    pair = make_pair(ownership=ACLS)
    pair.configure({"Destination": {"Account": pair.destination_account, "AccessControlTranslation": {"Owner": "Destination"}}})
    pair.put(ACL="public-read")
    assert owner(pair.at_destination, pair.destination) != owner(pair.at_source, pair.source)
    assert len(pair.at_destination.get_object_acl(Bucket=pair.destination, Key="key")["Grants"]) == 1


def test_override_without_permission_fails(make_pair: Make) -> None:  # 5.19
    pair = make_pair(ownership=ACLS)
    pair.configure({"Destination": {"Account": pair.destination_account, "AccessControlTranslation": {"Owner": "Destination"}}})
    pair.allow(without=("s3:ObjectOwnerOverrideToBucketOwner",))
    pair.put()
    assert pair.failure() == "DstPutObjectNotPermitted"


def test_bucket_owner_enforced_owns_without_override(make_pair: Make) -> None:  # 3.94
    pair = make_pair(ownership=("ObjectWriter", "BucketOwnerEnforced"))
    pair.put()
    assert owner(pair.at_destination, pair.destination) != owner(pair.at_source, pair.source)


def test_acl_of_the_version_and_its_later_change_follow(make_pair: Make) -> None:  # 3.88, 3.95
    pair = make_pair(cross_account=False, ownership=ACLS)
    for client, bucket in ((pair.at_source, pair.source), (pair.at_destination, pair.destination)):
        client.delete_public_access_block(Bucket=bucket)
    version = pair.put()
    grants = lambda: len(pair.at_destination.get_object_acl(Bucket=pair.destination, Key="key")["Grants"])  # noqa: E731 - read thrice
    assert grants() == 1
    pair.at_source.put_object_acl(Bucket=pair.source, Key="key", ACL="public-read")
    pair.settle()
    assert grants() == 2
    assert pair.replica()["VersionId"] == version


def two_way(make_pair: Make, modifications: tuple[str, str]) -> Any:
    """A pair in one account that replicates both ways, with replica modification sync or not."""
    pair = make_pair(cross_account=False, configured=False)
    both = [f"arn:aws:s3:::{bucket}{rest}" for bucket in (pair.source, pair.destination) for rest in ("", "/*")]
    pair.allow({"Effect": "Allow", "Action": ["s3:*"], "Resource": both})
    for client, bucket, other, state in (
        (pair.at_source, pair.source, pair.destination, modifications[0]),
        (pair.at_destination, pair.destination, pair.source, modifications[1]),
    ):
        rule = {
            "ID": "r",
            "Priority": 1,
            "Status": "Enabled",
            "Filter": {},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "SourceSelectionCriteria": {"ReplicaModifications": {"Status": state}},
            "Destination": {"Bucket": f"arn:aws:s3:::{other}"},
        }
        client.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={"Role": pair.role_arn, "Rules": [rule]})
    return pair


def tags(client: Any, bucket: str) -> list[str]:
    return [tag["Key"] for tag in client.get_object_tagging(Bucket=bucket, Key="key")["TagSet"]]


def test_two_way_replication_goes_each_way_once(make_pair: Make) -> None:  # 3.10, 7.02, 7.04
    pair = two_way(make_pair, ("Disabled", "Disabled"))
    pair.put("from-source")
    pair.at_destination.put_object(Bucket=pair.destination, Key="from-destination", Body=b"x")
    pair.at_source.delete_object(Bucket=pair.source, Key="marked")
    pair.settle()
    for client, bucket in ((pair.at_source, pair.source), (pair.at_destination, pair.destination)):
        found = client.list_object_versions(Bucket=bucket)
        assert sorted(item["Key"] for item in found["Versions"]) == ["from-destination", "from-source"]
        assert [item["Key"] for item in found["DeleteMarkers"]] == ["marked"]
    assert pair.at_source.head_object(Bucket=pair.source, Key="from-destination")["ReplicationStatus"] == "REPLICA"


def test_change_of_a_replica_goes_back_with_sync_on_both_sides(make_pair: Make) -> None:  # 3.100, 4.10
    pair = two_way(make_pair, ("Enabled", "Enabled"))
    pair.put()
    pair.at_destination.put_object_tagging(Bucket=pair.destination, Key="key", Tagging={"TagSet": [{"Key": "back", "Value": "1"}]})
    pair.settle()
    assert tags(pair.at_source, pair.source) == ["back"]
    assert (pair.head()["ReplicationStatus"], pair.replica()["ReplicationStatus"]) == ("COMPLETED", "REPLICA")


def test_change_of_a_replica_stays_with_sync_on_one_side(make_pair: Make) -> None:  # 3.101
    pair = two_way(make_pair, ("Enabled", "Disabled"))
    pair.put()
    pair.at_destination.put_object_tagging(Bucket=pair.destination, Key="key", Tagging={"TagSet": [{"Key": "back", "Value": "1"}]})
    pair.settle()
    assert tags(pair.at_source, pair.source) == []


def test_the_public_access_block_of_the_destinations_account_counts(aws: Aws) -> None:  # 5.51
    pair = Pair(aws, unique("source"), unique("destination"), unique("role"), destination_account=BLOCKED, destination_region="us-east-1")
    for client, bucket in ((pair.at_source, pair.source), (pair.at_destination, pair.destination)):
        client.create_bucket(Bucket=bucket, ObjectOwnership="ObjectWriter")
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        client.delete_public_access_block(Bucket=bucket)
    aws.client("iam").create_role(RoleName=pair.role, AssumeRolePolicyDocument=TRUST)
    pair.allow()
    pair.admit()
    pair.configure({})
    pair.put("before", ACL="public-read")
    pair.settle()
    assert pair.failure("before") is None
    block = {"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": False, "RestrictPublicBuckets": False}
    control = boto3.client("s3control", region_name="us-east-1", endpoint_url="http://s3-control.us-east-1.amazonaws.com",
                           aws_access_key_id=access_key(BLOCKED), aws_secret_access_key="test",
                           config=Config(proxies={"http": aws.running.endpoint}))  # fmt: skip
    control.put_public_access_block(AccountId=BLOCKED, PublicAccessBlockConfiguration=block)
    pair.put("after", ACL="public-read")
    pair.settle()
    assert pair.failure("after") == "DstPutAclNotPermitted"


def test_an_acl_shows_each_grantee_with_each_permission(aws: Aws) -> None:  # API Reference, GetBucketAcl: a grant has one permission
    s3, name = aws.client("s3"), unique("acl")
    s3.create_bucket(Bucket=name, ObjectOwnership="ObjectWriter")
    s3.delete_public_access_block(Bucket=name)
    s3.put_bucket_acl(Bucket=name, ACL="public-read-write")
    shown = s3.get_bucket_acl(Bucket=name)["Grants"]
    grants = [(grant["Grantee"].get("URI", "owner").rpartition("/")[2], grant["Permission"]) for grant in shown]
    assert grants == [("owner", "FULL_CONTROL"), ("AllUsers", "READ"), ("AllUsers", "WRITE")]
    groups = ", ".join(f'uri="http://acs.amazonaws.com/groups/global/{group}"' for group in ("AllUsers", "AuthenticatedUsers"))
    s3.put_object(Bucket=name, Key="k", GrantRead=groups)
    assert len(s3.get_object_acl(Bucket=name, Key="k")["Grants"]) == 2


def test_an_acl_may_grant_nothing_to_anyone(aws: Aws) -> None:
    s3, bucket = aws.client("s3"), unique("shut")
    s3.create_bucket(Bucket=bucket, ObjectOwnership="ObjectWriter")
    before = s3.get_bucket_acl(Bucket=bucket)
    s3.put_bucket_acl(Bucket=bucket, AccessControlPolicy={"Owner": before["Owner"], "Grants": []})
    assert s3.get_bucket_acl(Bucket=bucket)["Grants"] == []
    s3.put_bucket_acl(Bucket=bucket, AccessControlPolicy={"Owner": before["Owner"], "Grants": before["Grants"]})
    assert s3.get_bucket_acl(Bucket=bucket)["Grants"] == before["Grants"]


def test_create_bucket_takes_grants(aws: Aws) -> None:
    s3, bucket, other = aws.client("s3"), unique("granted"), canonical_id(BLOCKED)
    s3.create_bucket(Bucket=bucket, ObjectOwnership="ObjectWriter", GrantRead=f"id={other}", GrantWriteACP=f"id={other}")
    grants = s3.get_bucket_acl(Bucket=bucket)["Grants"]
    assert [(grant["Grantee"]["ID"], grant["Permission"]) for grant in grants] == [(other, "READ"), (other, "WRITE_ACP")]


@pytest.mark.parametrize(("grantee", "code"), [
    ({"Type": "CanonicalUser", "ID": "somebody"}, "InvalidArgument"),
    ({"Type": "AmazonCustomerByEmail", "EmailAddress": "a@example.com"}, "MethodNotAllowed"),
    ({"Type": "Group", "URI": "http://example.com/everyone"}, "InvalidArgument"),
])  # fmt: skip
def test_grantees_that_s3_refuses(grantee: dict[str, str], code: str, aws: Aws) -> None:
    s3, bucket = aws.client("s3"), unique("refused")
    s3.create_bucket(Bucket=bucket, ObjectOwnership="ObjectWriter")
    given = {"Owner": s3.get_bucket_acl(Bucket=bucket)["Owner"], "Grants": [{"Grantee": grantee, "Permission": "READ"}]}
    with pytest.raises(ClientError, match=code):
        s3.put_bucket_acl(Bucket=bucket, AccessControlPolicy=given)
    name = {"ID": "id", "EmailAddress": "emailAddress", "URI": "uri"}[next(key for key in grantee if key != "Type")]
    with pytest.raises(ClientError, match=code):
        s3.put_bucket_acl(Bucket=bucket, GrantRead=f"{name}={next(value for key, value in grantee.items() if key != 'Type')}")
