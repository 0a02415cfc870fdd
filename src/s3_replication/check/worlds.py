"""Fills in the other side where the user says that it allows replication."""

from collections.abc import Iterator
from dataclasses import replace

from s3_replication.core import Bucket, Key, KeyState, Ownership, ReplicationConfiguration, Rule, Versioning, World, bucket_name
from s3_replication.iam import Arn, Policy, Unknown

__all__ = ["assume_destinations_allow"]


def assume_destinations_allow(world: World) -> tuple[World, tuple[str, ...]]:
    """The world with every destination bucket and replica key that it lacks, and a sentence for each that says what was assumed."""
    buckets, keys, said = dict(world.buckets), dict(world.keys), dict[str, None]()
    for role, rule, account in _rules(world):
        name, key = bucket_name(str(rule.destination.bucket)), rule.destination.replica_kms_key
        if not isinstance(rule.destination.bucket, Unknown) and name not in world.buckets:
            owner = rule.destination.account
            buckets[name] = _bucket(name, str(rule.destination.bucket), owner if isinstance(owner, str) else account, role)
            said[f"bucket {name} exists, is versioned, and its policy allows {role}."] = None
        if isinstance(key, str) and key not in world.keys and (found := Arn.find(key)) is not None:
            keys[key] = Key(key, found.account, found.region, KeyState.ENABLED, _allowing(role, "kms:*", "*"))
            said[f"key {key} is enabled, and its policy allows {role}."] = None
    return replace(world, buckets=buckets, keys=keys), tuple(said)


def _rules(world: World) -> Iterator[tuple[str, Rule, str]]:
    for bucket in world.buckets.values():
        if isinstance(bucket.replication, ReplicationConfiguration) and not isinstance(bucket.replication.role, Unknown):
            for rule in bucket.replication.rules:
                yield bucket.replication.role, rule, bucket.account


def _bucket(name: str, arn: str, account: str, role: str) -> Bucket:
    allows = _allowing(role, "s3:*", arn, f"{arn}/*")
    return Bucket(
        name,
        arn,
        account,
        region="",
        versioning=Versioning.ENABLED,
        ownership=Ownership.BUCKET_OWNER_ENFORCED,
        object_lock=True,
        policy=allows,
    )


def _allowing(role: str, action: str, *resources: str) -> Policy:
    statement = {"Effect": "Allow", "Principal": {"AWS": role}, "Action": action, "Resource": list(resources)}
    return Policy.read({"Version": "2012-10-17", "Statement": [statement]}, "assumed policy")
