"""The replication configuration that the provider will send, from its resource or the old inline block."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from s3_replication.core.configuration.model import (
    Destination,
    Filter,
    Metrics,
    ReplicationConfiguration,
    ReplicationTime,
    Rule,
    SourceSelection,
    Tag,
)  # fmt: skip
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.instances import Instance
from s3_replication.plan.resource_resolver import ResourceResolver
from s3_replication.plan.values import block, blocks, number, text

__all__ = ["read_inline_replication", "read_replication"]

Values: TypeAlias = Mapping[str, object]


class _NotKnownError(Exception):
    """A part of a rule that decides about every object is not known yet."""


def read_replication(instance: Instance, resolver: ResourceResolver) -> ReplicationConfiguration | Unknown:
    """The configuration; UNKNOWN if its rules, or a status, tag or choice in a rule, are not known yet."""
    if instance.values.get("rule") is UNKNOWN:
        return UNKNOWN
    rules = blocks(instance.values, "rule")
    aligned = len(rules) == len(blocks(instance.configuration.expressions, "rule"))
    try:
        read = tuple(_rule(values, _RulePosition(instance, resolver, position, aligned)) for position, values in enumerate(rules))
    except _NotKnownError:
        return UNKNOWN
    return ReplicationConfiguration(resolver.role_arn(instance, ["role"], instance.values.get("role")), read)


def read_inline_replication(bucket: Instance, values: Values, resolver: ResourceResolver) -> ReplicationConfiguration | Unknown:
    """The block inside aws_s3_bucket, deprecated as an argument but still filled by a refresh for a bucket configured elsewhere."""
    if values.get("rules") is UNKNOWN:
        return UNKNOWN
    rules = [_respelled(rule) for rule in blocks(values, "rules")]
    return read_replication(replace(bucket, values={"role": values.get("role"), "rule": rules}), resolver)


def _respelled(rule: Values) -> Values:
    """An inline rule with the argument names of the resource."""
    destination, selection = block(rule, "destination"), block(rule, "source_selection_criteria")
    minutes = [{**time, "time": [{"minutes": time.get("minutes")}]} for time in blocks(destination, "replication_time")]
    metrics = [{**one, "event_threshold": [{"minutes": one.get("minutes")}]} for one in blocks(destination, "metrics")]
    keys = [{"sse_kms_encrypted_objects": [{"status": _enabled(one)}]} for one in blocks(selection, "sse_kms_encrypted_objects")]
    filters = [_respelled_filter(one) for one in blocks(rule, "filter")]
    markers = text(rule.get("delete_marker_replication_status"))
    new = {
        **destination,
        "account": destination.get("account_id"),
        "encryption_configuration": [{"replica_kms_key_id": destination.get("replica_kms_key_id")}],
        "replication_time": minutes,
        "metrics": metrics,
    }
    return {
        **rule,
        "destination": [new],
        "filter": filters,
        "source_selection_criteria": keys,
        "delete_marker_replication": [{"status": markers or "Disabled"}] if filters else [],
    }


def _respelled_filter(values: Values) -> Values:
    tags, prefix = values.get("tags"), text(values.get("prefix"))
    if not isinstance(tags, Mapping) or not tags:
        return {"prefix": prefix, "and": UNKNOWN if tags is UNKNOWN else []}
    if len(tags) == 1 and prefix is None:
        ((key, value),) = tags.items()
        return {"tag": [{"key": key, "value": value}]}
    return {"and": [{"prefix": prefix, "tags": tags}]}


def _enabled(values: Values) -> object:
    return "Enabled" if values.get("enabled") is True else "Disabled"


class _RulePosition:
    """The rule's position in the plan; its expressions can be followed only if no block is dynamic (`aligned`)."""

    def __init__(self, instance: Instance, resolver: ResourceResolver, position: int, aligned: bool) -> None:
        self._instance, self._resolver = instance, resolver
        self._path: list[str | int] = ["rule", position, "destination", 0] if aligned else ["(dynamic)"]

    def bucket(self, values: Values) -> str | Unknown:
        return self._resolver.bucket_arn(self._instance, values.get("bucket"), [*self._path, "bucket"])

    def account(self, values: Values) -> str | Unknown | None:
        return self._resolver.account(values.get("account"))

    def key(self, values: Values) -> str | Unknown | None:
        if text(values.get("replica_kms_key_id")) is None:
            return None
        path = [*self._path, "encryption_configuration", 0, "replica_kms_key_id"]
        return self._resolver.key_arn(self._instance, values["replica_kms_key_id"], path)


def _rule(values: Values, place: _RulePosition) -> Rule:
    rule = Rule(
        status=_sure(values.get("status")) or "",
        destination=_destination(block(values, "destination"), place),
        id=_shown(values.get("id")),
        source_selection=_selection(values),
        delete_marker_replication=_status(values, "delete_marker_replication"),
        existing_object_replication=_status(values, "existing_object_replication"),
    )
    if not blocks(values, "filter"):
        return replace(rule, prefix=_sure(values.get("prefix")) or "")
    # The provider sends Priority only with a filter, and 0 if none is set.
    return replace(rule, filter=_filter(block(values, "filter")), priority=number(values.get("priority")) or 0)


def _filter(values: Values) -> Filter:
    if values.get("and") is UNKNOWN or values.get("tag") is UNKNOWN:
        raise _NotKnownError
    several = block(values, "and")
    if several:
        if several.get("tags") is UNKNOWN:
            raise _NotKnownError
        tags = several.get("tags")
        listed = tags.items() if isinstance(tags, Mapping) else ()
        return Filter(text(several.get("prefix")), tuple(Tag(key, _sure(value) or "") for key, value in listed), is_and=True)
    single = tuple(Tag(_sure(tag.get("key")) or "", _sure(tag.get("value")) or "") for tag in blocks(values, "tag"))
    return Filter(text(values.get("prefix")), single)


def _destination(values: Values, place: _RulePosition) -> Destination:
    metrics, time = block(values, "metrics"), block(values, "replication_time")
    return Destination(
        bucket=place.bucket(values),
        account=place.account(values),
        storage_class=_sure(values.get("storage_class")),
        owner_translation=_sure(block(values, "access_control_translation").get("owner")),
        replica_kms_key=place.key(block(values, "encryption_configuration")),
        metrics=Metrics(_sure(metrics.get("status")) or "", number(block(metrics, "event_threshold").get("minutes"))) if metrics else None,
        replication_time=ReplicationTime(_sure(time.get("status")) or "", number(block(time, "time").get("minutes"))) if time else None,
    )


def _selection(values: Values) -> SourceSelection | None:
    selection = block(values, "source_selection_criteria")
    if not blocks(values, "source_selection_criteria"):
        return None
    return SourceSelection(_status(selection, "sse_kms_encrypted_objects"), _status(selection, "replica_modifications"))


def _status(values: Values, name: str) -> str | None:
    return _sure(block(values, name).get("status"))


def _sure(value: object) -> str | None:
    known = text(value)
    if isinstance(known, Unknown):
        raise _NotKnownError
    return known


def _shown(value: object) -> str | None:
    """An id that the provider generates is not known in the plan; no decision depends on it."""
    known = text(value)
    return None if isinstance(known, Unknown) else known
