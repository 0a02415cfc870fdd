"""Public CI runs the stated versions with only the rights that it needs; pre-commit needs no network."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def test_new_releases_of_the_pinned_actions_come_as_pull_requests():
    updates = yaml.safe_load((CHECKOUT / ".github/dependabot.yml").read_text(encoding="utf-8"))["updates"]

    assert ("github-actions", "/") in [(update["package-ecosystem"], update["directory"]) for update in updates]


def locked(name):
    """The versions in a locked file, by package; a package may have one per Python version."""
    text = (CHECKOUT / f"tools/locked/{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        match = re.fullmatch(r"([\w.-]+)(?:\[[^]]*\])?==([\w.!+]+)( ; [^#]*?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)", line)
        assert match, f"{line[:80]}: not one version with its hashes"
        found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def needed(extra):
    """What pyproject.toml asks for under an extra, the project's own extras included."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"][extra]]:
        requirement = Requirement(line)
        if requirement.name == project["name"]:
            for other in requirement.extras:
                yield from needed(other)
        else:
            yield requirement


def test_the_locked_packages_are_those_that_the_tests_need():
    there = locked("test")

    wanted = list(needed("test"))
    assert len(wanted) > 15
    unmet = [str(each) for each in wanted if not list(each.specifier.filter(there.get(canonicalize_name(each.name), ())))]
    assert unmet == [], "tools/lock writes the file again"


def test_checkov_and_what_builds_packages_are_locked_too():
    version = re.search(r"^version=(.*)$", (CHECKOUT / "tools/checkov").read_text(encoding="utf-8"), re.MULTILINE)[1]

    assert locked("checkov")["checkov"] == {version}
    assert {"hatchling", "setuptools"} <= locked("build").keys()


def test_ci_installs_the_locked_packages():
    (step,) = (step for step in CI["jobs"]["test"]["steps"] if step.get("run") == "make test")

    assert step["env"]["LOCKED"] == "1"
    for script in ("venv", "checkov"):
        assert "--require-hashes" in (CHECKOUT / "tools" / script).read_text(encoding="utf-8")


def test_ci_runs_make_test():
    assert "make test" in [step.get("run") for step in CI["jobs"]["test"]["steps"]]


def test_the_oldest_terraform_that_is_admitted_runs():
    oldest = min(numbers(row["version"]) for row in MATRIX if row["cli"] == "terraform" and row["version"] != "latest")

    assert oldest[:2] == MINIMUM[:2]


def test_both_programs_run_in_their_newest_version_too():
    assert {row["cli"] for row in MATRIX if row["version"] == "latest"} == {"terraform", "tofu"}


def test_the_provider_versions_are_those_whose_schemas_are_held():
    held = {path.stem for path in (CHECKOUT / "tests/module/schemas").glob("*.json")}

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
