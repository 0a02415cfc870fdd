"""The command from start to end: what it says, its exit code, and that it leaves nothing behind."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.rehearse.conftest import COMMAND, Run

# One worker: several whole rehearsals at once only slow each other down.
pytestmark = pytest.mark.xdist_group("rehearse")


SCHEMA = json.loads(files("s3_replication.rehearse").joinpath("rehearsal.schema.json").read_text())


def _read(text: str) -> Any:
    result = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    return result


def _outcomes(result: Mapping[str, Any], object_class: str) -> set[tuple[str, str, str | None]]:
    rows = [row for row in result["rows"] if row["object_class"] == object_class and row["happened"]]
    return {(row["keys"]["pattern"], row["happened"]["outcome"], row["happened"]["failure_reason"]) for row in rows}


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_right_pair_works_and_every_group_ends_as_check_says(run: Run, folders: Path, tmp_path: Path) -> None:
    before = _files(folders)
    done = run("rehearse", folders / "kms", "--account", "aws=333333333333", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    result = _read(done.stdout)
    assert (result["verdict"], result["as_check_says"]) == ("works", True)
    for one in ("plain", "tagged", "delete-marker"):
        assert ("all keys", "COMPLETED", None) in _outcomes(result, one)
    assert _outcomes(result, "existing") == {("all keys", "NOT_REPLICATED", None)}
    assert ("all keys", "COMPLETED", None) in _outcomes(result, "large")
    assert {row["happened"]["arrived"] for row in result["rows"] if row["happened"] and row["happened"]["outcome"] == "COMPLETED"} == {True}
    assert {row["object_class"] for row in result["rows"] if row["happened"] is None} == {"sse-c"}
    assert _outcomes(result, "replica") == {("all keys", "NOT_REPLICATED", None)}
    assert result["left_out"] == ["aws_s3_bucket.unrelated"]
    assert result["stand_ins"] == []
    assert _files(folders) == before
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_broken_pair_fails_with_s3s_reason_and_a_named_bucket_has_a_stand_in(run: Run, folders: Path) -> None:
    done = run("rehearse", folders / "existing", "--var", "backup=acme-orders", "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    result = _read(done.stdout)
    assert (result["verdict"], result["as_check_says"]) == ("broken", True)
    assert _outcomes(result, "plain") >= {
        ("keys under a/", "COMPLETED", None),
        ("all keys except a/*", "FAILED", "SrcGetObjectNotPermitted"),
    }
    assert {row["check"]["outcome"] for row in result["rows"] if row["keys"]["pattern"] == "keys under a/"} == {"UNKNOWN"}
    assert [(one["kind"], one["name"]) for one in result["stand_ins"]] == [("bucket", "acme-orders-backup")]
    assert result["left_out"] == ["aws_security_group.web"]


def test_check_decides_by_the_state_what_only_apply_knows(run: Run, folders: Path) -> None:
    arguments = ("check", folders / "unknown", "--account", "aws=111111111111", "--rehearse", "--json")
    done = run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["verdict"] == "works"
    assert {row["outcome"] for row in report["outcomes"] if row["object_class"] in ("plain", "delete-marker", "large", "tagged")} == {
        "COMPLETED",
        "NOT_REPLICATED",
    }
    assert "value-not-known" not in {finding["id"] for finding in report["findings"] if finding["severity"] != "note"}
    assert "two-resources-write-one-bucket-setting" not in {finding["id"] for finding in report["findings"]}
    assert report["assumptions"] == ["values that are known only after apply are those of a throwaway local AWS."]


@pytest.mark.parametrize("step", ["terraform init ...", "terraform apply of "])
def test_ctrl_c_leaves_nothing_behind(step: str, folders: Path, environment: Mapping[str, str], tmp_path: Path) -> None:
    """As a terminal does it: the interrupt goes to the command, to Terraform and to its providers."""
    before = _files(folders)
    command = [*COMMAND, "rehearse", str(folders / "existing")]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    assert process.stderr is not None
    assert any(line.startswith(step) for line in process.stderr)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "Error: interrupted; nothing was left behind."  # the next step may have been announced before
    assert _files(folders) == before
    assert list((tmp_path / "tmp").iterdir()) == []
    assert _processes(str(tmp_path)) == []


def _processes(folder: str) -> list[str]:
    """The processes whose environment names the folder: Terraform, its providers and the local AWS."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if one.name != str(os.getpid()) and folder.encode() in (one / "environ").read_bytes():
                found.append((one / "cmdline").read_text().replace("\0", " "))
    return found


def test_check_refuses_to_rehearse_a_plan_without_its_folder(run: Run) -> None:
    plan = Path(__file__).parent.parent / "plan" / "plans" / "one-account" / "plan.json"
    done = run("check", plan, "--rehearse")
    assert done.returncode == 2
    assert done.stderr == "Error: --rehearse needs the folder of the plan: give the folder, or name it with --source.\n"


BAD = {
    "a folder that does not exist": ({}, "has no Terraform files (*.tf)"),
    "a folder without Terraform files": ({"README.md": "-"}, "has no Terraform files (*.tf)"),
    "an account that is none": ({"main.tf": 'provider "aws" {}\n'}, "--account 'aws=12' has no account id of 12 digits"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence(run: Run, tmp_path: Path, name: str) -> None:
    files, sentence = BAD[name]
    for file, text in files.items():
        (tmp_path / "bad").mkdir(exist_ok=True)
        (tmp_path / "bad" / file).write_text(text)
    done = run("rehearse", tmp_path / "bad", "--account", "aws=12" if "aws=12" in sentence else "aws=111111111111")
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "tmp").iterdir()) == []


FAILING = {
    "a plan that fails": (
        'resource "terraform_data" "a" {\n  input = file("nothing")\n}\n',
        3,
        "Error: terraform plan failed with exit code 1: ",
    ),
    "no replication": ('resource "terraform_data" "a" {}\n', 2, "Error: the plan has no replication configuration: "),
}


@pytest.mark.parametrize("name", FAILING)
def test_what_cannot_be_rehearsed_says_so_and_leaves_nothing_behind(run: Run, tmp_path: Path, name: str) -> None:
    text, code, beginning = FAILING[name]
    (tmp_path / "failing").mkdir()
    (tmp_path / "failing" / "main.tf").write_text(text)
    done = run("rehearse", tmp_path / "failing")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert any(line.startswith(beginning) for line in done.stderr.splitlines())
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_apply_that_check_expects_to_fail_says_so_before_and_after(run: Run, folders: Path, tmp_path: Path) -> None:
    """The first plan fails for a variable that replication does not need, so the rehearsal goes on, and shows why."""
    done = run("rehearse", folders / "refused")
    assert done.returncode == 3, done.stderr
    assert "terraform plan failed (" in done.stderr
    assert "The policy is too large." in done.stderr
    said, _, after = done.stderr.partition("terraform apply of ")
    assert "s3-replication check expects that the apply fails (policy-refused, aws_iam_role_policy.this)" in said
    assert "s3-replication check says: AWS refuses a policy [policy-refused], aws_iam_role_policy.this. IAM refuses policy" in after
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "tmp").iterdir()) == []
    assert _processes(str(tmp_path)) == []
