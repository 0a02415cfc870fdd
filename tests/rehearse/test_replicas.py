"""The helper bucket that a replica of a source bucket comes from."""

from dataclasses import replace

from s3_replication.rehearse.replicas import helper_name
from tests.core.builders import build_world


def test_the_helper_has_a_name_that_no_bucket_and_no_role_has() -> None:
    world = build_world({})
    source, (role,) = world.buckets["source"], world.roles.values()
    first = helper_name(source, world)
    second = helper_name(source, replace(world, buckets={**world.buckets, first: source}))
    named = replace(
        world, roles={**world.roles, f"arn:aws:iam::111111111111:role/a/{second}": role}, buckets={**world.buckets, first: source}
    )
    assert len({first, second, helper_name(source, named)}) == 3
