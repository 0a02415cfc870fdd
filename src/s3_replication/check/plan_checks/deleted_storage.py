"""Buckets and keys of the replication that the plan deletes, with what is in them or encrypted under them."""

from collections.abc import Iterable, Iterator
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts, text_of
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.plan.instances import Instance
from s3_replication.plan.values import items, mapping

__all__ = ["find_deleted_storage"]

_KEYS: Final = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
_NAMING: Final = ("aws_s3_bucket_replication_configuration", "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket")


def find_deleted_storage(facts: PlanFacts) -> Iterator[Finding]:
    """Each bucket and key that replication uses before or after the apply and that the plan deletes or replaces."""
    named = set(_named(facts))
    for one in (*facts.parts.instances, *facts.parts.removed):
        before, change = facts.change(one).before or {}, facts.change(one)
        if one.mode != "managed" or not change.deletes:
            continue
        if one.type == "aws_s3_bucket" and {text_of(before.get("arn")), text_of(before.get("bucket"))} & named:
            yield _bucket(facts, one)
        elif one.type in _KEYS and {text_of(before.get("arn")), text_of(before.get("key_id"))} & named:
            verb = "replaces" if change.replaces else "destroys"
            yield new_finding("replication-key-is-deleted", one.address, f"The plan {verb} {one.address}.")


def _bucket(facts: PlanFacts, bucket: Instance) -> Finding:
    before = facts.change(bucket).before or {}
    force = " force_destroy is on, so every object and version in it is deleted." if before.get("force_destroy") is True else ""
    if facts.change(bucket).replaces:
        return new_finding("replication-bucket-is-replaced", bucket.address, f"The plan replaces {bucket.address}.{force}")
    return new_finding("replication-bucket-is-destroyed", bucket.address, f"The plan destroys {bucket.address}.{force}")


def _named(facts: PlanFacts) -> Iterator[str]:
    """The names and ARNs of the buckets and keys in rules and encryption settings, before the apply and after it."""
    yield from (*facts.source_names(), *facts.destination_names(), *facts.keys_of_rules())
    for one in (*facts.parts.instances, *facts.parts.removed):
        if one.mode != "managed" or one.type not in _NAMING:
            continue
        before = facts.change(one).before or {}
        if one.type == "aws_s3_bucket":
            yield from _texts(before.get("replication_configuration"))
        elif before:
            yield from _texts(before)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    nested: Iterable[object] = mapping(value).values() or items(value)
    for one in nested:
        yield from _texts(one)
