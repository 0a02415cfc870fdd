"""Pairs of the local AWS under the doctor: the command with two profiles, faults, and printed repairs carried out."""

import io
import json
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from awscli.clidriver import create_clidriver
from botocore.loaders import Loader, create_loader
from click.testing import CliRunner, Result

from s3_replication.cli.main import main
from tests.conftest import is_live
from tests.doctor.live import MADE, LiveAws
from tests.findings.test_render import SCHEMA
from tests.local.conftest import DESTINATION, SOURCE, Aws, Pair, make_pair, policy  # noqa: F401 - a fixture

BOTH = ("--profile", "source", "--destination-profile", "destination")
# On AWS, only these files run; the others need a clock, counts of calls or answers that only a local AWS has.
_ON_AWS = ("test_faults.py",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_live(os.environ) and item.path.parent == Path(__file__).parent and item.path.name not in _ON_AWS:
            item.add_marker(pytest.mark.skip(reason="needs the local AWS"))


@pytest.fixture(scope="session")
def aws(request: pytest.FixtureRequest) -> Iterator[Aws]:
    """The local AWS that tests share, or AWS."""
    if not is_live(os.environ):
        yield Aws(request.getfixturevalue("local_aws"))
        return
    live = LiveAws()
    try:
        yield live
    finally:
        live.delete_all()


@dataclass
class Clinic:
    """Runs the command on the local AWS, as a user with two profiles does."""

    aws: Aws
    folder: Path
    sides: tuple[str, ...] = BOTH
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, account in (("source", SOURCE), ("destination", DESTINATION)):
            self.add_profile(name, account)
        self.environment = {"AWS_CONFIG_FILE": str(self.folder / "config"), "AWS_EC2_METADATA_DISABLED": "true"}
        if self.aws.running.endpoint:
            self.environment["AWS_ENDPOINT_URL"] = self.aws.running.endpoint

    def add_profile(self, name: str, account: str) -> None:
        given = {**self.aws.credentials(account), "region": "us-east-1"}
        with (self.folder / "config").open("a") as config:
            config.write("\n".join([f"[profile {name}]", *(f"{key} = {value}" for key, value in given.items()), ""]))

    def run(self, *arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(main, ["doctor", *arguments], env={**self.environment, **environment})

    def report(self, bucket: str, *arguments: str, code: int | None = None) -> dict[str, Any]:
        result = self.run(bucket, "--json", *(arguments or self.sides))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        document: dict[str, Any] = json.loads(result.stdout)
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        assert code is None or result.exit_code == code, result.stdout
        return document

    def shell(self, command: str, profile: str) -> str:
        """Run one printed command of the AWS CLI, in this process; returns what its last part prints."""
        printed = ""
        for one in command.split("; "):
            out, err = io.StringIO(), io.StringIO()
            environment = {**self.aws.running.environment(), **self.environment}
            with _only_variables(environment), chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
                driver = create_clidriver()
                driver.session.register_component("data_loader", _models(os.environ["AWS_DATA_PATH"]))
                code = driver.main([*shlex.split(one)[1:], "--profile", profile])
            assert code == 0 or "cancel-key-deletion" in one, f"{one}: {err.getvalue()}"
            printed = out.getvalue()
        return printed


@cache
def _models(path: str) -> Loader:
    """What the AWS CLI reads of the services. Reading it again for each command takes a third of the command's time."""
    return create_loader(path)


@contextmanager
def _only_variables(environment: Mapping[str, str]) -> Iterator[None]:
    """Inside the block, AWS_DATA_PATH, which the AWS CLI needs, and these are the only variables of AWS."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("AWS_") and name != "AWS_DATA_PATH"}
    for name in kept:
        del os.environ[name]
    os.environ.update(environment)
    try:
        yield
    finally:
        for name in environment:
            os.environ.pop(name, None)
        os.environ.update(kept)


@pytest.fixture
def clinic(aws: Aws, tmp_path: Path) -> Clinic:
    return Clinic(aws, tmp_path)


def ids(report: Mapping[str, Any], *severities: str) -> set[str]:
    return {one["id"] for one in report["findings"] if one["severity"] in (severities or ("error",))}


@dataclass
class Encrypted:
    """A pair whose objects are encrypted with KMS, with the keys of both sides."""

    pair: Pair
    source_key: str
    replica_key: str


def _key(pair: Pair, account: str, region: str, *more: dict[str, Any]) -> str:
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*", "Resource": "*"}
    arn: str = pair.aws.client("kms", account, region).create_key(Policy=policy(root, *more), Tags=[MADE])["KeyMetadata"]["Arn"]
    return arn


@pytest.fixture
def make_encrypted(make_pair: Callable[..., Pair]) -> Callable[[], Encrypted]:  # noqa: F811 - a fixture
    def make() -> Encrypted:
        pair = make_pair()
        use = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"]
        theirs = {"Effect": "Allow", "Principal": {"AWS": pair.role_arn}, "Action": use, "Resource": "*"}
        source, replica = _key(pair, SOURCE, "us-east-1"), _key(pair, DESTINATION, "eu-west-1", theirs)
        default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": source}}
        pair.at_source.put_bucket_encryption(Bucket=pair.source, ServerSideEncryptionConfiguration={"Rules": [default]})
        pair.allow(
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": source}, {"Effect": "Allow", "Action": use, "Resource": replica}
        )
        pair.configure({
            "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
            "Destination": {"Account": DESTINATION, "EncryptionConfiguration": {"ReplicaKmsKeyID": replica}},
        })  # fmt: skip
        return Encrypted(pair, source, replica)

    return make
