"""The Terragrunt tree, run by Terragrunt from nothing to nothing on the local AWS: plan, apply, objects, a second plan, destroy.

Needs Terragrunt, on PATH or named in S3_REPLICATION_TERRAGRUNT. With S3_REPLICATION_TERRAGRUNT_BUCKETS=20 the
same units have that many buckets.
"""

import os
import re
import shutil
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from s3_replication.aws import Connection
from s3_replication.demo.machine import LOCAL_DESTINATION_ROLE
from s3_replication.terraform import find_checkout, terraform_environment

BINARY_VARIABLE, BUCKETS_VARIABLE = "S3_REPLICATION_TERRAGRUNT", "S3_REPLICATION_TERRAGRUNT_BUCKETS"
TERRAGRUNT = shutil.which(os.environ.get(BINARY_VARIABLE) or "terragrunt")
COMMITTED = ("media", "reports")
PATIENCE_SECONDS, PAUSE_SECONDS = 120.0, 0.05

pytestmark = [
    pytest.mark.skipif(
        TERRAGRUNT is None, reason=f"Terragrunt is not on PATH: install it, or name its file in {BINARY_VARIABLE}, to run the live tree"
    ),
    pytest.mark.xdist_group("terragrunt"),
]


def copy_tree(target: Path, count: int) -> tuple[Path, tuple[str, ...]]:
    """The live folder of a copy with `count` buckets, and their keys."""
    checkout = find_checkout(Path(__file__))
    for part in ("modules", "examples/terragrunt"):
        shutil.copytree(checkout / part, target / part, ignore=shutil.ignore_patterns(".terra*", ".state"))
    live = target / "examples/terragrunt/live"
    more = tuple(f"bucket{number:02}" for number in range(count - len(COMMITTED)))
    entries = "".join(f"    {key} = {{\n      rules = {{ all = {{ priority = 1, delete_markers = true }} }}\n    }}\n" for key in more)
    buckets = live / "buckets.hcl"
    buckets.write_text(buckets.read_text(encoding="utf-8").replace("  buckets = {\n", f"  buckets = {{\n{entries}"), encoding="utf-8")
    for stack in live.rglob("terragrunt.stack.hcl"):
        unit = re.search(r'unit "reports" \{.*?^\}\n', stack.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        assert unit is not None
        with stack.open("a", encoding="utf-8") as file:
            file.writelines("\n" + unit[0].replace("reports", key) for key in more)
    return live, (*COMMITTED, *more)


@dataclass
class Live:
    """One copy of the tree and the two accounts it builds in."""

    folder: Path
    keys: tuple[str, ...]
    prefix: str
    environment: dict[str, str]
    source: Connection
    destination: Connection
    seconds: dict[str, float] = field(default_factory=dict)

    def run_all(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        assert TERRAGRUNT is not None
        began = time.monotonic()
        done = subprocess.run(
            [TERRAGRUNT, "run", "--all", "--non-interactive", "--no-color", "--", *arguments],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.seconds[" ".join(arguments)] = time.monotonic() - began
        return done

    def buckets(self) -> set[str]:
        found = [bucket["Name"] for side in (self.source, self.destination) for bucket in side.s3().list_buckets()["Buckets"]]
        return {name for name in found if name.startswith(self.prefix)}


@pytest.fixture(scope="module")
def live(local_aws, binary, tmp_path_factory):
    folder, keys = copy_tree(tmp_path_factory.mktemp("live"), int(os.environ.get(BUCKETS_VARIABLE, len(COMMITTED))))
    prefix = f"tg-{uuid.uuid4().hex[:8]}"
    own = {"NAME_PREFIX": prefix, "FORCE_DESTROY": "true", "TG_TF_PATH": binary.path}
    environment = terraform_environment(local_aws.full_environment(), folder / ".cli") | own
    source = Connection.open(local_aws.environment())
    tree = Live(folder, keys, prefix, environment, source, source.assume(LOCAL_DESTINATION_ROLE))
    yield tree
    if tree.buckets():
        tree.run_all("destroy")


def replica(live, key, version):
    """The replica's HEAD once the source says COMPLETED, or None after a while."""
    source, destination = live.source.s3("us-east-1"), live.destination.s3("eu-west-1")
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if source.head_object(Bucket=f"{live.prefix}-{key}", **version).get("ReplicationStatus") == "COMPLETED":
            return destination.head_object(Bucket=f"{live.prefix}-{key}-replica", **version)
        time.sleep(PAUSE_SECONDS)
    return None


def test_plan_and_apply_and_destroy_take_one_pass_each(live, capsys):
    planned = live.run_all("plan")
    assert planned.returncode == 0, planned.stderr
    assert live.buckets() == set()

    applied = live.run_all("apply")
    assert applied.returncode == 0, applied.stderr
    assert live.buckets() == {f"{live.prefix}-{key}{end}" for key in live.keys for end in ("", "-replica")}

    for key in live.keys:
        written = live.source.s3("us-east-1").put_object(Bucket=f"{live.prefix}-{key}", Key="originals/1", Body=b"data")
        found = replica(live, key, {"Key": "originals/1", "VersionId": written["VersionId"]})
        assert found is not None, key
        assert found["ReplicationStatus"] == "REPLICA"
        assert found["SSEKMSKeyId"].split(":")[3:5] == ["eu-west-1", "222222222222"]

    again = live.run_all("plan", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout

    destroyed = live.run_all("destroy")
    assert destroyed.returncode == 0, destroyed.stderr
    assert live.buckets() == set()
    with capsys.disabled():
        print(f"\n{len(live.keys)} buckets: " + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in live.seconds.items()))
