"""A bucket's lifecycle rules, from the document that S3 has accepted (API: LifecycleRule)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from s3_replication.core import ARCHIVE_CLASSES, Version
from s3_replication.local.s3 import xml

__all__ = ["WATERFALL", "LifecycleRule", "NoncurrentAction", "Selection", "Transition", "parse_lifecycle"]

# Cost falls along this list; lifecycle moves downward only (User Guide, "Transitioning objects").
WATERFALL: Final = ("STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")


@dataclass(frozen=True, slots=True)
class Selection:
    """What a rule selects; delete markers and uploads have neither tags nor size, so a rule that asks for one does not select them."""

    prefix: str = ""
    tags: Mapping[str, str] | None = None
    larger_than: int | None = None
    smaller_than: int | None = None

    @property
    def by_size(self) -> bool:
        """Whether the size of an object matters."""
        return self.larger_than is not None or self.smaller_than is not None

    def takes_bare(self, key: str) -> bool:
        """Whether something is selected that has a key and nothing else: a delete marker, an unfinished upload."""
        return key.startswith(self.prefix) and not self.tags and not self.by_size

    def takes(self, version: Version) -> bool:
        """Whether the version is selected."""
        if version.delete_marker:
            return self.takes_bare(version.key)
        return (
            version.key.startswith(self.prefix)
            and all(version.tags.get(name) == value for name, value in (self.tags or {}).items())
            and (self.larger_than is None or version.size > self.larger_than)
            and (self.smaller_than is None or version.size < self.smaller_than)
        )


@dataclass(frozen=True, slots=True)
class Transition:
    """A move of current versions to another class, by age or from a date on."""

    storage_class: str
    days: int | None = None
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoncurrentAction:
    """An action on noncurrent versions after `days`, sparing the `newer` latest of them; `storage_class` None expires."""

    days: int
    newer: int = 0
    storage_class: str | None = None


@dataclass(frozen=True, slots=True)
class LifecycleRule:
    """One enabled or disabled rule."""

    id: str
    enabled: bool
    selection: Selection
    expire_days: int | None = None
    expire_date: datetime | None = None
    expired_markers: bool = False
    abort_days: int | None = None
    small_move_to: frozenset[str] = frozenset()
    transitions: tuple[Transition, ...] = ()
    noncurrent: tuple[NoncurrentAction, ...] = ()

    def may_move(self, version: Version, storage_class: str) -> bool:
        """Whether the object is large enough for another class."""
        return version.size >= _SMALL or storage_class in self.small_move_to


# API: PutBucketLifecycleConfiguration, TransitionDefaultMinimumObjectSize; a rule's own size goes before the default.
_SMALL: Final = 128 * 1024
_DEFAULTS: Final[Mapping[str, frozenset[str]]] = {"all_storage_classes_128K": frozenset(), "varies_by_storage_class": ARCHIVE_CLASSES}


def parse_lifecycle(document: bytes, minimum_size: str) -> tuple[LifecycleRule, ...]:
    """The rules of a LifecycleConfiguration, in their order, under a TransitionDefaultMinimumObjectSize."""
    small = _DEFAULTS.get(minimum_size, frozenset())
    return tuple(_rule(node, small) for node in xml.parse(document, "LifecycleConfiguration").iterfind("Rule"))


def _rule(node: Element, small: frozenset[str]) -> LifecycleRule:
    expirations = [NoncurrentAction(_number(found, "NoncurrentDays") or 0, _number(found, "NewerNoncurrentVersions") or 0)
                   for found in node.iterfind("NoncurrentVersionExpiration")]  # fmt: skip
    moves = [NoncurrentAction(_number(found, "NoncurrentDays") or 0, _number(found, "NewerNoncurrentVersions") or 0,
                              found.findtext("StorageClass"))
             for found in node.iterfind("NoncurrentVersionTransition")]  # fmt: skip
    transitions = tuple(
        Transition(found.findtext("StorageClass") or "", _number(found, "Days"), _date(found)) for found in node.iterfind("Transition")
    )
    expiration, abort, selection = node.find("Expiration"), node.find("AbortIncompleteMultipartUpload"), _selection(node)
    return LifecycleRule(
        id=node.findtext("ID") or "",
        enabled=node.findtext("Status") == "Enabled",
        selection=selection,
        expire_days=None if expiration is None else _number(expiration, "Days"),
        expire_date=None if expiration is None else _date(expiration),
        expired_markers=expiration is not None and expiration.findtext("ExpiredObjectDeleteMarker") == "true",
        abort_days=None if abort is None else _number(abort, "DaysAfterInitiation"),
        small_move_to=frozenset(WATERFALL) if selection.by_size else small,
        transitions=transitions,
        noncurrent=tuple(expirations + moves),
    )


def _selection(node: Element) -> Selection:
    found = node.find("Filter")
    if found is None:
        return Selection(node.findtext("Prefix") or "")
    inner = found.find("And")
    inner = found if inner is None else inner
    tags = {tag.findtext("Key") or "": tag.findtext("Value") or "" for tag in inner.iterfind("Tag")}
    sizes = _number(inner, "ObjectSizeGreaterThan"), _number(inner, "ObjectSizeLessThan")
    return Selection(inner.findtext("Prefix") or "", tags or None, *sizes)


def _number(node: Element, name: str) -> int | None:
    text = node.findtext(name)
    return None if text is None else int(text)


def _date(node: Element) -> datetime | None:
    text = node.findtext("Date")
    if text is None:
        return None
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
