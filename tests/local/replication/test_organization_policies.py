"""Control policies of an organization decide about replication (facts 5.05, 5.48; Organizations User Guide)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, Pair, policy

MANAGEMENT = "777777777777"
DENY = {"Effect": "Deny", "Action": "s3:ReplicateObject", "Resource": "*"}
SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"


@dataclass(frozen=True)
class Organization:
    client: Any
    root: str
    unit: str
    member: str


@pytest.fixture(scope="module")
def organization(aws: Aws) -> Organization:
    client = aws.client("organizations", MANAGEMENT)
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="unit")["OrganizationalUnit"]["Id"]
    member = client.create_account(Email="member@example.com", AccountName="member")["CreateAccountStatus"]["AccountId"]
    client.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    with pytest.raises(ClientError, match="PolicyTypeNotEnabledException"):  # API Reference, AttachPolicy
        client.attach_policy(PolicyId=_made(client, SCP, DENY), TargetId=root)
    for kind in (SCP, RCP):
        client.enable_policy_type(RootId=root, PolicyType=kind)
    return Organization(client, root, unit, member)


def _made(client: Any, kind: str, *statements: dict[str, Any]) -> str:
    number = len(client.list_policies(Filter=kind)["Policies"])
    content = json.loads(policy(*statements))
    made = client.create_policy(Name=f"{kind}-{number}", Description="", Type=kind, Content=json.dumps(content))
    return str(made["Policy"]["PolicySummary"]["Id"])


def _pair(aws: Aws, name: Callable[[str], str], account: str) -> Pair:
    pair = Pair(aws, name("source"), name("destination"), name("role"), account, account, destination_region="us-east-1")
    for bucket in (pair.source, pair.destination):
        pair.at_source.create_bucket(Bucket=bucket)
        pair.at_source.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    trust = policy({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})
    aws.client("iam", account).create_role(RoleName=pair.role, AssumeRolePolicyDocument=trust)
    pair.allow()
    pair.configure()
    return pair


def test_scps_and_rcps_at_every_level_decide(aws: Aws, name: Callable[[str], str], organization: Organization) -> None:
    pair, client = _pair(aws, name, organization.member), organization.client
    pair.put("first")
    assert pair.head("first")["ReplicationStatus"] == "COMPLETED"
    for kind, statement in ((SCP, DENY), (RCP, {**DENY, "Principal": "*"})):
        control = _made(client, kind, statement)
        for target in (organization.root, organization.unit, organization.member):
            client.attach_policy(PolicyId=control, TargetId=target)
            pair.put("denied")
            assert pair.failure("denied") == "DstPutObjectNotPermitted", (kind, target)
            client.detach_policy(PolicyId=control, TargetId=target)
            pair.put("denied")
            assert pair.head("denied")["ReplicationStatus"] == "COMPLETED", (kind, target)


def test_an_scp_must_allow_too(aws: Aws, name: Callable[[str], str], organization: Organization) -> None:
    """Organizations User Guide, "SCP evaluation": there must be an Allow at every level."""
    pair, client = _pair(aws, name, organization.member), organization.client
    client.detach_policy(PolicyId="p-FullAWSAccess", TargetId=organization.unit)
    pair.put("no-allow")
    client.attach_policy(PolicyId="p-FullAWSAccess", TargetId=organization.unit)
    assert pair.head("no-allow")["ReplicationStatus"] == "FAILED"


def test_the_organization_is_known_to_conditions(aws: Aws, name: Callable[[str], str], organization: Organization) -> None:
    pair = _pair(aws, name, organization.member)
    own = organization.client.describe_organization()["Organization"]["Id"]
    path = f"{own}/{organization.root}/{organization.unit}/"
    perimeter = {**DENY, "Principal": "*", "Resource": f"arn:aws:s3:::{pair.destination}/*"}
    for key, value, failure in (
        ("aws:PrincipalOrgID", own, None),
        ("aws:PrincipalOrgPaths", path, None),
        ("aws:PrincipalOrgID", "o-another000", "DstPutObjectNotPermitted"),
    ):
        operator = "ForAllValues:StringNotEquals" if key == "aws:PrincipalOrgPaths" else "StringNotEquals"
        document = policy({**perimeter, "Condition": {operator: {key: value}}})
        pair.at_source.put_bucket_policy(Bucket=pair.destination, Policy=document)
        pair.put("k")
        assert pair.failure("k") == failure


def test_the_management_account_is_exempt(aws: Aws, name: Callable[[str], str], organization: Organization) -> None:
    pair = _pair(aws, name, MANAGEMENT)
    control = _made(organization.client, SCP, DENY)
    organization.client.attach_policy(PolicyId=control, TargetId=organization.root)
    pair.put()
    organization.client.detach_policy(PolicyId=control, TargetId=organization.root)
    assert pair.head()["ReplicationStatus"] == "COMPLETED"


@pytest.mark.parametrize("statement", [{"Effect": "Deny", "Action": "*"}, {**DENY, "Principal": "*"}], ids=["no Resource", "a Principal"])
def test_documents_that_organizations_refuses(organization: Organization, statement: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match=r"MalformedPolicyDocumentException.* type\. policy [A-Z_]+-\d+: Statement"):
        _made(organization.client, SCP, statement)


def test_a_policy_about_some_keys_decides_about_these_keys_only(aws: Aws, name: Callable[[str], str], organization: Organization) -> None:
    """Decisions about versions that look alike are remembered; a control policy can tell their keys apart."""
    client = organization.client
    control = _made(client, RCP, {**DENY, "Action": "s3:*", "Principal": "*", "Resource": "arn:aws:s3:::*/secret/*"})
    client.attach_policy(PolicyId=control, TargetId=organization.member)
    pair = _pair(aws, name, organization.member)
    everything = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    aws.client("iam", organization.member).put_role_policy(RoleName=pair.role, PolicyName="replication", PolicyDocument=everything)
    keys = ("plain", "secret/a", "plain2", "secret/b")
    for key in keys:
        pair.put(key)
    statuses = [pair.head(key)["ReplicationStatus"] for key in keys]
    client.detach_policy(PolicyId=control, TargetId=organization.member)
    assert statuses == ["COMPLETED", "FAILED", "COMPLETED", "FAILED"]


def test_a_unit_with_an_account_in_it_is_not_deleted(organization: Organization) -> None:
    """API Reference, DeleteOrganizationalUnit."""
    with pytest.raises(ClientError, match="OrganizationalUnitNotEmptyException"):
        organization.client.delete_organizational_unit(OrganizationalUnitId=organization.unit)
