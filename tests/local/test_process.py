"""Starting and ending: one process on loopback, gone within a second, with one clear sentence when it cannot start."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from s3_replication.errors import AwsError, InputError
from s3_replication.local import Control, LocalAws, process
from s3_replication.local.moto_compat.installation import check_version

PARENT = """
import os, signal, sys
from s3_replication.local import LocalAws
running = LocalAws.start()
print(running.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def gone(pid: int, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().split(")")[-1].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_within_a_second_with_connections_open(number: signal.Signals) -> None:
    running = LocalAws.start()
    try:
        with socket.create_connection(("127.0.0.1", running.port)):
            began = time.monotonic()
            os.kill(running.pid, number)
            assert gone(running.pid, 1.0), time.monotonic() - began
    finally:
        running.stop()


def test_ends_with_the_program_that_started_it() -> None:
    parent = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, check=False, timeout=60)
    assert gone(int(parent.stdout), 2.0)


def test_listens_on_loopback_only(local_aws: LocalAws) -> None:
    with Path("/proc/net/tcp").open() as table:
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    port = f"{local_aws.port:04X}"
    assert [address for address in listening if address.endswith(f":{port}")] == [f"0100007F:{port}"]


def test_port_in_use_is_one_clear_sentence(local_aws: LocalAws) -> None:
    with pytest.raises(InputError, match=f"port {local_aws.port} on 127.0.0.1 is in use by another program; choose another with --port"):
        LocalAws.start(port=local_aws.port)


def test_impossible_port_is_one_clear_sentence() -> None:
    with pytest.raises(InputError, match="port 70000 does not exist"):
        LocalAws.start(port=70000)


def test_detached_server_is_found_and_stopped_by_its_state_file(tmp_path: Path) -> None:
    assert process.status(tmp_path) is None
    started = process.start(folder=tmp_path)
    try:
        assert process.status(tmp_path) == started
        assert Control(f"http://127.0.0.1:{started.port}").health()["pid"] == started.pid
        with pytest.raises(InputError, match="already runs on port"):
            process.start(folder=tmp_path)
    finally:
        assert process.stop(tmp_path) == started
    assert gone(started.pid, 1.0)
    assert process.status(tmp_path) is None
    assert process.stop(tmp_path) is None
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "left", ['{"port": 1, "pid": 1}', "not json", '{"wrong": 1}'], ids=["of a dead server", "unreadable", "of another kind"]
)
def test_state_file_left_behind_is_no_obstacle(left: str, tmp_path: Path) -> None:
    (tmp_path / process.STATE).write_text(left)
    assert process.status(tmp_path) is None
    assert not (tmp_path / process.STATE).exists()


def test_control_without_a_server_says_how_to_start_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(AwsError, match="start one with 's3-replication local start'"):
        Control(f"http://127.0.0.1:{port}").health()


def test_another_moto_is_refused_by_version() -> None:
    check_version("5.2.99")
    with pytest.raises(InputError, match=r"was not tried with moto 6\.0\.0"):
        check_version("6.0.0")
