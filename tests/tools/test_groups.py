"""Tests that share an applied example or a server are one group, and pytest-xdist must keep a group on one worker."""

import subprocess
import sys
from pathlib import Path

import yaml

GROUPED = """
import os
import pytest

@pytest.mark.parametrize("group", [pytest.param(number // 4, marks=pytest.mark.xdist_group(f"group-{number // 4}")) for number in range(8)])
def test_where(group):
    with open("workers.yaml", "a") as workers:
        workers.write(f"- [{group}, {os.environ['PYTEST_XDIST_WORKER']}]\\n")
"""


def test_a_group_stays_on_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        ".",
        "test_grouped.py",
    ]
    subprocess.run(line, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)

    workers = yaml.safe_load((tmp_path / "workers.yaml").read_text(encoding="utf-8"))

    assert len(workers) == 8
    assert len({tuple(each) for each in workers}) == 2
