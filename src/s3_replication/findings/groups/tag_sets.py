"""The sets of tags that can select different rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from s3_replication.core import ENABLED, Rule, Tag

__all__ = ["TagSet", "selecting_tags", "tag_sets"]

TagSet = tuple[Tag, ...]
_MOST_TAGS: Final = 10
"""Tags of an object (S3 User Guide, "Categorizing your objects using tags")."""
_MOST_SETS: Final = 4096


def tag_sets(rules: Sequence[Rule]) -> tuple[TagSet, ...] | None:
    """No tags, tags that no rule asks for, and every union of rules' tags that an object can have; None if there are more than 4,096."""
    asked = _asked(rules)
    unions = {frozenset[Tag]()}
    for tags in sorted(asked, key=_ordered_names):
        unions |= {union | tags for union in unions if _can_exist(union | tags)}
        if len(unions) > _MOST_SETS:
            return None
    ordered = sorted((_ordered(union) for union in unions if union), key=lambda tags: (len(tags), str(tags)))
    return ((), (_other_tag(asked),), *ordered)


def _asked(rules: Sequence[Rule]) -> set[frozenset[Tag]]:
    filters = [rule.filter for rule in rules if rule.status == ENABLED and rule.filter is not None]
    return {frozenset(one.tags) for one in filters if one.tags}


def _ordered(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(sorted(tags, key=lambda tag: (tag.key, tag.value)))


def _ordered_names(tags: Iterable[Tag]) -> list[tuple[str, str]]:
    return [(tag.key, tag.value) for tag in _ordered(tags)]


def _can_exist(tags: frozenset[Tag]) -> bool:
    return len({tag.key for tag in tags}) == len(tags) <= _MOST_TAGS


def _other_tag(asked: set[frozenset[Tag]]) -> Tag:
    keys = {tag.key for tags in asked for tag in tags}
    return Tag(next(key for key in ("name", *(f"name-{number}" for number in range(len(keys) + 1))) if key not in keys), "example")


def selecting_tags(tags: Mapping[str, str], rules: Sequence[Rule]) -> TagSet:
    """Which of the sets an object's tags count as: those of all rules whose tags it has."""
    asked = _asked(rules)
    chosen = {tag for wanted in asked if all(tags.get(tag.key) == tag.value for tag in wanted) for tag in wanted}
    if chosen:
        return _ordered(chosen)
    return (_other_tag(asked),) if tags else ()
