"""Checks of values for which S3 answers MalformedXML although every element is in its place."""

from collections.abc import Iterable, Iterator
from typing import Final

from s3_replication.core.configuration.model import Filter, ReplicationConfiguration, Rule
from s3_replication.core.configuration.rejection import Rejection, malformed_xml
from s3_replication.core.switches import Switches

__all__ = ["MAX_INTEGER", "MAX_RULES", "STORAGE_CLASSES", "check_values", "named"]

MAX_RULES: Final = 1000
MAX_INTEGER: Final = 2**31 - 1
STATES: Final = ("Enabled", "Disabled")
STORAGE_CLASSES: Final = frozenset(
    {
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR",
    }
)  # fmt: skip


def named(rules: Iterable[Rule]) -> Iterator[tuple[str, Rule]]:
    """Each rule with its name in messages: its id, or its 1-based position."""
    return ((rule.id or f"#{place}", rule) for place, rule in enumerate(rules, 1))


def check_values(configuration: ReplicationConfiguration, switches: Switches) -> Iterator[Rejection]:
    """Every violation of the schema's own rules, in the order of the rules."""
    count = len(configuration.rules)
    if count == 0:
        yield malformed_xml("1.33", "there is no rule; at least one is needed")
    if count > MAX_RULES:
        yield malformed_xml("1.34", f"there are {count} rules, at most {MAX_RULES} are allowed", assumed=True)
    for name, rule in named(configuration.rules):
        yield from _check_states(rule, name)
        yield from _check_selection(rule, name, switches)
        yield from _check_destination(rule, name)


def _check_states(rule: Rule, name: str) -> Iterator[Rejection]:
    selection, destination = rule.source_selection, rule.destination
    states = {
        "Status": (rule.status, "1.38"),
        "DeleteMarkerReplication": (rule.delete_marker_replication, "1.57"),
        "SseKmsEncryptedObjects": (selection and selection.sse_kms_encrypted_objects, "1.38"),
        "ReplicaModifications": (selection and selection.replica_modifications, "1.38"),
        "Metrics": (destination.metrics and destination.metrics.status, "1.38"),
        "ReplicationTime": (destination.replication_time and destination.replication_time.status, "1.38"),
    }
    for element, (state, fact) in states.items():
        if state is not None and state not in STATES:
            yield malformed_xml(fact, f"{element} is {state!r}, it must be Enabled or Disabled", name)
    if rule.existing_object_replication is not None:
        yield malformed_xml("1.39", "ExistingObjectReplication is not taken; use S3 Batch Replication for existing objects", name)


def _check_selection(rule: Rule, name: str, switches: Switches) -> Iterator[Rejection]:
    if rule.prefix is not None and rule.filter is not None:
        yield malformed_xml("1.59", "a rule has Prefix or Filter, not both", name)
    if rule.prefix is None and rule.filter is None and not switches.accept_v1_without_prefix:
        yield malformed_xml("1.52", "a rule without Filter needs a Prefix; send an empty one for all objects", name)
    if rule.filter is not None:
        yield from _check_filter(rule.filter, name)
    if rule.priority is not None and rule.priority > MAX_INTEGER:
        yield malformed_xml("1.95", f"Priority is {rule.priority}, at most {MAX_INTEGER} is allowed", name)


def _check_filter(found: Filter, name: str) -> Iterator[Rejection]:
    predicates = len(found.tags) + (found.prefix is not None)
    if found.is_and and predicates < 2:
        yield malformed_xml("1.74", "And needs at least two predicates", name)
    if not found.is_and and predicates > 1:
        yield malformed_xml("1.73", "several predicates in a Filter need an And around them", name)
    if any(not tag.key for tag in found.tags):
        yield malformed_xml("1.81", "a tag's key may not be empty", name, assumed=True)


def _check_destination(rule: Rule, name: str) -> Iterator[Rejection]:
    destination = rule.destination
    if destination.owner_translation not in (None, "Destination"):
        yield malformed_xml("1.107", f"Owner is {destination.owner_translation!r}, it must be Destination", name)
    if destination.storage_class is not None and destination.storage_class not in STORAGE_CLASSES:
        allowed = ", ".join(sorted(STORAGE_CLASSES))
        yield malformed_xml("1.109", f"StorageClass is {destination.storage_class!r}, allowed are {allowed}", name)
