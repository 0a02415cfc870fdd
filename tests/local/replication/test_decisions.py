"""Remembered decisions are those of the core, in worlds whose policies tell keys apart in every way they can."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from moto.s3.models import FakeBucket

from s3_replication.core import Change, Engine, Presence, ReplicationStatus, Task
from s3_replication.local.moto.store.bucket import LocalBucket, adopt
from s3_replication.local.moto.store.key import LocalKey, LocalMarker
from s3_replication.local.moto.store.versions import read_version, stored_replica
from s3_replication.local.replication.decisions import Decisions
from tests.core.test_bulk import KEYS, WORLDS, world_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
VERSIONS = 100
VARIED: dict[str, list[Any]] = {
    "tags": [{}, {}, {"class": "gold"}, {"class": "silver", "x": "y"}],
    "_storage_class": ["STANDARD", "STANDARD", "GLACIER"],
    "kms_key_id": [None, None, None, "arn:aws:kms:us-east-1:111111111111:key/some"],
    "sse_c_key_md5": [None, None, None, "md5"],
    "lock_mode": [None, None, None, "COMPLIANCE"],
    "lock_legal_status": [None, None, "ON"],
    "multipart": [None, None, object()],
    "replica": [False, False, True],
    "replication_status": [None, None, None, ReplicationStatus.PENDING],
    "contentsize": [1, 1, 6 * 1024**3],
}


def _version(draw: random.Random, bucket: LocalBucket) -> LocalKey | LocalMarker:
    if draw.random() < 0.1:
        return bucket.add_marker(draw.choice(KEYS), NOW)
    made = bucket.new_version(draw.choice(KEYS), draw.choice([b"", b"body"]), draw.choice(["", "333333333333"]), NOW)
    for name in draw.sample(sorted(VARIED), 2):  # few at a time, so that many versions look alike
        setattr(made, name, draw.choice(VARIED[name]))
    return made


def _end(task: Task, destination: LocalBucket, version: LocalKey | LocalMarker) -> object:
    """All that the worker takes of a finished task, the stored replica included."""
    found = None if task.replica is None else vars(stored_replica(destination, version, task.replica))
    kept = None if found is None else {name: value for name, value in found.items() if name not in {"key", "tasks"}}
    return task.outcome, task.failure_reason, task.unknown, task.reported, task.destination_bucket, task.admission, kept


@pytest.mark.parametrize("name", WORLDS)
def test_a_remembered_decision_is_the_one_that_the_core_makes(name: str) -> None:
    draw, world = random.Random(name), world_of(WORLDS[name])  # noqa: S311 - test data
    decisions, engine = Decisions(Engine(world)), Engine(world)
    source, destination = (adopt(FakeBucket(each, "111111111111", "us-east-1")) for each in ("source", "destination"))
    source.ownership_rule = draw.choice(["BucketOwnerEnforced", "ObjectWriter"])
    for _ in range(VERSIONS):
        version = _version(draw, source)
        change = Change.DELETE_MARKER if isinstance(version, LocalMarker) else draw.choice([Change.OBJECT] * 5 + [Change.BATCH])
        read = read_version(source, version)
        tasks = engine.admit(read, change)
        found = decisions.admit(source, version, change)
        assert [(task.outcome, task.reason, task.admission, task.destination_bucket) for task in found] == [
            (task.outcome, task.reason, task.admission, task.destination_bucket) for task in tasks
        ]
        for admission in (task.admission for task in found if task.admission is not None):
            presence = draw.choice([Presence.ABSENT] * 4 + [Presence.PRESENT, Presence.HARD_DELETED])
            expected = engine.deliver(admission, read, presence)
            got = decisions.deliver(admission, source, version, presence, None)
            assert _end(got, destination, version) == _end(expected, destination, version)


def test_versions_that_look_alike_share_one_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(next(iter(WORLDS.values())))
    engine, asked = Engine(world), []
    monkeypatch.setattr(engine, "admit", lambda version, change: asked.append(version.key) or Engine(world).admit(version, change))
    bucket, decisions = adopt(FakeBucket("source", "111111111111", "us-east-1")), Decisions(engine)
    for key in ("a", "b", "c"):
        decisions.admit(bucket, bucket.new_version(key, b"", "", NOW), Change.OBJECT)
    assert asked == ["a"]
