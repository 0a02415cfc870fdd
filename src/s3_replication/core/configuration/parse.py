"""Reads the XML of PutBucketReplication into the model, exactly as it was sent."""

from s3_replication.core.configuration.elements import check_elements
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
from s3_replication.core.configuration.rejection import ConfigurationRejected, malformed_xml
from s3_replication.core.configuration.values import MAX_INTEGER, check_values
from s3_replication.core.configuration.xml import Element, parse_xml
from s3_replication.core.switches import Switches

__all__ = ["parse_configuration"]


def parse_configuration(xml: bytes, switches: Switches | None = None) -> ReplicationConfiguration:
    """Read the document; raises ConfigurationRejected if S3 answers MalformedXML. validate_configuration does the other checks."""
    root = parse_xml(xml)
    check_elements(root)
    rules = tuple(_rule(element) for element in root.children if element.name == "Rule")
    configuration = ReplicationConfiguration(role=root.text_of("Role") or "", rules=rules)
    for rejection in check_values(configuration, switches or Switches()):
        raise ConfigurationRejected(rejection)
    return configuration


def _rule(element: Element) -> Rule:
    destination = element.child("Destination")
    found = element.child("Filter")
    return Rule(
        status=element.text_of("Status") or "",
        destination=_destination(destination or Element("Destination")),
        id=element.text_of("ID"),
        priority=_integer(element, "Priority"),
        prefix=element.text_of("Prefix"),
        filter=None if found is None else _filter(found),
        delete_marker_replication=_status(element, "DeleteMarkerReplication"),
        source_selection=_source_selection(element.child("SourceSelectionCriteria")),
        existing_object_replication=_status(element, "ExistingObjectReplication"),
    )


def _filter(element: Element) -> Filter:
    both = element.child("And")
    if both is None:
        return Filter(element.text_of("Prefix"), _tags(element))
    if len(element.children) > 1:
        raise ConfigurationRejected(malformed_xml("1.73", "a Filter holds one Prefix, one Tag or one And"))
    return Filter(both.text_of("Prefix"), _tags(both), is_and=True)


def _tags(element: Element) -> tuple[Tag, ...]:
    tags = (child for child in element.children if child.name == "Tag")
    return tuple(Tag(tag.text_of("Key") or "", tag.text_of("Value") or "") for tag in tags)


def _status(element: Element, name: str) -> str | None:
    """The text of the Status of an element; "" if it was sent empty."""
    found = element.child(name)
    return None if found is None else found.text_of("Status") or ""


def _source_selection(element: Element | None) -> SourceSelection | None:
    if element is None:
        return None
    return SourceSelection(_status(element, "SseKmsEncryptedObjects"), _status(element, "ReplicaModifications"))


def _destination(element: Element) -> Destination:
    translation, encryption = element.child("AccessControlTranslation"), element.child("EncryptionConfiguration")
    return Destination(
        bucket=element.text_of("Bucket") or "",
        account=element.text_of("Account"),
        storage_class=element.text_of("StorageClass"),
        owner_translation=None if translation is None else translation.text_of("Owner") or "",
        replica_kms_key=None if encryption is None else encryption.text_of("ReplicaKmsKeyID") or "",
        metrics=_metrics(element),
        replication_time=_replication_time(element),
    )


def _metrics(element: Element) -> Metrics | None:
    found = element.child("Metrics")
    if found is None:
        return None
    threshold = found.child("EventThreshold")
    return Metrics(found.text_of("Status") or "", None if threshold is None else _integer(threshold, "Minutes"))


def _replication_time(element: Element) -> ReplicationTime | None:
    found = element.child("ReplicationTime")
    if found is None:
        return None
    time = found.child("Time")
    return ReplicationTime(found.text_of("Status") or "", None if time is None else _integer(time, "Minutes"))


def _integer(element: Element, name: str) -> int | None:
    """A 32-bit integer; anything else does not fit the schema (1.95)."""
    text = element.text_of(name)
    if text is None:
        return None
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) <= MAX_INTEGER):
        raise ConfigurationRejected(malformed_xml("1.95", f"{name} is {text!r}, it must be an integer of at most {MAX_INTEGER}"))
    return int(text)
