"""The delivery queue: order per chain, delay on the clock, pause, retry, reset, room."""

import threading
from datetime import timedelta
from typing import Any

from s3_replication.local.ports.clock import Clock
from s3_replication.local.replication import queue as queue_module
from s3_replication.local.replication.queue import DeliveryQueue


def drain(queue: DeliveryQueue[str], count: int) -> list[str]:
    found = []
    for _ in range(count):
        entry = queue.take()
        assert entry is not None
        found.append(entry.job)
        queue.done(entry)
    return found


def test_jobs_of_one_chain_keep_their_order_and_chains_do_not_wait_for_each_other() -> None:
    queue: DeliveryQueue[str] = DeliveryQueue(Clock())
    for job in ("a1", "a2", "b1"):
        queue.put(job[0], job)
    first = queue.take()
    assert first is not None
    assert drain(queue, 1) == ["b1"]
    queue.done(first)
    assert drain(queue, 1) == ["a2"]
    assert queue.open == 0


def test_failed_job_stays_ahead_of_its_chain() -> None:
    clock = Clock()
    queue: DeliveryQueue[str] = DeliveryQueue(clock)
    for job in ("a1", "a2", "b1"):
        queue.put(job[0], job)
    entry = queue.take()
    assert entry is not None
    queue.done(entry, timedelta(hours=1))
    assert drain(queue, 1) == ["b1"]
    assert queue.open == 2
    clock.advance(timedelta(hours=2))
    assert drain(queue, 2) == ["a1", "a2"]


def test_delayed_job_comes_when_the_clock_says_so() -> None:
    clock = Clock()
    queue: DeliveryQueue[str] = DeliveryQueue(clock)
    queue.delay = timedelta(minutes=15)
    queue.put("late", "late")
    queue.delay = timedelta(0)
    queue.put("now", "now")
    assert drain(queue, 1) == ["now"]
    assert queue.wait_until_idle(0.01) == 1
    clock.advance(timedelta(minutes=16))
    queue.wake()
    assert drain(queue, 1) == ["late"]


def test_paused_queue_gives_nothing_and_does_not_hold_those_who_wait() -> None:
    queue: DeliveryQueue[str] = DeliveryQueue(Clock())
    queue.wake(lambda: setattr(queue, "paused", True))
    queue.put("a", "a")
    taken: list[Any] = []
    thread = threading.Thread(target=lambda: taken.append(queue.take()))
    thread.start()
    assert queue.wait_until_idle(60) == 1
    assert taken == []
    queue.wake(lambda: setattr(queue, "paused", False))
    thread.join(10)
    assert taken[0].job == "a"


def test_job_from_before_a_reset_changes_nothing_after_it() -> None:
    queue: DeliveryQueue[str] = DeliveryQueue(Clock())
    queue.put("a", "old")
    queue.put("a", "older")
    entry = queue.take()
    assert entry is not None
    cleared = threading.Thread(target=queue.clear)
    cleared.start()
    while queue.generation == 0:
        pass
    queue.put("a", "new")
    queue.done(entry)
    cleared.join(10)
    assert drain(queue, 1) == ["new"]
    assert queue.open == 0


def test_writers_wait_while_the_queue_is_full(monkeypatch: Any) -> None:
    monkeypatch.setattr(queue_module, "ROOM", 2)
    queue: DeliveryQueue[str] = DeliveryQueue(Clock())
    for job in ("a", "b"):
        queue.put(job, job)
    waited: list[bool] = []
    writer = threading.Thread(target=lambda: waited.append(queue.wait_for_room()))
    writer.start()
    writer.join(0.05)
    assert waited == []
    drain(queue, 1)
    writer.join(10)
    assert waited == [True]


def test_closed_queue_ends_its_workers() -> None:
    queue: DeliveryQueue[str] = DeliveryQueue(Clock())
    queue.close()
    assert queue.take() is None
