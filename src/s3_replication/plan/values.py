"""Lenient reading of decoded JSON: it reads a plan of any provider version, and no value in it raises an error."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from s3_replication.iam import UNKNOWN, Unknown

__all__ = ["block", "blocks", "depth", "flag", "items", "mapping", "number", "overlay", "text", "texts"]


def mapping(value: object) -> Mapping[str, object]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> Sequence[object]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object) -> str | Unknown | None:
    """A string, UNKNOWN, or None for an absent, empty or differently typed value: Terraform writes "" for a value that is not set."""
    if value is UNKNOWN or (isinstance(value, str) and value):
        return value
    return None


def number(value: object) -> int | None:
    """A whole number, also if JSON has it with a fraction of zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return int(value)
    except (OverflowError, ValueError):  # infinity and NaN are numbers to Python's JSON reader
        return None


def flag(value: object, default: bool) -> bool:
    """A boolean, or the default if it is missing or not known."""
    return value if isinstance(value, bool) else default


def texts(value: object) -> tuple[str | Unknown, ...]:
    """Every string of a list, UNKNOWN ones too; a list that is unknown as a whole has one unknown member."""
    if value is UNKNOWN:
        return (UNKNOWN,)
    return tuple(entry for entry in map(text, items(value)) if entry is not None)


def blocks(values: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    """The nested blocks of one name."""
    return [mapping(entry) for entry in items(values.get(name))]


def block(values: Mapping[str, object], *path: str) -> Mapping[str, object]:
    """The first nested block at the path, or an empty one."""
    for name in path:
        values = next(iter(blocks(values, name)), {})
    return values


def overlay(known: object, unknown: object) -> object:
    """One value of a plan, with UNKNOWN at every place that `after_unknown` marks with true."""
    if unknown is True:
        return UNKNOWN
    if isinstance(known, Mapping) or (known is None and isinstance(unknown, Mapping) and unknown):
        left, right = mapping(known), mapping(unknown)
        return {name: overlay(left.get(name), right.get(name)) for name in {**left, **right}}
    if isinstance(known, list) or (known is None and isinstance(unknown, list) and unknown):
        return [overlay(*pair) for pair in zip_longest(items(known), items(unknown))]
    return known


def depth(value: object) -> int:
    """How deep lists and objects nest, found without recursion."""
    level, deepest = [value], 0
    while level:
        nested: list[object] = []
        for entry in level:
            nested.extend(entry.values() if isinstance(entry, Mapping) else items(entry))
        level, deepest = nested, deepest + 1
    return deepest
