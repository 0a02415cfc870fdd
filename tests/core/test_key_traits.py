"""Condition keys that a KMS key gives to requests for it decide deliveries; what is not known leaves them open.

Source: KMS Developer Guide, "AWS KMS condition keys" and "ABAC for AWS KMS".
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from s3_replication.core import Change, Encryption, EncryptionKind, KeyTraits, Outcome, Version, World, decide
from tests.core.builders import build_world

KEY = KeyTraits(
    multi_region="REPLICA", origin="AWS_KMS", spec="SYMMETRIC_DEFAULT", usage="ENCRYPT_DECRYPT", aliases=("alias/reports", "alias/tax"),
    tags=(("Use", "replication"),),
)  # fmt: skip
CONDITIONS: Mapping[str, Mapping[str, Any]] = {
    "multi-Region": {"Bool": {"kms:MultiRegion": "true"}},
    "kind of multi-Region key": {"StringEquals": {"kms:MultiRegionKeyType": "REPLICA"}},
    "origin": {"StringEquals": {"kms:KeyOrigin": "AWS_KMS"}},
    "spec": {"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"}},
    "usage": {"StringEquals": {"kms:KeyUsage": "ENCRYPT_DECRYPT"}},
    "alias": {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/re*"}},
    "tag": {"StringEquals": {"aws:ResourceTag/use": "replication"}},
    "algorithm": {"StringEquals": {"kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}},
}


def outcome(traits: KeyTraits, condition: Mapping[str, Any]) -> Outcome:
    """Of an object under the source key, while a Deny on the destination key has the condition."""
    deny = {"Effect": "Deny", "Action": "kms:*", "Resource": "{destination-key}", "Condition": condition}
    world: World = build_world({"statements": {"roles/replicator/permissions": [deny]}})
    source, destination = (next(key for key in world.keys.values() if key.region == region) for region in ("us-east-1", "eu-west-1"))
    world = replace(world, keys={**world.keys, destination.arn: replace(destination, traits=traits)})
    version = Version("source", "a", "v1", datetime(2026, 1, 1, tzinfo=UTC), encryption=Encryption(EncryptionKind.SSE_KMS, source.arn))
    (task,) = decide(world, version, Change.OBJECT).tasks
    return task.outcome


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_on_the_key_is_met(name: str) -> None:
    assert outcome(KEY, CONDITIONS[name]) is Outcome.FAILED


@pytest.mark.parametrize("name", sorted({*CONDITIONS} - {"algorithm"}))
def test_a_condition_on_what_is_not_known_is_open(name: str) -> None:
    assert outcome(KeyTraits(), CONDITIONS[name]) is Outcome.UNKNOWN


@pytest.mark.parametrize("name", ["multi-Region", "kind of multi-Region key", "origin", "spec", "usage", "alias", "tag"])
def test_a_condition_on_another_key_is_not_met(name: str) -> None:
    other = KeyTraits(None, "EXTERNAL", "RSA_2048", "SIGN_VERIFY", (), ())
    assert outcome(other, CONDITIONS[name]) is Outcome.COMPLETED
