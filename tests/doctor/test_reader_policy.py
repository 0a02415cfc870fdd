"""The reader policies on a local AWS that judges callers: enough for what root sees, and each action is needed."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

import pytest

from s3_replication.doctor import reader_policies
from s3_replication.doctor.reads import READS, AccountKind, When
from s3_replication.local import LocalAws
from tests.doctor.conftest import Clinic, ids
from tests.doctor.watched import add_reader, make_watched
from tests.local.conftest import DESTINATION, SOURCE, Aws, Pair, unique

ACCOUNTS = {AccountKind.SOURCE: SOURCE, AccountKind.DESTINATION: DESTINATION}
READERS = ("--profile", "source-reader", "--destination-profile", "destination-reader")
ELSEWHERE = {(AccountKind.SOURCE, "lambda:GetPolicy")}  # the local AWS does not decide about Lambda
# Without these, the command does not come to the destination.
FIRST = {"s3:GetBucketLocation", "s3:GetReplicationConfiguration", "s3:ListBucketVersions", "s3:GetObjectVersion"}


def needed(side: AccountKind) -> list[str]:
    """Every action of one policy, those last that hide the destination."""
    found = {read.permission for read in READS if read.side is side and read.permission is not None and read.when is not When.ALL}
    found -= {action for one, action in ELSEWHERE if one is side}
    return sorted(found, key=lambda one: (one in FIRST, one))


@dataclass
class Readers:
    """A pair in two accounts that has every kind of part that a reader reads, and one user of each account."""

    pair: Pair
    clinic: Clinic
    users: Mapping[AccountKind, str]

    def allow(self, without: Mapping[AccountKind, str | None] = MappingProxyType({})) -> None:
        """Give each user the printed policy of its side, without one action."""
        names = {
            "SOURCE_BUCKET": self.pair.source, "DESTINATION_BUCKET": self.pair.destination, "REPLICATION_ROLE": self.pair.role,
            "BATCH_ROLE": f"{self.pair.role}-batch",
            "SOURCE_ACCOUNT": SOURCE, "DESTINATION_ACCOUNT": DESTINATION,
        }  # fmt: skip
        for side, user in self.users.items():
            document: dict[str, Any] = json.loads(json.dumps(reader_policies(names)[side]))
            for statement in document["Statement"]:
                statement["Action"] = [one for one in statement["Action"] if one != without.get(side)]
            document["Statement"] = [statement for statement in document["Statement"] if statement["Action"]]
            iam = self.pair.aws.client("iam", ACCOUNTS[side])
            iam.put_group_policy(GroupName=user, PolicyName="reads", PolicyDocument=json.dumps(document))


@pytest.fixture(scope="module")
def readers(authorizing_local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    aws = Aws(authorizing_local_aws)
    pair = Pair(aws, unique("source"), unique("destination"), unique("role"))
    make_watched(pair)
    clinic = Clinic(aws, tmp_path_factory.mktemp("readers"))
    users = {side: unique("reader") for side in ACCOUNTS}
    with (clinic.folder / "config").open("a") as config:
        for side, user in users.items():
            iam = aws.client("iam", ACCOUNTS[side])
            add_reader(iam, user)
            key = iam.create_access_key(UserName=user)["AccessKey"]
            config.write(f"[profile {side}-reader]\naws_access_key_id = {key['AccessKeyId']}\n")
            config.write(f"aws_secret_access_key = {key['SecretAccessKey']}\nregion = us-east-1\n")
    yield Readers(pair, clinic, users)
    for side, user in users.items():
        iam = aws.client("iam", ACCOUNTS[side])
        iam.delete_group_policy(GroupName=user, PolicyName="reads")


def test_with_the_policies_the_report_is_that_of_root(readers: Readers) -> None:
    readers.allow()
    for key in ("key", "deleted"):
        as_root = readers.clinic.report(readers.pair.source, *readers.clinic.sides, "--object", key)
        as_reader = readers.clinic.report(readers.pair.source, *READERS, "--object", key)
        assert as_reader == as_root
        assert ("not-readable" in ids(as_reader, "warning"), as_reader["object"]["state"]) == (False, "COMPLETED")


@pytest.mark.parametrize(("source", "destination"), [*zip_longest(needed(AccountKind.SOURCE), needed(AccountKind.DESTINATION))])
def test_without_any_one_action_of_a_policy_a_finding_or_a_refusal_names_it(source: str, destination: str | None, readers: Readers) -> None:
    """One action of each policy at once, which halves the runs; each has to be named."""
    readers.allow({AccountKind.SOURCE: source, AccountKind.DESTINATION: destination})
    wanted = {(side, one) for side, one in ((AccountKind.SOURCE, source), (AccountKind.DESTINATION, destination)) if one is not None}
    for key in ("key", "deleted"):  # only a delete marker is looked up in the destination's listing
        wanted -= named(readers, key)
        if not wanted:
            return
    assert wanted == set()


def named(readers: Readers, key: str) -> set[tuple[AccountKind, str]]:
    """The missing permissions that the answer names, each with the account of the caller; nothing counts as absent."""
    document = json.loads(readers.clinic.run(readers.pair.source, *READERS, "--json", "--object", key).stdout)
    if "error" in document:
        return {(AccountKind.SOURCE, one) for one in re.findall(r"allow ([\w:]+)", document["error"])}
    assert ids(document) == set(), "what is not readable is not absent"
    said = [one["why"] for one in document["findings"] if one["id"] == "not-readable"]
    by_account = {account: side for side, account in ACCOUNTS.items()}
    listed = [found for why in said for found in re.findall(r"iam::(\d+):\S+ does not have (.+?) on ", why)]
    return {(by_account[account], action) for account, actions in listed for action in re.findall(r"[\w-]+:\w+", actions)}
