"""Numeric operators: integers and decimals."""

import re
from decimal import Decimal
from typing import Final

from s3_replication.iam.conditions.ordering import ordered_operators

__all__ = ["NUMERIC_OPERATORS", "parse_number"]

NUMBER: Final = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?")


def parse_number(text: str) -> Decimal:
    """An integer or decimal, exactly; ValueError otherwise."""
    if not NUMBER.fullmatch(text):
        raise ValueError("an integer or decimal number such as 10 or 2.5")
    return Decimal(text)


NUMERIC_OPERATORS: Final = ordered_operators("Numeric", parse_number)
