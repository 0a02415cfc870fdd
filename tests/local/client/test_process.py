"""Starting and ending: one process on loopback, gone when it is told to, with one clear sentence when it cannot start."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from s3_replication.errors import AwsError, InputError
from s3_replication.local import Control, LocalAws
from s3_replication.local.client import process
from s3_replication.local.client.state import Running, StateFile, all_states
from s3_replication.local.moto.installation import check_version, supported_version

STATE = "local-aws.json"
PARENT = """
import os, signal, sys
from s3_replication.local import LocalAws
running = LocalAws.start()
print(running.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def gone(pid: int) -> bool:
    """Whether the process ends; a loaded machine needs longer than the usual tenth of a second."""
    until = time.monotonic() + 20
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
def test_ends_while_a_client_keeps_its_connection_open(number: signal.Signals) -> None:
    running = LocalAws.start()
    try:
        with socket.create_connection(("127.0.0.1", running.port)):
            os.kill(running.pid, number)
            assert gone(running.pid)
    finally:
        running.stop()


def test_ends_with_the_program_that_started_it() -> None:
    parent = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, check=False, timeout=60)
    assert gone(int(parent.stdout))


def test_a_server_whose_starter_has_ended_ends_without_a_traceback() -> None:
    """Nobody reads the port any more."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "s3_replication.local", "--port", "0"],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


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


@pytest.fixture
def detached(tmp_path: Path) -> Iterator[Running]:
    """A detached server whose state is in tmp_path."""
    yield process.start(folder=tmp_path)
    process.stop(tmp_path)


def test_detached_server_is_found_and_stopped_by_its_state_file(tmp_path: Path) -> None:
    assert process.status(tmp_path) is None
    started = process.start(folder=tmp_path)
    try:
        assert process.status(tmp_path) == started
        assert Control(f"http://127.0.0.1:{started.port}").health()["pid"] == started.pid
        with pytest.raises(InputError, match=r"already runs on port .* start another with 's3-replication local start --name NAME'"):
            process.start(folder=tmp_path)
    finally:
        assert process.stop(tmp_path) == started
    assert gone(started.pid)
    assert process.status(tmp_path) is None
    assert process.stop(tmp_path) is None
    assert not any(tmp_path.iterdir())


def test_two_starts_at_once_leave_one_server_that_is_known(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from s3_replication.local.client import process; process.start(folder=Path({str(tmp_path)!r}))"
    both = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    said = [each.communicate(timeout=60)[1].decode() for each in both]
    running = process.stop(tmp_path)
    assert sorted(each.returncode for each in both) == [0, 1]
    assert running is not None
    assert f"already runs on port {running.port} (process {running.pid})" in "".join(said)
    assert gone(running.pid)
    assert not any(tmp_path.iterdir())


def test_a_server_that_does_not_answer_is_not_forgotten_and_can_be_stopped(tmp_path: Path, detached: Running, monkeypatch: Any) -> None:
    os.kill(detached.pid, signal.SIGSTOP)
    assert process.status(tmp_path) == detached
    with pytest.raises(InputError, match="already runs on port"):
        process.start(folder=tmp_path)
    monkeypatch.setattr(process, "STOP_SECONDS", 0.2)
    assert process.stop(tmp_path) == detached
    assert gone(detached.pid)


def test_a_killed_server_leaves_nothing_in_the_way(tmp_path: Path, detached: Running) -> None:
    os.kill(detached.pid, signal.SIGKILL)
    assert gone(detached.pid)
    assert process.status(tmp_path) is None
    assert not any(tmp_path.iterdir())


def test_a_killed_server_that_still_holds_its_lock_is_not_running(tmp_path: Path) -> None:
    """A killed process keeps its files open until its last thread has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    holder = StateFile(tmp_path)
    assert holder.acquire()
    holder.write(4566)
    record = json.loads(holder.path.read_text())
    ended.wait()
    holder.path.write_text(json.dumps({**record, "pid": ended.pid}))
    releasing = threading.Timer(0.1, holder.release)
    releasing.start()
    assert StateFile(tmp_path).read() is None
    releasing.join()


@pytest.mark.usefixtures("detached")
def test_a_process_number_in_use_again_is_never_ended(tmp_path: Path, monkeypatch: Any) -> None:
    """Another program has the number that the record names, and its start time differs."""
    record = tmp_path / STATE
    kept = record.read_text()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record.write_text(json.dumps({**json.loads(kept), "pid": stranger.pid}))
        with monkeypatch.context() as patched:
            patched.setattr(process, "STOP_SECONDS", 0.1)
            with pytest.raises(AwsError, match="does not end"):
                process.stop(tmp_path)
        assert stranger.poll() is None
        stranger.kill()
    record.write_text(kept)


@pytest.mark.parametrize("cause", ["no-folder", "no-room"])
def test_a_state_that_cannot_be_kept_is_refused_and_leaves_no_server(cause: str, tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "state"
    if cause == "no-folder":
        folder.write_text("a file")
    else:  # the record's draft cannot be made where a folder has its name
        (folder / "local-aws.new").mkdir(parents=True)
    started: list[int] = []
    popen = subprocess.Popen

    def noted(*arguments: Any, **named: Any) -> Any:
        started.append((made := popen(*arguments, **named)).pid)
        return made

    monkeypatch.setattr(process.subprocess, "Popen", noted)
    with pytest.raises(InputError, match=r"state of the local AWS cannot be written to .*make room there"):
        process.start(folder=folder)
    assert all(gone(pid) for pid in started)


def test_several_run_at_once_by_name(tmp_path: Path, detached: Running) -> None:
    other = process.start(folder=tmp_path, name="other")
    try:
        assert other.port != detached.port
        assert process.status(tmp_path, "other") == other
        assert process.status(tmp_path) == detached
        for stray in ("local-aws-old.json", "local-aws..json", "local-aws.-x.json", "local-awsome.json"):
            (tmp_path / stray).write_text("{}")
        assert {state.name for state in all_states(tmp_path)} == {"default", "other"}
    finally:
        assert process.stop(tmp_path, "other") == other
    assert process.status(tmp_path) == detached


@pytest.mark.parametrize("name", ["", "../up", "a b", "-x", "x" * 65])
def test_a_name_that_cannot_be_one_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--name .* cannot be used"):
        process.status(tmp_path, name)


@pytest.mark.parametrize(
    "left", ['{"port": 1, "pid": 1}', "not json", '{"wrong": 1}'], ids=["of a dead server", "unreadable", "of another kind"]
)
def test_state_file_left_behind_is_no_obstacle(left: str, tmp_path: Path) -> None:
    (tmp_path / STATE).write_text(left)
    assert process.status(tmp_path) is None
    assert not (tmp_path / STATE).exists()


def test_control_without_a_server_says_how_to_start_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(AwsError, match="start one with 's3-replication local start'"):
        Control(f"http://127.0.0.1:{port}").health()


def test_another_moto_is_refused_by_version() -> None:
    check_version(f"{supported_version()}.99")
    with pytest.raises(InputError, match=r"was not tried with moto 6\.0\.0"):
        check_version("6.0.0")
