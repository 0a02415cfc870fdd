"""Functions of lists and objects. A list with unknown members keeps them; what depends on their values is UNKNOWN."""

from collections.abc import Mapping
from typing import Final

from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.source.functions.signature import Function, limited, listed, mapped, whole
from s3_replication.plan.source.values import EvaluationError, JsonText, PartialText, TerraformSet, elements, fully_known, is_absent, same

__all__ = ["FUNCTIONS"]


def merge(*objects: object) -> object:
    if UNKNOWN in objects:
        return UNKNOWN
    found: dict[str, object] = {}
    for one in objects:
        found.update({} if one is None else mapped(one))
    return found


def concat(*lists: object) -> object:
    return UNKNOWN if UNKNOWN in lists else limited([member for one in lists for member in listed(one)])


def keys(value: object) -> object:
    return UNKNOWN if value is UNKNOWN or not _ordered(value) else sorted(mapped(value))


def values(value: object) -> object:
    return UNKNOWN if value is UNKNOWN or not _ordered(value) else [mapped(value)[key] for key in sorted(mapped(value))]


def _ordered(value: object) -> bool:
    """Whether the order of an object's keys is known: a placeholder's place is not."""
    names = list(mapped(value))
    return len(names) < 2 or fully_known(names)


def lookup(value: object, key: object, *default: object) -> object:
    if isinstance(value, Unknown) or not isinstance(key, str):
        return UNKNOWN
    found = mapped(value)
    absent = is_absent(found, key)
    if absent is not True:
        return found.get(key, UNKNOWN)
    if not default:
        raise EvaluationError
    return default[0]


def length(value: object) -> object:
    if isinstance(value, Unknown | PartialText | JsonText):
        return UNKNOWN
    if isinstance(value, str):
        return len(value) if fully_known(value) else UNKNOWN
    if isinstance(value, TerraformSet):
        return len(value.members) if fully_known(value) or len(value.members) < 2 else UNKNOWN
    return len(value) if isinstance(value, Mapping) else len(listed(value))


def contains(collection: object, value: object) -> object:
    if collection is UNKNOWN:
        return UNKNOWN
    answers = [same(one, value) for one in listed(collection)]
    return True if True in answers else UNKNOWN if UNKNOWN in answers else False


def distinct(value: object) -> object:
    if not fully_known(value):
        return UNKNOWN
    found: list[object] = []
    for one in listed(value):
        if not any(same(one, other) is True for other in found):
            found.append(one)
    return found


def flatten(value: object) -> object:
    found: list[object] = []
    level = [(value, 0)] if value is not UNKNOWN else []
    if not level:
        return UNKNOWN
    listed(value)
    while level:
        one, depth = level.pop()
        inner = elements(one)
        if one is UNKNOWN:  # it may be a list of any length
            return UNKNOWN
        if inner is None:
            found.append(one)
        else:
            level += [(member, depth + 1) for member in reversed(inner)]
        limited(found)
    return found


def compact(value: object) -> object:
    if value is UNKNOWN or any(isinstance(one, Unknown) for one in listed(value)):
        return UNKNOWN
    return [one for one in listed(value) if one not in (None, "")]


def element(value: object, index: object) -> object:
    if value is UNKNOWN or index is UNKNOWN:
        return UNKNOWN
    found = listed(value)
    if not found:
        raise EvaluationError
    return found[whole(index) % len(found)]


def slice_(value: object, start: object, end: object) -> object:
    if UNKNOWN in (value, start, end):
        return UNKNOWN
    found = listed(value)
    if not 0 <= whole(start) <= whole(end) <= len(found):
        raise EvaluationError
    return list(found[whole(start) : whole(end)])


def reverse(value: object) -> object:
    return UNKNOWN if value is UNKNOWN else list(reversed(listed(value)))


def one(value: object) -> object:
    if value is UNKNOWN:
        return UNKNOWN
    if value is None:
        raise EvaluationError
    found = listed(value)
    if len(found) > 1:
        raise EvaluationError
    return found[0] if found else None


def zipmap(names: object, given: object) -> object:
    if names is UNKNOWN or given is UNKNOWN or any(not isinstance(name, str) for name in listed(names)):
        return UNKNOWN
    if len(listed(names)) != len(listed(given)):
        raise EvaluationError
    return dict(zip((str(name) for name in listed(names)), listed(given), strict=True))


def coalesce(*given: object) -> object:
    for one in given:
        if one is UNKNOWN:
            return UNKNOWN
        if one not in (None, ""):
            return one
    raise EvaluationError


def coalescelist(*given: object) -> object:
    for one in given:
        if one is UNKNOWN:
            return UNKNOWN
        if one is not None and listed(one):
            return one
    raise EvaluationError


def index(value: object, wanted: object) -> object:
    if value is UNKNOWN:
        return UNKNOWN
    for position, one in enumerate(listed(value)):
        equal = same(one, wanted)
        if equal is not False:
            return position if equal is True else UNKNOWN
    raise EvaluationError


def chunklist(value: object, size: object) -> object:
    if value is UNKNOWN or size is UNKNOWN:
        return UNKNOWN
    found, step = listed(value), whole(size) or len(listed(value)) or 1
    return [list(found[start : start + step]) for start in range(0, len(found), step)]


def _three_valued(decisive: bool, value: object) -> object:
    """Whether any member is `decisive`, as anytrue and (inverted) alltrue ask; null counts as false."""
    if value is UNKNOWN:
        return UNKNOWN
    members = [False if member is None else {"true": True, "false": False}.get(str(member), member) for member in listed(value)]
    if decisive in [member for member in members if isinstance(member, bool)]:
        return decisive
    return not decisive if all(isinstance(member, bool) for member in members) else UNKNOWN


def sort(value: object) -> object:
    return sorted(str(one) for one in listed(value))


def matchkeys(given: object, names: object, wanted: object) -> object:
    searched = listed(wanted)
    return [value for value, name in zip(listed(given), listed(names), strict=True) if any(same(name, one) is True for one in searched)]


def transpose(value: object) -> object:
    found: dict[str, list[object]] = {}
    for key, members in sorted(mapped(value).items()):
        for member in listed(members):
            found.setdefault(str(member), []).append(key)
    return found


FUNCTIONS: Final = {
    "alltrue": Function(lambda value: _three_valued(False, value)),
    "anytrue": Function(lambda value: _three_valued(True, value)),
    "chunklist": Function(chunklist),
    "coalesce": Function(coalesce),
    "coalescelist": Function(coalescelist),
    "compact": Function(compact),
    "concat": Function(concat),
    "contains": Function(contains, walks=True),
    "distinct": Function(distinct, walks=True),
    "element": Function(element),
    "flatten": Function(flatten, walks=True),
    "index": Function(index, walks=True),
    "keys": Function(keys),
    "length": Function(length, walks=True),
    "lookup": Function(lookup),
    "matchkeys": Function(matchkeys, needs_all=True),
    "merge": Function(merge),
    "one": Function(one),
    "reverse": Function(reverse),
    "slice": Function(slice_),
    "sort": Function(sort, needs_all=True),
    "values": Function(values),
    "zipmap": Function(zipmap),
    "transpose": Function(transpose, needs_all=True),
}
