"""`make test`'s runner: it runs every step, one failed step fails the run, and the output ends with pytest's last line."""

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent.parent / "tools"


@pytest.fixture
def steps(monkeypatch):
    """The module, with two small steps instead of the real ones."""
    spec = importlib.util.spec_from_file_location("steps", TOOLS / "steps.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "steps", module)
    spec.loader.exec_module(module)
    return module


def _step(steps, name, code):
    return steps.Step(name, (sys.executable, "-c", f"print('said by {name}'); raise SystemExit({code})"), repair=f"mend {name}")


def test_all_good_and_pytest_last(steps, monkeypatch, capfd):
    monkeypatch.setattr(steps, "static", lambda: [_step(steps, "one", 0)])
    monkeypatch.setattr(steps, "pytest", lambda *_: print("3 passed in 0.1s") or 0)
    assert steps.main("check") == 0
    said = capfd.readouterr().out
    assert "one                  ok" in said
    assert "said by one" not in said
    assert said.splitlines()[-1] == "3 passed in 0.1s"


def test_a_failed_step_fails_the_run_and_the_rest_still_runs(steps, monkeypatch, capfd):
    monkeypatch.setattr(steps, "static", lambda: [_step(steps, "one", 1), _step(steps, "two", 0)])
    monkeypatch.setattr(steps, "pytest", lambda *_: 0)
    assert steps.main("check") == 1
    said = capfd.readouterr().out
    assert "said by one" in said
    assert "repair: mend one" in said
    assert "two                  ok" in said


def test_a_failed_pytest_fails_the_run(steps, monkeypatch):
    monkeypatch.setattr(steps, "static", list)
    monkeypatch.setattr(steps, "pytest", lambda *_: 5)
    assert steps.main("check") == 5


def test_a_tool_that_cannot_be_had_fails_the_run(steps, monkeypatch):
    def missing():
        raise subprocess.CalledProcessError(3, "tools/tflint")

    monkeypatch.setattr(steps, "static", list)
    monkeypatch.setattr(steps, "pytest", lambda *_: 0)
    for name in ("terraform", "checkov"):
        monkeypatch.setattr(steps, "terraform", lambda name=name: [missing] if name == "terraform" else [])
        monkeypatch.setattr(steps, "checkov", missing if name == "checkov" else lambda: _step(steps, "scan", 0))
        assert steps.main("test") == 1, name


PYTEST = """
import sys, time
print("first dots", flush=True)
while not __import__("pathlib").Path("steps-are-done").exists():
    time.sleep(0.02)
print("3 passed in 0.1s")
raise SystemExit(5)
"""


def test_pytest_runs_at_the_same_time_and_its_output_comes_after_all_steps(steps, monkeypatch, capfd, tmp_path):
    """The fake pytest ends only after a step that is still to run."""
    (tmp_path / "python").write_text(f"#!/bin/sh\nexec {sys.executable} -c '{PYTEST}'\n")
    (tmp_path / "python").chmod(0o755)
    last = steps.Step("last", (sys.executable, "-c", "import pathlib, time; time.sleep(0.3); pathlib.Path('steps-are-done').touch()"))
    monkeypatch.setattr(steps, "BIN", tmp_path)
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "static", lambda: [_step(steps, "one", 0), last])
    monkeypatch.setattr(steps, "terraform", list)
    monkeypatch.setattr(steps, "checkov", lambda: _step(steps, "scan", 0))
    assert steps.main("test") == 5
    lines = capfd.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in lines[:3]) == ["last", "one", "scan"]
    assert lines[3:] == ["first dots", "3 passed in 0.1s"]


def test_the_minute_takes_no_provider_and_no_server(steps):
    assert {"terraform fmt", "ruff check", "mypy", "import-linter"} <= {step.name for step in steps.static()}
    assert not any("validate" in step.name for step in steps.static())


def test_pytest_keeps_compiled_modules_where_the_environment_forbids_it(steps, monkeypatch, capfd, tmp_path):
    (tmp_path / "python").write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)'\n"
    )
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(steps, "BIN", tmp_path)
    show = threading.Event()
    show.set()
    assert steps.pytest([], show) == 0
    assert capfd.readouterr().out == f"False {steps.BYTECODE}\n"
