"""Puts what the source says in place of what the plan does not know; a value that the plan knows always wins."""

from collections.abc import Mapping, Sequence

from s3_replication.iam import UNKNOWN
from s3_replication.plan.source.values import EvaluationError, elements, same, to_text

__all__ = ["combine", "fits", "has_unknown"]


def has_unknown(value: object) -> bool:
    """Whether the plan leaves any part of the value open."""
    level = [value]
    while level:
        one = level.pop()
        if one is UNKNOWN:
            return True
        level.extend(one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ())
    return False


def combine(planned: object, written: object) -> object:
    """The plan's value, with the source's where the plan has none. Null in the source means that AWS chooses: it stays unknown."""
    if planned is UNKNOWN:
        return UNKNOWN if written is None else written
    if isinstance(planned, Mapping) and isinstance(written, Mapping):
        return {key: combine(one, written[key]) if key in written else one for key, one in planned.items()}
    members = elements(written)
    if isinstance(planned, list) and members is not None and len(planned) == len(members):
        if all(map(fits, planned, members)):
            return list(map(combine, planned, members))
        return _combined_set(planned, members)
    return planned


def _combined_set(planned: Sequence[object], written: Sequence[object]) -> object:
    """A set in the plan has another order: its known members are taken from those written, and the rest is what it does not know."""
    left = list(written)
    for one in planned:
        if one is UNKNOWN:
            continue
        equal = next((at for at, other in enumerate(left) if same(one, other) is True), None)
        if equal is None:
            return list(planned)
        del left[equal]
    return [left.pop(0) if one is UNKNOWN else one for one in planned]


def fits(planned: object, written: object) -> bool:
    """Whether the plan's value can be the one written; providers show what is not set as null, "", false, 0 or an empty list."""
    if planned is UNKNOWN or written is UNKNOWN:
        return True
    if written is None:
        return not planned
    if isinstance(written, Mapping):
        return isinstance(planned, Mapping) and all(fits(planned.get(key), one) for key, one in written.items())
    members = elements(written)
    if members is not None:
        return isinstance(planned, list) and len(planned) == len(members) and _members_fit(planned, members)
    try:
        return same(to_text(planned), to_text(written)) is not False
    except EvaluationError:
        return False


def _members_fit(planned: Sequence[object], written: Sequence[object]) -> bool:
    if all(map(fits, planned, written)):
        return True
    return all(any(fits(one, other) for other in written) for one in planned)
