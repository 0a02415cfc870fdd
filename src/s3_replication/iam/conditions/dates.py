"""Date operators: the W3C profile of ISO 8601, or seconds since 1970."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from s3_replication.iam.conditions.numbers import parse_number
from s3_replication.iam.conditions.ordering import ordered_operators

__all__ = ["DATE_OPERATORS", "parse_date"]

ALLOWED: Final = "a date such as 2026-01-31, 2026-01-31T12:00:00Z, or seconds since 1970"
YEAR: Final = re.compile(r"[0-9]{4}(-[0-9]{2})?")
# Python also reads weeks, days of a year, and blanks or other letters before the time.
PROFILE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def parse_date(text: str) -> Decimal:
    """Seconds since 1970; a date without a time zone is UTC. Four digits are a year, as in the W3C profile."""
    if YEAR.fullmatch(text):
        text = f"{text}-01-01" if len(text) == 4 else f"{text}-01"
    elif "-" not in text[1:]:
        try:
            return parse_number(text)
        except ValueError:
            raise ValueError(ALLOWED) from None
    try:
        if not PROFILE.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
        return Decimal(((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND) / 10**6
    except (ValueError, OverflowError):
        raise ValueError(ALLOWED) from None


DATE_OPERATORS: Final = ordered_operators("Date", parse_date)
