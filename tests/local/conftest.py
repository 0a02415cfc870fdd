"""What the tests of the local AWS share: clients of any account, and pairs of buckets that replicate."""

import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from s3_replication.iam import Arn
from s3_replication.local import Control, LocalAws
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from tests.conftest import is_live


def _accounts() -> tuple[str, str]:
    """On AWS (tests/doctor/live.py), the accounts of the credentials and of the role; else those of the local AWS."""
    if not is_live(os.environ):
        return "111111111111", "222222222222"
    role = Arn.find(os.environ.get("DESTINATION_ROLE_ARN", ""))
    if role is None:
        raise pytest.UsageError("S3_REPLICATION_LIVE=1 needs DESTINATION_ROLE_ARN, the ARN of a role in the destination's account.")
    return os.environ["S3_REPLICATION_LIVE_ACCOUNT"], role.account


SOURCE, DESTINATION = _accounts()
# Folders whose tests have a server of their own: one worker runs all tests of one, and starts one server.
_OWN_SERVER = {"alarms", "batch", "events", "lifecycle", "metrics", "switches"}
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.parent == Path(__file__).parent and item.path.parent.name in _OWN_SERVER:
            item.add_marker(pytest.mark.xdist_group(f"local-{item.path.parent.name}"))


def unique(stem: str) -> str:
    """A name that no other test, and no other worker process, uses."""
    return f"{stem}-{os.getpid()}-{next(_numbers)}"


@dataclass(frozen=True)
class Aws:
    """Clients of the running local AWS."""

    running: LocalAws

    @property
    def shows_reasons(self) -> bool:
        """Whether S3's own reason for each failure can be read."""
        return True

    def credentials(self, account: str) -> dict[str, str]:
        return {"aws_access_key_id": access_key(account), "aws_secret_access_key": SECRET_KEY}

    def remember(self, pair: "Pair") -> None:
        """A local AWS deletes everything when it ends."""

    def propagate(self) -> None:
        """A local AWS applies changes of IAM at once."""

    def client(self, service: str, account: str = SOURCE, region: str = "us-east-1") -> Any:
        return _client(self.running.endpoint, service, account, region)

    @property
    def control(self) -> Control:
        return self.running.control


@lru_cache(maxsize=256)
def _client(endpoint: str, service: str, account: str, region: str) -> Any:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=30, proxies={}, s3={"addressing_style": "path"})
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key(account),
        aws_secret_access_key=SECRET_KEY,
        config=config,
    )


@pytest.fixture(scope="session")
def aws(local_aws: LocalAws) -> Aws:
    return Aws(local_aws)


