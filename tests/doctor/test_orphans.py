"""Policies with the id of a deleted principal, in words that say what happened."""

from dataclasses import replace

import pytest

from s3_replication.doctor.orphans import orphaned_principals
from tests.core.builders import build_world

OLD, NEW = "AROAOLDOLDOLDOLDOLDOL", "AROANEWNEWNEWNEWNEWNE"


@pytest.mark.parametrize(("named", "unique_id", "again"), [(OLD, NEW, True), ("AIDAOLDOLDOLDOLDOLDOL", NEW, False), (OLD, "", False)])
def test_a_role_that_was_created_again_is_named_with_its_new_id(named: str, unique_id: str, again: bool) -> None:
    statement = {"Sid": "Replicas", "Effect": "Allow", "Principal": {"AWS": named}, "Action": "s3:*", "Resource": "*"}
    world = build_world({"statements": {"buckets/destination/policy": [statement]}})
    world = replace(world, roles={arn: replace(role, unique_id=unique_id) for arn, role in world.roles.items()})
    ((arn, _),) = world.roles.items()
    (found,) = orphaned_principals(world)
    assert f"Statement Replicas of the bucket policy names {named}." in found.why
    assert ("was deleted and created again with the same name" in found.why) is again
    assert (f"{arn} exists and has another id, {NEW}" in found.why) is again
    assert [arn in one.text and named in one.text for one in found.suggestions] == ([True] if again else [])
