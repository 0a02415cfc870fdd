"""Each command needs its own extra only: `pip install "s3-replication[local]"` gives a working local AWS."""

import functools
import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest

COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()"]
# Runs in each Python process with this folder on PYTHONPATH, the server's too: what the extra does not install is not there.
HIDER = """
import os, sys

class Hider:
    hidden = frozenset(os.environ["HIDDEN"].split(","))

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hider())
"""


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


owners = functools.cache(packages_distributions)


def installed_by(extra):
    """The names of the packages that the package with this extra brings along."""
    found, wanted = set(), [("s3-replication", frozenset({extra}))]
    while wanted:
        name, extras = wanted.pop()
        if (name, extras) in found:
            continue
        found.add((name, extras))
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue
        for line in lines:
            condition = re.search(r"extra == ['\"]([^'\"]+)", line)
            if condition and normal(condition[1]) not in {normal(each) for each in extras}:
                continue
            head = re.match(r"([\w.-]+)\s*(?:\[([^]]*)\])?", line)
            wanted.append((normal(head[1]), frozenset(filter(None, re.split(r"[\s,]+", head[2] or "")))))
    return {name for name, _ in found}


@pytest.fixture
def run(tmp_path):
    """Runs a command as an installation with `extra` would; stops at the end what a test started."""
    (tmp_path / "sitecustomize.py").write_text(HIDER)

    def call(extra, *arguments):
        there = installed_by(extra)
        hidden = {module for module, names in owners().items() if not {normal(name) for name in names} & there}
        environment = {**os.environ, "HIDDEN": ",".join(hidden), "PYTHONPATH": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
        return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60)

    yield call
    call("local", "local", "stop")


def test_the_extra_local_serves_the_local_aws(run):
    started = run("local", "local", "start", "--json")
    assert started.returncode == 0, started.stdout + started.stderr
    assert json.loads(run("local", "local", "status", "--json").stdout)["running"]


def test_the_demo_without_its_extra_names_the_repair(run):
    refused = run("local", "demo", "--live")
    assert (refused.returncode, refused.stderr) == (
        2,
        "Error: 's3-replication demo' needs the package python_terraform: install it with pip install \"s3-replication[demo]\".\n",
    )


def test_the_package_alone_says_what_the_local_aws_needs(run):
    shown = run("", "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    refused = run("", "local", "start")
    assert refused.returncode == 2
    assert 'install it with pip install "s3-replication[local]"' in refused.stderr


def test_the_package_alone_diagnoses_a_live_bucket(run):
    refused = run("", "doctor", "bucket", "--profile", "nobody")
    assert (refused.returncode, "The config profile (nobody) could not be found" in refused.stderr) == (3, True), refused.stderr
