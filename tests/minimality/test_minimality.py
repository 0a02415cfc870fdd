"""For every feature: the planned policies suffice for what it promises, and nothing can be taken out of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from minimality import Broken, Feature, Features
from removals import Granted, Removal, removals

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "features.yaml").read_text(encoding="utf-8"))
NAMES = [one["name"] for one in DATA["features"]]


def told(broken: list[Broken]) -> list[str]:
    return [
        f"{one.thing} to {one.destination}: {one.task.outcome} {one.task.failure_reason or one.task.reason} {one.task.unknown}"
        for one in broken
    ]


def named(features: Features, name: str) -> Feature:
    return next(one for one in features.all if one.name == name)


def taken_away(features: Features, feature: Feature) -> Iterator[tuple[Granted, Removal, bool]]:
    """Every removal, and whether it surely breaks a promise."""
    for granted in features.granted(feature):
        for removal in removals(granted):
            yield granted, removal, any(one.surely for one in features.without(feature, granted, removal))


@pytest.mark.parametrize("name", NAMES)
def test_the_planned_policies_suffice_for_every_promise(features: Features, name: str) -> None:
    feature = named(features, name)
    assert told(features.broken(feature, features.world(feature))) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_feature_leaves_out_does_not_replicate(features: Features, name: str) -> None:
    assert told(features.not_left_out(named(features, name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_taking_anything_away_breaks_a_promise(features: Features, name: str) -> None:
    """An excess here means: the module grants it, no promise needs it, and no document of AWS is named for it under `kept`."""
    feature = named(features, name)
    excess = [
        f"{granted.policy} policy {granted.name}, statement {removal.sid}: {removal.what} {removal.text}"
        for granted, removal, breaks in taken_away(features, feature)
        if not breaks and not features.kept_for(granted, removal)
    ]
    assert excess == []


def test_every_kept_action_is_there_and_no_promise_breaks_without_it(features: Features) -> None:
    used = [
        entry["policy"] + " " + entry["action"]
        for feature in features.all
        for granted, removal, breaks in taken_away(features, feature)
        if not breaks
        for entry in features.kept_for(granted, removal)
    ]
    assert [f"{one['policy']} {one['action']}" for one in DATA["kept"] if f"{one['policy']} {one['action']}" not in used] == []


def test_every_bucket_of_the_configuration_that_replicates_is_a_feature(features: Features) -> None:
    replicating = {name for name, bucket in features.world(features.all[0]).buckets.items() if bucket.replication}
    assert replicating == {source for one in features.all for source in one.replicates}


def with_action(document: Mapping[str, Any], action: str) -> Mapping[str, Any]:
    first, *rest = document["Statement"]
    actions = first["Action"] if isinstance(first["Action"], list) else [first["Action"]]
    return {**document, "Statement": [{**first, "Action": [*actions, action]}, *rest]}


def test_the_proof_sees_an_action_too_many(features: Features) -> None:
    feature = features.all[0]
    role = next(one for one in features.granted(feature) if one.policy == "role")
    more = Granted("role", role.name, with_action(role.document, "s3:GetObject"))
    seen = [
        one
        for one in removals(more)
        if one.text == "s3:GetObject" and not features.without(feature, more, one) and not features.kept_for(more, one)
    ]
    assert len(seen) == 1


def test_the_proof_sees_an_action_too_few(features: Features) -> None:
    feature = features.all[0]
    role = next(one for one in features.granted(feature) if one.policy == "role")
    fewer = next(one for one in removals(role) if one.text == "s3:GetObjectVersionAcl")
    assert {one.task.failure_reason for one in features.without(feature, role, fewer)} >= {"SrcGetAclNotPermitted"}
