"""The folder of a run: one at a time, and what is said about one that is there already."""

import os
import subprocess

import pytest

from s3_replication.demo.record import Record, RunFolder
from s3_replication.errors import InputError


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path)


@pytest.fixture
def dead_process():
    with subprocess.Popen(["true"]) as process:
        process.wait()
        return process.pid


def _record(process, **options):
    return Record(example="cross-account", began="2026-01-01T00:00:00+00:00", process=process, **options)


def test_a_record_is_read_back(folder):
    folder.claim()
    folder.write(_record(7, port=5000))
    assert folder.read() == _record(7, port=5000)


def test_removal_leaves_nothing(folder, tmp_path):
    folder.claim()
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_removal_leaves_what_is_not_the_demos(folder, tmp_path):
    folder.claim()
    (tmp_path / ".cache/other").touch()
    folder.remove()
    assert [path.name for path in (tmp_path / ".cache").iterdir()] == ["other"]


def test_a_running_demo_keeps_the_folder(folder):
    folder.claim()
    folder.write(_record(os.getpid()))
    with pytest.raises(InputError, match=r"is still running \(process \d+\): wait for its end"):
        folder.claim()


def test_a_kept_demo_names_its_end(folder, dead_process):
    folder.claim()
    folder.write(_record(dead_process, kept=True))
    with pytest.raises(InputError, match="was kept and still runs: `make demo-end` ends it"):
        folder.claim()


def test_a_half_finished_demo_names_the_repair(folder, dead_process):
    folder.claim()
    folder.write(_record(dead_process))
    with pytest.raises(InputError, match="did not finish: `make demo-end` removes what it left"):
        folder.claim()


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"example": 1}'])
def test_a_record_that_cannot_be_read_names_the_repair(folder, content):
    folder.claim()
    if content is not None:
        (folder.path / "run.json").write_text(content)
    assert folder.read() is None
    with pytest.raises(InputError, match=r"did not get far left .*: `make demo-end` removes it"):
        folder.claim()