def statement(actions: list[str], resources: list[str], without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": [action for action in actions if action not in without], "Resource": resources}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


TRUST = policy({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})
READ = [
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging",
    "s3:GetObjectRetention",
    "s3:GetObjectLegalHold",
]
WRITE = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"]


@dataclass
class Pair:
    """A source and a destination bucket with a role that may replicate between them."""

    aws: Aws
    source: str
    destination: str
    role: str
    source_account: str = SOURCE
    destination_account: str = DESTINATION
    destination_region: str = "eu-west-1"
    rules: list[dict[str, Any]] = field(default_factory=list)

    @property
    def at_source(self) -> Any:
        return self.aws.client("s3", self.source_account)

    @property
    def at_destination(self) -> Any:
        return self.aws.client("s3", self.destination_account, self.destination_region)

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{self.source_account}:role/{self.role}"

    def allow(self, *more: dict[str, Any], without: tuple[str, ...] = ()) -> None:
        """Replace the role's policy by the usual one, `without` some actions and with `more` statements."""
        usual = [
            statement(["s3:GetReplicationConfiguration", "s3:ListBucket"], [f"arn:aws:s3:::{self.source}"], without),
            statement(READ, [f"arn:aws:s3:::{self.source}/*"], without),
            statement(WRITE, [f"arn:aws:s3:::{self.destination}/*"], without),
        ]
        self.aws.client("iam", self.source_account).put_role_policy(
            RoleName=self.role, PolicyName="replication", PolicyDocument=policy(*[one for one in usual if one["Action"]], *more)
        )

    def admit(self, *more: dict[str, Any], without: tuple[str, ...] = ()) -> None:
        """Replace the destination's bucket policy by the usual one, `without` some actions and with `more` statements."""
        usual = {**statement(WRITE, [f"arn:aws:s3:::{self.destination}/*"], without), "Principal": {"AWS": self.role_arn}}
        self.at_destination.put_bucket_policy(Bucket=self.destination, Policy=policy(usual, *more))

    def configure(self, *rules: dict[str, Any]) -> None:
        """Put a configuration; each rule is completed to a V2 rule to the destination."""
        filled = [
            {
                "ID": f"rule-{number}",
                "Priority": number,
                "Status": "Enabled",
                "Filter": {},
                "DeleteMarkerReplication": {"Status": "Enabled"},
                **rule,
                "Destination": {"Bucket": f"arn:aws:s3:::{self.destination}", **rule.get("Destination", {})},
            }
            for number, rule in enumerate(rules or ({},), start=1)
        ]
        self.at_source.put_bucket_replication(Bucket=self.source, ReplicationConfiguration={"Role": self.role_arn, "Rules": filled})

    def put(self, key: str = "key", body: bytes = b"body", **more: Any) -> str:
        """Write an object and wait for its replication; its version id."""
        version: str = self.at_source.put_object(Bucket=self.source, Key=key, Body=body, **more).get("VersionId", "null")
        self.settle()
        return version

    def settle(self) -> None:
        self.aws.control.settle()

    @contextmanager
    def failing(self) -> Iterator[Control]:
        """Inside the block every delivery to the destination fails in a way that S3 would retry."""
        self.aws.control.fault(self.destination)
        try:
            yield self.aws.control
        finally:
            self.aws.control.clear_faults()

    def head(self, key: str = "key", **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.at_source.head_object(Bucket=self.source, Key=key, **more)
        return found

    def replica(self, key: str = "key", **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.at_destination.head_object(Bucket=self.destination, Key=key, **more)
        return found

    def failure(self, key: str = "key") -> str | None:
        """The failure reason of the key's latest version."""
        tasks = self.aws.control.versions(self.source, key)[0]["tasks"]
        return next((task["failure_reason"] for task in tasks if task["outcome"] == "FAILED"), None)

    def changed(self, key: str, version: str) -> dict[str, Any]:
        """The replica of one version, by id."""
        return self.replica(key, VersionId=version)


@pytest.fixture(scope="session")
def name() -> Callable[[str], str]:
    return unique


@pytest.fixture
def make_pair(aws: Aws) -> Callable[..., Pair]:
    def make(
        *,
        cross_account: bool = True,
        lock: tuple[bool, bool] = (False, False),
        configured: bool = True,
        ownership: tuple[str, str] = ("BucketOwnerEnforced", "BucketOwnerEnforced"),
    ) -> Pair:
        account = DESTINATION if cross_account else SOURCE
        pair = Pair(aws, unique("source"), unique("destination"), unique("role"), destination_account=account)
        for client, bucket, locked, owner, where in (
            (pair.at_source, pair.source, lock[0], ownership[0], {}),
            (
                pair.at_destination,
                pair.destination,
                lock[1],
                ownership[1],
                {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}},
            ),
        ):
            client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=locked, ObjectOwnership=owner, **where)
            client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        aws.remember(pair)
        aws.client("iam", pair.source_account).create_role(RoleName=pair.role, AssumeRolePolicyDocument=TRUST)
        pair.allow()
        aws.propagate()
        if cross_account:
            pair.admit()
        if configured:
            pair.configure({})
        return pair

    return make
