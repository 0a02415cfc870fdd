"""`s3-replication local`: one local AWS from start to stop, and one sentence for each wrong use."""

import json
import os
import socket
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()", "local"]


@pytest.fixture
def run(tmp_path):
    """Runs a command with a state folder of its own; stops at the end what a test started."""
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}

    def call(*arguments):
        return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60)

    yield call
    call("stop")


@pytest.fixture
def running(run):
    return json.loads(run("start", "--json").stdout)


def test_start_status_stop(run):
    assert run("status").returncode == 1
    started = run("start")
    assert started.returncode == 0
    assert "runs on port" in started.stdout
    assert run("status").returncode == 0
    assert run("stop").stdout == "The local AWS is stopped.\n"
    assert run("status").returncode == 1
    assert run("stop").stdout == "No local AWS was running.\n"


def test_the_variables_are_shell_code_that_points_to_it(run, running):
    script = f'{run("env").stdout}\nprintf \'%s %s\' "$AWS_ENDPOINT_URL" "$AWS_SESSION_TOKEN"'
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown == f"http://127.0.0.1:{running['port']} "


@pytest.mark.usefixtures("running")
def test_the_variables_as_json_are_the_same(run):
    lines = dict(line.removeprefix("export ").split("=", 1) for line in run("env").stdout.splitlines())
    assert {name: value.strip("'") for name, value in lines.items()} == json.loads(run("env", "--json").stdout)


def test_a_second_one_is_refused(run, running):
    refused = run("start")
    assert refused.returncode == 2
    assert refused.stderr == (
        f"Error: a local AWS already runs on port {running['port']} (process {running['pid']}); stop it with 's3-replication local stop'\n"
    )


def test_a_port_in_use_is_refused(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("start", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2
    assert "in use" in refused.stderr
    assert refused.stderr.startswith("Error: ")
    assert len(refused.stderr.splitlines()) == 1
    assert run("status").returncode == 1


CONTROL = [
    ("settle",), ("pause",), ("resume",), ("delay", "0"), ("advance", "60"), ("fault", "--times", "1"), ("fault", "--clear"), ("reset",),
    ("recorded",),
]  # fmt: skip


@pytest.mark.usefixtures("running")
def test_everything_it_can_be_asked(run):
    for arguments in CONTROL:
        done = run(*arguments, "--json")
        assert (arguments, done.returncode, done.stderr) == (arguments, 0, "")
        json.loads(done.stdout)


@pytest.mark.parametrize("arguments", [*CONTROL, ("env",), ("versions", "some-bucket")], ids=lambda arguments: arguments[0])
def test_without_one_each_command_names_the_repair(run, arguments):
    refused = run(*arguments)
    assert refused.returncode == 2
    assert refused.stderr == "Error: no local AWS is running: start one with 's3-replication local start', or name its port with --port.\n"


def test_a_port_where_nothing_listens(run):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    refused = run("settle", "--port", str(port), "--json")
    assert refused.returncode == 3
    assert "no local AWS answers at" in json.loads(refused.stdout)["error"]


@pytest.mark.usefixtures("running")
def test_a_bucket_that_is_not_there(run):
    refused = run("versions", "no-such-bucket")
    assert refused.returncode == 3
    assert "there is no bucket 'no-such-bucket'" in refused.stderr


@pytest.mark.usefixtures("running")
def test_paused_delivery_is_seen(run):
    run("pause")
    assert "delivery paused" in run("status").stdout
