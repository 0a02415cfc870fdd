"""The proof that the module's planned policies allow what each feature promises, and nothing more.

tests/minimality/features.tf has one module call for each feature; features.yaml says what each promises, and what is kept because
AWS's documents require it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from promised import version_of
from removals import Granted, Removal, as_list

from s3_replication.core import Bucket, Change, Encryption, Key, Outcome, Role, Task, World, decide
from s3_replication.iam import Arn, Policy, Unknown
from s3_replication.plan import read_plan
from s3_replication.terraform import Terraform, find_binary, terraform_environment

__all__ = ["FOLDER", "Broken", "Feature", "Features", "load_features", "plan_features"]

FOLDER = "tests/minimality"
_APPLIED = (
    "module.same_created_keys", "module.same_replica_key", "module.cross_created_keys", "module.same_filters", "module.topic_and_queue",
    "module.queue_alone",
)  # fmt: skip
_NOBODY = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
"""A role always has a trust policy; this is what is left of one that trusts nobody."""


Promises: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: per source and destination bucket the objects that it promises to replicate or to leave out."""

    name: str
    replicates: Promises
    leaves_out: Promises
    key_statements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """One promise that does not hold: the object, its destination and how its task ended."""

    thing: str
    destination: str
    task: Task

    @property
    def surely(self) -> bool:
        """Whether the promise certainly breaks. UNKNOWN only means that no document says what S3 does."""
        return self.task.outcome is not Outcome.UNKNOWN


