"""Two roots in two accounts: each applies its side once with separate credentials, and KMS-encrypted objects arrive."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
import pytest

from s3_replication.local import LocalAws
from s3_replication.terraform import Binary, Terraform, copy_configuration, find_checkout, terraform_environment

pytestmark = pytest.mark.xdist_group("split-accounts")  # the module's fixture applies once for all tests
CHECKOUT = find_checkout(Path(__file__).parent)

NEW_ROLE_ARN = "arn:aws:iam::111111111111:role/storage/split-storage"
RECEIVED = """    reports = {
      role_arn       = var.source_role_arn
      delete_markers = true
      kms_objects    = true
    }
"""


def root(example: str, folder: Path, binary: Binary, environment: Mapping[str, str]) -> Terraform:
    path = copy_configuration(CHECKOUT, f"split-accounts/{example}", folder / example)
    terraform = Terraform(path, binary, terraform_environment(environment, folder / f"{example}-cli"))
    terraform.init()
    return terraform


def credentials(local_aws: LocalAws, role_arn: str) -> dict[str, str]:
    """The variables of a user with access only to the role's account."""
    session = boto3.client("sts", **client(local_aws.environment())).assume_role(RoleArn=role_arn, RoleSessionName="engineer")[
        "Credentials"
    ]
    return {
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }


def client(environment: Mapping[str, str], region: str = "us-east-1") -> dict[str, object]:
    """Arguments of a boto3 client for these variables."""
    return {
        "region_name": region,
        "endpoint_url": environment["AWS_ENDPOINT_URL"],
        "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"],
        "aws_session_token": environment.get("AWS_SESSION_TOKEN"),
    }


@pytest.fixture(scope="module")
def sides(
    local_aws: LocalAws, binary: Binary, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Terraform, Terraform, dict[str, str]]]:
    """Both roots as applied, the destination's first, and the variables of the destination's engineer."""
    folder = tmp_path_factory.mktemp("split")
    theirs = local_aws.full_environment() | credentials(local_aws, "arn:aws:iam::222222222222:role/engineer")
    destination = root("destination-account", folder, binary, theirs)
    source = root("source-account", folder, binary, local_aws.full_environment())
    role_arn = "arn:aws:iam::111111111111:role/split-replication"
    destination.variables({"bucket_name": "split-backup", "source_role_arn": role_arn, "force_destroy": True})
    try:
        destination.apply()
        output = destination.output()["destination"]
        source.variables({"bucket_name": "split-reports", "role_name": "split-replication", "destination": output, "force_destroy": True})
        source.apply()
        yield source, destination, theirs
    finally:
        source.destroy()
        destination.destroy()


def test_each_side_is_done_after_one_apply(sides: tuple[Terraform, Terraform, dict[str, str]]) -> None:
    source, destination, _ = sides

    assert [source.has_changes(), destination.has_changes()] == [False, False]


def test_an_object_arrives_under_the_other_accounts_key(sides: tuple[Terraform, Terraform, dict[str, str]], local_aws: LocalAws) -> None:
    _, destination, theirs = sides
    mine = boto3.client("s3", **client(local_aws.environment()))
    version = mine.put_object(Bucket="split-reports", Key="tax/2026", Body=b"paid")["VersionId"]
    local_aws.control.settle()

    assert mine.head_object(Bucket="split-reports", Key="tax/2026")["ReplicationStatus"] == "COMPLETED"
    replica = boto3.client("s3", **client(theirs, "eu-west-1")).head_object(Bucket="split-backup", Key="tax/2026", VersionId=version)
    key = destination.output()["destination"]
    assert isinstance(key, dict)
    assert replica["SSEKMSKeyId"] == key["kms_key"]["arn"]


def test_a_role_is_renamed_across_accounts_in_three_steps(sides: tuple[Terraform, Terraform, dict[str, str]], local_aws: LocalAws) -> None:
    """As docs/changing.md says: the destination allows both roles, the source changes to the new one, and then both forget the old one."""
    source, destination, _ = sides
    new = RECEIVED.replace("reports", "storage").replace("var.source_role_arn", f'"{NEW_ROLE_ARN}"')
    role = 'role = { name = "split-storage", path = "/storage/"'

    for terraform, old_text, text in (
        (destination, RECEIVED, RECEIVED + new),
        (source, "role         = { name = var.role_name }", role + ", retired = { split-replication = {} } }"),
        (source, role + ", retired = { split-replication = {} } }", role + " }"),
        (destination, RECEIVED, ""),
    ):
        main = terraform.folder / "main.tf"
        assert old_text in main.read_text(encoding="utf-8")
        main.write_text(main.read_text(encoding="utf-8").replace(old_text, text), encoding="utf-8")
        terraform.apply()
        assert status_of_a_new_object(local_aws) == "COMPLETED"

    iam = boto3.client("iam", **client(local_aws.environment()))
    assert iam.get_role(RoleName="split-storage")["Role"]["Arn"] == NEW_ROLE_ARN
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="split-replication")


def status_of_a_new_object(local_aws: LocalAws) -> str:
    s3 = boto3.client("s3", **client(local_aws.environment()))
    version = s3.put_object(Bucket="split-reports", Key="tax/renamed", Body=b"paid")["VersionId"]
    local_aws.control.settle()
    return str(s3.head_object(Bucket="split-reports", Key="tax/renamed", VersionId=version)["ReplicationStatus"])
