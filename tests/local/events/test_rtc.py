"""Thresholds of Replication Time Control (facts 4.32, 4.75)."""

from datetime import UTC, datetime, timedelta

from s3_replication.local.events.rtc import LIMIT, Deadlines

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LITTLE = timedelta(seconds=1)


def test_limit_is_told_once_and_with_its_moment() -> None:
    deadlines: Deadlines[str] = Deadlines()
    deadlines.watch(1, "a", NOW)
    assert deadlines.missed(NOW + LIMIT - LITTLE) == []
    assert deadlines.missed(NOW + 2 * LIMIT) == [("a", NOW + LIMIT)]
    assert deadlines.missed(NOW + 3 * LIMIT) == []
    assert deadlines.settled(1) is True


def test_operation_in_time_is_never_told() -> None:
    deadlines: Deadlines[str] = Deadlines()
    deadlines.watch(1, "a", NOW)
    assert deadlines.settled(1) is False
    assert deadlines.missed(NOW + 2 * LIMIT) == []


def test_several_become_late_in_order() -> None:
    deadlines: Deadlines[str] = Deadlines()
    for number, name in enumerate(("late", "later", "in time")):
        deadlines.watch(name, name, NOW + number * timedelta(minutes=1))
    assert [what for what, _ in deadlines.missed(NOW + LIMIT + timedelta(minutes=1))] == ["late", "later"]
    assert [deadlines.settled(name) for name in ("late", "later", "in time")] == [True, True, False]
    assert deadlines.settled("late") is False


def test_operation_watched_anew_has_a_new_limit() -> None:
    deadlines: Deadlines[str] = Deadlines()
    deadlines.watch(1, "old", NOW)
    deadlines.settled(1)
    deadlines.watch(1, "new", NOW + timedelta(minutes=10))
    assert deadlines.missed(NOW + LIMIT + LITTLE) == []
    assert [what for what, _ in deadlines.missed(NOW + timedelta(minutes=26))] == ["new"]


def test_clear_forgets_all() -> None:
    deadlines: Deadlines[str] = Deadlines()
    deadlines.watch(1, "a", NOW)
    deadlines.clear()
    assert deadlines.missed(NOW + 2 * LIMIT) == []
