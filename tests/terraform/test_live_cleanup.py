"""What a live test made on AWS is destroyed also where the user presses Ctrl-C twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
RUN = """
import sys
from pathlib import Path
from s3_replication.terraform import Binary, Terraform
from tests.examples.cleanup import destroy_all
work = Path(sys.argv[1])
destroy_all(Terraform(work, Binary(str(work / "terraform"), (1, 9, 0)), {"PATH": "/usr/bin:/bin"}), work / "kept")
"""


def start(work: Path, script: str) -> "subprocess.Popen[str]":
    """A clean-up with a Terraform that runs this script; returns once Terraform runs."""
    (work / "kept").mkdir()
    (work / "terraform").write_text(f"#!/bin/sh\ntouch {work}/begun\n{script}\n")
    (work / "terraform").chmod(0o755)
    run = subprocess.Popen([sys.executable, "-c", RUN, str(work)], cwd=CHECKOUT, stderr=subprocess.PIPE, text=True,
                           env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, start_new_session=True)  # fmt: skip
    until = time.monotonic() + 60
    while not (work / "begun").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return run


@pytest.mark.parametrize("signals", [[signal.SIGINT, signal.SIGINT], [signal.SIGINT, signal.SIGTERM]], ids=["twice", "and SIGTERM"])
def test_signals_do_not_stop_the_destruction(tmp_path: Path, signals: list[signal.Signals]) -> None:
    with start(tmp_path, f"sleep 0.6; touch {tmp_path}/destroyed") as run:
        for each in signals:
            os.killpg(run.pid, each)
            time.sleep(0.1)
        said = run.communicate(timeout=60)[1]
    assert (tmp_path / "destroyed").exists()
    assert not (tmp_path / "kept").exists()
    assert "still destroying what the test made on AWS" in said
    assert "Interrupted" in said


def test_a_destruction_that_fails_names_the_folder_of_the_state(tmp_path: Path) -> None:
    with start(tmp_path, "echo 'Error: denied' >&2; exit 1") as run:
        said = run.communicate(timeout=60)[1]
    assert run.returncode != 0
    assert f"run `terraform destroy` in {tmp_path}, then remove {tmp_path}/kept." in said
    assert (tmp_path / "kept").exists()
