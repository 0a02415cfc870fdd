"""Builds worlds, versions and documents from the short notation of the case tables."""

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from s3_replication import core
from s3_replication.iam import UNKNOWN, Grant, Policy, Unknown

from .reading import fits, task_as_seen

BASE = yaml.safe_load((Path(__file__).parent / "worlds.yaml").read_text())
NAMES = {name: str(value) for name, value in BASE["names"].items()}


def named(value: Any) -> Any:
    """Replace {placeholders} of the base's names and the word UNKNOWN, at any depth."""
    if isinstance(value, Mapping):
        return {named(key): named(item) for key, item in value.items()}
    if isinstance(value, list):
        return [named(item) for item in value]
    if not isinstance(value, str):
        return value
    if value == "UNKNOWN":
        return UNKNOWN
    for name, full in NAMES.items():
        value = value.replace("{" + name + "}", full)
    return value


def put(tree: Any, path: str, value: Any) -> None:
    """Set a dotted path; a number is a position in a list, and one past its end appends a patched copy of the last item."""
    *above, last = path.split("/")
    for step in above:
        tree = tree[int(step)] if isinstance(tree, list) else tree.setdefault(step, {})
    if isinstance(tree, list):
        if int(last) == len(tree):
            tree.append({})
        tree[int(last)] = value
    elif value == "ABSENT":
        tree.pop(last, None)
    else:
        tree[last] = value


def policy(statements: Any, name: str) -> Any:
    """A list of statements as a policy; UNKNOWN and None stay as they are."""
    return (
        statements
        if statements is None or statements is UNKNOWN
        else Policy.parse({"Version": "2012-10-17", "Statement": statements}, name)
    )


def granted(permissions: list[Any]) -> list[dict[str, Any]]:
    """One Allow per [action, resource]; whole statements stay as they are."""
    return [
        item if isinstance(item, dict) else {"Effect": "Allow", "Action": item[0], "Resource": item[1], "Sid": item[0].split(":")[1]}
        for item in permissions
    ]


def rule(tree: Mapping[str, Any]) -> core.Rule:
    """One rule from field names of the model."""
    fields = dict(tree)
    destination = dict(fields.pop("destination"))
    for name, kind in (("metrics", core.Metrics), ("replication_time", core.ReplicationTime)):
        if name in destination:
            destination[name] = kind(*destination[name])
    found = fields.pop("filter", None)
    selection = fields.pop("source_selection", None)
    if found is not None:
        found = core.Filter(found.get("prefix"), tuple(core.Tag(*tag) for tag in found.get("tags", [])), found.get("is_and", False))
    if selection is not None:
        selection = core.SourceSelection(selection.get("kms"), selection.get("modifications"))
    return core.Rule(destination=core.Destination(**destination), filter=found, source_selection=selection, **fields)


def bucket(name: str, tree: Mapping[str, Any]) -> core.Bucket:
    fields = dict(tree)
    rules = fields.pop("rules", None)
    role_arn = fields.pop("role", NAMES["role"])
    if rules is not None and rules is not UNKNOWN:
        rules = core.ReplicationConfiguration(role_arn, tuple(rule(item) for item in rules))
    found, retention = fields.get("default_encryption"), fields.get("default_retention")
    if isinstance(found, Mapping):
        fields["default_encryption"] = encryption(found)
    if retention:
        fields["default_retention"] = core.DefaultRetention(**retention)
    for field, kind in (("versioning", core.Versioning), ("ownership", core.Ownership)):
        if isinstance(fields.get(field), str):
            fields[field] = kind(fields[field])
    fields["policy"] = policy(fields.pop("policy", None), f"policy of {name}")
    fields.update(advised(fields))
    return core.Bucket(name, f"arn:aws:s3:::{name}", replication=rules, **fields)


