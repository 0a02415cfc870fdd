"""What lifecycle does to a bucket at a moment (User Guide, "Lifecycle configuration elements"; facts 3.105 to 3.108)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from s3_replication.core import Switches, Version, Versioning, lifecycle_may_act
from s3_replication.local.lifecycle.rules import LifecycleRule, NoncurrentAction
from s3_replication.local.listed import Listed

__all__ = ["Action", "ActionKind", "actions"]

# Cost falls along this list; lifecycle moves downward only (User Guide, "Transitioning objects").
_WATERFALL: Final = ("STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")


class ActionKind(StrEnum):
    """What lifecycle did, or what kept it from doing so."""

    MARKER = "delete-marker"
    DELETE = "delete"
    TRANSITION = "transition"
    WAITS_FOR_REPLICATION = "waits-for-replication"


@dataclass(frozen=True, slots=True)
class Action:
    """One action on one version; `wanted` is what a waiting one would do."""

    kind: ActionKind
    rule_id: str
    version: Version
    storage_class: str | None = None
    wanted: ActionKind | None = None


def actions(listed: Sequence[Listed], rules: Sequence[LifecycleRule], versioning: Versioning, now: datetime,
            switches: Switches) -> list[Action]:  # fmt: skip
    """Every action that is due, at most one for each version: expiry goes before transition."""
    found = []
    for _, group in groupby(listed, key=lambda one: one.version.key):
        history = list(group)
        for index in range(len(history)):
            action = _action(history, index, rules, versioning, now)
            if action is not None:
                found.append(_held_back(action, switches))
    return found


def _held_back(action: Action, switches: Switches) -> Action:
    if action.version.delete_marker or lifecycle_may_act(action.version, switches):
        return action
    return Action(ActionKind.WAITS_FOR_REPLICATION, action.rule_id, action.version, action.storage_class, action.kind)


def _action(history: Sequence[Listed], index: int, rules: Sequence[LifecycleRule], versioning: Versioning, now: datetime) -> Action | None:
    one = history[index]
    selecting = [rule for rule in rules if rule.enabled and rule.selection.takes(one.version)]
    due = _current(one, len(history), selecting, versioning, now) if one.latest else _noncurrent(one, index, selecting, now)
    return next(due, None)


def _current(one: Listed, versions: int, rules: Sequence[LifecycleRule], versioning: Versioning, now: datetime) -> Iterator[Action]:
    version = one.version
    kind = ActionKind.DELETE if versioning is Versioning.NEVER else ActionKind.MARKER
    for rule in rules:
        if version.delete_marker:
            due = rule.expired_markers or _is_over(version.last_modified, rule.expire_days, rule.expire_date, now)
            if due and versions == 1:
                yield Action(ActionKind.DELETE, rule.id, version)
        elif _is_over(version.last_modified, rule.expire_days, rule.expire_date, now):
            yield Action(kind, rule.id, version)
    moves = [move for rule in rules for move in rule.transitions if _is_over(version.last_modified, move.days, move.date, now)]
    ids = {id(move): rule.id for rule in rules for move in rule.transitions}
    for move in sorted(moves, key=lambda move: -_rank(move.storage_class)):
        if not version.delete_marker and _rank(move.storage_class) > _rank(version.storage_class):
            yield Action(ActionKind.TRANSITION, ids[id(move)], version, move.storage_class)


def _noncurrent(one: Listed, index: int, rules: Sequence[LifecycleRule], now: datetime) -> Iterator[Action]:
    """`index` counts newer versions, the current one among them; age counts from when the next version came."""
    since = one.superseded or one.version.last_modified
    due = [(rule, found) for rule in rules for found in rule.noncurrent if _is_over(since, found.days, None, now) and index > found.newer]
    for rule, found in due:
        if found.storage_class is None:
            yield Action(ActionKind.DELETE, rule.id, one.version)
    for rule, found in sorted(due, key=_cheapest):
        down = _rank(found.storage_class or "") > _rank(one.version.storage_class)
        if found.storage_class is not None and not one.version.delete_marker and down:
            yield Action(ActionKind.TRANSITION, rule.id, one.version, found.storage_class)


def _cheapest(due: tuple[LifecycleRule, NoncurrentAction]) -> int:
    return -_rank(due[1].storage_class or "")


def _rank(storage_class: str) -> int:
    return _WATERFALL.index(storage_class) if storage_class in _WATERFALL else 0


def _is_over(since: datetime, days: int | None, date: datetime | None, now: datetime) -> bool:
    """Days are rounded up to the next midnight UTC."""
    if date is not None:
        return now >= date
    if days is None:
        return False
    end = since + timedelta(days=days)
    midnight = datetime.combine(end.date(), time(0), UTC)
    return now >= (midnight if midnight == end else midnight + timedelta(days=1))
