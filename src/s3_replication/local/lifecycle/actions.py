"""What lifecycle does to versions and uploads at a moment (User Guide, "Lifecycle configuration elements"; facts 3.105 to 3.108)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from s3_replication.core import Switches, Version, Versioning, lifecycle_may_act
from s3_replication.local.lifecycle.rules import WATERFALL, LifecycleRule
from s3_replication.local.ports.listing import ListedVersion, Upload

__all__ = ["Abort", "Action", "ActionKind", "aborts", "actions"]


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


@dataclass(frozen=True, slots=True)
class Abort:
    """The end of one unfinished upload."""

    rule_id: str
    upload: Upload


def aborts(uploads: Iterable[Upload], rules: Sequence[LifecycleRule], now: datetime) -> list[Abort]:
    """Every upload that was begun long enough ago (User Guide, "Configuring a bucket lifecycle configuration to delete incomplete
    multipart uploads"); its days are rounded as an object's."""
    due = ((upload, [rule.id for rule in rules if rule.enabled and rule.selection.takes_bare(upload.key)
                     and _is_over(upload.initiated, rule.abort_days, None, now)]) for upload in uploads)  # fmt: skip
    return [Abort(ids[0], upload) for upload, ids in due if ids]


def actions(listed: Sequence[ListedVersion], rules: Sequence[LifecycleRule], versioning: Versioning, now: datetime,
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


def _action(
    history: Sequence[ListedVersion], index: int, rules: Sequence[LifecycleRule], versioning: Versioning, now: datetime
) -> Action | None:
    one = history[index]
    selecting = [rule for rule in rules if rule.enabled and rule.selection.takes(one.version)]
    due = _current(one, len(history), selecting, versioning, now) if one.latest else _noncurrent(one, index, selecting, now)
    return next((action for action in due if action.kind is not ActionKind.DELETE or not _is_locked(one.version, now)), None)


def _is_locked(version: Version, now: datetime) -> bool:
    """Lifecycle marks and moves locked versions, but deletes none (User Guide, "Object Lock considerations")."""
    until = version.lock.retain_until
    return version.lock.legal_hold == "ON" or (until is not None and until > now)


def _current(one: ListedVersion, versions: int, rules: Sequence[LifecycleRule], versioning: Versioning, now: datetime) -> Iterator[Action]:
    version = one.version
    kind = ActionKind.DELETE if versioning is Versioning.NEVER else ActionKind.MARKER
    for rule in rules:
        if version.delete_marker:
            due = rule.expired_markers or _is_over(version.last_modified, rule.expire_days, rule.expire_date, now)
            if due and versions == 1:
                yield Action(ActionKind.DELETE, rule.id, version)
        elif _is_over(version.last_modified, rule.expire_days, rule.expire_date, now):
            yield Action(kind, rule.id, version)
    moves = [(rule, move.storage_class) for rule in rules for move in rule.transitions
             if _is_over(version.last_modified, move.days, move.date, now)]  # fmt: skip
    yield from _transitions(version, moves)


def _noncurrent(one: ListedVersion, index: int, rules: Sequence[LifecycleRule], now: datetime) -> Iterator[Action]:
    """`index` counts newer versions, the current one among them; age counts from when the next version came."""
    since = one.superseded or one.version.last_modified
    due = [(rule, found) for rule in rules for found in rule.noncurrent if _is_over(since, found.days, None, now) and index > found.newer]
    for rule, found in due:
        if found.storage_class is None:
            yield Action(ActionKind.DELETE, rule.id, one.version)
    yield from _transitions(one.version, [(rule, found.storage_class) for rule, found in due if found.storage_class is not None])


def _transitions(version: Version, moves: Sequence[tuple[LifecycleRule, str]]) -> Iterator[Action]:
    """The cheapest class first."""
    for rule, storage_class in sorted(moves, key=lambda move: -_rank(move[1])):
        down = _rank(storage_class) > _rank(version.storage_class)
        if down and not version.delete_marker and rule.may_move(version, storage_class):
            yield Action(ActionKind.TRANSITION, rule.id, version, storage_class)


def _rank(storage_class: str) -> int:
    return WATERFALL.index(storage_class) if storage_class in WATERFALL else 0


def _is_over(since: datetime, days: int | None, date: datetime | None, now: datetime) -> bool:
    """Days are rounded up to the next midnight UTC."""
    if date is not None:
        return now >= date
    if days is None:
        return False
    end = since + timedelta(days=days)
    midnight = datetime.combine(end.date(), time(0), UTC)
    return now >= (midnight if midnight == end else midnight + timedelta(days=1))