def advised(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that only advice reads; what is UNKNOWN stays so."""
    found: dict[str, Any] = {}
    if isinstance(tree.get("lifecycle"), list):
        found["lifecycle"] = tuple(lifecycle_rule(item) for item in tree["lifecycle"])
    if isinstance(tree.get("notification"), Mapping):
        notification = tree["notification"]
        found["notification"] = core.EventNotifications(frozenset(notification.get("events", [])), notification.get("event_bridge", False))
    if isinstance(tree.get("alarms"), list):
        found["alarms"] = tuple(core.ReplicationAlarm(**item) for item in tree["alarms"])
    return found


def lifecycle_rule(tree: Mapping[str, Any]) -> core.BucketLifecycleRule:
    transitions = tuple(core.StorageTransition(*item) for item in tree.get("transitions", []))
    return core.BucketLifecycleRule(**{**tree, "transitions": transitions})


def encryption(tree: Mapping[str, Any]) -> core.Encryption:
    return core.Encryption(core.EncryptionKind(tree["kind"]), tree.get("key"), tree.get("bucket_key", False))


def key(tree: Mapping[str, Any]) -> core.Key:
    fields = dict(tree)
    if isinstance(fields.get("state"), str):
        fields["state"] = core.KeyState(fields["state"])
    fields["policy"] = policy(fields.pop("policy", None), "key policy")
    grants = fields.pop("grants", [])
    if not isinstance(grants, Unknown):
        grants = tuple(Grant(**{**item, "operations": frozenset(item["operations"])}) for item in grants)
    return core.Key(**fields, grants=grants)


def role(tree: Mapping[str, Any]) -> core.Role:
    fields = dict(tree)
    permissions = fields.pop("permissions")
    policies = permissions if permissions is UNKNOWN else (policy(granted(permissions), "role policy"),)
    boundary = fields.pop("boundary", None)
    trust = policy(fields.pop("trust"), "trust policy")
    return core.Role(trust=trust, policies=policies, boundary=policy(boundary, "boundary"), **fields)


def account(number: str, tree: Mapping[str, Any]) -> core.Account:
    fields = dict(tree)
    for layer in ("scps", "rcps"):
        fields[layer] = tuple((policy(statements, f"{layer} of {number}"),) for statements in fields.get(layer, []))
    return core.Account(number, **fields)


def patched(case: Mapping[str, Any]) -> dict[str, Any]:
    """The base world of the case with its patches."""
    tree = named(copy.deepcopy(BASE["worlds"][case.get("base", "cross")]))
    for path, value in named(case.get("world", {})).items():
        put(tree, path, value)
    for missing in case.get("without", []):
        for holder in (role for role in tree["roles"].values() if role["permissions"] is not UNKNOWN):
            holder["permissions"] = [item for item in holder["permissions"] if isinstance(item, dict) or item[0] != missing]
    for place, statements in named(case.get("statements", {})).items():
        held: Any = tree
        *above, last = place.split("/")
        for step in above:
            held = held[step]
        held[last] = [*(held.get(last) or []), *statements]
    return tree


def build_world(case: Mapping[str, Any]) -> core.World:
    """The world of a case."""
    return world_of_tree(patched(case))


def world_of_tree(tree: Mapping[str, Any]) -> core.World:
    """A world from a patched tree."""
    switches = {name: core.Assumption(value) if isinstance(value, str) else value for name, value in tree.get("switches", {}).items()}
    return core.World(
        {name: bucket(name, item) for name, item in tree["buckets"].items()},
        {item.get("alias") or item["arn"]: key({k: v for k, v in item.items() if k != "alias"}) for item in tree.get("keys", {}).values()},
        {item["arn"]: role(item) for item in tree["roles"].values()},
        {number: account(number, item) for number, item in tree.get("accounts", {}).items()},
        core.Switches(**switches),
        tree.get("complete", True),
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def build_version(case: Mapping[str, Any]) -> core.Version:
    fields = named({**BASE["version"], **case.get("version", {})})
    fields["last_modified"] = moment(fields["last_modified"])
    fields["encryption"] = encryption(fields.get("encryption", {"kind": "AES256"}))
    lock = dict(fields.get("lock", {}))
    if "retain_until" in lock:
        lock["retain_until"] = moment(lock["retain_until"])
    fields["lock"] = core.Lock(**lock)
    if fields.get("status"):
        fields["status"] = core.ReplicationStatus(fields["status"])
    if "checksum" in fields:
        fields["checksum"] = tuple(fields["checksum"])
    return core.Version(**fields)


def xml_of(tree: Any, name: str) -> str:
    """An element from nested mappings; a list repeats the element; "RAW ..." is put in as it is."""
    if isinstance(tree, list):
        return "".join(xml_of(item, name) for item in tree)
    if isinstance(tree, str) and tree.startswith("RAW "):
        return tree[4:]
    inner = "".join(xml_of(item, child) for child, item in tree.items()) if isinstance(tree, Mapping) else str("" if tree is None else tree)
    return f"<{name}>{inner}</{name}>"


def build_document(case: Mapping[str, Any]) -> bytes:
    """The XML that a configuration case sends."""
    if "body" in case:
        return str(named(case["body"])).encode()
    tree = named(copy.deepcopy(BASE["documents"][case.get("document", "v2")]))
    for path, value in named(case.get("set", {})).items():
        put(tree, path, value)
    if "repeat" in case:
        first = tree["Rule"][0]
        padding = {"Filter": {"Prefix": "RAW <Prefix>" + " " * case["pad"] + "</Prefix>"}} if "pad" in case else {}
        tree["Rule"] = [{**first, **padding, "ID": f"r{number}", "Priority": number} for number in range(1, case["repeat"] + 1)]
    return xml_of(tree, "ReplicationConfiguration").encode()


class Cases:
    """Builds what rows describe, and reads decisions back in the rows' words."""

    named = staticmethod(named)
    tree = staticmethod(patched)
    world_of_tree = staticmethod(world_of_tree)
    world = staticmethod(build_world)
    version = staticmethod(build_version)
    document = staticmethod(build_document)
    seen = staticmethod(task_as_seen)
    fits = staticmethod(fits)
