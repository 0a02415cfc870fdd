"""The GitHub Action, the pre-commit hook, and docs/check.md: what they run is run here."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from s3_replication.check import read_settings
from s3_replication.cli.main import main
from s3_replication.findings.finding import Severity

CHECKOUT = Path(__file__).parent.parent.parent
PLAN = CHECKOUT / "tests/plan/plans/existing/plan.json"
PAGE = (CHECKOUT / "docs/check.md").read_text()
ACTION: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text())


def run_action(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's last step, with the command of this environment where its first step would install it."""
    installed = folder / "s3-replication" / "bin"
    installed.mkdir(parents=True)
    (installed / "s3-replication").symlink_to(Path(sys.executable).parent / "s3-replication")
    defaults = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
    values = {name.upper().replace("-", "_"): value for name, value in {**defaults, **inputs}.items()}
    environment = {**os.environ, "RUNNER_TEMP": str(folder), **values}
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", ACTION["runs"]["steps"][-1]["run"]]
    return subprocess.run(script, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_action_fails_for_a_broken_plan_and_writes_sarif(tmp_path: Path) -> None:
    done = run_action(tmp_path, plan=str(PLAN), sarif="replication.sarif")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("Replication is broken.")
    assert '"version": "2.1.0"' in (tmp_path / "replication.sarif").read_text()


def test_a_hostile_input_of_the_action_is_no_script(tmp_path: Path) -> None:
    done = run_action(tmp_path, plan="$(touch owned); touch owned", source="; touch owned")
    assert done.returncode == 2
    assert not (tmp_path / "owned").exists()


def test_the_action_puts_no_input_into_a_script() -> None:
    assert all("${{" not in step["run"] for step in ACTION["runs"]["steps"])


def test_the_hook_runs_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
    name, command = hook["entry"].split()
    assert name in tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["scripts"]
    assert command in main.list_commands(None)  # type: ignore[arg-type]
    assert f"- id: {hook['id']}\n" in PAGE


@pytest.mark.parametrize("block", re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_the_pages_yaml_is_valid(block: str) -> None:
    assert yaml.safe_load(block)


def test_the_pages_settings_are_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / ".s3-replication.toml").write_text(block)
    settings = read_settings(tmp_path)
    assert (settings.fail_on, settings.assume_destination_allows) == (Severity.WARNING, True)
    assert [one.check for one in settings.ignores] == ["rule-disabled"]


def test_the_page_names_every_option() -> None:
    command = main.get_command(None, "check")  # type: ignore[arg-type]
    assert command is not None
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    assert [name for name in sorted(options) if f"`{name}" not in PAGE and f"{name} " not in PAGE] == []
    assert CliRunner().invoke(main, ["check", "--help"]).exit_code == 0


def test_the_list_of_checks_is_what_the_tool_writes() -> None:
    """docs/checks.md is generated; to fix it, run `python tools/checks.py`."""
    done = subprocess.run([sys.executable, "tools/checks.py", "--check"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