class Features:
    """The features, in the world that the plan promises."""

    def __init__(self, data: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
        self._data = data
        self.plan = plan
        reading = read_plan(plan)
        self._world, self._documents = reading.world, reading.documents
        self._statements: Mapping[str, str] = plan["planned_values"]["outputs"]["other_key_statements"]["value"]
        self.all = tuple(
            Feature(one["name"], one["replicates"], one.get("leaves_out", {}), one.get("key_statements", {})) for one in data["features"]
        )
        self.kept: Sequence[Mapping[str, Any]] = data["kept"]

    def world(self, feature: Feature) -> World:
        """The planned world, with the given keys: where the plan has no policy of one, it delegates to its account, as a new key does."""
        keys = dict(self._world.keys)
        for arn in self._data["given_keys"]:
            policy = keys[arn].policy if arn in keys else Policy.parse(self._given_key(feature, arn), _given(arn))
            parsed = Arn.parse(arn)
            keys[arn] = Key(arn, parsed.account, parsed.region, policy=policy)
        return replace(self._world, keys=keys)

    def _given_key(self, feature: Feature, arn: str) -> dict[str, Any]:
        added = [json.loads(self._statements[name])["Statement"] for name, key in feature.key_statements.items() if key == arn]
        return {"Version": "2012-10-17", "Statement": [*(one for statements in added for one in as_list(statements)), _delegation(arn)]}

    def granted(self, feature: Feature) -> Iterator[Granted]:
        """Every planned document that the feature's replication may use, and the statements that the owner of a given key must add."""
        world = self.world(feature)
        held: dict[str, str] = {}
        for source in feature.replicates:
            held |= {policy.name: kind for kind, policy in self._held(world, feature, source) if isinstance(policy, Policy)}
        for name, kind in held.items():
            if name in self._documents:
                yield Granted(kind, name, self._documents[name])
        for arn in feature.key_statements.values():
            yield Granted("key", _given(arn), self._given_key(feature, arn))

    def _held(self, world: World, feature: Feature, name: str) -> Iterator[tuple[str, object]]:
        source, role = self.source(name)
        yield "trust", role.trust
        yield from [] if isinstance(role.policies, Unknown) else [("role", policy) for policy in role.policies]
        yield from [("bucket", world.buckets[one].policy) for one in (name, *feature.replicates[name])]
        yield from [("key", key.policy) for key in self._keys(source, world)]

    def source(self, name: str) -> tuple[Bucket, Role]:
        """A source bucket and its role."""
        source = self._world.buckets[name]
        if source.replication is None or isinstance(source.replication, Unknown) or isinstance(source.replication.role, Unknown):
            raise ValueError(f"the plan does not tell how {name} replicates")
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
        if granted.policy in ("trust", "bucket"):
            return {"trust": "role", "bucket": "destination objects"}[granted.policy]
        world, sources = self.world(feature), [self.source(name)[0] for name in feature.replicates]
        statement = next(one for one in as_list(granted.document["Statement"]) if one.get("Sid") == sid)
        holders = [arn for arn, key in world.keys.items() if isinstance(key.policy, Policy) and key.policy.name == granted.name]
        first = holders[0] if granted.policy == "key" else as_list(statement["Resource"])[0]
        if ":kms:" in first:
            return "destination key" if any(first in self._replica_keys(one) for one in sources) else "source key"
        if first in [one.arn for one in sources]:
            return "source bucket"
        return "source objects" if statement["Sid"].startswith("Read") else "destination objects"

    def broken(self, feature: Feature, world: World) -> list[Broken]:
        """The promises that do not hold in a world."""
        tasks = self._tasks(world, feature.replicates)
        return [one for one in tasks if one.task.outcome is not Outcome.COMPLETED]

    def not_left_out(self, feature: Feature) -> list[Broken]:
        """The objects that the feature promises to leave out but replicates."""
        tasks = self._tasks(self.world(feature), feature.leaves_out)
        return [one for one in tasks if one.task.outcome is not Outcome.NOT_REPLICATED]

    def without(self, feature: Feature, granted: Granted, removal: Removal) -> list[Broken]:
        """The promises that break after one removal from one document."""
        return self.broken(feature, _with_policy(self.world(feature), granted.name, removal.document))

    def kept_for(self, granted: Granted, removal: Removal) -> list[Mapping[str, Any]]:
        """The entries of `kept` that cover all actions of a removal, else none."""
        entries = {one["action"]: one for one in self.kept if one["policy"] == granted.policy}
        return [entries[action] for action in removal.actions] if all(action in entries for action in removal.actions) else []

    def _tasks(self, world: World, promises: Promises) -> Iterator[Broken]:
        for source, destinations in promises.items():
            for destination, things in destinations.items():
                for thing in things:
                    yield Broken(thing, destination, self._task(world, source, destination, self._data["objects"][thing]))

    @staticmethod
    def _task(world: World, source: str, destination: str, fields: Mapping[str, Any]) -> Task:
        version = version_of(world.buckets[source], fields)
        change = Change(fields.get("change", "delete-marker" if version.delete_marker else "object"))
        return next(task for task in decide(world, version, change).tasks if task.destination_bucket == destination)


def load_features(checkout: Path, plan: Mapping[str, Any]) -> Features:
    """The features of the checkout's data file, with a plan of its features.tf."""
    return Features(yaml.safe_load((checkout / FOLDER / "features.yaml").read_text(encoding="utf-8")), plan)


def plan_features(checkout: Path, scratch: Path, environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Plans features.tf in the folder `scratch` against the AWS of the environment.

    Keys are applied first, because a key's ARN, and with it the role's policy, is known only after apply. Some rules are applied
    with them, to compare what the provider sends with the plan.
    """
    shutil.copytree(checkout / "modules", scratch / "modules", ignore=shutil.ignore_patterns(".terraform*"))
    folder = scratch / FOLDER
    folder.mkdir(parents=True)
    shutil.copy2(checkout / FOLDER / "features.tf", folder / "features.tf")
    environment = terraform_environment(environment, scratch / "cli")
    terraform = Terraform(folder, find_binary(environment), environment)
    terraform.init()
    terraform.apply(targets=_APPLIED)
    return terraform.plan().document


def _with_policy(world: World, name: str, document: Mapping[str, object] | None) -> World:
    """The world with one policy replaced everywhere; None removes the policy."""
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
