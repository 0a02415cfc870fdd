"""What the tests of rehearse share: a copy of their configurations, and the command in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """The configurations and the module that they call."""
    for name in ("kms", "existing", "unknown", "refused", "modules"):
        shutil.copytree(HERE / name, tmp_path / "configurations" / name)
    return tmp_path / "configurations"


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """Credentials that lead nowhere, and a folder for temporary files that can be looked into."""
    (tmp_path / "tmp").mkdir()
    return {**os.environ, "TMPDIR": str(tmp_path / "tmp"), "AWS_ACCESS_KEY_ID": "AKIAUSER", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture
def run(environment: Mapping[str, str]) -> Run:
    """Runs the command to its end."""

    def call(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [*COMMAND, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)

    return call
