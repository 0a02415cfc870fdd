"""Date operators: the W3C profile of ISO 8601, or seconds since 1970."""

import re
from datetime import UTC, datetime
from typing import Final

from s3_replication.iam.conditions.numbers import parse_number
from s3_replication.iam.conditions.ordered import ordered_operators

__all__ = ["DATE_OPERATORS", "parse_date"]

ALLOWED: Final = "a date such as 2026-01-31, 2026-01-31T12:00:00Z, or seconds since 1970"
YEAR: Final = re.compile(r"\d{4}(-\d{2})?")


def parse_date(text: str) -> float:
    """Seconds since 1970; a date without a time zone is UTC. Four digits are a year, as in the W3C profile."""
    if YEAR.fullmatch(text):
        text = f"{text}-01-01" if len(text) == 4 else f"{text}-01"
    elif "-" not in text[1:]:
        try:
            return parse_number(text)
        except ValueError:
            raise ValueError(ALLOWED) from None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise ValueError(ALLOWED) from None


DATE_OPERATORS: Final = ordered_operators("Date", parse_date)
