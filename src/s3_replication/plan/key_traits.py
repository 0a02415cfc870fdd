"""What a plan shows of a KMS key that conditions of policies may ask for."""

from collections.abc import Mapping
from typing import Final

from s3_replication.core.key_traits import KeyTraits
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import block, mapping, text

__all__ = ["key_traits"]

# Each of these resources creates keys of one origin; a replica has that of its primary key.
_ORIGINS: Final[Mapping[str, str]] = {"aws_kms_key": "AWS_KMS", "aws_kms_external_key": "EXTERNAL"}


def key_traits(instance: Instance, spec: str | Unknown, usage: str | Unknown, aliases: tuple[str, ...] | Unknown) -> KeyTraits:
    """The traits of a resource or data source; what the plan does not show is UNKNOWN."""
    return KeyTraits(_multi_region(instance), _origin(instance), spec, usage, aliases, _tags(instance))


def _multi_region(instance: Instance) -> str | Unknown | None:
    if instance.mode == "managed" and instance.type == "aws_kms_replica_key":
        return "REPLICA"
    found = instance.values.get("multi_region")
    if instance.mode == "managed":
        return UNKNOWN if found is UNKNOWN else "PRIMARY" if found is True else None
    kind = text(block(instance.values, "multi_region_configuration").get("multi_region_key_type"))
    return None if found is False else kind or UNKNOWN


def _origin(instance: Instance) -> str | Unknown:
    known = _ORIGINS.get(instance.type) if instance.mode == "managed" else None
    return known or text(instance.values.get("origin")) or UNKNOWN


def _tags(instance: Instance) -> tuple[tuple[str, str], ...] | Unknown:
    """The tags with the provider's default tags; a data source of a key has none."""
    found = instance.values.get("tags_all", instance.values.get("tags")) if instance.mode == "managed" else UNKNOWN
    if found is UNKNOWN or UNKNOWN in mapping(found).values():
        return UNKNOWN
    return tuple((name, str(value)) for name, value in mapping(found).items())
