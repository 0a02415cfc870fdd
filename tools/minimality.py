"""The proof that the module's planned policies suffice for what each feature promises, and hold nothing beyond.

tests/minimality/features.tf has one module call for each feature; features.yaml says what each promises, and what is kept because
AWS's documents demand it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from removals import Granted, Removal, as_list

from s3_replication.core import (
    Bucket,
    Change,
    Encryption,
    EncryptionKind,
    Key,
    Lock,
    Outcome,
    ReplicationStatus,
    Role,
    Task,
    Version,
    World,
    decide,
)  # fmt: skip
from s3_replication.iam import Policy, Unknown
from s3_replication.plan import read_plan
from s3_replication.terraform import Terraform, find_binary, terraform_environment

__all__ = ["FOLDER", "Broken", "Feature", "Features", "load_features", "plan_features"]

FOLDER = "tests/minimality"
_CREATED_KEYS = ("module.same_created_keys", "module.cross_created_keys")
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
_NOBODY = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
"""A role always has a trust policy; this is what is left of one that trusts nobody."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: where its objects are written, and per destination the objects it promises to replicate or to leave out."""

    name: str
    source: str
    replicates: Mapping[str, Sequence[str]]
    leaves_out: Mapping[str, Sequence[str]]
    key_statements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """One promise that does not hold: the object, its destination and how its task ended."""

    thing: str
    destination: str
    task: Task

    @property
    def surely(self) -> bool:
        """Whether S3 surely does otherwise; UNKNOWN only says that nobody has documented what it does."""
        return self.task.outcome is not Outcome.UNKNOWN


