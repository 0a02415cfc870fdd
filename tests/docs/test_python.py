"""docs/python.md: every example runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
BLOCKS = re.findall(r"^```python\n(.*?)^```$", (CHECKOUT / "docs/python.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_every_entry_point_has_an_example():
    examples = "\n".join(BLOCKS)

    used = ("read_plan(", "decide(", "Engine(", "LocalAws.start(", "local_aws)", "read_world(")
    assert [name for name in used if name not in examples] == []


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_an_example_runs(block, tmp_path):
    shutil.copy(CHECKOUT / "tests/plan/plans/one-account/plan.json", tmp_path / "plan.json")
    (tmp_path / "test_example.py").write_text(block, encoding="utf-8")
    runner = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if "def test_" in block else []

    done = subprocess.run([sys.executable, *runner, "test_example.py"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
