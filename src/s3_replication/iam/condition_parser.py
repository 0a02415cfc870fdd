"""The reading of the Condition block."""

import re
from collections.abc import Mapping
from typing import Final

from s3_replication.iam.conditions.condition import Line, UnreadCondition
from s3_replication.iam.conditions.operators import OperatorError, read_condition
from s3_replication.iam.problem import Place, shown
from s3_replication.iam.reading import PolicyReading
from s3_replication.iam.texts import read_texts
from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["read_conditions"]

# The prefix of an identity provider's keys is its address: token.actions.githubusercontent.com:sub, oidc.eks.REGION.amazonaws.com/id/X:sub.
CONDITION_KEY: Final = re.compile(r"[A-Za-z0-9._~%/-]+(:[^\s].*)?", re.DOTALL)


def read_conditions(raw: Mapping[str, object], place: Place, variables: bool, reading: PolicyReading) -> tuple[Line, ...] | Unknown:
    """All lines of the Condition block; every one must be met."""
    place = place / "Condition"
    block = reading.element(place, checked_block, raw, place)
    if isinstance(block, Unknown):
        return block
    lines: list[Line] = []
    for written, keys in block.items():
        at = place / str(written)
        found = reading.element(at, checked_keys, written, keys, at)
        if isinstance(found, Unknown):
            return UNKNOWN
        for key, values in found.items():
            line = reading.element(at / str(key), read_line, written, key, values, at, variables)
            lines.append(UnreadCondition(written, str(key).lower(), str(key)) if isinstance(line, Unknown) else line)
    return tuple(lines)


def checked_block(raw: Mapping[str, object], place: Place) -> Mapping[str, object] | Unknown:
    """The block as an object."""
    block = raw.get("Condition", {})
    if isinstance(block, Unknown):
        return block
    if not isinstance(block, Mapping):
        raise place.error(f"is {shown(block)}", "an object of operators", "Write, for example, StringEquals with a key and a value.")
    return block


def checked_keys(written: object, keys: object, place: Place) -> Mapping[object, object] | Unknown:
    """The keys and values of one operator."""
    if not isinstance(written, str) or not isinstance(keys, Mapping | Unknown):
        raise place.error(f"is {shown(keys)}", "an object of condition keys and values", "Add the condition key.")
    return keys


def read_line(written: str, key: object, values: object, place: Place, variables: bool) -> Line:
    """One operator on one key."""
    if not isinstance(key, str) or not CONDITION_KEY.fullmatch(key):
        raise place.error(f"has the key {shown(key)}", "a condition key such as aws:SourceAccount", "Repair the key.")
    texts = read_texts(values, place / key, scalars=True)
    try:
        return read_condition(written, key, texts, variables)
    except OperatorError as error:
        raise place.error("is no condition operator", str(error), "Repair the operator's name.") from None
    except ValueError as error:
        raise (place / key).error(f"has a value that {written} cannot take", str(error), "Repair the value.") from None
