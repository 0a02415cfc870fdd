"""`s3-replication local env` and `local run`: what runs in their environment reaches no AWS, and `eval` fails where they do."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from s3_replication.aws import Connection
from s3_replication.local.client.environment import clean_environment, conflicts, local_environment
from s3_replication.local.client.shell import enter

COMMAND = [sys.executable, "-c", "from s3_replication.cli.main import main; main()", "local"]
# A user's settings that would lead elsewhere.
FOREIGN = {
    "AWS_PROFILE": "production",
    "AWS_ENDPOINT_URL_SQS": "https://sqs.example.com",
    "AWS_S3_ENDPOINT": "https://s3.example.com",
    "TF_AWS_STS_ENDPOINT": "https://sts.example.com",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "NO_PROXY": "amazonaws.com",
    "HTTP_PROXY": "http://proxy.example.com:3128",
}
# Prints the names that the process looks up while it writes with proxies switched off, and what the bucket then holds.
CLIENT = """
import socket, sys
import boto3
from botocore.config import Config
plain, asked = socket.getaddrinfo, []
socket.getaddrinfo = lambda host, *a, **k: (asked.append(host), plain("127.0.0.1", *a, **k))[1]
proxies = {"http": None, "https": None} if sys.argv[1] == "off" else None
s3 = boto3.client("s3", config=Config(proxies=proxies, retries={"total_max_attempts": 1}))
s3.create_bucket(Bucket="a.b-" + sys.argv[1])
for key in ("./a", "x/../b", "c/./d", "e/."):
    s3.put_object(Bucket="a.b-" + sys.argv[1], Key=key, Body=b"1")
