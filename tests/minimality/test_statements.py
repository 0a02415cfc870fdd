"""What no planned policy may hold: words that AWS does not know, wildcards, strangers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from minimality import Features
from policy_sentry.querying.actions import get_action_data
from removals import Granted, as_list

from s3_replication.core import Outcome, ReplicationConfiguration, World
from s3_replication.iam import Policy

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "features.yaml").read_text(encoding="utf-8"))
CROSS = [one["name"] for one in DATA["features"] if "two accounts" in one["name"] or "another account" in one["name"]]
KEPT = {(one["policy"], one["action"]) for one in DATA["kept"]}


def statements(features: Features) -> Iterator[tuple[Granted, Mapping[str, Any]]]:
    for feature in features.all:
        for granted in features.granted(feature):
            for statement in as_list(granted.document["Statement"]):
                yield granted, statement


def allowing(features: Features) -> Iterator[tuple[Granted, Mapping[str, Any]]]:
    return ((granted, statement) for granted, statement in statements(features) if statement["Effect"] == "Allow")


def known(action: str) -> list[Mapping[str, Any]]:
    """AWS's entries for an action, one per resource type; none for a word that AWS does not know."""
    service, _, name = action.partition(":")
    found: dict[str, Any] = get_action_data(service, name) or {}
    return list(found.get(service, []))


def test_every_action_exists(features: Features) -> None:
    actions = {action for _, statement in statements(features) for action in as_list(statement["Action"]) if "*" not in action}
    assert len(actions) > 10
    assert sorted(action for action in actions if not known(action)) == []


def test_every_condition_key_exists_for_each_action(features: Features) -> None:
    unknown = {
        f"{key} of {action}"
        for _, statement in statements(features)
        for action in as_list(statement["Action"])
        for tests in statement.get("Condition", {}).values()
        for key in tests
        if key not in DATA["global_condition_keys"] and not has_key(action, key)
    }
    assert unknown == set()


def has_key(action: str, key: str) -> bool:
    """Whether the action has the condition key; AWS writes a key with a free part as kms:EncryptionContext:${...}."""
    keys = [one for entry in known(action) for one in entry["condition_keys"]]
    return any(key.lower() == one.lower() or ("${" in one and key.lower().startswith(one.lower().partition("${")[0])) for one in keys)


def test_the_check_of_condition_keys_knows_a_wrong_one() -> None:
    assert has_key("kms:Decrypt", "kms:EncryptionContext:aws:s3:arn")
    assert not has_key("s3:ReplicateObject", "s3:x-amz-acl")
    assert not has_key("s3:ReplicateObjects", "s3:ResourceAccount")


def test_no_allowed_action_is_a_wildcard(features: Features) -> None:
    wild = {(one.policy, action) for one, statement in allowing(features) for action in as_list(statement["Action"]) if "*" in action}
    assert wild - KEPT == set()


def test_nothing_is_allowed_on_every_resource(features: Features) -> None:
    """In a key policy "*" is the key itself."""
    wide = [
        (granted.name, statement)
        for granted, statement in allowing(features)
        if granted.policy not in ("key", "trust") and "*" in as_list(statement["Resource"])
    ]
    assert wide == []


def test_nobody_is_allowed_by_being_anybody(features: Features) -> None:
    public = [(granted.name, statement) for granted, statement in allowing(features) for names in principals(statement) if "*" in names]
    assert public == []


def principals(statement: Mapping[str, Any]) -> list[list[str]]:
    principal = statement.get("Principal", {})
    return [as_list(names) for names in principal.values()] if isinstance(principal, dict) else [as_list(principal)]


def as_another_role(features: Features, world: World, source: str) -> World:
    """The world in which the bucket replicates by a twin of its role: the same permissions, account and trust, but another name."""
    bucket, role = features.source(source)
    assert isinstance(bucket.replication, ReplicationConfiguration)
    twin = replace(role, arn=f"{role.arn}-twin")
    changed = replace(bucket, replication=replace(bucket.replication, role=twin.arn))
    return replace(world, roles={**world.roles, twin.arn: twin}, buckets={**world.buckets, source: changed})


@pytest.mark.parametrize("name", CROSS)
def test_another_role_of_the_source_account_may_write_nothing(features: Features, name: str) -> None:
    feature = next(one for one in features.all if one.name == name)
    for source, promises in feature.replicates.items():
        alone = replace(feature, replicates={source: promises})
        broken = features.broken(alone, as_another_role(features, features.world(feature), source))
        promised = {thing for things in promises.values() for thing in things}
        assert {(one.thing, one.task.outcome) for one in broken} == {(thing, Outcome.FAILED) for thing in promised}


STRANGER = "999999999999"
OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}


def as_somebody_elses(world: World, name: str) -> World:
    """The world in which a stranger has created the bucket again and lets everybody write."""
    taken = replace(world.buckets[name], account=STRANGER, policy=Policy.parse(OPEN, "open"))
    return replace(world, buckets={**world.buckets, name: taken})


@pytest.mark.parametrize("name", [one["name"] for one in DATA["features"]])
def test_a_strangers_bucket_of_the_destinations_name_receives_nothing(features: Features, name: str) -> None:
    feature = next(one for one in features.all if one.name == name)
    for source, promises in feature.replicates.items():
        for destination, things in promises.items():
            alone = replace(feature, replicates={source: {destination: things}})
            broken = features.broken(alone, as_somebody_elses(features.world(feature), destination))
            assert {one.thing: one.task.outcome for one in broken} == dict.fromkeys(things, Outcome.FAILED)


def test_a_role_whose_rules_all_have_a_prefix_may_write_nothing_else(features: Features) -> None:
    feature = next(one for one in features.all if one.name == "one account, every rule with a prefix")
    world = features.world(feature)
    source = world.buckets["same-prefixes-from"]
    assert isinstance(source.replication, ReplicationConfiguration)
    rules = tuple(replace(rule, filter=replace(rule.filter, prefix="")) for rule in source.replication.rules)
    wide = replace(source, replication=replace(source.replication, rules=rules))
    written = replace(feature, replicates={source.name: {"same-prefixes-to": ["plain", "delete marker"]}})

    broken = features.broken(written, replace(world, buckets={**world.buckets, source.name: wide}))

    assert [one.task.outcome for one in broken] == [Outcome.FAILED, Outcome.FAILED]
