"""Streams that cannot be written, and interrupts: one sentence, an exit code that says what happened, and nothing left behind."""

import os
import signal
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from s3_replication.cli.entry import run; run()"]
# A run in the background begins with SIGHUP ignored, and the command keeps that.
FOREGROUND = [sys.executable, "-c", f"import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL); {COMMAND[-1]}"]
# An interrupt arrives while a module is imported.
INTERRUPTED = """
import sys

wanted = sys.argv[1]

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from s3_replication.cli.entry import run
sys.argv[1:] = ["doctor", "some-bucket"]
run()
"""


def run(*arguments, stdout=subprocess.PIPE, command=COMMAND):
    return subprocess.run([*command, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


# Printed by click while it reads the options, by click.echo, and by rich.
@pytest.mark.parametrize("arguments", [["--help"], ["explain"], ["doctor", "some-bucket", "--dry-run"]], ids=" ".join)
def test_a_disk_that_is_full_is_one_sentence(arguments):
    with open("/dev/full", "w") as full:
        done = run(*arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr == (
        "Error: standard output cannot be written (No space left on device): free space on the disk, or write to another file.\n"
    )


def test_an_error_as_json_that_cannot_be_written_is_said_on_standard_error():
    with open("/dev/full", "w") as full:
        done = run("doctor", "--json", "not a bucket", stdout=full)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("Error: standard output cannot be written")


@pytest.mark.parametrize("arguments", [["explain"], ["doctor", "some-bucket", "--dry-run"]], ids=" ".join)
def test_a_reader_that_has_read_enough_changes_no_exit_code(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_standard_output_may_be_closed():
    done = run("explain", command=["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND])
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("module", ["click", "s3_replication.cli.doctor"])
def test_an_interrupt_while_packages_are_imported(module):
    done = run(module, command=[sys.executable, "-c", INTERRUPTED])
    assert (done.returncode, done.stderr) == (130, "Error: interrupted; nothing was left behind.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_check_that_is_ended_leaves_no_plan_behind(number, tmp_path):
    """A saved plan has the values of sensitive variables in clear."""
    scratch, folder = tmp_path / "scratch", tmp_path / "configuration"
    scratch.mkdir()
    folder.mkdir()
    (folder / "main.tf").write_text('resource "aws_s3_bucket" "this" {}\n')
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen([*FOREGROUND, "check", str(folder)], stderr=subprocess.PIPE, text=True, env=environment) as running:
        assert "terraform init" in running.stderr.readline()
        running.send_signal(number)
        said = running.stderr.read()
        assert running.wait(60) == 130, said
    assert "interrupted" in said
    assert list(scratch.glob("s3-replication-*")) == []
