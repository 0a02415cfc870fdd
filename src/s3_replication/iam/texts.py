"""One text or a list of them, which is how most elements are written."""

from collections.abc import Sequence
from decimal import Decimal

from s3_replication.iam.problem import Place, shown
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["read_texts"]


def read_texts(raw: object, place: Place, scalars: bool = False) -> list[str | Unknown]:
    """The texts; with `scalars`, as in conditions, numbers and booleans count as their JSON text."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        return [read_text(raw, place, scalars)]
    return [read_text(item, place[position], scalars) for position, item in enumerate(raw)]


def read_text(raw: object, place: Place, scalars: bool) -> str | Unknown:
    """One text."""
    if isinstance(raw, Unknown):
        return UNKNOWN
    if isinstance(raw, str):
        return raw
    if scalars and isinstance(raw, bool):
        return "true" if raw else "false"
    # Beyond this size Python refuses to write an integer out, and no condition key has such numbers.
    if scalars and isinstance(raw, float):
        # JSON's 1e-05 is a number too, and conditions know no exponents.
        return format(Decimal(repr(raw)), "f")
    if scalars and isinstance(raw, int) and abs(raw) < 10**300:
        return str(raw)
    allowed = "a string, number or boolean, or a list of them" if scalars else "a string or a list of strings"
    raise place.error(f"is {shown(raw)}", allowed, "Write a string.")
