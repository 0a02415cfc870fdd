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


@pytest.mark.parametrize(("absent", "named"), [(True, OLD), (False, OLD), (True, "AIDAOLDOLDOLDOLDOLDOL")])
def test_a_role_that_does_not_exist_is_named_with_what_to_do_after_it_is_created(absent: bool, named: str) -> None:
    statement = {"Sid": "Replicas", "Effect": "Allow", "Principal": {"AWS": named}, "Action": "s3:*", "Resource": "*"}
    world = build_world({"statements": {"buckets/destination/policy": [statement]}})
    ((arn, _),) = world.roles.items()
    world = replace(world, roles={}, absent=frozenset({arn} if absent else ()))
    (found,) = orphaned_principals(world)
    expected = absent and named == OLD
    assert (f"{arn} does not exist. If the statement is for it, create the role, then change" in found.why) is expected
    assert [arn in one.text and named in one.text for one in found.suggestions] == ([True] if expected else [])
