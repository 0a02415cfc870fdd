"""No object is decided otherwise than its group's example: random worlds, random objects."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3_replication import core
from s3_replication.core import Change, EncryptionKind
from s3_replication.findings.groups import Groups, group_of, groups_of
from s3_replication.iam import UNKNOWN
from tests.core import test_properties as drawn
from tests.core.builders import Cases

CASES = Cases()
OBJECTS = 150
KEYS = [
    "docs/a.txt", "docs/", "docs", "docs/logs/1/x", "docs/logs/22/x", "docs/logs/1/xy", "tax", "tax/1", "tax/2026", "taxonomy", "exactly",
    "exactl", "exactly/", "ü/ä b", "x\ny", "docs/b'c", "docs/a", "private/x.csv", "a/private/x", "data/x.csv", ".csv", "x",
]  # fmt: skip
RESOURCES = [
    *drawn.RESOURCES, "{destination}/*.csv", "{destination}/*/private/*", "{source}/docs/?.txt", "arn:aws:s3:::*/docs/*", "{source}/*x*",
    "arn:aws:s3:*/1/*", "arn:aws:kms:us-east-1:{account}:key/*", "arn:aws:kms:us-east-1:{account}:key/n?med",
]  # fmt: skip
CONTEXT = "kms:EncryptionContext:aws:s3:arn"
CONDITIONS: list[dict[str, Any]] = [
    *drawn.CONDITIONS,
    {"StringLike": {CONTEXT: "{source}/docs/*"}},
    {"StringNotLike": {CONTEXT: ["{source}/*.csv", "{destination}"]}},
    {"ArnLike": {CONTEXT: ["arn:aws:s3:::source", "arn:aws:s3:::source/tax*"]}},
    {"Null": {"s3:object-lock-remaining-retention-days": "true"}},
]
statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": st.sampled_from(drawn.ACTIONS),
        "Resource": st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=3),
        "Condition": st.sampled_from(CONDITIONS),
    }
)
BOUNDED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def endings(engine: core.Engine, version: core.Version, change: Change) -> list[tuple[object, ...]]:
    """What a decision says per destination."""
    return [
        (task.destination_bucket, task.outcome, task.failure_reason, task.reason, task.admission and task.admission.rule.id)
        for task in engine.decide(version, change).tasks
    ]


def possible(bucket: core.Bucket, version: core.Version, change: Change) -> bool:
    """Whether S3 lets the bucket have such a version, so that a group must exist."""
    if change not in (Change.OBJECT, Change.DELETE_MARKER, Change.EXISTING):
        return False
    encryption, lock = version.encryption, version.lock
    if change is Change.EXISTING or version.delete_marker or version.replica or version.status == "REPLICA":
        return True
    if version.archived or version.storage_class == "GLACIER":
        return True
    acls = bucket.ownership is not core.Ownership.BUCKET_OWNER_ENFORCED
    return not (
        encryption.kind is EncryptionKind.NONE
        or (encryption.kind is EncryptionKind.SSE_C and bucket.blocks_sse_c is True)
        or (encryption.kind is EncryptionKind.DSSE_KMS and encryption.bucket_key)
        or (encryption.key_arn is UNKNOWN and bucket.default_encryption is not UNKNOWN)
        or ((lock.mode or lock.legal_hold) and bucket.object_lock is False)
        or (lock.mode is None and bucket.default_retention is not None and bucket.object_lock is True)
        or (version.acl == "public-read" and not (acls and not bucket.blocks_public_acls))
        or (not version.readable_by_bucket_owner and not acls)
    )


def random_version(draw: random.Random, world: core.World) -> core.Version:
    """An object of any kind; a delete marker has nothing but a key."""
    arn = "arn:aws:kms:us-east-1:111111111111:key/"
    keys = [None, UNKNOWN, f"{arn}outside", f"{arn}named", *(key.arn for key in world.keys.values() if key.arn.startswith(arn))]
    kind = draw.choice([*EncryptionKind])
    under_key = kind in (EncryptionKind.SSE_KMS, EncryptionKind.DSSE_KMS)
    encryption = core.Encryption(kind, draw.choice(keys), draw.choice([False, True])) if under_key else core.Encryption(kind)
    plain = core.Version("source", draw.choice(KEYS), "v", CASES.version({}).last_modified, delete_marker=draw.random() < 0.1)
    if plain.delete_marker:
        return plain
    return replace(
        plain,
        size=draw.choice([0, 12, 6 * 1024**3]),
        tags=draw.choice([{}, {"class": "gold"}, {"class": "gold", "x": "y's"}, {"class": "silver", "x": "y"}, {"other": "z"}]),
        acl=draw.choice([None, "private", "public-read"]),
        readable_by_bucket_owner=draw.random() < 0.8,
        encryption=encryption,
        storage_class=draw.choice(["STANDARD"] * 5 + ["GLACIER", "STANDARD_IA"]),
        lock=draw.choice([core.Lock()] * 3 + [core.Lock("COMPLIANCE"), core.Lock(legal_hold="OFF"), core.Lock("GOVERNANCE", None, "ON")]),
        multipart=draw.random() < 0.3,
        replica=draw.random() < 0.1,
        status=draw.choice([None, None, None, core.ReplicationStatus.PENDING, core.ReplicationStatus.REPLICA]),
    )


def compare(world: core.World, groups: Groups, draw: random.Random) -> None:
    """Each random object that is possible has a group, and each that has a group is decided as its example."""
    engine, bucket = core.Engine(world), world.buckets["source"]
    for _ in range(OBJECTS):
        version, change = (
            random_version(draw, world),
            draw.choice([Change.OBJECT] * 6 + [Change.DELETE_MARKER, Change.EXISTING, Change.TAGS]),
        )
        group = group_of(groups, version, change)
        assert (group is not None) == possible(bucket, version, change), (version, change)
        if group is not None:
            assert endings(engine, version, change) == endings(engine, group.version, group.change), (version, change, group)


def own_groups(groups: Groups) -> None:
    """Each group's example is a member of the group."""
    assert groups.groups
    for group in groups.groups:
        assert group_of(groups, group.version, group.change) is group


