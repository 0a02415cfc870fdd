"""Reads decisions in the words of the case tables."""

from collections.abc import Mapping
from typing import Any

from s3_replication import core
from s3_replication.iam import UNKNOWN


def task_as_seen(task: core.Task) -> dict[str, Any]:
    """What a row may expect of one task, by its short names."""
    return {
        "outcome": task.outcome.value,
        "reason": task.reason and task.reason.value,
        "failure": task.failure_reason and task.failure_reason.value,
        "rule": task.admission and task.admission.rule.id,
        "unknown": sorted(task.unknown),
        "assumed": task.assumed,
        "reported": task.reported,
        "steps": [step.name for step in task.steps],
        "actions": [check.action for step in task.steps for check in step.checks],
        "replica": task.replica and looks(task.replica),
        "reasons": {verdict.rule_id: verdict.reason and verdict.reason.value for verdict in task.rules},
    }


def looks(replica: core.Replica) -> dict[str, Any]:
    """The replica by the names of the version's fields, and its other fields."""
    version = replica.version
    fields: dict[str, Any] = {name: getattr(version, name) for name in core.Version.__slots__}
    fields["encryption"] = {
        "kind": version.encryption.kind.value,
        "key": version.encryption.key_arn,
        "bucket_key": version.encryption.bucket_key,
    }
    fields["lock"] = {"mode": version.lock.mode, "legal_hold": version.lock.legal_hold}
    fields["retain_until"] = version.lock.retain_until and version.lock.retain_until.strftime("%Y-%m-%dT%H:%M:%S")
    fields["last_modified"] = version.last_modified.strftime("%Y-%m-%dT%H:%M:%S")
    fields["default_retention"] = replica.applies_default_retention
    fields["without_tags"] = replica.without_tags
    fields["unknown"] = sorted(replica.unknown)
    return fields


def fits(expected: Any, found: Any) -> bool:
    """Mappings contain what is expected and may contain more; "[...]"-named lists must be contained."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(fits(value, found.get(name)) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return all(item in found for item in expected) if expected else not found
    return bool(expected == found) or (expected is UNKNOWN and found == "UNKNOWN")
