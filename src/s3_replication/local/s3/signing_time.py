"""The compact form of times in Signature Version 4, and the clock skew that S3 accepts."""

from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["S3_SKEW", "compact_time", "read_compact_time"]

S3_SKEW: Final = timedelta(minutes=15)  # API Reference, "Error responses", RequestTimeTooSkewed
_COMPACT: Final = "%Y%m%dT%H%M%SZ"


def compact_time(moment: datetime) -> str:
    """Such as 20261129T123000Z."""
    return moment.strftime(_COMPACT)


def read_compact_time(text: str) -> datetime | None:
    """None for a text of another form."""
    try:
        return datetime.strptime(text, _COMPACT).replace(tzinfo=UTC)
    except ValueError:
        return None
