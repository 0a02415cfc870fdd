"""The public CI runs what is stated, with no more rights than it needs; pre-commit needs no network."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from s3_replication.terraform import MINIMUM, find_binary, find_mirror, terraform_environment

CHECKOUT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((CHECKOUT / ".github/workflows").glob("*.y*ml"))
CI = yaml.safe_load((CHECKOUT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
MATRIX = CI["jobs"]["test"]["strategy"]["matrix"]["include"]
HOOKS = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]


def numbers(version):
    return tuple(int(part) for part in version.split("."))


@pytest.mark.parametrize("path", WORKFLOWS, ids=[path.name for path in WORKFLOWS])
def test_every_foreign_action_is_pinned_by_commit_with_its_version_beside(path):
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))

    assert used
    assert [line for line in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=[path.name for path in WORKFLOWS])
def test_a_workflow_may_only_read(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_ci_runs_make_test():
    assert "make test" in [step.get("run") for step in CI["jobs"]["test"]["steps"]]


def test_the_oldest_terraform_that_is_admitted_runs():
    oldest = min(numbers(row["version"]) for row in MATRIX if row["cli"] == "terraform" and row["version"] != "latest")

    assert oldest[:2] == MINIMUM[:2]


def test_both_programs_run_in_their_newest_version_too():
    assert {row["cli"] for row in MATRIX if row["version"] == "latest"} == {"terraform", "tofu"}


def test_the_provider_versions_are_those_whose_schemas_are_held():
    held = {path.stem for path in (CHECKOUT / "tests/terraform/schemas").glob("*.json")}

    assert {row["provider"] for row in MATRIX} == held | {"< 7.0.0"}


def test_the_python_versions_begin_with_the_oldest_that_is_admitted():
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")

    assert f'requires-python = ">={min((row["python"] for row in MATRIX), key=numbers)}"' in project


def test_pre_commit_hooks_are_all_local_and_their_scripts_are_there():
    assert [repository["repo"] for repository in HOOKS] == ["local"]
    for hook in HOOKS[0]["hooks"]:
        assert hook["language"] == "system"
        for word in hook["entry"].split():
            assert not word.startswith("tools/") or (CHECKOUT / word).is_file(), word


def test_the_mirror_of_ci_serves_the_providers_version(tmp_path):
    """The step, run as GitHub runs it, leaves a mirror that our own reading finds, unpacked, so that later inits link to it."""
    (step,) = (step for step in CI["jobs"]["test"]["steps"] if "VERSION" in step.get("env", {}))
    given = {"CLI": find_binary(os.environ).path, "VERSION": "< 7.0.0", "RUNNER_TEMP": str(tmp_path), "GITHUB_ENV": str(tmp_path / "env")}

    environment = terraform_environment(os.environ, tmp_path / "cli") | given
    subprocess.run(["bash", "-e", "-c", step["run"]], env=environment, check=True, capture_output=True)
    variables = dict(line.split("=", 1) for line in (tmp_path / "env").read_text(encoding="utf-8").splitlines())
    mirror = find_mirror(variables)

    assert mirror is not None
    assert list(mirror.path.glob("*/hashicorp/aws/*/*/terraform-provider-aws*"))
