"""The recipes of docs/upgrading.md, roots to run them in, and objects that tell whether replication goes on."""

import re
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.local import LocalAws
from s3_replication.terraform import Binary, PlanResult, Terraform, copy_configuration, find_checkout, terraform_environment

CHECKOUT = find_checkout(Path(__file__).parent)
SOURCE_REGION, DESTINATION_REGION = "us-east-1", "eu-west-1"
PATIENCE_SECONDS, PAUSE_SECONDS = 120.0, 0.05


class Pair:
    """A source and its destination: what is written to the one, does it arrive in the other?"""

    def __init__(self, source: Connection, name: str, destination: Connection, copy: str) -> None:
        self.near, self.far = source.s3(SOURCE_REGION), destination.s3(DESTINATION_REGION)
        self.name, self.copy = name, copy

    def replicated(self) -> bool:
        """Writes an object and says whether it arrives."""
        key = uuid.uuid4().hex
        version = self.near.put_object(Bucket=self.name, Key=key, Body=b"data")["VersionId"]
        end = time.monotonic() + PATIENCE_SECONDS
        while self.near.head_object(Bucket=self.name, Key=key, VersionId=version).get("ReplicationStatus") not in ("COMPLETED", "FAILED"):
            if time.monotonic() > end:
                return False
            time.sleep(PAUSE_SECONDS)
        found = self.far.list_object_versions(Bucket=self.copy, Prefix=key).get("Versions", [])
        return [each["VersionId"] for each in found] == [version]

    def replicated_during(self, work: Callable[[], object]) -> bool:
        """Does the work and says whether each object arrives that is written meanwhile, one after the other."""
        arrived = []
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(work)
            while not running.done():
                arrived.append(self.replicated())
                time.sleep(PAUSE_SECONDS)
            running.result()
        return bool(arrived) and all(arrived)


class Changes:
    """What a plan does to managed resources of AWS, by address."""

    def __init__(self, plan: PlanResult) -> None:
        # Those that exist in the state only, and in none before: terraform_data.created and terraform_data.key of modules/bucket.
        self._all = [each for each in plan.document["resource_changes"] if each["mode"] == "managed" and each["type"] != "terraform_data"]
        self.addresses = [each["address"] for each in self._all]
        self.imported = [each["address"] for each in self._all if "importing" in each["change"]]
        self.moved = [each["address"] for each in self._all if "previous_address" in each]
        self.changed = [each["address"] for each in self._all if each["change"]["actions"] != ["no-op"]]

    def types(self, action: str) -> list[str]:
        """The types of the resources that the plan creates, updates or deletes; one that is replaced is in two of them."""
        return sorted(each["type"] for each in self._all if action in each["change"]["actions"])


@pytest.fixture
def source(local_aws: LocalAws) -> Connection:
    return Connection.open(local_aws.environment())


@pytest.fixture
def other_account(source: Connection) -> Connection:
    return source.assume(LOCAL_DESTINATION_ROLE)


@pytest.fixture
def objects(source: Connection, other_account: Connection) -> Callable[..., Pair]:
    """The objects of a pair in one account or two."""

    def follow(name: str, copy: str, two_accounts: bool) -> Pair:
        return Pair(source, name, other_account if two_accounts else source, copy)

    return follow


@pytest.fixture
def changes() -> type[Changes]:
    return Changes


@pytest.fixture
def recipe() -> Callable[[str], str]:
    """The HCL of one recipe, as the page has it."""

    def read(name: str) -> str:
        page = (CHECKOUT / "docs" / "upgrading.md").read_text(encoding="utf-8")
        found = re.search(rf"<!-- BEGIN {name} -->\n```hcl\n(.*?)```\n<!-- END {name} -->", page, re.DOTALL)
        assert found is not None, f"docs/upgrading.md has no block between BEGIN {name} and END {name}"
        return found[1]

    return read


def write(folder: Path, files: dict[str, str]) -> None:
    """Makes `files` the root module's only HCL."""
    for path in folder.glob("*.tf"):
        path.unlink()
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@pytest.fixture
def root(local_aws: LocalAws, tmp_path: Path, binary: Binary) -> Callable[..., Terraform]:
    """A root module two folders below the module, with the given HCL and variables."""

    def make(name: str, files: dict[str, str], /, **variables: object) -> Terraform:
        folder = copy_configuration(CHECKOUT, "same-account", tmp_path / name)
        write(folder, files)
        terraform = Terraform(folder, binary, terraform_environment(local_aws.full_environment(), tmp_path / "cli"))
        terraform.variables(variables)
        terraform.init()
        return terraform

    return make


@pytest.fixture
def replace() -> Callable[[Terraform, dict[str, str]], None]:
    """Gives a root module other HCL, its state kept."""

    def change(terraform: Terraform, files: dict[str, str]) -> None:
        write(terraform.folder, files)
        terraform.init()

    return change
