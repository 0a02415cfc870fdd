"""What listens to deliveries, or fails in one, does not hold the others."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from s3_replication.core import Switches
from s3_replication.local.ports.clock import Clock
from s3_replication.local.ports.listeners import call_each
from s3_replication.local.replication.worker import Worker


def test_a_failing_listener_is_logged_and_the_others_are_called(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[int] = []

    def fails(_: int) -> None:
        raise OSError("no answer")

    call_each([fails, heard.append], 5)
    assert heard == [5]
    assert "OSError: no answer" in capsys.readouterr().err


def test_the_worker_outlives_whatever_a_delivery_raises(capsys: pytest.CaptureFixture[str]) -> None:
    worker = Worker(Clock(), Switches())
    broken: Any = SimpleNamespace()  # has nothing that a delivery has, so that even its failure cannot be recorded
    for number in range(3):
        worker.queue.put(number, broken)
    worker.start()
    assert worker.queue.wait_until_idle(timedelta(seconds=20).total_seconds()) == 0
    worker.queue.close()
    assert "AttributeError" in capsys.readouterr().err
