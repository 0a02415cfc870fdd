"""Control policies of an organization, read from the local AWS: they reach decide() as guardrails."""

import json
import uuid
from collections import Counter
from types import SimpleNamespace

import pytest

from s3_replication.aws import Connection, read_account
from s3_replication.core import Account
from s3_replication.iam import UNKNOWN

MANAGEMENT = "333311110000"
DENY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:ReplicateObject", "Resource": "*"}]})


@pytest.fixture(scope="module")
def organization(local_aws):
    """Connections of the management account and of one member, with a policy of each kind at the root and on the member."""
    base = Connection.open(local_aws.environment())
    management = base.assume(f"arn:aws:iam::{MANAGEMENT}:role/reader")
    client = management.organizations()
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    member = client.create_account(Email="member@example.com", AccountName="member")["CreateAccountStatus"]["AccountId"]
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        client.enable_policy_type(RootId=root, PolicyType=kind)
        content = DENY if kind.startswith("SERVICE") else DENY.replace('"Effect": "Deny"', '"Effect": "Deny", "Principal": "*"')
        made = client.create_policy(Name=f"{kind[:3]}-{uuid.uuid4().hex[:6]}", Description="d", Type=kind, Content=content)["Policy"]
        client.attach_policy(PolicyId=made["PolicySummary"]["Id"], TargetId=member if kind.startswith("SERVICE") else root)
    return management, base.assume(f"arn:aws:iam::{member}:role/reader"), member


def test_an_account_without_an_organization(local_aws):
    connection = Connection.open(local_aws.environment())
    assert read_account({connection.account(): connection}, connection.account()) == Account(connection.account())


def test_a_member_has_its_policies_level_by_level(organization):
    management, connection, member = organization
    calls = Counter()
    management.organizations().meta.events.register("before-call.organizations", lambda model, **_: calls.update([model.name]))
    found = read_account({MANAGEMENT: management, member: connection}, member)
    again = read_account({MANAGEMENT: management, member: connection}, member)
    assert [[policy.name[:3] for policy in level if "Full" not in policy.name] for level in found.scps] == [[], ["SER"]]
    assert [[policy.name[:3] for policy in level if "Full" not in policy.name] for level in found.rcps] == [["RES"], []]
    assert found.organization_path == f"{found.organization}/{management.organizations().list_roots()['Roots'][0]['Id']}/"
    assert again == found
    assert calls["DescribePolicy"] == len({policy.name for level in (*found.scps, *found.rcps) for policy in level}), calls
    assert (calls["ListParents"], calls["ListPoliciesForTarget"]) == (1, 4), "no call is made twice"


def test_policies_do_not_bind_the_management_account(organization):
    management, _, _ = organization
    found = read_account({MANAGEMENT: management}, MANAGEMENT)
    assert (found.scps, found.rcps) == ((), ())
    assert found.organization.startswith("o-")


class _Denying:
    """Denies one operation of Organizations to a connection."""

    def __init__(self, connection, operation):
        self.connection, self.operation = connection, operation

    def __enter__(self):
        self.connection.organizations().meta.events.register(f"before-call.organizations.{self.operation}", self.deny)
        return self.connection

    def deny(self, **_):
        body = {"Error": {"Code": "AccessDeniedException", "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
        return SimpleNamespace(status_code=400, headers={}), body

    def __exit__(self, *_):
        self.connection.organizations().meta.events.unregister(f"before-call.organizations.{self.operation}", self.deny)


@pytest.mark.parametrize("operation", ["DescribeOrganization", "ListParents", "ListRoots", "ListPoliciesForTarget", "DescribePolicy"])
def test_policies_that_may_not_be_read_are_unknown_and_not_absent(operation, organization, local_aws):
    member = organization[2]
    management = Connection.open(local_aws.environment()).assume(f"arn:aws:iam::{MANAGEMENT}:role/reader")
    own = Connection.open(local_aws.environment()).assume(f"arn:aws:iam::{member}:role/reader")
    with _Denying(management, operation), _Denying(own, operation):
        found = read_account({member: own, MANAGEMENT: management}, member)
    assert (found.scps, found.rcps) == (UNKNOWN, UNKNOWN)
