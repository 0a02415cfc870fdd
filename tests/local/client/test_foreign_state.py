"""`local run -- terraform apply` in a folder whose state is of real resources: refused, because a new local AWS has none of them."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from s3_replication.errors import InputError
from s3_replication.local.client.foreign_state import refuse_foreign_state
from s3_replication.local.client.run import run_command
from s3_replication.local.http.credentials import canonical_id

REAL, LOCAL = "123456789012", "111111111111"


def write_state(path: Path, *accounts: str) -> Path:
    """A state with a bucket, whose ARN has no account, and a role of each account."""
    arns = ["arn:aws:s3:::acme-reports", *(f"arn:aws:iam::{account}:role/replication" for account in accounts)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 4, "resources": [{"instances": [{"attributes": {"arn": arn}}]} for arn in arns]}))
    return path


@pytest.mark.parametrize(
    ("command", "where", "environment"),
    [
        (["terraform", "apply"], "terraform.tfstate", {}),
        (["/opt/bin/tofu", "destroy", "-auto-approve"], "terraform.tfstate", {}),
        (["terraform", "-chdir=live", "apply"], "live/terraform.tfstate", {}),
        (["terraform", "refresh", "-state=other.tfstate"], "other.tfstate", {}),
        (["terraform", "apply", "-state", "other.tfstate"], "other.tfstate", {}),
        (["terraform", "apply", "--state=other.tfstate"], "other.tfstate", {}),
        (["terraform", "apply"], "other.tfstate", {"TF_CLI_ARGS_apply": "-state=other.tfstate"}),
        (["env", "TF_LOG=info", "terraform", "apply"], "terraform.tfstate", {}),
        (["sh", "-c", "terraform init && terraform apply"], "terraform.tfstate", {}),
        (["bash", "-eu", "-c", "cd live; ./prepare 'a b'; terraform apply -auto-approve"], "live/terraform.tfstate", {}),
        (["terraform", "apply"], "terraform.tfstate.d/prod/terraform.tfstate", {"TF_WORKSPACE": "prod"}),
    ],
)
def test_a_command_that_would_overwrite_real_resources_is_refused(
    tmp_path: Path, command: list[str], where: str, environment: dict[str, str]
) -> None:
    state = write_state(tmp_path / where, REAL)
    before = state.read_bytes()
    with pytest.raises(InputError, match=rf"{where} has resources of account {REAL}, which this new local AWS does not have: `\w+` would"):
        refuse_foreign_state(command, tmp_path, environment)
    assert state.read_bytes() == before


@pytest.mark.parametrize(
    ("command", "accounts", "environment"),
    [
        (["terraform", "plan"], [REAL], {}),
        (["./test", "apply"], [REAL], {}),
        (["sh", "-c", "terraform plan && echo apply"], [REAL], {}),
        (["sh", "-c", "terraform apply '"], [REAL], {}),
        (["terraform", "apply"], [LOCAL, "222222222222"], {}),
        (["terraform", "apply"], [], {}),
        (["terraform", "apply"], [REAL], {"TF_WORKSPACE": "local"}),
    ],
    ids=[
        "writes no state",
        "another program",
        "a script that writes no state",
        "a script that the shell refuses",
        "the local AWS's own account",
        "no account at all",
        "another workspace",
    ],
)
def test_anything_else_runs(tmp_path: Path, command: list[str], accounts: list[str], environment: dict[str, str]) -> None:
    write_state(tmp_path / "terraform.tfstate", *accounts)
    refuse_foreign_state(command, tmp_path, environment)


@pytest.mark.parametrize(("owner", "refused"), [(canonical_id(LOCAL), False), (canonical_id(REAL), True)], ids=["local", "foreign"])
def test_a_state_of_buckets_alone_is_known_by_their_owner(tmp_path: Path, owner: str, refused: bool) -> None:
    bucket = {"arn": "arn:aws:s3:::acme-reports", "grant": [{"id": owner, "permissions": ["FULL_CONTROL"], "type": "CanonicalUser"}]}
    (tmp_path / "terraform.tfstate").write_text(json.dumps({"resources": [{"instances": [{"attributes": bucket}]}]}, indent=2))
    with pytest.raises(InputError, match="has resources of another account") if refused else nullcontext():
        refuse_foreign_state(["terraform", "apply"], tmp_path, {})


def test_the_chosen_workspace_counts(tmp_path: Path) -> None:
    write_state(tmp_path / "terraform.tfstate.d/prod/terraform.tfstate", REAL)
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform/environment").write_text("prod\n")
    with pytest.raises(InputError, match=r"terraform\.tfstate\.d/prod"):
        refuse_foreign_state(["terraform", "apply"], tmp_path, {})


def test_run_refuses_before_it_starts_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_state(tmp_path / "terraform.tfstate", REAL)
    with pytest.raises(InputError, match="Use `s3-replication rehearse`"):
        run_command(["terraform", "apply"])