class Features:
    """The features, in the world that the plan promises."""

    def __init__(self, data: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
        self._data = data
        reading = read_plan(plan)
        self._world, self._documents = reading.world, reading.documents
        self._statements: Mapping[str, str] = plan["planned_values"]["outputs"]["other_key_statements"]["value"]
        self.all = tuple(
            Feature(one["name"], one["source"], one["replicates"], one.get("leaves_out", {}), one.get("key_statements", {}))
            for one in data["features"]
        )
        self.kept: Sequence[Mapping[str, Any]] = data["kept"]

    def world(self, feature: Feature) -> World:
        """The planned world, with the keys that are given: each delegates to its account, as a new key does."""
        keys = dict(self._world.keys)
        for arn in self._data["given_keys"]:
            document = self._given_key(feature, arn)
            keys[arn] = Key(arn, arn.split(":")[4], arn.split(":")[3], policy=Policy.parse(document, _given(arn)))
        return replace(self._world, keys=keys)

    def _given_key(self, feature: Feature, arn: str) -> dict[str, Any]:
        added = [json.loads(self._statements[name])["Statement"] for name, key in feature.key_statements.items() if key == arn]
        return {"Version": "2012-10-17", "Statement": [*(one for statements in added for one in as_list(statements)), _delegation(arn)]}

    def granted(self, feature: Feature) -> Iterator[Granted]:
        """Every planned document that the feature's replication may rest on, and what the owner of a given key is told to add."""
        world, (source, role) = self.world(feature), self._source(feature)
        held: list[tuple[str, object]] = [("trust", role.trust), ("bucket", source.policy)]
        held += [] if isinstance(role.policies, Unknown) else [("role", policy) for policy in role.policies]
        held += [("bucket", world.buckets[name].policy) for name in feature.replicates]
        held += [("key", key.policy) for key in self._keys(source, world)]
        for kind, policy in held:
            if isinstance(policy, Policy) and policy.name in self._documents:
                yield Granted(kind, policy.name, self._documents[policy.name])
        for arn in feature.key_statements.values():
            yield Granted("key", _given(arn), self._given_key(feature, arn))

    def _source(self, feature: Feature) -> tuple[Bucket, Role]:
        source = self._world.buckets[feature.source]
        if source.replication is None or isinstance(source.replication, Unknown) or isinstance(source.replication.role, Unknown):
            raise ValueError(f"the plan does not tell how {feature.source} replicates")
        return source, self._world.roles[source.replication.role]

    def _keys(self, source: Bucket, world: World) -> list[Key]:
        own = source.default_encryption.key_arn if isinstance(source.default_encryption, Encryption) else None
        return [world.keys[arn] for arn in dict.fromkeys([own, *self._replica_keys(source)]) if isinstance(arn, str) and arn in world.keys]

    @staticmethod
    def _replica_keys(source: Bucket) -> list[object]:
        replication = source.replication
        rules = () if replication is None or isinstance(replication, Unknown) else replication.rules
        return [rule.destination.replica_kms_key for rule in rules]

    def place(self, feature: Feature, granted: Granted, sid: str) -> str:
        """What a statement is about, in words: source bucket, source objects, destination objects, source key, destination key."""
        world, (source, _) = self.world(feature), self._source(feature)
        if granted.policy == "trust":
            return "role"
        if granted.policy == "bucket":
            return "destination objects"
        statement = next(one for one in as_list(granted.document["Statement"]) if one.get("Sid") == sid)
        holders = [arn for arn, key in world.keys.items() if isinstance(key.policy, Policy) and key.policy.name == granted.name]
        first = holders[0] if granted.policy == "key" else as_list(statement["Resource"])[0]
        if ":kms:" in first:
            return "destination key" if first in self._replica_keys(source) else "source key"
        if first == source.arn:
            return "source bucket"
        return "source objects" if first == f"{source.arn}/*" else "destination objects"

    def broken(self, feature: Feature, world: World) -> list[Broken]:
        """The promises that do not hold in a world."""
        tasks = self._tasks(feature, world, feature.replicates)
        return [one for one in tasks if one.task.outcome is not Outcome.COMPLETED]

    def not_left_out(self, feature: Feature) -> list[Broken]:
        """The objects that the feature says it leaves out and does not."""
        tasks = self._tasks(feature, self.world(feature), feature.leaves_out)
        return [one for one in tasks if one.task.outcome is not Outcome.NOT_REPLICATED]

    def without(self, feature: Feature, granted: Granted, removal: Removal) -> list[Broken]:
        """The promises that break once a thing is taken out of one document."""
        return self.broken(feature, _with_policy(self.world(feature), granted.name, removal.document))

    def kept_for(self, granted: Granted, removal: Removal) -> list[Mapping[str, Any]]:
        """The entries of `kept` that cover all actions of a removal, else none."""
        entries = {one["action"]: one for one in self.kept if one["policy"] == granted.policy}
        return [entries[action] for action in removal.actions] if all(action in entries for action in removal.actions) else []

    def _tasks(self, feature: Feature, world: World, promises: Mapping[str, Sequence[str]]) -> Iterator[Broken]:
        for destination, things in promises.items():
            for thing in things:
                fields = self._data["objects"][thing]
                version = _version(world.buckets[feature.source], fields)
                change = Change(fields.get("change", "delete-marker" if version.delete_marker else "object"))
                found = {task.destination_bucket: task for task in decide(world, version, change).tasks}
                yield Broken(thing, destination, found[destination])


def load_features(checkout: Path, plan: Mapping[str, Any]) -> Features:
    """The features of the checkout's data file, held against a plan of its features.tf."""
    return Features(yaml.safe_load((checkout / FOLDER / "features.yaml").read_text(encoding="utf-8")), plan)


def plan_features(checkout: Path, scratch: Path, environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Plans features.tf in the folder `scratch` against the AWS of the environment.

    What creates keys is applied first: a key's ARN is known, and with it the role's policy, only after apply.
    """
    shutil.copytree(checkout / "modules", scratch / "modules", ignore=shutil.ignore_patterns(".terraform*"))
    folder = scratch / FOLDER
    folder.mkdir(parents=True)
    shutil.copy2(checkout / FOLDER / "features.tf", folder / "features.tf")
    environment = terraform_environment(environment, scratch / "cli")
    terraform = Terraform(folder, find_binary(environment), environment)
    terraform.init()
    terraform.apply(targets=_CREATED_KEYS)
    return terraform.plan().document


def _with_policy(world: World, name: str, document: Mapping[str, object] | None) -> World:
    """The world with one policy replaced, wherever it is held; None takes the policy away."""
    policy = Policy.parse(document, name) if document else None
    nobody = Policy.parse({"Version": "2012-10-17", "Statement": [_NOBODY]}, name)

    def new(old: Policy | Unknown | None) -> Policy | Unknown | None:
        return policy if isinstance(old, Policy) and old.name == name else old

    def changed(role: Role) -> Role:
        policies = (
            role.policies
            if isinstance(role.policies, Unknown)
            else tuple(one for one in map(new, role.policies) if isinstance(one, Policy))
        )
        return replace(role, trust=new(role.trust) or nobody, policies=policies)

    return replace(
        world,
        roles={arn: changed(role) for arn, role in world.roles.items()},
        buckets={key: replace(bucket, policy=new(bucket.policy)) for key, bucket in world.buckets.items()},
        keys={arn: replace(key, policy=new(key.policy)) for arn, key in world.keys.items()},
    )


def _given(arn: str) -> str:
    return f"policy of the given key {arn}"


def _delegation(arn: str) -> dict[str, Any]:
    principal = {"AWS": f"arn:aws:iam::{arn.split(':')[4]}:root"}
    return {"Sid": "DelegateToAccount", "Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}


def _version(source: Bucket, fields: Mapping[str, Any]) -> Version:
    lock = fields.get("lock", {})
    return Version(
        bucket=source.name,
        key=fields.get("key", "report.txt"),
        version_id="v1",
        last_modified=_WRITTEN,
        size=fields.get("size", 1024),
        tags=fields.get("tags", {}),
        encryption=_encryption(source, fields["encryption"]) if "encryption" in fields else Encryption(),
        lock=Lock(lock.get("mode"), _WRITTEN + timedelta(days=lock["days"]) if "days" in lock else None, lock.get("legal_hold")),
        multipart=fields.get("multipart", False),
        delete_marker=fields.get("delete_marker", False),
        status=ReplicationStatus(fields["status"]) if "status" in fields else None,
    )


def _encryption(source: Bucket, fields: Mapping[str, Any]) -> Encryption:
    own = source.default_encryption.key_arn if isinstance(source.default_encryption, Encryption) else source.default_encryption
    return Encryption(EncryptionKind(fields["kind"]), fields.get("key", own), fields["bucket_key"])
