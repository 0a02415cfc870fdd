"""`s3-replication local`: one local AWS from start to stop, and one sentence for each wrong use."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()", "local"]


@pytest.fixture
def run(tmp_path):
    """Runs a command with a state folder of its own; stops at the end what a test started."""
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}

    def call(*arguments, **variables):
        return subprocess.run([*COMMAND, *arguments], env=environment | variables, capture_output=True, text=True, check=False, timeout=60)

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
    assert "older SDKs can (docs/local.md)" in started.stdout
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
    exports = [line for line in run("env").stdout.splitlines() if line.startswith("export ")]
    lines = dict(line.removeprefix("export ").split("=", 1) for line in exports)
    del lines["S3_REPLICATION_BEFORE_LOCAL_ENV"]
    assert {name: value.strip("'") for name, value in lines.items()} == json.loads(run("env", "--json").stdout)


def test_a_second_one_is_refused_without_advice_to_stop_the_first(run, running):
    refused = run("start")
    assert refused.returncode == 2
    assert refused.stderr == (
        f"Error: a local AWS named 'default' already runs on port {running['port']} (process {running['pid']}): use it with "
        "'s3-replication local env', or start another with 's3-replication local start --name NAME'\n"
    )


def test_commands_find_the_one_that_the_environment_names(run, running):
    other = json.loads(run("start", "--name", "other", "--json").stdout)
    try:
        pointed = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{other['port']}"}
        assert json.loads(run("status", "--json", **pointed).stdout)["name"] == "other"
        assert run("pause", **pointed).returncode == 0
        assert "delivery paused" in run("status", "--name", "other").stdout
        assert "delivery paused" not in run("status").stdout
        assert f"http://127.0.0.1:{other['port']}" in run("env", **pointed).stdout
        assert run("stop", **pointed).stdout == "The local AWS is stopped.\n"
        # Its shell still names the one that has ended.
        assert run("settle", **pointed).returncode == 3
        assert f"http://127.0.0.1:{running['port']}" in run("env", **pointed).stdout
    finally:
        run("stop", "--name", "other")
    assert run("status").returncode == 0


@pytest.mark.usefixtures("running")
def test_one_that_another_program_started_is_not_stopped_and_none_in_its_place(run, local_aws):
    refused = run("stop", AWS_ENDPOINT_URL=local_aws.endpoint)
    assert refused.returncode == 2
    assert "was not started by 's3-replication local start'" in refused.stderr
    assert local_aws.control.health()["status"] == "ok"
    assert run("status").returncode == 0


def test_status_says_that_one_does_not_answer(run, running):
    os.kill(running["pid"], signal.SIGSTOP)
    try:
        shown = run("status")
    finally:
        os.kill(running["pid"], signal.SIGCONT)
    assert (shown.returncode, shown.stdout) == (
        3,
        f"Running on port {running['port']} of 127.0.0.1 (process {running['pid']}), but it does not answer.\n",
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
    assert refused.returncode == 2
    assert refused.stderr == ("Error: the local AWS has no bucket named 'no-such-bucket'; `aws s3 ls` lists the buckets of an account\n")


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(("arguments", "sentence"), [
    (("advance", "1e12"), "seconds must be at most "),
    (("delay", "1e12"), "seconds must be at most "),
], ids=["a clock beyond all time", "a delay without end"])  # fmt: skip
def test_an_argument_that_is_out_of_range(run, arguments, sentence):
    refused = run(*arguments)
    assert (refused.returncode, refused.stderr.startswith(f"Error: {sentence}")) == (2, True), refused.stderr
    assert "/_local/" not in refused.stderr


@pytest.mark.usefixtures("running")
def test_paused_delivery_is_seen(run):
    run("pause")
    assert "delivery paused" in run("status").stdout
