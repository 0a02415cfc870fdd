"""The policies of readers of every bucket and of the management account, evaluated for what doctor asks IAM.

`doctor --all` runs once by readers who may do everything in an organization of their own, and once with the policies alone.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from s3_replication.doctor import reader_policies
from s3_replication.doctor.reads import AccountKind
from s3_replication.iam import Policies, Policy, PolicyKind, Principal, PrincipalKind, Request, Verdict, evaluate
from s3_replication.local import LocalAws
from tests.doctor.conftest import Clinic, ids
from tests.doctor.watched import add_reader, make_watched
from tests.local.conftest import Aws, Pair, policy, unique

MANAGEMENT = f"8{os.getpid():011}"  # of this test alone, as are the members of its organization
FOLDER = Path(__file__).parents[2] / "docs" / "doctor"
ELSEWHERE = {"lambda:GetPolicy"}  # the local AWS does not decide about Lambda


@dataclass(frozen=True)
class Organization:
    """The accounts of a pair, with a reader of each: a user of the source's account, who assumes a role in the other two."""

    aws: Aws
    clinic: Clinic
    accounts: dict[AccountKind, str]
    reader: str

    def allow(self, documents: dict[AccountKind, Any]) -> None:
        """Give each reader a policy."""
        for side, account in self.accounts.items():
            iam, text = self.aws.client("iam", account), json.dumps(documents[side])
            if side is AccountKind.SOURCE:
                iam.put_group_policy(GroupName=self.reader, PolicyName="reads", PolicyDocument=text)
            else:
                iam.put_role_policy(RoleName=self.reader, PolicyName="reads", PolicyDocument=text)

    def report(self) -> dict[str, Any]:
        roles = [f"--destination-role-arn=arn:aws:iam::{self.accounts[side]}:role/{self.reader}"
                 for side in (AccountKind.DESTINATION, AccountKind.MANAGEMENT)]  # fmt: skip
        document: dict[str, Any] = json.loads(self.clinic.run("--all", "--json", "--profile", "reader", *roles).stdout)
        return document

    def asked(self, side: AccountKind) -> list[tuple[str, str]]:
        """Actions and resources that IAM was asked about for a reader, without sts:AssumeRole."""
        kind = "user" if side is AccountKind.SOURCE else "role"
        arn = f"arn:aws:iam::{self.accounts[side]}:{kind}/{self.reader}"
        return [(each["action"], each["resource"]) for each in self.aws.control.permissions()
                if each["caller"] == arn and each["action"] != "sts:AssumeRole"]  # fmt: skip


@pytest.fixture(scope="module")
def organization(authorizing_local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organization]:
    aws, reader = Aws(authorizing_local_aws), unique("reader")
    organizations = aws.client("organizations", MANAGEMENT)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        organizations.enable_policy_type(RootId=root, PolicyType=kind)
    members = [organizations.create_account(Email=f"{name}@example.com", AccountName=name)["CreateAccountStatus"]["AccountId"]
               for name in ("source", "destination")]  # fmt: skip
    accounts = dict(zip((AccountKind.SOURCE, AccountKind.DESTINATION, AccountKind.MANAGEMENT), (*members, MANAGEMENT), strict=True))
    make_watched(Pair(aws, unique("source"), unique("destination"), unique("role"), *members))
    clinic = Clinic(aws, tmp_path_factory.mktemp("readers"))
    source = aws.client("iam", members[0])
    add_reader(source, reader)
    key = source.create_access_key(UserName=reader)["AccessKey"]
    (clinic.folder / "config").write_text(f"[profile reader]\naws_access_key_id = {key['AccessKeyId']}\n"
                                          f"aws_secret_access_key = {key['SecretAccessKey']}\nregion = us-east-1\n")  # fmt: skip
    trust = policy({"Effect": "Allow", "Principal": {"AWS": members[0]}, "Action": "sts:AssumeRole"})
    for account in (members[1], MANAGEMENT):
        aws.client("iam", account).create_role(RoleName=reader, AssumeRolePolicyDocument=trust)
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    source.put_user_policy(UserName=reader, PolicyName="assume", PolicyDocument=policy(assume))
    yield Organization(aws, clinic, accounts, reader)
    source.delete_group_policy(GroupName=reader, PolicyName="reads")


@pytest.fixture(scope="module")
def by_everything(organization: Organization) -> dict[str, Any]:
    """The report of readers who may do everything; it also fills the record of what IAM is asked."""
    everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    organization.allow(dict.fromkeys(organization.accounts, everything))
    return organization.report()


def documents(organization: Organization) -> dict[AccountKind, Any]:
    """The policies that are printed, with the accounts' ids."""
    names = {f"{side.name}_ACCOUNT": account for side, account in organization.accounts.items()}
    printed = reader_policies(names, every_bucket=True)
    return {side: printed[side] for side in organization.accounts}


def test_the_printed_policies_are_the_files() -> None:
    printed = reader_policies({}, every_bucket=True)
    assert {side: json.loads((FOLDER / f"{side}-all.json").read_text(encoding="utf-8")) for side in AccountKind} == printed
    assert reader_policies({})[AccountKind.MANAGEMENT] == printed[AccountKind.MANAGEMENT]


def test_with_the_policies_the_report_is_that_of_readers_who_may_do_everything(
    organization: Organization, by_everything: dict[str, Any]
) -> None:
    (row,) = (row for row in by_everything["buckets"] if row["report"] is not None)
    assert (row["verdict"], "not-readable" in ids(row["report"], "warning")) == ("works", False), "control policies count too"
    organization.allow(documents(organization))
    assert organization.report() == by_everything


def denied(organization: Organization, side: AccountKind, document: dict[str, Any]) -> set[tuple[str, str]]:
    """What the policy does not allow of what was asked. A key's own policy leaves the key to the account."""
    account = organization.accounts[side]
    reader = Principal(PrincipalKind.USER, f"arn:aws:iam::{account}:user/reader", account)
    keys = Policy.read({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*",
                                                               "Resource": "*"}}, "key policy")  # fmt: skip
    identity = (Policy.parse(document, "reader", PolicyKind.MANAGED),) if document["Statement"] else ()
    return {
        (action, resource) for action, resource in organization.asked(side)
        if evaluate(Request(reader, action, resource, account), Policies(identity, resource=keys if ":key/" in resource else None)).verdict
        is not Verdict.ALLOW
    }  # fmt: skip


@pytest.mark.parametrize("side", AccountKind)
@pytest.mark.usefixtures("by_everything")
def test_each_policy_allows_what_is_asked_and_each_action_is_asked(side: AccountKind, organization: Organization) -> None:
    document = documents(organization)[side]
    assert organization.asked(side), "the reader was seen"
    assert denied(organization, side, document) == set()
    for position, statement in enumerate(document["Statement"]):
        for action in sorted(set(statement["Action"]) - ELSEWHERE):
            rest = [each for each in statement["Action"] if each != action]
            less = [{**statement, "Action": rest}] if rest else []
            kept = [*document["Statement"][:position], *less, *document["Statement"][position + 1 :]]
            assert denied(organization, side, {**document, "Statement": kept}), f"{action} is not needed"
