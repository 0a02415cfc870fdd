"""One repair of each kind: the HCL that check prints is put into a copy of the folder, and what failed replicates there."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.rehearse.conftest import HERE, Run

pytestmark = pytest.mark.xdist_group("rehearse")

ACCOUNTS = ("--account", "aws=111111111111", "--account", "aws.destination=222222222222")
REPAIRS = {
    "boundary": ("permissions-boundary-lacks-permission", 'aws_iam_role.this["boundary"]'),
    "bucket-policy": ("bucket-policy-lacks-permission", 'aws_s3_bucket.shared["bucket-policy"]'),
    "deny": ("bucket-policy-denies", 'aws_s3_bucket.shared["deny"]'),
    "key": ("replica-key-unusable", "aws_kms_key.disabled"),
    "key-policy": ("key-policy-lacks-permission", "aws_kms_key.narrow"),
    "lock": ("destination-has-no-object-lock", 'aws_s3_bucket.destination["lock"]'),
    "role-policy": ("role-policy-lacks-permission", 'aws_iam_role.this["role-policy"]'),
    "rule": ("rule-disabled", 'aws_s3_bucket.source["rule"]'),
    "skips": ("rule-skips-kms-objects", 'aws_s3_bucket.source["skips"]'),
    "trust": ("trust-policy-lacks-permission", 'aws_iam_role.this["trust"]'),
    "versioning": ("destination-is-not-versioned", 'aws_s3_bucket.destination["versioning"]'),
}
# The fault that a repair replaces; the others are added to what is there.
REPLACED = {
    "key": "is_enabled = false # repair key",
    "rule": '"Disabled" # repair rule',
    "versioning": 'versioning_configuration {\n    status = "Suspended"\n  }\n  # repair versioning',
}
NEW_RESOURCES = ("lock",)


def applied(text: str, pair: str, changes: Sequence[Mapping[str, str]]) -> str:
    """The configuration with the printed blocks and arguments where they belong."""
    hcl = "\n".join(change["hcl"] for change in changes)
    if pair in NEW_RESOURCES:
        lines = [line for line in hcl.splitlines() if not line.strip().startswith("# Add depends_on")]
        return "\n".join([text, *lines[:-1], "  depends_on = [aws_s3_bucket_versioning.destination]", lines[-1], ""])
    if pair in REPLACED:
        assert text.count(REPLACED[pair]) == 1
        return text.replace(REPLACED[pair], hcl.removeprefix("status = ") if pair == "rule" else hcl)
    rest, _, inside = hcl.partition("destination {\n")
    if inside:  # the rule has a destination block already
        text = text.replace(f"# repair {pair} destination\n", inside.rsplit("}", 1)[0])
    assert text.count(f"# repair {pair}\n") == 1
    return text.replace(f"# repair {pair}\n", f"{rest}\n")


def test_each_kind_of_printed_repair_makes_objects_replicate(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "repairs"
    shutil.copytree(HERE / "repairs", folder)
    found = json.loads(run("check", folder, *ACCOUNTS, "--json").stdout)
    serious = [one for one in found["findings"] if one["severity"] != "note" and one["id"] != "nothing-replicates"]
    repairs = {(one["id"], one["subject"]): one["repair"] for one in serious}
    assert set(repairs) == set(REPAIRS.values())
    assert all(one["proven"] for one in repairs.values())
    text = (folder / "main.tf").read_text()
    for pair, name in REPAIRS.items():
        text = applied(text, pair, repairs[name]["changes"])
    (folder / "main.tf").write_text(text)

    done = run("rehearse", folder, *ACCOUNTS, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert (result["verdict"], result["as_check_says"], result["stand_ins"]) == ("works", True, [])
    expected = {"key": "sse-kms", "key-policy": "sse-kms", "skips": "sse-kms", "lock": "locked"}
    assert {pair: _outcomes(result, pair, expected.get(pair, "plain")) for pair in REPAIRS} == {pair: {"COMPLETED"} for pair in REPAIRS}


def _outcomes(result: Mapping[str, Any], pair: str, object_class: str) -> set[str]:
    """What happened to the objects that the bucket's settings give; a group under another key may fail."""
    rows = [row for row in result["rows"] if row["source_bucket"] == f"repairs-{pair}-source" and row["object_class"] == object_class]
    happened = {row["happened"]["outcome"] for row in rows if row["happened"] and row["happened"]["arrived"]}
    return happened or {row["happened"]["outcome"] for row in rows if row["happened"]}
