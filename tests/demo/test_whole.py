"""The whole demo by its own command: what it shows, and that nothing is left, however it ends."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.demo.conftest import COMMAND

# One worker: several whole demos at once only slow each other down.
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def run(checkout, tmp_path):
    """Runs the command to its end, with a folder for temporary files that can be looked into."""
    (tmp_path / "tmp").mkdir()

    def call(*arguments):
        return subprocess.run(
            [*COMMAND, "--checkout", str(checkout), *arguments],
            env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    return call


def _listening(port):
    """Whether anything still listens on a port of this machine."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == port for line in lines)


def test_every_kind_of_object_ends_as_it_should(run, checkout, tmp_path):
    before = set(checkout.rglob("*"))
    done = run("--json")
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    objects = {(each["key"], each["kind"]): each for each in result["objects"]}
    replicated = {kind for (_, kind), each in objects.items() if each["replicated"]}
    assert {kind for _, kind in objects} - replicated == {"existed before the rule", "straight into Glacier", "delete of that version"}
    assert all(each["why"] for (_, kind), each in objects.items() if kind not in replicated)
    replicas = [each["replica"] for each in objects.values() if each["replica"]]
    assert {replica["owner"] for replica in replicas} == {"222222222222"}
    kms = next(each for (_, kind), each in objects.items() if kind == "encrypted with SSE-KMS")
    assert kms["replica"]["kms_key"].startswith("arn:aws:kms:eu-west-1:222222222222:key/")
    assert result["as_decided"]
    assert list(result["seconds"]) == ["init", "plan", "apply the buckets", "apply", "write and replicate", "destroy"]
    assert set(checkout.rglob("*")) == before
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_kept_demo_runs_on_until_it_is_ended(run, checkout):
    before = set(checkout.rglob("*"))
    done = run("--keep", "--example", "same-account")
    assert done.returncode == 0, done.stderr
    port = int(re.search(r"local env --port (\d+)", done.stderr)[1])
    assert "make demo-end" in done.stderr
    assert _listening(port)
    again = run()
    assert again.returncode == 2
    assert "was kept and still runs: `make demo-end` ends it" in again.stderr
    assert _listening(port)
    assert run("--end").returncode == 0
    assert not _listening(port)
    assert set(checkout.rglob("*")) == before


# The step that has just ended when the signal comes: what runs then is the next one.
MOMENTS = [("on a local AWS", signal.SIGTERM), ("init", signal.SIGINT), ("apply the buckets", signal.SIGINT), ("apply  ", signal.SIGHUP)]


@pytest.mark.parametrize(("after", "number"), MOMENTS, ids=["in init", "in plan", "in apply", "in writing"])
def test_an_interrupted_demo_leaves_nothing(checkout, tmp_path, after, number):
    before = set(checkout.rglob("*"))
    (tmp_path / "tmp").mkdir()
    with subprocess.Popen(
        [*COMMAND, "--checkout", str(checkout)], env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}, stderr=subprocess.PIPE, text=True
    ) as demo:
        said = ""
        while not said.strip().startswith(after) and after not in said:
            said = demo.stderr.readline()
            assert demo.poll() is None
            if "127.0.0.1" in said:
                port = int(re.search(r"port (\d+)", said)[1])
        time.sleep(0.3)
        demo.send_signal(number)
        rest = demo.stderr.read()
        assert demo.wait(120) == 130, rest
    assert "interrupted; nothing was left behind" in rest
    assert "Traceback" not in rest
    assert not _listening(port)
    assert set(checkout.rglob("*")) == before
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_killed_demo_says_what_to_do(run, checkout):
    before = set(checkout.rglob("*"))
    with subprocess.Popen([*COMMAND, "--checkout", str(checkout)], stderr=subprocess.PIPE, text=True) as demo:
        said = ""
        while "127.0.0.1" not in said:
            said = demo.stderr.readline()
            assert demo.poll() is None or said, "the demo ended before its local AWS ran"
        while not (checkout / ".cache/demo/run.json").exists():
            time.sleep(0.01)
        port = int(re.search(r"port (\d+)", said)[1])
        demo.kill()
    again = run()
    assert again.returncode == 2
    assert "did not finish: `make demo-end` removes what it left" in again.stderr
    assert run("--end").returncode == 0
    assert not _listening(port)
    assert set(checkout.rglob("*")) == before
