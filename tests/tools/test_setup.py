"""The scripts that install what `make` needs: what they choose, and their message if they cannot."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent.parent / "tools"
OLD = '#!/bin/sh\ncase "$*" in *version_info*) exit 1;; *) echo "Python 3.9.1";; esac\n'
WITHOUT_VENV = '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *) exit 0;; esac\n'
# A Python that creates a virtual environment of itself, and whose pip does what the test says.
WORKING = """#!/bin/sh
case "$*" in
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;
  *"pip install"*) echo "$*" >>"$PIP_LOG"; exit "${PIP_CODE:-0}";;
  --version) echo "Python 3.12.9";;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    """A clone with only the scripts, and a PATH with only a shell's programs and `bin`."""
    (tmp_path / "tools").mkdir()
    for name in ("venv", "tflint", "checkov", "clean"):
        shutil.copy2(TOOLS / name, tmp_path / "tools")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname", "cksum", "tr", "mkdir", "cp", "rm", "tail", "find"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    return tmp_path


def _program(checkout, name, text):
    path = checkout / "bin" / name
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def run(checkout):
    def call(script, *arguments, **variables):
        environment = {"PATH": str(checkout / "bin"), "PIP_LOG": str(checkout / "pip.log"), **variables}
        return subprocess.run([str(checkout / "tools" / script), *arguments], env=environment, capture_output=True, text=True, check=False)

    return call


def test_no_python_names_the_repair(run):
    done = run("venv", "demo")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: no Python 3.11 or newer was found on PATH: install one, or name it")


def test_an_old_python_counts_as_none(run, checkout):
    _program(checkout, "python3", OLD)
    assert run("venv", "demo").returncode == 2


def test_another_name_serves(run, checkout):
    _program(checkout, "python3", OLD)
    _program(checkout, "python3.12", WORKING)
    done = run("venv", "demo")
    assert done.returncode == 0, done.stderr
    assert "Making .venv with Python 3.12.9" in done.stderr


def test_a_named_one_comes_first(run, checkout):
    _program(checkout, "python3", OLD)
    named = _program(checkout, "mine", WORKING)
    assert run("venv", "demo", PYTHON=str(named)).returncode == 0


def test_a_python_without_venv_names_the_package(run, checkout):
    _program(checkout, "python3", WITHOUT_VENV)
    done = run("venv", "demo")
    assert done.returncode == 2
    assert "install its venv package" in done.stderr


def test_it_is_made_once_per_state_of_pyproject(run, checkout):
    _program(checkout, "python3", WORKING)

    def installs():
        log = checkout / "pip.log"
        return len(log.read_text().splitlines()) if log.exists() else 0

    for _ in range(2):
        assert run("venv", "test").returncode == 0
    assert installs() == 1
    assert run("venv", "demo").returncode == 0
    assert installs() == 1, "the tests' packages hold the demo's"
    (checkout / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    assert run("venv", "demo").returncode == 0
    assert installs() == 2
    assert run("venv", "test").returncode == 0
    assert installs() == 3


def test_a_failed_install_is_said_and_tried_again(run, checkout):
    _program(checkout, "python3", WORKING)
    failed = run("venv", "demo", PIP_CODE="1")
    assert failed.returncode == 3
    assert failed.stderr.splitlines()[-1].startswith("Error: pip could not install the packages")
    assert run("venv", "demo").returncode == 0


def test_neither_tflint_nor_go(run):
    done = run("tflint")
    assert done.returncode == 3
    assert done.stderr.startswith("Error: tflint was not found, and there is no Go to install it with")


def test_a_tflint_on_path_serves(run, checkout):
    path = _program(checkout, "tflint", "#!/bin/sh\n")
    assert run("tflint").stdout.strip() == str(path)


def test_cleaning_spares_a_demo_that_still_has_state(run, checkout):
    (checkout / ".cache/demo").mkdir(parents=True)
    done = run("clean")
    assert done.returncode == 2
    assert "end it first with 'make demo-end'" in done.stderr
    assert (checkout / ".cache/demo").exists()


def test_cleaning_removes_what_was_made(run, checkout):
    for name in (".venv", ".tools/bin", ".cache/other", "src/__pycache__"):
        (checkout / name).mkdir(parents=True)
    assert run("clean").returncode == 0
    assert sorted(path.name for path in checkout.iterdir()) == ["bin", "pyproject.toml", "src", "tools"]
    assert not (checkout / "src/__pycache__").exists()


def test_ci_runs_the_tests():
    text = (TOOLS.parent / ".ci/run").read_text()
    assert os.access(TOOLS.parent / ".ci/run", os.X_OK)
    assert text.rstrip().endswith("test")
