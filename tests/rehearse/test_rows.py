"""When a row of a rehearsal differs from what check says."""

from collections.abc import Mapping
from typing import Any

import pytest

from s3_replication.core import Change, Engine
from s3_replication.rehearse.decided import Said
from s3_replication.rehearse.rows import Happened, RehearsedGroup
from tests.core.builders import build_version, build_world

UNTAGGED = {"without": ["s3:GetObjectVersionTagging"]}
TAGGED = {"version": {"tags": {"team": "a"}}}


def row_of(row: Mapping[str, Any], arrived: bool) -> RehearsedGroup:
    """What the core says happened, with or without the version at the destination."""
    world, version = build_world(row), build_version(row)
    (task,) = Engine(world).decide(version, Change.OBJECT).tasks
    said = Said.of(task)
    happened = Happened(Said(said.outcome, said.failure_reason), "", arrived)
    return RehearsedGroup(
        "source", "destination", "tagged", "all keys", "a", "", expected=True, check=said, settled=said, happened=happened
    )


@pytest.mark.parametrize(
    ("row", "arrived", "differs"),
    [
        (TAGGED, True, False),
        (TAGGED, False, True),
        ({**TAGGED, **UNTAGGED}, True, False),
        ({**TAGGED, **UNTAGGED}, False, True),
        ({"without": ["s3:GetObjectVersionAcl"]}, False, False),
        ({"without": ["s3:GetObjectVersionAcl"]}, True, True),
    ],
    ids=["completed", "completed but absent", "failed for its tags", "failed for its tags and absent", "failed", "failed but there"],
)
def test_a_version_that_failed_for_its_tags_alone_arrives(row: Mapping[str, Any], arrived: bool, differs: bool) -> None:
    assert row_of(row, arrived).differs is differs
