"""Trails as CloudTrail's side and the recorder of events see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["LiveTrail", "TrailRecorder"]


@dataclass(frozen=True, slots=True)
class LiveTrail:
    """One trail as it is now; `selectors` are the advanced ones, as they were sent."""

    arn: str
    account: str
    region: str
    multi_region: bool
    bucket: str
    prefix: str
    kms_key: str | None
    selectors: tuple[dict[str, Any], ...]


class TrailRecorder(Protocol):
    """What records events for trails, as CloudTrail's operations use it."""

    def check(self, selectors: Sequence[Mapping[str, Any]]) -> None:
        """Raises ValueError for selectors that CloudTrail refuses, NotImplementedError for those that only AWS supports."""

    def delivery_error(self, trail: LiveTrail) -> str | None:
        """The name of CloudTrail's exception for a trail that could not deliver."""

    def changed(self) -> None:
        """Look again at which trails log what."""
