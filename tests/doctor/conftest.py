"""Pairs of the local AWS under the doctor: the command with two profiles, faults, and printed repairs carried out."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from s3_replication.cli.main import main
from s3_replication.local.http.credentials import access_key
from tests.findings.test_render import SCHEMA
from tests.local.conftest import DESTINATION, SOURCE, Aws, Pair, aws, make_pair, policy  # noqa: F401 - fixtures

BOTH = ("--profile", "source", "--destination-profile", "destination")
_PROFILE = "[profile {name}]\naws_access_key_id = {key}\naws_secret_access_key = local\nregion = us-east-1\n"


@dataclass
class Clinic:
    """Runs the command on the local AWS, as a user with two profiles does."""

    aws: Aws
    folder: Path
    sides: tuple[str, ...] = BOTH
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = {"source": access_key(SOURCE), "destination": access_key(DESTINATION)}
        config = "".join(_PROFILE.format(name=name, key=key) for name, key in keys.items())
        (self.folder / "config").write_text(config)
        self.environment = {
            "AWS_CONFIG_FILE": str(self.folder / "config"),
            "AWS_ENDPOINT_URL": self.aws.running.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

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
        """Run one printed command of the AWS CLI; returns what its last part prints."""
        printed = ""
        for one in command.split("; "):
            words = [str(Path(sys.executable).parent / "aws"), *shlex.split(one)[1:], "--profile", profile]
            kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
            environment = {**kept, **self.aws.running.environment(), **self.environment}
            done = subprocess.run(words, env=environment, cwd=self.folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0 or "cancel-key-deletion" in one, f"{one}: {done.stderr}"
            printed = done.stdout
        return printed


@pytest.fixture
def clinic(aws: Aws, tmp_path: Path) -> Clinic:  # noqa: F811 - a fixture
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
    arn: str = pair.aws.client("kms", account, region).create_key(Policy=policy(root, *more))["KeyMetadata"]["Arn"]
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
