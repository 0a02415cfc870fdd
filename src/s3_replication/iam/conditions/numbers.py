"""Numeric operators: integers and decimals."""

import re
from typing import Final

from s3_replication.iam.conditions.ordered import ordered_operators

__all__ = ["NUMERIC_OPERATORS", "parse_number"]

NUMBER: Final = re.compile(r"[+-]?\d{1,300}(\.\d{1,300})?")


def parse_number(text: str) -> float:
    """An integer or decimal; ValueError otherwise."""
    if not NUMBER.fullmatch(text):
        raise ValueError("an integer or decimal number such as 10 or 2.5")
    return float(text)


NUMERIC_OPERATORS: Final = ordered_operators("Numeric", parse_number)