WORLDS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "core/bulk_worlds.yaml").read_text()) | yaml.safe_load(
    (Path(__file__).parent / "groups_worlds.yaml").read_text()
)


@pytest.mark.parametrize("name", WORLDS)
def test_objects_are_decided_as_their_group_in_named_worlds(name: str) -> None:
    """Worlds whose rules and policies distinguish keys and versions in every way they can."""
    row = WORLDS[name]
    extra = {"roles/replicator/permissions": row["allow"]} if "allow" in row else {}
    world = CASES.world({**row, "statements": {**row.get("statements", {}), **extra}})
    groups = groups_of(world, "source")
    own_groups(groups)
    if groups.complete:
        compare(world, groups, random.Random(name))  # noqa: S311 - test data


@BOUNDED
@given(drawn.patches, drawn.removals, st.lists(statements, max_size=3), st.integers(0, 10**9))
def test_objects_are_decided_as_their_group_in_random_worlds(
    patch: dict[str, Any], without: list[str], more: list[dict[str, Any]], seed: int
) -> None:
    """Any settings, missing permissions, a few statements more."""
    row = {"world": patch, "without": without}
    if patch.get("roles/replicator/permissions") != "UNKNOWN":
        row["statements"] = {"roles/replicator/permissions": more}
    world = CASES.world(row)
    groups = groups_of(world, "source")
    assert groups.complete
    own_groups(groups)
    compare(world, groups, random.Random(seed))  # noqa: S311 - test data


@BOUNDED
@given(drawn.rules, drawn.removals, st.integers(0, 10**9))
def test_objects_are_decided_as_their_group_under_random_rules(rules: list[dict[str, Any]], without: list[str], seed: int) -> None:
    """Any rules to two destinations."""
    world = CASES.world({**drawn.ruled(rules, {}), "without": without})
    groups = groups_of(world, "source")
    own_groups(groups)
    compare(world, groups, random.Random(seed))  # noqa: S311 - test data
