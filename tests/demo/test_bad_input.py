"""Issue by issue of a user's machine: one sentence, a non-zero exit, nothing left behind."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.demo.conftest import COMMAND

CASES = yaml.safe_load((Path(__file__).parent / "bad_input.yaml").read_text())


@pytest.fixture
def machine(tmp_path, checkout):
    """Prepares what a case says is special; returns (environment, arguments) and cleans up after itself."""
    with contextlib.ExitStack() as open_things:

        def prepare(kind):
            environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
            if kind == "no-terraform":
                return {**environment, "PATH": str(tmp_path)}, []
            if kind == "old-terraform":
                return {**environment, "PATH": _fake_terraform(tmp_path)}, []
            if kind == "no-provider":
                (tmp_path / "empty").mkdir()
                config = tmp_path / "empty.rc"
                config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path / "empty"}"\n  }}\n}}\n')
                return {**environment, "TF_CLI_CONFIG_FILE": str(config)}, []
            if kind == "port-in-use":
                taken = open_things.enter_context(socket.create_server(("127.0.0.1", 0)))
                return environment, ["--port", str(taken.getsockname()[1])]
            if kind == "half-finished":
                _die_half_way(checkout)
            if kind == "no-checkout":
                shutil.rmtree(checkout / "modules")
            return environment, []

        yield prepare


def _fake_terraform(folder):
    (folder / "bin").mkdir()
    program = folder / "bin/terraform"
    program.write_text('#!/bin/sh\necho \'{"terraform_version": "1.8.5"}\'\n')
    program.chmod(0o755)
    return str(folder / "bin")


def _die_half_way(checkout):
    with subprocess.Popen(["true"]) as process:
        process.wait()
    folder = checkout / ".cache/demo"
    folder.mkdir(parents=True)
    record = {
        "example": "cross-account",
        "began": "2026-01-01T00:00:00+00:00",
        "process": process.pid,
        "port": 1,
    }
    (folder / "run.json").write_text(json.dumps(record))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_one_sentence_and_nothing_left(case, machine, checkout):
    environment, arguments = machine(case.get("machine"))
    before = set(checkout.rglob("*"))
    done = subprocess.run(
        [*COMMAND, "--checkout", str(checkout), *case.get("arguments", []), *arguments],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode == case["code"], done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    for words in case["says"]:
        assert words in last
    assert set(checkout.rglob("*")) == before


def test_the_same_as_json(checkout):
    done = subprocess.run(
        [*COMMAND, "--json", "--example", "nope", "--checkout", str(checkout)],
        env=dict(os.environ),
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr == ""
    assert "there is no example 'nope'" in json.loads(done.stdout)["error"]


def test_ending_nothing_is_fine(checkout):
    done = subprocess.run(
        [*COMMAND, "--end", "--checkout", str(checkout)], env=dict(os.environ), capture_output=True, check=False, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_a_half_finished_run_is_ended(checkout, machine):
    machine("half-finished")
    done = subprocess.run(
        [*COMMAND, "--end", "--checkout", str(checkout)], env=dict(os.environ), capture_output=True, check=False, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert not (checkout / ".cache").exists()
