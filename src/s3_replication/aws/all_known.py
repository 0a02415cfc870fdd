"""Parts that count only together."""

from collections.abc import Sequence
from typing import TypeVar

from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["all_known"]

T = TypeVar("T")


def all_known(found: Sequence[T | Unknown]) -> tuple[T, ...] | Unknown:
    """The parts; UNKNOWN as soon as one of them may not be read."""
    known = tuple(one for one in found if not isinstance(one, Unknown))
    return known if len(known) == len(found) else UNKNOWN
