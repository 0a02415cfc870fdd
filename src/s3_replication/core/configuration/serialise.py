"""Writes the model as the XML of GetBucketReplication: it returns what was sent, without defaults (1.133)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.sax.saxutils import escape

from s3_replication.core.configuration.elements import ROOT
from s3_replication.core.configuration.model import Destination, Filter, ReplicationConfiguration, Rule
from s3_replication.core.configuration.xml import NAMESPACE
from s3_replication.iam import Unknown

__all__ = ["configuration_xml", "with_rule_ids"]

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} xmlns="{NAMESPACE}">'
_CONTROL = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}  # fact 2.03: keys may hold them, and XML readers change them


def with_rule_ids(configuration: ReplicationConfiguration, new_id: Callable[[], str]) -> ReplicationConfiguration:
    """The same configuration with an id from `new_id` for every rule that has none or an empty one (1.90)."""
    rules = tuple(rule if rule.id else replace(rule, id=new_id()) for rule in configuration.rules)
    return replace(configuration, rules=rules)


def configuration_xml(configuration: ReplicationConfiguration) -> bytes:
    """The document, rules in their order; raises ValueError if a value is UNKNOWN, since no such document was ever sent."""
    inner = "".join([_leaf("Role", configuration.role), *(_rule(rule) for rule in configuration.rules)])
    return f"{_HEAD}{inner}</{ROOT}>".encode()


def _leaf(name: str, value: str | int | Unknown | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Unknown):
        raise ValueError(f"{name} is not known, so the document cannot be written; only known configurations can")
    return f"<{name}>{escape(str(value), _CONTROL)}</{name}>"


def _node(name: str, parts: Iterator[str] | list[str]) -> str:
    return f"<{name}>{''.join(parts)}</{name}>"


def _status(name: str, status: str | None) -> str:
    return "" if status is None else _node(name, [_leaf("Status", status)])


def _rule(rule: Rule) -> str:
    parts = [_leaf("ID", rule.id), _leaf("Priority", rule.priority), _leaf("Prefix", rule.prefix)]
    if rule.filter is not None:
        parts.append(_filter(rule.filter))
    parts.append(_leaf("Status", rule.status))
    selection = rule.source_selection
    if selection is not None:
        kms = _status("SseKmsEncryptedObjects", selection.sse_kms_encrypted_objects)
        modifications = _status("ReplicaModifications", selection.replica_modifications)
        parts.append(_node("SourceSelectionCriteria", [kms, modifications]))
    parts.append(_status("ExistingObjectReplication", rule.existing_object_replication))
    parts.append(_destination(rule.destination))
    parts.append(_status("DeleteMarkerReplication", rule.delete_marker_replication))
    return _node("Rule", parts)


def _filter(found: Filter) -> str:
    tags = [_node("Tag", [_leaf("Key", tag.key), _leaf("Value", tag.value)]) for tag in found.tags]
    parts = [_leaf("Prefix", found.prefix), *tags]
    return _node("Filter", [_node("And", parts)] if found.is_and else parts)


def _destination(destination: Destination) -> str:
    parts = [
        _leaf("Bucket", destination.bucket), _leaf("Account", destination.account), _leaf("StorageClass", destination.storage_class),
    ]  # fmt: skip
    if destination.owner_translation is not None:
        parts.append(_node("AccessControlTranslation", [_leaf("Owner", destination.owner_translation)]))
    if destination.replica_kms_key is not None:
        parts.append(_node("EncryptionConfiguration", [_leaf("ReplicaKmsKeyID", destination.replica_kms_key)]))
    time, metrics = destination.replication_time, destination.metrics
    if time is not None:
        parts.append(_node("ReplicationTime", [_leaf("Status", time.status), *_minutes("Time", time.minutes)]))
    if metrics is not None:
        parts.append(_node("Metrics", [_leaf("Status", metrics.status), *_minutes("EventThreshold", metrics.event_threshold)]))
    return _node("Destination", parts)


def _minutes(name: str, minutes: int | None) -> list[str]:
    return [] if minutes is None else [_node(name, [_leaf("Minutes", minutes)])]