print(*sorted(set(asked)), *(each["Key"] for each in s3.list_objects_v2(Bucket="a.b-" + sys.argv[1])["Contents"]))
"""


def shell(script, **environment):
    done = subprocess.run(
        ["sh"], input=script, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=False
    )
    return done.stdout.split()


@pytest.fixture
def run(tmp_path):
    """Runs a command with a state folder of its own."""

    def call(*arguments, **variables):
        environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), **variables}
        return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120)

    return call


def test_every_address_is_loopbacks_or_under_localhost():
    addresses = [value for value in local_environment(5000).values() if "://" in value]
    assert {address.split("/")[2].split(":")[0] for address in addresses} == {"127.0.0.1", "s3-control.localhost"}


@pytest.mark.parametrize("proxies", ["on", "off"])
def test_a_client_looks_up_no_name_of_aws_and_keeps_dot_segments(proxies, local_aws):
    done = subprocess.run(
        [sys.executable, "-c", CLIENT, proxies], env=local_aws.full_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["127.0.0.1", "./a", "c/./d", "e/.", "x/../b"]


def test_s3_control_is_reached_by_the_accounts_name(local_aws, monkeypatch):
    for name, value in local_aws.environment().items():
        monkeypatch.setenv(name, value)
    control = boto3.client("s3control", config=Config(retries={"total_max_attempts": 1}))
    answer = control.list_jobs(AccountId="111111111111")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert all(job["JobId"] for job in answer["Jobs"])  # other tests make jobs on this server


def test_the_users_own_connection_keeps_dot_segments(local_aws):
    s3 = Connection.open(local_aws.environment()).s3("us-east-1")
    s3.create_bucket(Bucket="connection-dots")
    s3.put_object(Bucket="connection-dots", Key="x/../b", Body=b"1")
    assert [each["Key"] for each in s3.list_objects_v2(Bucket="connection-dots")["Contents"]] == ["x/../b"]


def test_foreign_settings_are_unset_or_replaced():
    assert conflicts(FOREIGN) == ["AWS_ENDPOINT_URL_SQS", "AWS_PROFILE", "AWS_S3_ENDPOINT", "TF_AWS_STS_ENDPOINT"]
    clean = clean_environment({**FOREIGN, "PATH": "p"}, 5000)
    assert clean == {**local_environment(5000), "PATH": "p"}
    lines = shell(f"{enter(5000, FOREIGN)}\nunset S3_REPLICATION_BEFORE_LOCAL_ENV\nenv", **FOREIGN)
    assert [line for line in lines if "example.com" in line] == []
    assert "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false" in lines


@pytest.mark.parametrize("times", [1, 2])
def test_unset_undoes_it_however_often_it_was_set(times):
    names = sorted({*FOREIGN, *local_environment(0), "S3_REPLICATION_BEFORE_LOCAL_ENV"})
    show = " ".join(f'"{name}=${{{name}-unset}}"' for name in names)
    code = "import os; from s3_replication.local.client.shell import enter, leave; print({})"
    evaluate = f"eval \"$({sys.executable} -c '{code}')\""
    script = [evaluate.format(f"enter({port}, os.environ)") for port in range(5000, 5000 + times)]
    script += ['echo "$AWS_ENDPOINT_URL"', evaluate.format("leave(os.environ)"), f"printf '%s\\n' {show}"]
    endpoint, *back = shell("\n".join(script), **FOREIGN)
    assert endpoint == f"http://127.0.0.1:{4999 + times}"
    assert back == [f"{name}={FOREIGN.get(name, 'unset')}" for name in names]


def test_no_value_of_the_users_is_printed_or_handed_to_programs():
    code, values = enter(5000, FOREIGN), [value for value in FOREIGN.values() if value != "true"]
    assert [value for value in values if value in code] == []
    lines = shell(f"{code}\nenv", **FOREIGN)
    assert [line for line in lines for value in values if value in line] == []


def test_eval_fails_where_env_fails(run):
    refused = run("env")
    assert refused.returncode == 2
    assert shell(f"eval '{refused.stdout}' && echo went on") == []
    assert shell(f"set -e\neval '{refused.stdout}'\necho went on") == []
    assert json.loads(run("env", "--json").stdout)["error"]


def test_run_gives_the_command_a_local_aws_that_ends_with_it(run):
    code = "import boto3, os, sys; boto3.client('sts').get_caller_identity(); print(os.environ['AWS_ENDPOINT_URL']); sys.exit(7)"
    done = run("run", "--", sys.executable, "-c", code, AWS_PROFILE="production", AWS_ENDPOINT_URL_STS="https://sts.example.com")
    assert done.returncode == 7, done.stderr
    with socket.socket() as connection, pytest.raises(ConnectionRefusedError):
        connection.connect(("127.0.0.1", int(done.stdout.rsplit(":", 1)[1])))


def test_run_uses_the_named_one_which_runs_on(run):
    port = json.loads(run("start", "--name", "shared", "--json").stdout)["port"]
    try:
        done = run("run", "--name", "shared", "--", "sh", "-c", 'echo "$AWS_ENDPOINT_URL"')
        assert done.stdout == f"http://127.0.0.1:{port}\n"
        assert run("status", "--name", "shared").returncode == 0
        assert run("run", "--name", "shared", "--switch", "a=b", "--", "true").returncode == 2
        refused = run("run", "--name", "shared", "--authorize", "--", "true")
        assert (refused.returncode, "--authorize cannot be combined with --name" in refused.stderr) == (2, True)
    finally:
        run("stop", "--name", "shared")
    refused = run("run", "--name", "shared", "--", "true")
    assert refused.returncode == 2
    assert "start one with 's3-replication local start --name shared'" in refused.stderr


ANONYMOUS = """
import http.client, os
connection = http.client.HTTPConnection(os.environ["AWS_ENDPOINT_URL"][7:])
connection.request("GET", "/")
print(connection.getresponse().status)
"""


@pytest.mark.parametrize(("options", "status"), [([], 200), (["--authorize"], 403)])
def test_only_with_the_option_are_callers_judged(run, options, status):
    assert run("run", *options, "--", sys.executable, "-c", ANONYMOUS).stdout == f"{status}\n"
    port = json.loads(run("start", "--name", "judged", *options, "--json").stdout)["port"]
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/")
        assert connection.getresponse().status == status
        connection.close()
    finally:
        run("stop", "--name", "judged")


def test_run_says_what_cannot_be_run(run):
    done = run("run", "--", "no-such-command")
    assert (done.returncode, done.stderr) == (
        127,
        "Error: 'no-such-command' cannot be run (No such file or directory): correct the command after '--'.\n",
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_reaches_the_command_and_the_local_aws_ends_after_it(number, tmp_path):
    note = tmp_path / "note"
    script = f'trap "echo cleaned > {note}; exit 3" TERM INT; echo "$AWS_ENDPOINT_URL"; while :; do sleep 0.05; done'
    # A process group of its own, as a terminal's foreground job has: Ctrl-C goes to all of it.
    with subprocess.Popen([*COMMAND, "run", "--", "sh", "-c", script], stdout=subprocess.PIPE, text=True, process_group=0) as running:
        port = int(running.stdout.readline().rsplit(":", 1)[1])
        (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
        assert running.wait(60) == 3
    assert Path(note).read_text() == "cleaned\n"
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    pytest.fail("the local AWS still listens")
