"""What the tests of the demo share: its command, and a clone to run it in."""

import shutil
import sys
from pathlib import Path

import pytest

from s3_replication.terraform import find_checkout

COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()", "demo"]


@pytest.fixture
def checkout(tmp_path):
    """A clone of its own, so that no other run is in the way."""
    clone, folder = find_checkout(Path(__file__)), tmp_path / "clone"
    folder.mkdir()
    for path in clone.glob("*.tf"):
        shutil.copy2(path, folder)
    for part in ("modules", "examples"):
        shutil.copytree(clone / part, folder / part, ignore=shutil.ignore_patterns(".terraform*"))
    return folder
